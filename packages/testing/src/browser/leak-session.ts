// A browser context under leak test: the recorder is in every page, the watch beside it, and what is sealed is opened.
import { randomBytes } from 'node:crypto'
import { canonicalRules, defaultRules, type RuleSet } from '@reseal/redaction-rules'
import type { BrowserContext, Page } from 'playwright'
import type { Canary } from '../canaries/canary.ts'
import {
  type CanaryBook,
  type CanaryInput,
  createCanaryBook,
  parseCanaries,
} from '../canaries/canary-book.ts'
import { freshSeed } from '../canaries/random.ts'
import { startTestIngest, type TestIngest } from '../ingest/test-ingest.ts'
import { createCanaryFinder } from '../search/find-canaries.ts'
import { type AppSettings, createSettingsRewriter } from './app-settings.ts'
import { answerParcel, rewriteSettings } from './intercept.ts'
import { createOwnRecorder } from './own-recorder.ts'
import { type Sighting, watchedCanary, watchHandleName, watchInPage, watchOptions } from './page-watch.ts'
import { handleName, recorderScript } from './recorder-script.ts'

/** Whose recorder is used: one that the test injects, or the app's own with its settings replaced. */
export type RecorderMode = 'inject' | 'app'

/** What {@link startLeakSession} needs. */
export interface LeakSessionOptions {
  readonly context: BrowserContext
  /** Origins whose pages are recorded; all when left out. */
  readonly origins?: readonly string[] | undefined
  readonly recorder: RecorderMode
  /** The rules of the injected recorder; the default rule set when left out. With the app's own they only explain. */
  readonly rules?: RuleSet | undefined
  readonly seed?: string | undefined
  readonly canaries?: readonly CanaryInput[] | undefined
  readonly appSettings?: Partial<AppSettings> | undefined
}

/** Something the recorder or the browser said that explains why nothing was recorded. */
export interface RecorderProblem {
  readonly code: string
  readonly message: string
}

/** What a session gathered, before it is judged. */
export interface SessionRecord {
  readonly seed: string
  readonly recorder: RecorderMode
  readonly rules: RuleSet | undefined
  readonly ruleText: string | undefined
  readonly canaries: readonly Canary[]
  readonly sightings: readonly Sighting[]
  readonly streams: readonly { readonly id: string; readonly segmentCount: number; readonly events: Events }[]
  /** Canaries in the clear in what was sent: address, headers or bytes. */
  readonly sentInTheClear: readonly {
    readonly canary: Canary
    readonly part: 'address' | 'headers' | 'body'
  }[]
  readonly problems: readonly RecorderProblem[]
  /** Whether the app's own recorder was found, with settings that could be replaced. */
  readonly appSettingsFound: boolean
}

type Events = Awaited<ReturnType<TestIngest['eventsOf']>>

/** A running session. */
export interface LeakSession {
  readonly book: CanaryBook
  /** A canary's value to put into the page: of a kind, or of an id of the own canaries. */
  plant(name: string, label?: string): string
  /**
   * Makes the recorder take a full snapshot of the page as it is. The app's own takes seconds to, and does so four times
   * a session at most.
   */
  recapture(page: Page): Promise<void>
  /** Looks for canaries in the page now. */
  look(page: Page): Promise<void>
  /** Whether a first segment has come, or comes within this time. */
  waitForRecording(timeoutMs: number): Promise<boolean>
  /** Ends recording and opens it. */
  finish(): Promise<SessionRecord>
  /** Frees what the session holds; the context stays open. */
  stop(): Promise<void>
}

interface BindingEntry {
  readonly type: 'error' | 'sighting'
  readonly code?: string
  readonly message?: string
  readonly sighting?: Sighting
}

// Names changed between versions of Chromium; unknown ones are refused.
const networkPermissions = ['local-network-access', 'local-network', 'loopback-network'] as const
// A page that is stuck must not hold up the report.
const pageAnswerMs = 10_000
const parcelPath = /\/v1\/apps\/[^/]+\/parcels$/

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

async function withinTime(work: Promise<unknown>): Promise<void> {
  // A page that has gone, or that is on its way, has nothing more to say.
  await Promise.race([work.catch(() => {}), wait(pageAnswerMs)])
}

function callHandle(page: Page, handle: string, method: string): Promise<unknown> {
  return page.evaluate(
    async ([handle, method]) => {
      const found = (window as unknown as Record<symbol, Record<string, () => unknown> | undefined>)[
        Symbol.for(handle ?? '')
      ]
      await found?.[method ?? '']?.()
    },
    [handle, method],
  )
}

