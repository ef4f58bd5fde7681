// The script-tag recorder in a page, an ingest that takes what it sends, and everything it leaves behind: opened events,
// requests, storage, console, addresses.
import { startTestIngest, type TestIngest } from '@reseal/testing/ingest'
import type { Browser, BrowserContext, Page } from 'playwright'
import { builtRecorder } from '../../packages/recorder-sdk/test/built-recorder.ts'
import { holdsSecret, withDecodedRuns } from './find-leak.ts'
import { type PageServer, type ServedPage, startPageServer } from './page-server.ts'

/** A secret that stands in every test page: in its title, text, attributes and fields. */
export const pageSecret = 'zqsealedjxv'

interface PageRecorder {
  stop(): Promise<void>
  status(): string
  grantConsent(): void
  withdrawConsent(): Promise<void>
  sessionUrl(): string | undefined
  captureError(error: unknown): void
  event(name: string, fields?: object): void
  tag(key: string, value: unknown): void
  flag(key: string, value: unknown): void
  identify(id: string): void
}

interface Sdk {
  init(options: object): PageRecorder
}

declare global {
  interface Window {
    Reseal: Sdk
    recorder?: PageRecorder
    recorderErrors?: string[]
  }
}

/** A browser and a server for visits with the recorder. */
export interface RecorderHost {
  readonly browser: Browser
  readonly server: PageServer
  stop(): Promise<void>
}

const visitPage =
  `<!doctype html><meta charset="utf-8"><title>${pageSecret}</title><h1 title="${pageSecret}">${pageSecret}</h1>` +
  `<input id="field" value="${pageSecret}"><button id="button">${pageSecret}</button>` +
  `<img alt="" src="/img/${pageSecret}.png" data-reseal="block"><script src="/reseal.iife.js"></script>`

/** Serves the recorder. */
export async function startRecorderHost(launch: () => Promise<Browser>): Promise<RecorderHost> {
  const files = await builtRecorder()
  const respond = (path: string): ServedPage | undefined => {
    const script = files.get(path.slice(1))
    if (script !== undefined) return { type: 'text/javascript', body: script }
    if (path.startsWith('/img/') || path.startsWith('/api/')) return undefined
    if (path === '/next') return { type: 'text/html', body: '<!doctype html><title>next</title><p>next</p>' }
    return { type: 'text/html', body: visitPage }
  }
  const server = await startPageServer(respond)
  const browser = await launch()
  return {
    browser,
    server,
    async stop() {
      await browser.close()
      await server.stop()
    },
  }
}

export interface VisitOptions {
  /** Where the page is opened; `/visit` when left out. */
  readonly path?: string
  /** Further options of `init`, as data. */
  readonly options?: object
  /** Script that gives `init` options that are no data: an expression. */
  readonly scripted?: string
  /** Script that runs before any other of each page. */
  readonly before?: string
  /** The page does not call `init`. */
  readonly isIdle?: boolean
}

/** One visit: a browser context of its own and an ingest of its own. */
export interface Visit {
  readonly page: Page
  readonly context: BrowserContext
  readonly ingest: TestIngest
  /** Calls `init`; answers with what it threw. */
  init(): Promise<string | undefined>
  errors(): Promise<string[]>
  /** Ends recording and waits for what is sent. */
  stopRecorder(): Promise<void>
  /** All events of all streams, opened with the private key, as JSON. */
  events(): Promise<string>
  /** Everything in the browser's storage, binary values as Latin-1. */
  storage(): Promise<string>
  /** Bodies, addresses and headers of all requests to ingest. */
  requests(): string
  /** The channels in which a secret is: events, requests, storage, console, session address. */
  leaks(secret?: string): Promise<string[]>
  close(): Promise<void>
}

async function readStorage(): Promise<string> {
  const found: string[] = []
  const textOf = (value: unknown): string => {
    if (value instanceof Uint8Array) return Array.from(value, (byte) => String.fromCharCode(byte)).join('')
    if (value instanceof ArrayBuffer) return textOf(new Uint8Array(value))
    if (typeof value !== 'object' || value === null) return String(value)
    return Object.entries(value)
      .map(([key, one]) => `${key}=${textOf(one)}`)
      .join(';')
  }
  const answer = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.addEventListener('success', () => resolve(request.result))
      request.addEventListener('error', () => reject(request.error ?? new Error('no answer')))
    })
  for (const { name = '' } of (await globalThis.indexedDB?.databases?.()) ?? []) {
    const database = await answer(indexedDB.open(name))
    for (const store of database.objectStoreNames) {
      const rows = await answer(database.transaction(store).objectStore(store).getAll())
      for (const row of rows) found.push(`row of ${store}: ${textOf(row)}`)
    }
    database.close()
  }
  for (const area of [localStorage, sessionStorage]) {
    for (const [key, value] of Object.entries(area)) found.push(`${key}=${String(value)}`)
  }
  found.push(document.cookie, ...(await caches.keys().catch(() => [])))
  return found.join('\n')
}

/** Opens a page and, unless it is idle, starts the recorder in it. */
export async function startVisit(host: RecorderHost, options: VisitOptions = {}): Promise<Visit> {
  const ingest = await startTestIngest()
  const context = await host.browser.newContext()
  const page = await context.newPage()
  const printed: string[] = []
  page.on('console', (message) => printed.push(message.text()))
  if (options.before !== undefined) await context.addInitScript(options.before)
  await page.goto(host.server.origin + (options.path ?? '/visit'))
  const given = {
    endpoint: ingest.url,
    appKey: `rsl_${'A'.repeat(22)}`,
    sealingKey: ingest.sealingKey,
    receiptKey: ingest.receiptKey,
    viewerUrl: 'https://viewer.example.org',
    consent: 'granted',
    ...options.options,
  }
  let sessionUrl = ''
  const visit: Visit = {
    page,
    context,
    ingest,
    init: () =>
      page.evaluate(
        ({ given, scripted }) => {
          const errors: string[] = []
          window.recorderErrors = errors
          try {
            // oxlint-disable-next-line typescript/no-implied-eval -- functions among the options come as text
            const more = new Function(`return (${scripted})`)() as object
            const onError = (error: { code: string }): number => errors.push(error.code)
            window.recorder = window.Reseal.init({ ...given, ...more, onError })
            return undefined
          } catch (error) {
            return String((error as { code?: string }).code ?? error)
          }
        },
        { given, scripted: options.scripted ?? '{}' },
      ),
    errors: () => page.evaluate(() => window.recorderErrors ?? []),
    async stopRecorder() {
      sessionUrl = (await page.evaluate(() => window.recorder?.sessionUrl())) ?? sessionUrl
      await page.evaluate(() => window.recorder?.stop())
    },
    async events() {
      const streams = await Promise.all(Array.from(ingest.streams.keys(), (id) => ingest.eventsOf(id)))
      return JSON.stringify(streams)
    },
    storage: () => page.evaluate(readStorage),
    requests: () =>
      ingest.requests
        .map(
          ({ body, url, headers }) =>
            `${Buffer.from(body).toString('latin1')} ${url} ${JSON.stringify(headers)}`,
        )
        .join('\n'),
    async leaks(secret = pageSecret) {
      const channels = {
        events: await visit.events(),
        requests: visit.requests(),
        storage: await visit.storage(),
        console: printed.join('\n'),
        'session address': sessionUrl,
      }
      return Object.entries(channels)
        .filter(([, text]) => holdsSecret(withDecodedRuns(text), secret))
        .map(([name]) => name)
    },
    async close() {
      await context.close()
      await ingest.stop()
    },
  }
  if (options.isIdle !== true) await visit.init()
  return visit
}
