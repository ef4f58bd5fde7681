// A leak test from start to end: checks what it was given, drives the app, opens what was recorded, judges.
import type { RuleSet, RuleSetInput } from '@reseal/redaction-rules'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright'
import type { AppSettings } from './browser/app-settings.ts'
import { createSettingsRewriter } from './browser/app-settings.ts'
import { rewriteSettings } from './browser/intercept.ts'
import {
  type LeakSession,
  type RecorderMode,
  type RecorderProblem,
  startLeakSession,
} from './browser/leak-session.ts'
import { loadChromium } from './browser/load-playwright.ts'
import { checkSelectors, parseRules } from './browser/parse-rules.ts'
import { type CanaryInput, parseCanaries } from './canaries/canary-book.ts'
import { freshSeed } from './canaries/random.ts'
import { type Exploration, explore } from './explore/explore.ts'
import { plantResponses } from './explore/plant-responses.ts'
import { probe } from './explore/probe.ts'
import { settle } from './explore/settle.ts'
import { createLeakReport, type LeakReport } from './report/leak-report.ts'
import { TestingError } from './testing-error.ts'

/** What steps get. */
export interface StepsInput {
  readonly page: Page
  readonly context: BrowserContext
  readonly url: string
  /**
   * A canary's value, to put where a patient's data would stand: of a kind (`fullName`, `birthDate`, `ssn`, `email`, …) or
   * of an id of canaries.json; with a label another one of that kind.
   */
  plant(name: string, label?: string): string
}

/** Steps through the app. The page is at the URL when they begin. */
export type Steps = (input: StepsInput) => unknown

/** Options of {@link runLeakTest}. */
export interface LeakTestOptions {
  /** Page of a test deployment of the app: forms are filled and sent. */
  readonly url: string
  /** Rules of the injected recorder. */
  readonly rules?: RuleSet | RuleSetInput | undefined
  /**
   * `inject`: the test brings the recorder. `app`: the app's own, with its settings replaced on the way. `auto`: the app's
   * own where it has one and no rules are given.
   */
  readonly recorder?: RecorderMode | 'auto' | undefined
  /** The app's own settings (init.json), for apps in whose scripts they cannot be found by name. */
  readonly appSettings?: Partial<AppSettings> | undefined
  /** What to do; without it the test explores by itself. */
  readonly steps?: Steps | undefined
  readonly canaries?: readonly CanaryInput[] | undefined
  readonly seed?: string | undefined
  /** Also puts canaries into the app's JSON responses. */
  readonly plantResponses?: boolean | undefined
  /** Puts canaries into title, address, console, errors and styles; true when left out. */
  readonly probes?: boolean | undefined
  /** Further origins that belong to the app. */
  readonly origins?: readonly string[] | undefined
  /** Selector of the button that allows recording, for the app's own recorder. */
  readonly consent?: string | undefined
  /** Selectors that the exploration does not click. */
  readonly skip?: readonly string[] | undefined
  readonly maxPages?: number | undefined
  readonly maxClicks?: number | undefined
  /** Canaries that must have been seen in the page; 1 when left out. */
  readonly needed?: number | undefined
  readonly timeoutMs?: number | undefined
  readonly storageState?: BrowserContextOptions['storageState'] | undefined
  readonly browserPath?: string | undefined
  readonly browserArguments?: readonly string[] | undefined
  readonly headed?: boolean | undefined
  /** Where Playwright is looked for; the working directory when left out. */
  readonly folder?: string | undefined
  /** Told what is being done. */
  onProgress?(text: string): void
}

// What people write on the button; the app's own selector is better.
const consentWords = /^\s*(allow|accept|agree|i agree|yes|ok|allow all|accept all)\s*$/i
const loadTimeoutMs = 30_000
// The first segment is sealed a second after recording began.
const recordingPatienceMs = 8_000

function parseUrl(value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new TestingError('bad_options', { where: 'url' })
  return url
}

async function launch(options: LeakTestOptions, url: URL): Promise<Browser> {
  const chromium = await loadChromium(options.folder ?? process.cwd())
  const isLoopback = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname)
  // The recorder needs WebCrypto, thus a secure context; a test deployment may have no certificate.
  const secure =
    url.protocol === 'http:' && !isLoopback
      ? [`--unsafely-treat-insecure-origin-as-secure=${url.origin}`]
      : []
  try {
    return await chromium.launch({
      headless: options.headed !== true,
      ...(options.browserPath === undefined ? {} : { executablePath: options.browserPath }),
      args: [...secure, ...(options.browserArguments ?? [])],
    })
  } catch (cause) {
    throw new TestingError('browser_failed', { cause })
  }
}

function contextOptions({ storageState }: LeakTestOptions): BrowserContextOptions {
  return {
    // The app's policy does not know the test's ingest.
    bypassCSP: true,
    ignoreHTTPSErrors: true,
    viewport: { width: 1280, height: 900 },
    serviceWorkers: 'block',
    ...(storageState === undefined ? {} : { storageState }),
  }
}

async function load(page: Page, url: URL): Promise<void> {
  try {
    await page.goto(url.href, { timeout: loadTimeoutMs, waitUntil: 'domcontentloaded' })
  } catch (cause) {
    throw new TestingError('page_failed', { where: 'url', cause })
  }
  await settle(page)
}

