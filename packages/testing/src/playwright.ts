// Entry `@reseal/testing/playwright`: a fixture that makes a leak test of a Playwright test. Only types of the runner are
// used, so that the fixture works with `@playwright/test` and with `playwright/test` alike.
import type { RuleSet, RuleSetInput } from '@reseal/redaction-rules'
import type {
  Fixtures,
  PlaywrightTestArgs,
  PlaywrightTestOptions,
  PlaywrightWorkerArgs,
  PlaywrightWorkerOptions,
} from 'playwright/test'
import type { AppSettings } from './browser/app-settings.ts'
import { type RecorderMode, startLeakSession } from './browser/leak-session.ts'
import { checkSelectors, parseRules } from './browser/parse-rules.ts'
import type { CanaryInput } from './canaries/canary-book.ts'
import { formatLeakReport } from './report/format-report.ts'
import { createLeakReport, type LeakReport } from './report/leak-report.ts'

/** How tests with the fixture record. */
export interface LeakFixtureOptions {
  /** Rules of the injected recorder; the default rule set when left out. */
  readonly rules?: RuleSet | RuleSetInput
  /** `inject` when left out. */
  readonly recorder?: RecorderMode
  readonly appSettings?: Partial<AppSettings>
  /** Recorded origins; every page's when left out and there is no `baseURL`. */
  readonly origins?: readonly string[]
  readonly canaries?: readonly CanaryInput[]
  /** Repeats the canaries of an earlier run. */
  readonly seed?: string
  /** Canaries that must have been seen in the page; 1 when left out. */
  readonly needed?: number
}

/** The fixture `leakTest` in a test. */
export interface LeakTest {
  /**
   * A canary's value, to put where a patient's data would stand: of a kind (`fullName`, `birthDate`, `ssn`, `email`, …) or
   * of an id of the own canaries; with a label another one of that kind.
   */
  plant(name: string, label?: string): string
  /** Ends recording, opens it and judges; the end of the test does it otherwise. */
  finish(): Promise<LeakReport>
}

/** What {@link leakTestFixtures} adds to a test. */
export interface LeakFixtures {
  readonly leakTest: LeakTest
}

/**
 * Fixtures for `test.extend`. A test that names `leakTest` is recorded from its first page on; when it ends, what was
 * recorded is opened, and the test fails when a canary survived or none was ever seen. A hook that opens a page has to
 * name `leakTest` too.
 */
export function leakTestFixtures(
  options: LeakFixtureOptions = {},
): Fixtures<
  LeakFixtures,
  object,
  PlaywrightTestArgs & PlaywrightTestOptions,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions
> {
  return {
    // The app's policy does not know the test's ingest.
    bypassCSP: true,
    leakTest: async ({ context, baseURL }, use, testInfo) => {
      const startedAtMs = Date.now()
      const rules = parseRules(options.rules)
      if (rules !== undefined) await checkSelectors(context, rules)
      const origins = options.origins ?? (baseURL === undefined ? undefined : [new URL(baseURL).origin])
      const { recorder = 'inject', seed, canaries, appSettings } = options
      const session = await startLeakSession({
        context,
        origins,
        recorder,
        rules,
        seed,
        canaries,
        appSettings,
      })
      let report: LeakReport | undefined
      const addresses = new Set<string>()
      context.on('page', (page) =>
        page.on('framenavigated', (frame) => {
          if (frame === page.mainFrame()) addresses.add(frame.url().replace(/[?#].*$/, ''))
        }),
      )

      async function finish(): Promise<LeakReport> {
        if (report !== undefined) return report
        for (const page of context.pages()) {
          await session.look(page)
          await session.recapture(page)
        }
        report = await createLeakReport(await session.finish(), {
          url: [...addresses].find((address) => address.startsWith('http')) ?? baseURL ?? '',
          needed: options.needed ?? 1,
          visited: { pages: addresses.size, fields: 0, clicks: 0 },
          durationMs: Date.now() - startedAtMs,
          isComplete: true,
        })
        return report
      }

      try {
        await use({ plant: session.plant, finish })
        const judged = await finish()
        const text = formatLeakReport(judged)
        await testInfo.attach('leak-test.txt', { body: text, contentType: 'text/plain' })
        await testInfo.attach('leak-test.json', {
          body: JSON.stringify(judged, undefined, 2),
          contentType: 'application/json',
        })
        // Of a test that failed by itself little was seen: only a leak is worth adding to that.
        const failed = testInfo.status !== testInfo.expectedStatus
        if (judged.verdict === 'leaked' || (judged.verdict !== 'passed' && !failed)) {
          throw new Error(`leak test ${text}`)
        }
      } finally {
        await session.stop()
      }
    },
  }
}
