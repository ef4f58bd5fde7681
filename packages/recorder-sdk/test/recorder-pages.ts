// What the suites of the whole recorder share: pages with the script-tag recorder in a real browser, a fresh context and an
// ingest on a socket for each test.
import { startTestIngest, type TakenStream, type TestIngest } from '@reseal/testing/ingest'
import { type Browser, type BrowserContext, chromium, type LaunchOptions, type Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest'
import { type PageServerOptions, startPageServer } from './page-server.ts'

declare const window: {
  recorder: { stop(): Promise<void>; status(): string; withdrawConsent(): Promise<void> }
  errors: string[]
}

/** The app of the tests. */
export const appKey: string = `rsl_${'A'.repeat(22)}`

/** What the tests of one suite run on; each test has its own ingest and browser context. */
export interface RecorderPages {
  readonly browser: Browser
  /** May be replaced by that of another browser. */
  context: BrowserContext
  readonly ingest: TestIngest
  /** Origin of the pages. */
  readonly url: string
  /** Uncaught errors of the pages that were opened. */
  readonly pageErrors: string[]
  /** Resolves when each request of the pages that were opened has its answer. */
  answered(): Promise<void>
  /** Options for `init`, as JSON takes them. */
  optionsOf(extra?: object): object
  /** Opens a page that starts the recorder itself, on each load. */
  open(extra?: object, path?: string): Promise<Page>
  streamsTaken(): TakenStream[]
  onlyStream(): TakenStream
}

/** What {@link useRecorderPages} may be given. */
export interface RecorderPagesOptions extends PageServerOptions {
  /** Options of `init` for each page of the suite. */
  readonly init?: object
  /** Path of the page that is opened when none is said. */
  readonly home?: string
}

/** The browser of all suites. */
export async function launchChromium(more: LaunchOptions = {}): Promise<Browser> {
  return await chromium.launch({
    executablePath: process.env['RESEAL_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
    ...more,
  })
}

/** Puts them up around the tests of the suite that calls it. */
export function useRecorderPages({ init, home = '/', ...options }: RecorderPagesOptions = {}): RecorderPages {
  const stops: (() => Promise<unknown>)[] = []
  let underWay = 0
  const pages = {} as { -readonly [Key in keyof RecorderPages]: RecorderPages[Key] }

  beforeAll(async () => {
    pages.browser = await launchChromium()
    stops.push(() => pages.browser.close())
    // Any loopback port: the ingest of each test has its own.
    const server = await startPageServer('http://127.0.0.1:*', options)
    stops.push(() => server.stop())
    pages.url = server.url
  })
  afterAll(async () => {
    for (const stop of stops.reverse()) await stop()
  })
  beforeEach(async () => {
    pages.ingest = await startTestIngest()
    pages.context = await pages.browser.newContext()
    pages.pageErrors = []
    underWay = 0
  })
  afterEach(async () => {
    await pages.context.close()
    await pages.ingest.stop()
  })

  return Object.assign(pages, {
    optionsOf: (extra?: object) => ({
      endpoint: pages.ingest.url,
      appKey,
      sealingKey: pages.ingest.sealingKey,
      receiptKey: pages.ingest.receiptKey,
      viewerUrl: 'https://viewer.example.org',
      consent: 'granted',
      ...init,
      ...extra,
    }),
    async open(extra?: object, path = home) {
      const page = await pages.context.newPage()
      page.on('pageerror', (error) => pages.pageErrors.push(error.message))
      page.on('request', () => (underWay += 1))
      page.on('requestfinished', () => (underWay -= 1))
      page.on('requestfailed', () => (underWay -= 1))
      // Kept for reloads: the page starts the recorder itself when it finds options.
      await page.addInitScript(
        (given) => sessionStorage.setItem('options', given),
        JSON.stringify(pages.optionsOf(extra)),
      )
      await page.goto(pages.url + path)
      return page
    },
    answered: () => waitUntil(() => expect(underWay).toBeLessThanOrEqual(0)),
    streamsTaken: () => Array.from(pages.ingest.streams.values()),
    onlyStream() {
      const [stream, ...others] = pages.streamsTaken()
      expect(others).toHaveLength(0)
      if (stream === undefined) throw new Error('no stream was taken')
      return stream
    },
  })
}

export async function waitUntil(assertion: () => void | Promise<void>): Promise<void> {
  await vi.waitFor(assertion, { timeout: 20_000, interval: 50 })
}

/** What a tab switch does: the page is hidden, then seen again at once. Ends the open segment. */
export async function seal(page: Page): Promise<void> {
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
    Reflect.deleteProperty(document, 'visibilityState')
  })
}

export async function stop(page: Page): Promise<void> {
  await page.evaluate(() => window.recorder.stop())
}

export async function withdraw(page: Page): Promise<void> {
  await page.evaluate(() => window.recorder.withdrawConsent())
}

export async function statusOf(page: Page): Promise<string> {
  return await page.evaluate(() => window.recorder.status())
}

/** Codes of what `onError` heard. */
export async function errorsOf(page: Page): Promise<string[]> {
  return await page.evaluate(() => window.errors)
}

/** How many rows all queues of the page's origin have. */
export async function countQueued(
  page: Page,
): Promise<{ databases: number; segments: number; streams: number }> {
  return await page.evaluate(async () => {
    const names = (await indexedDB.databases()).map(({ name }) => name ?? '')
    const rows = { segments: 0, streams: 0 }
    for (const name of names) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name)
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
      for (const store of ['segments', 'streams'] as const) {
        rows[store] += await new Promise<number>((resolve) => {
          const request = database.transaction(store).objectStore(store).count()
          request.onsuccess = () => resolve(request.result)
        })
      }
      database.close()
    }
    return { databases: names.length, ...rows }
  })
}

/** Sealed segments that wait in the browser. */
export async function queuedSegments(page: Page): Promise<number> {
  return (await countQueued(page)).segments
}