/** Whether the app brings its own recorder: its settings are in what it loads. */
async function hasOwnRecorder(browser: Browser, options: LeakTestOptions, url: URL): Promise<boolean> {
  const context = await browser.newContext(contextOptions(options))
  try {
    const rewriter = createSettingsRewriter(
      { endpoint: 'http://127.0.0.1:9', sealingKey: '', receiptKey: '' },
      options.appSettings,
    )
    await rewriteSettings(context, rewriter)
    await load(await context.newPage(), url)
    return rewriter.found
  } finally {
    await context.close()
  }
}

async function chooseRecorder(browser: Browser, options: LeakTestOptions, url: URL): Promise<RecorderMode> {
  const { recorder = 'auto', rules } = options
  if (recorder !== 'auto') return recorder
  if (rules !== undefined && options.appSettings === undefined) return 'inject'
  return (await hasOwnRecorder(browser, options, url)) ? 'app' : 'inject'
}

/** The selector of the consent button: the one given, else a button that says what such buttons say. */
async function consentSelector(page: Page, options: LeakTestOptions): Promise<string | undefined> {
  if (options.consent !== undefined) return options.consent
  const button = page.getByRole('button', { name: consentWords }).first()
  if (!(await button.isVisible().catch(() => false))) return undefined
  const text = (await button.textContent().catch(() => null))?.trim()
  return text ? `button:text-is(${JSON.stringify(text)})` : undefined
}

interface Visit extends Exploration {
  readonly problems: readonly RecorderProblem[]
  readonly isComplete: boolean
}

const nothingVisited: Visit = { pages: 1, fields: 0, clicks: 0, problems: [], isComplete: false }

async function withDeadline(work: Promise<unknown>, deadlineMs: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the steps took too long')), deadlineMs - Date.now())
  })
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

async function runSteps(steps: Steps, input: StepsInput, deadlineMs: number): Promise<Visit> {
  const addresses = new Set([input.page.url()])
  input.page.on('framenavigated', (frame) => {
    if (frame === input.page.mainFrame()) addresses.add(frame.url().replace(/[?#].*$/, ''))
  })
  const visit = (problems: readonly RecorderProblem[]): Visit => ({
    pages: addresses.size,
    fields: 0,
    clicks: 0,
    problems,
    isComplete: problems.length === 0,
  })
  try {
    await withDeadline(Promise.resolve(steps(input)), deadlineMs)
    return visit([])
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    return visit([{ code: 'steps_failed', message }])
  }
}

async function visitApp(
  page: Page,
  session: LeakSession,
  options: LeakTestOptions & { readonly isOwn: boolean; readonly deadlineMs: number },
): Promise<Visit> {
  const { steps, deadlineMs, isOwn } = options
  if (steps !== undefined) {
    const input = { page, context: page.context(), url: options.url, plant: session.plant }
    const visit = await runSteps(steps, input, deadlineMs)
    if (!page.isClosed()) {
      await session.look(page)
      await session.recapture(page)
    }
    return visit
  }
  const consent = isOwn ? await consentSelector(page, options) : options.consent
  const visit = await explore({
    page,
    session,
    url: options.url,
    maxPages: options.maxPages ?? 10,
    maxClicks: options.maxClicks ?? 30,
    skip: options.skip ?? [],
    consent,
    pressesBanner: isOwn && options.consent === undefined,
    deadlineMs,
  })
  return { ...visit, problems: [], isComplete: true }
}

/**
 * Records the app with planted canaries and reports each that survived redaction.
 * @throws TestingError when the test cannot run: rules that do not parse, no browser, a page that does not load.
 */
export async function runLeakTest(options: LeakTestOptions): Promise<LeakReport> {
  const startedAtMs = Date.now()
  const url = parseUrl(options.url)
  const rules = parseRules(options.rules)
  const seed = options.seed ?? freshSeed()
  if (options.canaries !== undefined) parseCanaries(seed, options.canaries)
  const say = (text: string): void => options.onProgress?.(text)
  const deadlineMs = startedAtMs + (options.timeoutMs ?? 120_000)
  say('starting the browser')
  const browser = await launch(options, url)
  try {
    if (rules !== undefined) await checkSelectors(browser, rules)
    say('looking for the app’s own recorder')
    const recorder = await chooseRecorder(browser, options, url)
    const context = await browser.newContext(contextOptions(options))
    const origins = [url.origin, ...(options.origins ?? [])]
    const { canaries, appSettings } = options
    const session = await startLeakSession({ context, origins, recorder, rules, seed, canaries, appSettings })
    try {
      if (options.plantResponses === true) await plantResponses(context, session, origins)
      const page = await context.newPage()
      await load(page, url)
      say(options.steps === undefined ? 'filling and clicking through the app' : 'running the steps')
      // Where the injected recorder does not start there is nothing to test.
      const isRecording = recorder === 'app' || (await session.waitForRecording(recordingPatienceMs))
      const visit = isRecording
        ? await visitApp(page, session, { ...options, isOwn: recorder === 'app', deadlineMs })
        : nothingVisited
      if (isRecording && options.probes !== false && !page.isClosed())
        await probe(page, session).catch(() => {})
      say('opening what was recorded')
      const record = await session.finish()
      say('searching')
      return await createLeakReport(record, {
        url: url.href,
        needed: options.needed ?? 1,
        visited: { pages: visit.pages, fields: visit.fields, clicks: visit.clicks },
        durationMs: Date.now() - startedAtMs,
        isComplete: visit.isComplete,
        problems: visit.problems,
      })
    } finally {
      await session.stop()
    }
  } finally {
    await browser.close()
  }
}
