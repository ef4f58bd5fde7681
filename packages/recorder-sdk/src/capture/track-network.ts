// Requests of the page: fetch, XMLHttpRequest, sockets, event streams, beacons (design §10; section 18).
import { createNetworkLog, type NetworkLogOptions } from './network-log.ts'
import { trackFetch } from './track-network-fetch.ts'
import { trackBeacons, trackEventSources, trackSockets } from './track-network-streams.ts'
import { trackXhr } from './track-network-xhr.ts'
import type { Tracker } from './tracker.ts'

const sources = [trackFetch, trackXhr, trackSockets, trackEventSources, trackBeacons]

/** Makes the tracker of the page's requests. */
export function createNetworkTracker(options: NetworkLogOptions): Tracker {
  return (emit) => {
    const log = createNetworkLog(options, emit)
    const undo = sources.map((track) => track(log))
    return () => {
      log.stop()
      for (const end of undo) end()
    }
  }
}
