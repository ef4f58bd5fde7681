// What every recording watches beside the DOM from its start.

import { trackConsole } from './track-console.ts'
import { trackErrors } from './track-errors.ts'
import type { Tracker } from './tracker.ts'

/** The trackers of the main bundle, in the order in which they are put in place. */
export const defaultTrackers: readonly Tracker[] = [trackConsole, trackErrors]
