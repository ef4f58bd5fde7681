// Sentry with replay, Datadog RUM with replay and another rrweb on one page with the recorder: whoever starts and whoever
// stops first, all go on to record, and none is content of another.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startTestIngest, type TestIngest } from '@reseal/testing/ingest'
import { type Browser, chromium, type Page } from 'playwright'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

declare global {
  interface Window {
    others: {
      start(): void
      stop(): Promise<void>
      flush(): Promise<void>
      readonly events: unknown[]
    }
    startReseal(): void
    resealErrors: string[]
    pageErrors: string[]
  }
}

const html = `<!doctype html><html lang="en"><head><title>One page</title><style>.a{color:red}</style></head><body>
<main><p class="shown">Marker begin</p><button>Press</button></main>
<script>window.pageErrors=[];addEventListener('error',e=>pageErrors.push(e.message));addEventListener('unhandledrejection',e=>pageErrors.push(String(e.reason)))</script>
<script src="/others.js"></script><script src="/reseal.iife.js"></script></body></html>`

let browser: Browser
let server: Server
let origin: string
let scripts: Map<string, string>
const taken: { readonly path: string; readonly body: string }[] = []

async function buildScripts(): Promise<Map<string, string>> {
  const outDir = await mkdtemp(join(tmpdir(), 'reseal-coexistence-'))
  const sdk = fileURLToPath(new URL('../../packages/recorder-sdk', import.meta.url))
  try {
    await build({
      root: sdk,
      configFile: join(sdk, 'vite.config.ts'),
      build: { outDir, emptyOutDir: false, minify: false },
    })
    await build({
      configFile: false,
      logLevel: 'error',
      define: { 'process.env.NODE_ENV': '"production"' },
      build: {
        outDir,
        emptyOutDir: false,
        minify: false,
        lib: {
          entry: fileURLToPath(new URL('./other-recorders.ts', import.meta.url)),
          formats: ['iife'],
          name: 'made',
          fileName: () => 'others.js',
        },
      },
    })
    const names = (await readdir(outDir)).filter((name) => name.endsWith('.js'))
    const files = names.map(async (name) => [`/${name}`, await readFile(join(outDir, name), 'utf8')] as const)
    return new Map(await Promise.all(files))
  } finally {
    await rm(outDir, { recursive: true })
  }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname
  const script = scripts.get(path)
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  if (request.method === 'POST') taken.push({ path, body: Buffer.concat(chunks).toString('latin1') })
  const body = script ?? (path === '/page' ? html : '{}')
  response.writeHead(200, {
    'content-type':
      script !== undefined ? 'text/javascript' : path === '/page' ? 'text/html' : 'application/json',
  })
  response.end(body)
}

