// What the whole recorder, and redaction alone, cost the page's process, against bare rrweb of the same version and
// options: CPU time of the renderer, idle work and workers included, in pairs on the same page and script.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createStaticTexts, encodeStaticTexts } from '@reseal/redaction-rules/static-texts'
import { startTestIngest, type TestIngest } from '@reseal/testing/ingest'
import { type Browser, chromium } from 'playwright'
import { bundleEntry } from './bundle-entry.ts'
import { median } from './median.ts'
import { pairedRatio } from './paired-ratio.ts'
import { readChunks } from './read-chunks.ts'
import { rendererCpuSeconds } from './renderer-cpu.ts'
import { workloadHtml, workloadMs } from './workload-page.ts'

const pairCount = Number(process.env['RESEAL_BENCH_PAIRS'] ?? 5)
const manifestPairCount = Number(process.env['RESEAL_BENCH_PAIRS'] ?? 8)
const benchAppKey = `rsl_${'A'.repeat(22)}`

type Variant = 'none' | 'rrweb' | 'redaction' | 'reseal' | 'manifest'

interface PageServer {
  readonly url: string
  stop(): void
}

// A set of the size of a large app's, none of whose texts is in the page: each distinct text of the page is hashed and missed.
const manifestTexts = Array.from({ length: 2_000 }, (_, index) => {
  const word = (n: number): string =>
    ['Open', 'close', 'the', 'record', 'saved', 'draft', 'list', 'of'][n % 8] ?? ''
  const tail = Array.from({ length: 4 }, (_, at) => String.fromCharCode(97 + ((index >> (3 * at)) % 8))).join(
    '',
  )
  return `${word(index)} ${word(index >> 3)} ${word(index >> 6)} x${tail}`
})

async function startPageServer(ingest: TestIngest): Promise<PageServer> {
  const options = {
    endpoint: ingest.url,
    appKey: benchAppKey,
    sealingKey: ingest.sealingKey,
    receiptKey: ingest.receiptKey,
    consent: 'not-needed',
  }
  const scripts: Record<string, string> = {
    '/bare.js': await bundleEntry('bare-rrweb.ts'),
    '/redaction.js': await bundleEntry('redaction-only.ts'),
    ...Object.fromEntries(Object.entries(readChunks()).map(([name, script]) => [`/${name}`, script])),
    '/reseal.js': readFileSync(new URL('../dist/reseal.iife.js', import.meta.url), 'utf8'),
    '/start.js': `Reseal.init(${JSON.stringify(options)})`,
    '/start-manifest.js': `Reseal.init(${JSON.stringify({ ...options, manifest: encodeStaticTexts(manifestTexts) })})`,
  }
  const pages: Record<string, string> = {
    '/none': workloadHtml([]),
    '/rrweb': workloadHtml(['/bare.js']),
    '/redaction': workloadHtml(['/redaction.js']),
    '/reseal': workloadHtml(['/reseal.js', '/start.js']),
    '/manifest': workloadHtml(['/reseal.js', '/start-manifest.js']),
  }
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const page = pages[path]
    const body = page ?? scripts[path]
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': page === undefined ? 'text/javascript' : 'text/html',
    })
    response.end(body ?? '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, stop: () => server.close() }
}

/** CPU seconds of the renderer for one visit of the page, from navigation to 2 s after the script's end. */
async function visit(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  try {
    const page = await context.newPage()
    const before = await rendererCpuSeconds(browser)
    await page.goto(url)
    await page.waitForFunction(() => document.documentElement.dataset['workload'] === 'done', undefined, {
      timeout: workloadMs * 10,
      polling: 500,
    })
    const failure = await page.evaluate(() => document.documentElement.dataset['captureError'])
    if (failure !== undefined) throw new Error(`capture stopped: ${failure}`)
    // What was put off to idle time is part of the cost.
    await page.waitForTimeout(2000)
    const after = await rendererCpuSeconds(browser)
    let seconds = 0
    for (const [id, cpu] of after) seconds += cpu - (before.get(id) ?? 0)
    return seconds
  } finally {
    await context.close()
  }
}

