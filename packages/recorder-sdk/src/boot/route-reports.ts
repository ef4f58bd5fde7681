// What the app's router says is shown, where the page's address does not tell it: routers of hashes and of memory, two
// templates that fit one address (SPEC ).
import { declaredRoute, redactAddress, signalPlugin } from '@reseal/redaction-rules'
import type { Report } from '../browser/guard.ts'
import type { EmitSignal } from '../capture/tracker.ts'
import { RecorderError } from '../recorder-error.ts'
import type { RecorderConfig } from './config.ts'

/** What tells the recorder of routes. */
export interface RouteReports {
  /** See `Recorder.route`. */
  route(template: string): void
  /** Says again what is shown, into a recording that has just begun. */
  repeat(): void
}

// A router whose query follows what is typed reports with each key.
const sameRouteMs = 10_000

/** Creates the reports of a page; `signal` does nothing while nothing is recorded. */
export function createRouteReports(
  { rules, development }: RecorderConfig,
  report: Report,
  signal: EmitSignal,
): RouteReports {
  let shown: string | undefined
  let shownAtMs = 0
  let isWarned = false

  function emit(): void {
    shownAtMs = performance.now()
    // Without an address it is the mark of one that no rule knows.
    const place = shown === undefined ? { href: '' } : { template: shown }
    signal(signalPlugin.route, { ...place, kind: 'router' })
  }

  return {
    route(template) {
      const next = declaredRoute(rules, template)
      if (next === undefined && development && !isWarned) {
        isWarned = true
        report(new RecorderError('not_declared'))
      }
      const before = shown
      const isToldByAddress = redactAddress(location.href, rules.urls).split(/[?#]/)[0] === next
      shown = isToldByAddress ? undefined : next
      const isLate = performance.now() - shownAtMs > sameRouteMs
      if (shown === undefined ? before !== undefined && !isToldByAddress : shown !== before || isLate) emit()
    },
    repeat() {
      if (shown !== undefined) emit()
    },
  }
}
