// The soak: an app that changes all the time, with the recorder and without, in one browser; how much the heap of each grows
// over its own start, after forced collection.

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startTestIngest } from '@reseal/testing/ingest'
import { type Browser, type CDPSession, chromium, type Page } from 'playwright'
import { build } from 'vite'
import { soakHtml } from './soak-page.ts'

/** What {@link runSoak} takes. */
export interface SoakOptions {
  readonly durationMs: number
  /** Time until the heap is measured first: caches are full, the first keyframes taken. */
  readonly warmUpMs: number
  readonly changesPerSecond: number
  readonly onProgress?: (line: string) => void
}

/** What a page held at one moment, after forced collection. */
export interface Heap {
  readonly bytes: number
  readonly nodes: number
  readonly listeners: number
}

/** The result of a soak. Growth is in bytes, of the page with the recorder less that of the page without. */
export interface SoakReport {
  readonly minutes: number
  readonly changes: number
  readonly growthBytes: number
  readonly recorded: { readonly first: Heap; readonly last: Heap }
  readonly bare: { readonly first: Heap; readonly last: Heap }
  readonly segmentCount: number
  readonly errors: readonly string[]
}

const collectionRounds = 3

async function buildRecorder(): Promise<ReadonlyMap<string, string>> {
  const root = fileURLToPath(new URL('../../packages/recorder-sdk', import.meta.url))
  const outDir = await mkdtemp(join(tmpdir(), 'reseal-soak-'))
  try {
    // To minify takes most of a build, and changes nothing of what the code keeps.
    await build({
      root,
      configFile: join(root, 'vite.config.ts'),
      build: { outDir, emptyOutDir: false, minify: false },
    })
    const files = (await readdir(outDir)).filter((name) => name.endsWith('.js'))
    return new Map(
      await Promise.all(
        files.map(async (name) => [`/${name}`, await readFile(join(outDir, name), 'utf8')] as const),
      ),
    )
  } finally {
    await rm(outDir, { recursive: true })
  }
}

interface Watched {
  readonly page: Page
  readonly session: CDPSession
}

async function openPage(browser: Browser, url: string): Promise<Watched> {
  const context = await browser.newContext()
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await page.goto(url)
  return { page, session }
}

async function measureHeap({ session }: Watched): Promise<Heap> {
  // Once is not enough: what finalizers and weak references hold goes with the next.
  for (let round = 0; round < collectionRounds; round += 1) await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters')
  return { bytes: usedSize, nodes, listeners: jsEventListeners }
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const mebibytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(2)

/** Runs a soak. */
export async function runSoak(options: SoakOptions): Promise<SoakReport> {
  const { durationMs, warmUpMs, changesPerSecond, onProgress = () => {} } = options
  const ingest = await startTestIngest()
  const scripts = await buildRecorder()
  const init = JSON.stringify({
    endpoint: ingest.url,
    appKey: `rsl_${'A'.repeat(22)}`,
    sealingKey: ingest.sealingKey,
    receiptKey: ingest.receiptKey,
    consent: 'not-needed',
  })
  const recorder =
    '<script src="/reseal.iife.js"></script><script>window.errors = [];' +
    `Reseal.init({ ...${init}, onError: (error) => errors.push(error.code) })</script>`
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const script = scripts.get(path)
    const page = path === '/recorded' ? recorder : path === '/bare' ? '' : undefined
    const body = script ?? (page === undefined ? undefined : soakHtml(page, changesPerSecond))
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': script === undefined ? 'text/html' : 'text/javascript',
    })
    response.end(body ?? '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const browser = await chromium.launch({
    executablePath: process.env['RESEAL_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
  try {
    const recorded = await openPage(browser, `http://127.0.0.1:${port}/recorded`)
    const bare = await openPage(browser, `http://127.0.0.1:${port}/bare`)
    await wait(warmUpMs)
    const first = { recorded: await measureHeap(recorded), bare: await measureHeap(bare) }
    const startedAt = performance.now()
    let last = first
    const growth = (): number =>
      last.recorded.bytes - first.recorded.bytes - (last.bare.bytes - first.bare.bytes)
    while (performance.now() - startedAt < durationMs) {
      await wait(Math.min(60_000, durationMs))
      last = { recorded: await measureHeap(recorded), bare: await measureHeap(bare) }
      const minutes = (performance.now() - startedAt) / 60_000
      onProgress(
        `${minutes.toFixed(1)} min: recorded ${mebibytes(last.recorded.bytes)} MiB, ${last.recorded.nodes} nodes, ` +
          `bare ${mebibytes(last.bare.bytes)} MiB, ${last.bare.nodes} nodes, growth ${mebibytes(growth())} MiB`,
      )
    }
    return {
      minutes: (performance.now() - startedAt) / 60_000,
      changes: await recorded.page.evaluate(() => Number(document.documentElement.dataset['changes'])),
      growthBytes: growth(),
      recorded: { first: first.recorded, last: last.recorded },
      bare: { first: first.bare, last: last.bare },
      segmentCount: [...ingest.streams.values()].reduce((sum, { segments }) => sum + segments.length, 0),
      errors: await recorded.page.evaluate(() => (window as unknown as { errors: string[] }).errors),
    }
  } finally {
    await browser.close()
    server.close()
    await ingest.stop()
  }
}
