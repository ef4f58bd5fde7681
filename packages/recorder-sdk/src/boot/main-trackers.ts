// What every recording watches beside the DOM from its start.
import { createConsoleTracker } from '../capture/track-console.ts'
import { trackErrors } from '../capture/track-errors.ts'
import { createNetworkTracker } from '../capture/track-network.ts'
import { trackFetch } from '../capture/track-network-fetch.ts'
import { trackXhr } from '../capture/track-network-xhr.ts'
import { trackRouteSignals } from '../capture/track-route-signals.ts'
import type { Tracker } from '../capture/tracker.ts'
import type { RecorderConfig } from './config.ts'
import { loadSignals } from './load-chunk.ts'

/** The trackers of the main bundle, in the order in which they are put in place. */
export function trackersOf({
  rules,
  endpoint,
  network,
  console,
}: Pick<RecorderConfig, 'rules' | 'endpoint' | 'network' | 'console'>): readonly Tracker[] {
  const always = [createConsoleTracker(console), trackErrors, trackRouteSignals]
  if (network === false) return always
  const options = { rules, endpoint, network, loadReader: loadSignals }
  return [...always, createNetworkTracker(options, [trackFetch, trackXhr])]
}
