// Requests of the page: fetch and XMLHttpRequest from the start; what else there is comes late (design §10; section 18).
import { createNetworkLog, type NetworkLog, type NetworkLogOptions } from './network-log.ts'
import type { Tracker } from './tracker.ts'

/** Makes one tracker of several sources that share a log. */
export function createNetworkTracker(
  options: NetworkLogOptions,
  sources: readonly ((log: NetworkLog) => () => void)[],
): Tracker {
  return (emit) => {
    const log = createNetworkLog(options, emit)
    const undo = sources.map((track) => track(log))
    return () => {
      log.stop()
      for (const end of undo) end()
    }
  }
}