beforeAll(async () => {
  scripts = await buildScripts()
  server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  browser = await chromium.launch({
    executablePath: process.env['RESEAL_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
})

afterAll(async () => {
  await browser.close()
  server.close()
})

async function openPage(ingest: TestIngest): Promise<Page> {
  const page = await browser.newPage()
  await page.goto(`${origin}/page`)
  const init = {
    endpoint: ingest.url,
    appKey: `rsl_${'A'.repeat(22)}`,
    sealingKey: ingest.sealingKey,
    receiptKey: ingest.receiptKey,
    consent: 'not-needed',
    rules: { allow: [{ id: 'shown', selector: '.shown' }] },
  }
  await page.evaluate((options) => {
    window.resealErrors = []
    const sdk = window.Reseal as unknown as { init(options: object): never }
    window.startReseal = () => {
      window.recorder = sdk.init({
        ...options,
        onError: (error: { readonly code: string }) => window.resealErrors.push(error.code),
      })
    }
  }, init)
  return page
}

/** Something of each kind that recorders watch: nodes, style rules, console, requests, clicks, shadow roots. */
async function act(page: Page, marker: string): Promise<void> {
  await page.evaluate(async (text) => {
    const line = document.createElement('p')
    line.className = 'shown'
    line.textContent = text
    document.querySelector('main')?.append(line)
    document.styleSheets[0]?.insertRule('.late { left: 1px }')
    const host = document.createElement('div')
    document.body.append(host)
    host.attachShadow({ mode: 'open' }).innerHTML = '<i>In the shadow</i>'
    console.debug(text)
    await fetch(`/data?${encodeURIComponent(text)}`)
  }, marker)
  await page.click('button')
}

const rrwebEvents = (page: Page): Promise<string> => page.evaluate(() => JSON.stringify(window.others.events))
const sentTo = (part: string, marker = ''): boolean =>
  taken.some(({ path, body }) => path.includes(part) && body.includes(marker))

/** All that the recorder recorded. */
async function ownEvents(ingest: TestIngest): Promise<string> {
  const all = [...ingest.streams.keys()].map((stream) => ingest.eventsOf(stream))
  return JSON.stringify(await Promise.all(all))
}

describe.each([
  ['before', 'before'],
  ['after', 'after'],
] as const)(
  'beside Sentry, Datadog and another rrweb, started %s them and stopped %s them',
  (startOrder, stopOrder) => {
    it('records, and lets them record', { timeout: 120_000 }, async () => {
      taken.length = 0
      const ingest = await startTestIngest()
      const page = await openPage(ingest)
      try {
        const startOthers = () => page.evaluate(() => window.others.start())
        const startOwn = () => page.evaluate(() => window.startReseal())
        await (startOrder === 'before' ? startOwn() : startOthers())
        await (startOrder === 'before' ? startOthers() : startOwn())
        await act(page, 'Marker middle')
        await expect.poll(() => rrwebEvents(page)).toContain('Marker middle')
        await page.evaluate(() => window.others.flush())
        await expect.poll(() => sentTo('/envelope', 'Marker middle')).toBe(true)
        await expect.poll(() => sentTo('/datadog')).toBe(true)

        const stopOthers = () => page.evaluate(() => window.others.stop())
        const stopOwn = () => page.evaluate(() => window.recorder?.stop())
        if (stopOrder === 'before') await stopOwn()
        else await stopOthers()
        await act(page, 'Marker late')
        if (stopOrder === 'before') {
          await expect.poll(() => rrwebEvents(page)).toContain('Marker late')
          await expect.poll(() => rrwebEvents(page)).toMatch(/"rule":"\.late[^"]*".*"rule":"\.late/)
          await page.evaluate(() => window.others.flush())
          await expect.poll(() => sentTo('/envelope', 'Marker late')).toBe(true)
          await stopOthers()
        } else await stopOwn()

        const own = await ownEvents(ingest)
        expect(own).toContain('Marker begin')
        expect(own).toContain('Marker middle')
        expect(own.includes('Marker late')).toBe(stopOrder === 'after')
        // What the others sent is no content of ours, neither where to nor what.
        for (const foreign of ['envelope', 'datadog', 'sentry', 'pub0000']) expect(own).not.toContain(foreign)
        // Each rule once: nobody's patch is in the chain twice. When the other rrweb stops it puts back what it found, and takes
        // away what was patched later: that rule comes with the next snapshot.
        const rules = own.match(/"rule":"\.r\d+\{left:1px;\}"/g) ?? []
        expect(rules.length).toBeGreaterThan(0)
        expect(rules.length).toBeLessThanOrEqual(stopOrder === 'after' ? 2 : 1)
        expect(await page.evaluate(() => [window.pageErrors, window.resealErrors])).toEqual([[], []])

        // All have stopped: nothing watches the others' requests and answers with requests of its own.
        const before = taken.length + ingest.requests.length
        await act(page, 'Marker after all')
        await page.waitForTimeout(1_000)
        expect(taken.length + ingest.requests.length - before).toBeLessThan(10)
      } finally {
        await page.close()
        await ingest.stop()
      }
    })
  },
)
