// What every recording watches late. Each tracker is made once a page load and put in place whenever the page is observed.
import type { RecorderConfig } from '../boot/config.ts'
import type { Tracker } from '../capture/tracker.ts'
import { createClickTracker } from './track-clicks.ts'
import { trackTasks } from './track-tasks.ts'
import { createVitalTracker } from './track-vitals.ts'

/** The late trackers of a page. */
export function createLateTrackers(config: RecorderConfig): readonly Tracker[] {
  return [createVitalTracker(), trackTasks, createClickTracker(config.endpoint)]
}
