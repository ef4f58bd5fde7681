// An ingest that fails for a while: the page goes on, what waits in the browser is bounded, and all of it arrives afterwards.
import { type Misbehaviour, startTestIngest, type TestIngest } from '@reseal/testing/ingest'
import type { Browser, Page } from 'playwright'
import { launchChromium } from '../../support/browser.ts'
import { startPageServer } from '../../support/page-server.ts'
import { readMark, readRecorderFiles, tickMs, visitPage } from '../loss/visit-page.ts'

/** How ingest fails. `slow`: it answers after 10 s. `corrupt`: its answers are not what they should be. */
export const outages = ['down', 'slow', 'unavailable', 'corrupt'] as const

/** How ingest fails. */
export type Outage = (typeof outages)[number]

/** What came of one outage. */
export interface OutageReport {
  readonly outage: Outage
  /** Ticks of the page until ingest was well again, and how many of them did not arrive. */
  readonly ticks: number
  readonly missing: number
  readonly duplicates: number
  /** The share of the ticks that the page's own timer should have made: 1 where nothing held it up. */
  readonly timerShare: number
  /** Errors that reached the page. */
  readonly pageErrors: readonly string[]
  /** Most bytes of sealed segments that waited in the browser. */
  readonly mostWaitingBytes: number
}

const appKey = `rsl_${'B'.repeat(22)}`
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const misbehaviours: Readonly<Record<Outage, () => Misbehaviour | undefined>> = {
  down: () => 'cut',
  slow: () => undefined,
  unavailable: () => ({ status: 503, code: 'overloaded', headers: { 'Retry-After': '1' } }),
  // A receipt of another key, and an answer that is none, in turn.
  corrupt: () =>
    Math.random() < 0.5
      ? { alter: (answer) => ({ ...answer, receipt: 'AAAA' }) }
      : { status: 200, code: 'nothing' },
}

function waitingBytes(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const [{ name = '' } = {}] = await indexedDB.databases()
    if (name === '') return 0
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name)
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error ?? new Error('no database'))
    })
    const rows = await new Promise<{ readonly sizeBytes: number }[]>((resolve) => {
      const request = database.transaction('streams').objectStore('streams').getAll()
      request.onsuccess = () => resolve(request.result as { readonly sizeBytes: number }[])
    })
    database.close()
    return rows.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  })
}

async function ticksTaken(ingest: TestIngest): Promise<number[]> {
  const ticks: number[] = []
  for (const stream of ingest.streams.keys()) {
    for (const { data } of await ingest.eventsOf(stream)) {
      for (const { value } of (data['texts'] ?? []) as { readonly value?: unknown }[]) {
        const mark = readMark(value)
        if (mark !== undefined) ticks.push(mark.tick)
      }
    }
  }
  return ticks
}

async function suffer(browser: Browser, outage: Outage, durationMs: number): Promise<OutageReport> {
  const ingest = await startTestIngest()
  const files = await readRecorderFiles()
  const { url: endpoint, sealingKey, receiptKey } = ingest
  const html = visitPage({ endpoint, appKey, sealingKey, receiptKey })
  const pages = await startPageServer((path) => {
    const script = files.get(path)
    return script === undefined
      ? { type: 'text/html', body: html }
      : { type: 'text/javascript', body: script }
  })
  const context = await browser.newContext()
  try {
    let count = 0
    const pageErrors: string[] = []
    await context.exposeBinding('ticked', (_source, _name: string, tick: number) => {
      count = tick
    })
    const page = await context.newPage()
    page.on('pageerror', ({ name }) => pageErrors.push(name))
    await page.goto(`${pages.origin}/?visit=outage`)
    await page.waitForFunction(() => 'recorder' in globalThis)
    while (ingest.streams.size === 0) await pause(50)
    ingest.misbehave = misbehaviours[outage]
    ingest.delayMs = outage === 'slow' ? 10_000 : 0
    const [fromTick, fromMs] = [count, Date.now()]
    let mostWaitingBytes = 0
    while (Date.now() < fromMs + durationMs) {
      await pause(Math.min(1_000, durationMs / 4))
      mostWaitingBytes = Math.max(mostWaitingBytes, await waitingBytes(page))
    }
    const timerShare = ((count - fromTick) * tickMs) / (Date.now() - fromMs)
    ingest.misbehave = () => undefined
    ingest.delayMs = 0
    const ticks = count
    // The longest wait between two attempts is a minute; stopping sends what waits.
    await pause(100)
    let taken: number[] = []
    for (let attempt = 0; attempt < 120; attempt += 1) {
      await pause(1_000)
      taken = await ticksTaken(ingest)
      if (new Set(taken.filter((tick) => tick <= ticks)).size === ticks) break
    }
    const arrived = new Set(taken)
    const missing = Array.from({ length: ticks }, (_, index) => index + 1).filter(
      (tick) => !arrived.has(tick),
    )
    return {
      outage,
      ticks,
      missing: missing.length,
      duplicates: taken.length - arrived.size,
      timerShare,
      pageErrors,
      mostWaitingBytes,
    }
  } finally {
    await context.close()
    await pages.stop()
    await ingest.stop()
  }
}

/** Lets ingest fail in each way for `durationMs`, side by side. */
export async function runOutages(durationMs: number): Promise<OutageReport[]> {
  const browser = await launchChromium()
  try {
    return await Promise.all(outages.map((outage) => suffer(browser, outage, durationMs)))
  } finally {
    await browser.close()
  }
}
