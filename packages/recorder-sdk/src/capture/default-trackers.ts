// What every recording watches beside the DOM from its start.

import type { RecorderConfig } from '../boot/config.ts'
import { loadSignals } from '../boot/load-chunk.ts'
import { consoleLevels, createConsoleTracker } from './track-console.ts'
import { trackErrors } from './track-errors.ts'
import { createNetworkTracker } from './track-network.ts'
import { trackFetch } from './track-network-fetch.ts'
import { trackXhr } from './track-network-xhr.ts'
import { trackRouteSignals } from './track-route-signals.ts'
import type { Tracker } from './tracker.ts'

/** The trackers that need no configuration: for capture without a recorder. */
export const defaultTrackers: readonly Tracker[] = [
  /* @__PURE__ */ createConsoleTracker(consoleLevels),
  trackErrors,
  trackRouteSignals,
]

/** The trackers of the main bundle, in the order in which they are put in place. */
export function trackersOf({ rules, endpoint, network, console }: RecorderConfig): readonly Tracker[] {
  const always = [createConsoleTracker(console), trackErrors, trackRouteSignals]
  if (network === false) return always
  const options = { rules, endpoint, network, loadReader: loadSignals }
  return [...always, createNetworkTracker(options, [trackFetch, trackXhr])]
}
