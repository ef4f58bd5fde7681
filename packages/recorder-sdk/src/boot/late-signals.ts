// Loads what is watched late, once the page has its first receipt and is idle: none of it competes with the page's start.
import { asRecorderError, type Report } from '../browser/guard.ts'
import type { Tracker } from '../capture/tracker.ts'
import type { RecorderConfig } from './config.ts'
import { loadSignals } from './load-chunk.ts'

// A page that is never idle has long tasks to show all the more.
const longestWaitMs = 10_000

function whenIdle(): Promise<unknown> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(resolve, { timeout: longestWaitMs })
    else setTimeout(resolve, 1_000)
  })
}

/** The late trackers of a page: loaded at the first call, put in place at each. */
export function createLateSignals(
  config: RecorderConfig,
  report: Report,
): (place: { track(tracker: Tracker): void }) => void {
  let trackers: Promise<readonly Tracker[]> | undefined
  async function load(): Promise<readonly Tracker[]> {
    await whenIdle()
    try {
      return (await loadSignals()).createLateTrackers(config)
    } catch (error) {
      report(asRecorderError(error, 'failed'))
      return []
    }
  }
  return (place) => {
    if (!config.signals) return
    trackers ??= load()
    void trackers.then((list) => list.forEach(place.track))
  }
}