/** Attaches a session to a context that has no pages of the app yet. */
export async function startLeakSession(options: LeakSessionOptions): Promise<LeakSession> {
  const { context, origins, recorder } = options
  const rules = options.rules ?? (recorder === 'inject' ? defaultRules : undefined)
  const seed = options.seed ?? freshSeed()
  const own = options.canaries === undefined ? [] : parseCanaries(seed, options.canaries)
  const ingest = await startTestIngest()
  const ownRecorder = createOwnRecorder(context, ingest)
  const binding = `resealLeakTest${randomBytes(8).toString('hex')}`
  const sightings: Sighting[] = []
  const problems: RecorderProblem[] = []
  const settings = { endpoint: ingest.url, sealingKey: ingest.sealingKey, receiptKey: ingest.receiptKey }
  const rewriter = createSettingsRewriter(settings, options.appSettings)
  // What has to be in the page before the next step begins; commands to a page keep their order.
  const pending = new Set<Promise<unknown>>()

  const later = (work: Promise<unknown>): void => {
    const settled = work.catch(() => {}).finally(() => pending.delete(settled))
    pending.add(settled)
  }

  function onCanary(canary: Canary): void {
    const options = watchOptions(binding, [canary], undefined)
    const add = ([name, canaries]: readonly [string, (typeof options)['canaries']]): void => {
      type Watch = { watch(canaries: object): void; scan(): void }
      const watch = (window as unknown as Record<symbol, Watch | undefined>)[Symbol.for(name)]
      watch?.watch(canaries)
      watch?.scan()
    }
    const argument = [watchHandleName, [watchedCanary(canary)]] as const
    later(context.addInitScript(add, argument))
    for (const page of context.pages())
      for (const frame of page.frames()) later(frame.evaluate(add, argument))
  }

  function take(entry: BindingEntry): void {
    if (entry.type === 'sighting' && entry.sighting !== undefined) sightings.push(entry.sighting)
    if (entry.type === 'error') problems.push({ code: entry.code ?? 'failed', message: entry.message ?? '' })
  }

  // A page may be of another network than this machine's; nobody is there to answer the browser's question.
  for (const permission of networkPermissions) await context.grantPermissions([permission]).catch(() => {})
  await context.exposeBinding(binding, (_source, entry: BindingEntry) => take(entry))
  await context.addInitScript(watchInPage, watchOptions(binding, own, rules))
  const book = createCanaryBook({ seed, own, onCanary })
  if (recorder === 'inject') {
    await context.addInitScript(await recorderScript({ ...settings, rules, origins, binding }))
  } else await rewriteSettings(context, rewriter)
  await context.route(
    (url) => parcelPath.test(url.pathname) && url.origin !== ingest.url,
    (route) => (recorder === 'inject' ? route.abort() : answerParcel(route, ingest)),
  )

  function noteSeen(text: string, place: 'console' | 'error'): void {
    for (const { canary } of createCanaryFinder(book.canaries).inText(text)) {
      sightings.push({ canary: canary.id, place, allowedBy: [] })
    }
  }

  function onPage(page: Page): void {
    page.on('console', (message) => {
      noteSeen(message.text(), 'console')
      const refusal = /RecorderError: (.*)/.exec(message.text())?.[1]
      if (refusal !== undefined) problems.push({ code: 'recorder_error', message: refusal })
      if (/content security policy/i.test(message.text()) && message.text().includes(ingest.url)) {
        problems.push({
          code: 'blocked_by_policy',
          message: 'the content security policy blocks the test ingest',
        })
      }
    })
    page.on('pageerror', (error) => noteSeen(String(error), 'error'))
    page.on('requestfailed', (request) => {
      if (!request.url().startsWith(ingest.url)) return
      problems.push({ code: 'unreachable', message: request.failure()?.errorText ?? 'the request failed' })
    })
  }
  for (const page of context.pages()) onPage(page)
  context.on('page', onPage)

  async function look(page: Page): Promise<void> {
    await Promise.all(pending)
    for (const frame of page.frames()) {
      const scan = (name: string): void => {
        const watch = (window as unknown as Record<symbol, { scan(): void } | undefined>)[Symbol.for(name)]
        watch?.scan()
      }
      await withinTime(frame.evaluate(scan, watchHandleName))
    }
  }

  async function finish(): Promise<SessionRecord> {
    for (const page of context.pages()) await look(page)
    if (recorder === 'app') await ownRecorder.untilAllIsSent()
    for (const page of context.pages()) {
      if (recorder === 'inject') await withinTime(callHandle(page, handleName, 'stop'))
      else await withinTime(page.goto('about:blank'))
    }
    await wait(200)
    const streams = await Promise.all(
      Array.from(ingest.streams, async ([id, { segments }]) => ({
        id,
        segmentCount: segments.length,
        events: await ingest.eventsOf(id),
      })),
    )
    return {
      seed,
      recorder,
      rules,
      ruleText: rules === undefined ? undefined : canonicalRules(rules),
      canaries: book.canaries,
      sightings,
      streams,
      sentInTheClear: searchRequests(ingest, book.canaries),
      problems,
      appSettingsFound: rewriter.found,
    }
  }

  return {
    book,
    plant: (name, label) => book.canary(name, label).value,
    recapture: async (page) => {
      if (recorder === 'inject') await withinTime(callHandle(page, handleName, 'restart'))
      else await ownRecorder.beginStream(page)
    },
    look,
    async waitForRecording(timeoutMs) {
      const untilMs = Date.now() + timeoutMs
      while (ingest.streams.size === 0 && Date.now() < untilMs) {
        // Rules that the recorder refuses will not get better.
        if (problems.some(({ code }) => code.startsWith('bad_') || code === 'unsupported_browser'))
          return false
        await wait(100)
      }
      return ingest.streams.size > 0
    },
    finish,
    async stop() {
      context.off('page', onPage)
      await ingest.stop()
    },
  }
}

function searchRequests(ingest: TestIngest, canaries: readonly Canary[]): SessionRecord['sentInTheClear'] {
  const finder = createCanaryFinder(canaries)
  return ingest.requests.flatMap(({ url, headers, body }) => {
    // The referrer is the page's own address; the browser sends it wherever its policy says.
    const { referer: _, ...rest } = headers
    const parts = [
      ['address', url],
      ['headers', JSON.stringify(rest)],
      ['body', Buffer.from(body).toString('latin1')],
    ] as const
    return parts.flatMap(([part, text]) => finder.inText(text).map(({ canary }) => ({ canary, part })))
  })
}
