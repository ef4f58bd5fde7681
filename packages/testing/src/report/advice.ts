// What a person can do when a test could not prove anything.
import type { RecorderProblem } from '../browser/leak-session.ts'
import type { LeakReport } from './leak-report.ts'

const byCode: Readonly<Record<string, string>> = {
  blocked_by_policy:
    "The page's content security policy blocks the test's ingest. reseal leak-test and the fixture bypass the policy (bypassCSP); a context of your own needs bypassCSP: true.",
  unreachable:
    "The page's requests to the test's ingest failed. A proxy or an extension may be in between; the page must reach 127.0.0.1 of the machine that runs the browser.",
  unsupported_browser:
    'The recorder needs a secure context: serve the test deployment over https or on a loopback host.',
  bad_rules: 'The recorder refused the rules.',
  bad_selector: 'The recorder refused a selector.',
  recorder_error: "The app's own recorder refused to start.",
  page_too_large: 'A snapshot of the page is over 8 MiB; the largest part of the page is not recorded.',
  capture_failed: 'Capture stopped because it could not go on safely.',
  steps_failed: 'The steps did not run to their end.',
}

function explain({ code, message }: RecorderProblem): string {
  const advice = byCode[code]
  return advice === undefined ? message : `${advice} (${message})`
}

/** Lines for a report that proves nothing or less than it should; empty when all is well. */
export function adviceFor(report: LeakReport): readonly string[] {
  const { verdict, recorder, coverage } = report
  // What did not stand in the way is nobody's concern.
  if (verdict === 'passed') return []
  const lines = report.problems.filter(({ code }) => !code.startsWith('queue_')).map(explain)
  if (verdict === 'not-recorded' && lines.length === 0) {
    lines.push(
      recorder === 'app'
        ? "The app's own recorder sent nothing: it may wait for consent. Name the button with --consent, or press it in the steps; or test with an injected recorder (--recorder inject --rules FILE)."
        : 'Nothing came from the recorder. Is the page on the origin that was given? Pages of other origins are recorded when named with --origin.',
    )
  }
  if (verdict === 'unproven' && coverage.recorded < coverage.needed) {
    lines.push(
      coverage.planted === 0
        ? 'No field of the page could be filled, so nothing of the app was tested. Write steps (--steps FILE) that bring data into the page, sign in with --storage-state, plant in the app’s responses with --plant-responses, or name values that the app shows in --canaries FILE.'
        : `Only ${coverage.recorded} of the ${coverage.needed} canaries needed were in the page and the place they were in is in the recording (${coverage.seen} were in the page). A canary that never appeared proves nothing.`,
    )
  }
  return lines
}
