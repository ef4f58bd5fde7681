// Visits of one browser, one after the other, each ended in another way: what people and networks do to a page.
import type { Browser, BrowserContext, Page } from 'playwright'
import type { CuttableProxy } from './cuttable-proxy.ts'
import { tickMs } from './visit-page.ts'

/** How a visit ends. `cut`: its network goes first, then it is closed. */
export const endings = ['close', 'reload', 'crash', 'navigation', 'cut'] as const

/** How a visit ends. */
export type Ending = (typeof endings)[number]

/** A visit to make. */
export interface VisitPlan {
  readonly name: string
  readonly ending: Ending
  readonly durationMs: number
}

/** What a visit was. */
export interface Visit extends VisitPlan {
  /** When each tick happened, by its number less one; milliseconds since the Unix epoch. */
  readonly tickTimesMs: number[]
  /** Sessions that the recorder named. */
  readonly sessions: Set<string>
  endedAtMs: number
}

/** What {@link makeVisits} needs. */
export interface VisitorOptions {
  readonly browser: Browser
  readonly proxy: CuttableProxy
  /** Address of the visit page. */
  readonly url: string
  readonly plans: readonly VisitPlan[]
  /** Codes of the recorder's errors. */
  onError(code: string): void
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

async function crash(page: Page): Promise<void> {
  const crashed = new Promise((resolve) => page.once('crash', resolve))
  const session = await page.context().newCDPSession(page)
  // Never answered: whoever would answer is dead.
  void session.send('Page.crash').catch(() => {})
  await crashed
  await page.close()
}

async function watch(
  context: BrowserContext,
  visits: ReadonlyMap<string, Visit>,
  onError: (code: string) => void,
) {
  await context.exposeBinding(
    'ticked',
    (_source, ...[name, tick, atMs, url]: [string, number, number, string]) => {
      const visit = visits.get(name)
      if (visit === undefined) return
      visit.tickTimesMs[tick - 1] = atMs
      const session = /\/sessions\/([0-9a-f-]{36})/.exec(url)?.[1]
      if (session !== undefined) visit.sessions.add(session)
    },
  )
  await context.exposeBinding('failed', (_source, code: string) => onError(code))
}

/** Segments that wait in the page's queue. */
function queuedSegments(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const [{ name = '' } = {}] = await indexedDB.databases()
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name)
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error ?? new Error('no database'))
    })
    const count = await new Promise<number>((resolve) => {
      const request = database.transaction('segments').objectStore('segments').count()
      request.onsuccess = () => resolve(request.result)
    })
    database.close()
    return count
  })
}

/** The next page load sends what the earlier ones left: opens one until nothing waits. */
async function drain(context: BrowserContext, url: string): Promise<void> {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const page = await context.newPage()
    await page.goto(url)
    await page.evaluate(() =>
      (globalThis as unknown as { recorder: { stop(): Promise<void> } }).recorder.stop(),
    )
    const waiting = await queuedSegments(page)
    await page.close()
    if (waiting === 0) return
    await pause(500)
  }
  throw new Error('the queue does not empty')
}

/** Makes the visits, then lets the browser send what is left. Resolves with what each was. */
export async function makeVisits(options: VisitorOptions): Promise<Visit[]> {
  const { proxy, url, plans } = options
  const context = await options.browser.newContext()
  const visits = plans.map((plan): Visit => ({ ...plan, tickTimesMs: [], sessions: new Set(), endedAtMs: 0 }))
  await watch(context, new Map(visits.map((visit) => [visit.name, visit])), options.onError)
  let page: Page | undefined
  let isLoaded = false
  for (const [index, visit] of visits.entries()) {
    const next = visits[index + 1]
    if (!isLoaded) {
      page ??= await context.newPage()
      await page.goto(`${url}?visit=${visit.name}`)
    }
    isLoaded = false
    if (page === undefined) throw new Error('no page')
    await pause(visit.ending === 'cut' ? visit.durationMs / 2 : visit.durationMs)
    if (visit.ending === 'cut') {
      proxy.cut()
      await pause(visit.durationMs / 2)
    }
    visit.endedAtMs = Date.now()
    if (visit.ending === 'crash') {
      await crash(page)
      page = undefined
    } else if (visit.ending === 'navigation' && next !== undefined) {
      await page.goto(`${url}?visit=${next.name}`)
      isLoaded = true
    } else if (visit.ending === 'reload' && next !== undefined) {
      await page.evaluate((name) => history.replaceState(undefined, '', `?visit=${name}`), next.name)
      await page.reload()
      isLoaded = true
    } else {
      await page.close()
      page = undefined
    }
    proxy.mend()
  }
  await page?.close()
  // A tick that the binding was still bringing.
  await pause(tickMs)
  await drain(context, url)
  await context.close()
  return visits
}
