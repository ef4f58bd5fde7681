// What every recording watches late. Each tracker is made once a page load and put in place whenever the page is observed.
import type { RecorderConfig } from '../boot/config.ts'
import { createNetworkTracker } from '../capture/track-network.ts'
import { trackBeacons, trackEventSources, trackSockets } from '../capture/track-network-streams.ts'
import type { Tracker } from '../capture/tracker.ts'
import { createClickTracker } from './track-clicks.ts'
import { createResourceTracker } from './track-resources.ts'
import { trackTasks } from './track-tasks.ts'
import { createVitalTracker } from './track-vitals.ts'

/** The late trackers of a page. */
export function createLateTrackers(config: RecorderConfig): readonly Tracker[] {
  const { rules, endpoint, network } = config
  const always = [createVitalTracker(), trackTasks, createClickTracker(endpoint)]
  if (network === false) return always
  const streams = [trackSockets, trackEventSources, trackBeacons]
  return [
    ...always,
    createResourceTracker(endpoint),
    createNetworkTracker({ rules, endpoint, network }, streams),
  ]
}
