// The stub in a real browser, under `default-src 'self'`: what it takes before the recorder is here, when
// it loads it, and that a browser runs no other file in its place.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { startTestIngest, type TestIngest } from '@reseal/testing/ingest'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { builtRecorder } from '../../test/built-recorder.ts'

declare const window: {
  Reseal: { init(options: object): StubRecorder }
  recorder: StubRecorder
  errors: { code: string; name: string }[]
  listening: string[]
  go(options: object): void
  dispatchEvent(event: Event): boolean
}

interface StubRecorder {
  stop(): Promise<void>
  status(): string
  grantConsent(): void
  withdrawConsent(): Promise<void>
  sessionUrl(): string | undefined
  tag(key: string, value: string): void
}

const page = `<!doctype html><title>Stub</title><p>Page</p>
<script src="/page.js"></script><script src="/reseal.stub.js"></script><img src="/slow.png" alt="">`
const pageScript = `
window.errors = []
window.pageErrors = []
window.listening = []
const add = window.addEventListener
window.addEventListener = function (type, ...rest) {
  if (type === 'error' || type === 'unhandledrejection') listening.push(type)
  return add.call(this, type, ...rest)
}
window.go = (options) => { window.recorder = Reseal.init({ ...options, onError: (error) => errors.push({ code: error.code, name: error.name }) }) }
`