interface Measured {
  readonly id: string
  readonly variant: Variant
  readonly budget: number
}

const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['RESEAL_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })

async function measureOverhead({ id, variant, budget }: Measured): Promise<object> {
  const ingest = await startTestIngest()
  const server = await startPageServer(ingest)
  const browser = await launch()
  const seconds: Record<Variant, number[]> = { none: [], rrweb: [], redaction: [], reseal: [], manifest: [] }
  try {
    await visit(browser, `${server.url}/${variant}`)
    for (let pair = 0; pair < pairCount; pair += 1) {
      const order: Variant[] = pair % 2 === 0 ? ['none', 'rrweb', variant] : [variant, 'rrweb', 'none']
      for (const each of order) seconds[each].push(await visit(browser, `${server.url}/${each}`))
    }
  } finally {
    await browser.close()
    server.stop()
    await ingest.stop()
  }
  if (variant === 'reseal' && ingest.streams.size === 0) {
    throw new Error('the recorder sent nothing: the run measured nothing')
  }
  const measured = seconds[variant]
  const ratio = median(measured.map((value, pair) => value / (seconds.rrweb[pair] ?? Number.NaN)))
  const [none, floor, value] = [median(seconds.none), median(seconds.rrweb), median(measured)]
  process.stderr.write(
    `reseal: ${id}: no recorder ${none.toFixed(2)} s, (with - without) / (rrweb - without) = ` +
      `${((value - none) / (floor - none)).toFixed(2)}, pairs ${pairCount}\n`,
  )
  return { id, value, unit: 's CPU', floor, ratio, budget, met: ratio <= budget }
}

/** The result of `recorder.overhead`: medians of CPU seconds and of the paired ratios. */
export function measureRecorderOverhead(): Promise<object> {
  return measureOverhead({ id: 'recorder.overhead', variant: 'reseal', budget: 1.25 })
}

/** The result of `redaction.overhead`: the same for capture alone, which is rrweb and the redactor. */
export function measureRedactionOverhead(): Promise<object> {
  return measureOverhead({ id: 'redaction.overhead', variant: 'redaction', budget: 1.15 })
}

/** The result of `provenance.overhead`: the recorder with a set of 2,000 texts against the recorder without, in pairs. */
export async function measureProvenanceOverhead(): Promise<object> {
  const ingest = await startTestIngest()
  const server = await startPageServer(ingest)
  const browser = await launch()
  const seconds = { reseal: [] as number[], manifest: [] as number[] }
  try {
    await visit(browser, `${server.url}/manifest`)
    for (let pair = 0; pair < manifestPairCount; pair += 1) {
      const order = pair % 2 === 0 ? (['reseal', 'manifest'] as const) : (['manifest', 'reseal'] as const)
      for (const each of order) seconds[each].push(await visit(browser, `${server.url}/${each}`))
    }
  } finally {
    await browser.close()
    server.stop()
    await ingest.stop()
  }
  const hash = Buffer.from(createStaticTexts(encodeStaticTexts(manifestTexts)).hash)
  const withSet = Array.from(ingest.streams.values()).filter(({ header }) =>
    hash.equals(header.manifestHash ?? hash.subarray(1)),
  )
  if (withSet.length <= manifestPairCount)
    throw new Error('the recorder did not use the set: the run measured nothing')
  const { ratio, low, high } = pairedRatio(seconds.manifest, seconds.reseal)
  process.stderr.write(
    `reseal: provenance.overhead: ratio ${ratio.toFixed(3)}, 95 % interval ${low.toFixed(3)} to ${high.toFixed(3)}, ` +
      `pairs ${manifestPairCount}\n`,
  )
  const [value, floor] = [median(seconds.manifest), median(seconds.reseal)]
  // Within noise: the interval holds 1, or what lies below.
  return { id: 'provenance.overhead', value, unit: 's CPU', floor, ratio, budget: 1, met: low <= 1 }
}
