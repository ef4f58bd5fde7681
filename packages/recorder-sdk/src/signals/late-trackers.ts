// What every recording watches late. Each tracker is made once a page load and put in place whenever the page is observed.
import { type RuleSet, redactSocket, signalPlugin } from '@reseal/redaction-rules'
import type { NetworkConfig } from '../capture/network-log.ts'
import { createNetworkTracker } from '../capture/track-network.ts'
import { trackBeacons, trackEventSources, trackSockets } from '../capture/track-network-streams.ts'
import type { Tracker } from '../capture/tracker.ts'
import { createClickTracker } from './track-clicks.ts'
import { opensMarks, trackFields } from './track-fields.ts'
import { createResourceTracker } from './track-resources.ts'
import { trackTasks } from './track-tasks.ts'
import { trackVitals } from './track-vitals.ts'

/** What late trackers need of the configuration. */
export interface LateTrackerOptions {
  readonly rules: RuleSet
  /** Base URL of ingest: requests to it are the recorder's own. */
  readonly endpoint: string
  readonly network: NetworkConfig
}

/** The late trackers of a page. */
export function createLateTrackers({ rules, endpoint, network }: LateTrackerOptions): readonly Tracker[] {
  const always = [trackVitals, trackTasks, createClickTracker(endpoint)]
  if (opensMarks(rules)) always.push(trackFields)
  if (network === false) return always
  const streams = [trackSockets, trackEventSources, trackBeacons]
  const trackStreams = createNetworkTracker({ rules, endpoint, network }, streams)
  return [
    ...always,
    createResourceTracker(endpoint),
    (emit, idOf, redactions) => {
      redactions[signalPlugin.socket] = redactSocket
      return trackStreams(emit, idOf, redactions)
    },
  ]
}