const waitUntil = (assertion: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(assertion, { timeout: 30_000, interval: 50 })

describe('stub', () => {
  const files = new Map<string, string>()
  let tamper = (_name: string, code: string): string => code
  let slow: Promise<void> = Promise.resolve()
  let requested: string[] = []
  // Of these, what was asked for before ingest had given a receipt.
  let untilReceipt: string[] = []
  let server: Server
  let browser: Browser
  let context: BrowserContext
  let ingest: TestIngest
  let url: string
  let pageErrors: string[]

  beforeAll(async () => {
    for (const [name, script] of await builtRecorder()) files.set(`/${name}`, script)
    server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost')
      requested.push(pathname)
      if (ingest.requests.length === 0) untilReceipt.push(pathname)
      const policy = { 'Content-Security-Policy': "default-src 'self'; connect-src http://127.0.0.1:*" }
      if (pathname === '/') response.writeHead(200, { 'Content-Type': 'text/html', ...policy }).end(page)
      else if (pathname === '/slow.png') void slow.then(() => response.writeHead(404).end())
      else {
        const body = pathname === '/page.js' ? pageScript : files.get(pathname)
        response.writeHead(body === undefined ? 404 : 200, {
          'Content-Type': 'text/javascript',
          'Cache-Control': 'no-store',
          'Content-Encoding': 'gzip',
        })
        response.end(gzipSync(tamper(pathname, body ?? '')))
      }
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    browser = await chromium.launch({
      executablePath: process.env['RESEAL_CHROMIUM'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox'],
    })
  })
  afterAll(async () => {
    await browser?.close()
    server?.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  beforeEach(async () => {
    tamper = (_name, code) => code
    slow = Promise.resolve()
    requested = []
    untilReceipt = []
    pageErrors = []
    ingest = await startTestIngest()
    context = await browser.newContext()
  })
  afterEach(async () => {
    await context.close()
    await ingest.stop()
  })

  const options = (extra: object = {}) => ({
    endpoint: ingest.url,
    appKey: `rsl_${'A'.repeat(22)}`,
    sealingKey: ingest.sealingKey,
    receiptKey: ingest.receiptKey,
    viewerUrl: 'https://viewer.example.org',
    consent: 'granted',
    signals: false,
    ...extra,
  })

  async function open(): Promise<Page> {
    const opened = await context.newPage()
    opened.on('pageerror', (error) => pageErrors.push(error.message))
    await opened.goto(url, { waitUntil: 'domcontentloaded' })
    return opened
  }

  const status = (opened: Page): Promise<string> => opened.evaluate(() => window.recorder.status())
  const signals = async (): Promise<string> => {
    const streams = await Promise.all(Array.from(ingest.streams.keys(), (id) => ingest.eventsOf(id)))
    return JSON.stringify(streams.flat().filter((event) => (event as { type: number }).type === 6))
  }

  it('asks for nothing before the page is idle, then brings the recorder and its calls', async () => {
    let finish = (): void => {}
    slow = new Promise((resolve) => (finish = resolve))
    const opened = await open()
    await opened.evaluate(
      (given) => {
        window.go(given)
        window.recorder.tag('plan', 'a')
        window.recorder.tag('plan', 'b')
      },
      options({ rules: { tags: [{ id: 'plan', key: 'plan', values: ['a', 'b'] }] } }),
    )
    expect(await status(opened)).toBe('loading')
    expect(await opened.evaluate(() => window.recorder.sessionUrl())).toBeUndefined()
    expect(requested).not.toContain('/reseal.iife.js')
    finish()
    await waitUntil(async () => expect(await status(opened)).toBe('recording'))
    expect(await opened.evaluate(() => window.recorder.sessionUrl())).toContain('viewer.example.org')
    await opened.evaluate(() => window.recorder.stop())
    const told = await signals()
    expect(told.indexOf('"value":"a"')).toBeGreaterThan(-1)
    expect(told.indexOf('"value":"b"')).toBeGreaterThan(told.indexOf('"value":"a"'))
    expect(await opened.evaluate(() => window.errors)).toEqual([])
  })

  it('resolves what was asked for before once the recorder has done it', async () => {
    const opened = await open()
    const after = await opened.evaluate(async (given) => {
      window.go(given)
      await window.recorder.stop()
      return window.recorder.status()
    }, options())
    expect(after).toBe('stopped')
  })

  it('keeps errors from before, with consent', async () => {
    const opened = await open()
    await opened.evaluate((given) => {
      window.go(given)
      window.dispatchEvent(new ErrorEvent('error', { error: new RangeError('early') }))
    }, options())
    await waitUntil(async () => expect(await status(opened)).toBe('recording'))
    await opened.evaluate(() => window.recorder.stop())
    expect(await signals()).toContain('RangeError')
  })

  it.each([
    { consent: 'required' },
    { consent: undefined },
    { consent: 'granted', start: 'manual' },
    { consent: 'granted', routes: { only: ['/other'] } },
  ])('listens to no error under %j before the recorder decides', async (extra) => {
    slow = new Promise(() => {})
    const opened = await open()
    await opened.evaluate((given) => window.go(given), options(extra))
    expect(await opened.evaluate(() => window.listening)).toEqual([])
  })

  it('forgets errors from before when consent is withdrawn', async () => {
    let finish = (): void => {}
    slow = new Promise((resolve) => (finish = resolve))
    const opened = await open()
    await opened.evaluate(
      (given) => {
        window.go(given)
        window.recorder.grantConsent()
        window.dispatchEvent(new ErrorEvent('error', { error: new RangeError('early') }))
        void window.recorder.withdrawConsent()
        window.dispatchEvent(new ErrorEvent('error', { error: new RangeError('late') }))
        window.recorder.grantConsent()
      },
      options({ consent: 'required' }),
    )
    finish()
    await waitUntil(async () => expect(await status(opened)).toBe('recording'))
    await opened.evaluate(() => window.recorder.stop())
    expect(await signals()).not.toContain('RangeError')
  })

  it.each([
    ['was tampered with', (code: string) => `${code} `],
    ['is another script', () => 'Reseal = { init() { document.title = "taken" } }'],
  ])('runs no recorder that %s, and says so once', async (_how, change) => {
    tamper = (name, code) => (name === '/reseal.iife.js' ? change(code) : code)
    const opened = await open()
    await opened.evaluate((given) => window.go(given), options())
    await waitUntil(async () => expect(await status(opened)).toBe('unsupported'))
    await opened.evaluate(() => window.recorder.withdrawConsent())
    expect(await opened.evaluate(() => window.errors)).toEqual([
      { code: 'chunk_unavailable', name: 'RecorderError' },
    ])
    expect(await opened.title()).toBe('Stub')
    expect(pageErrors).toEqual([])
  })

  it('tells a bad configuration to onError, as the page has gone on', async () => {
    const opened = await open()
    await opened.evaluate((given) => window.go(given), options({ appKey: 'rsl_short' }))
    await waitUntil(async () =>
      expect(await opened.evaluate(() => window.errors)).toEqual([
        { code: 'bad_app_key', name: 'RecorderError' },
      ]),
    )
    expect(pageErrors).toEqual([])
  })

  it('runs no chunk that was tampered with', async () => {
    tamper = (name, code) => (name === '/reseal.inspector.js' ? `${code} ` : code)
    const opened = await open()
    const inspect = (): Promise<string> =>
      opened.evaluate(() =>
        (window.Reseal as unknown as { inspect(): Promise<unknown> }).inspect().then(
          () => 'open',
          (error: { code: string }) => error.code,
        ),
      )
    await opened.evaluate((given) => window.go(given), options())
    await waitUntil(async () => expect(await status(opened)).toBe('recording'))
    expect(await inspect()).toBe('chunk_unavailable')
    tamper = (_name, code) => code
    expect(await inspect()).toBe('open')
    expect(await opened.evaluate(() => document.querySelectorAll('script').length)).toBe(2)
  })

  it('is what the size report says, as much as is loaded until the first receipt', async () => {
    const script: string = '../../scripts/measure-recorder.mjs'
    const { measureRecorderGzip, measureStubGzip } = (await import(script)) as Record<
      'measureRecorderGzip' | 'measureStubGzip',
      (read: (name: string) => string) => number
    >
    const read = (name: string): string => files.get(`/reseal.${name}.js`) ?? ''
    const opened = await open()
    await opened.evaluate((given) => window.go(given), options({ signals: undefined }))
    await waitUntil(() => expect(ingest.requests.length).toBeGreaterThan(0))
    const before = untilReceipt.filter((path) => path.startsWith('/reseal.'))
    const bytes = before.map((path) => gzipSync(files.get(path) ?? '', { level: 9 }).length)
    expect(bytes.reduce((total, length) => total + length, 0)).toBe(
      measureRecorderGzip(read) + measureStubGzip(read),
    )
  })
})
