// Puts in place what is watched beside the DOM, and takes it back.
import type { LateSignals } from '@reseal/redaction-rules'
import type { EmitSignal, IdOf, Tracker } from './tracker.ts'

/** What trackers tell of, a capture for one. */
export interface TrackedPage {
  readonly signal: EmitSignal
  readonly idOf: IdOf
  /** Takes how late signals are redacted. */
  readonly lateSignals: LateSignals
}

/** Trackers that are in place. */
export interface PlacedTrackers {
  /** Puts one more in place. */
  place(tracker: Tracker): void
  /** Takes all of them back. */
  stop(): void
}

/** Puts trackers in place, in their order. One that throws is left out. */
export function placeTrackers(
  trackers: readonly Tracker[],
  { signal, idOf, lateSignals }: TrackedPage,
): PlacedTrackers {
  const stops: (() => void)[] = []

  function place(tracker: Tracker): void {
    try {
      stops.push(tracker(signal, idOf, lateSignals))
    } catch {
      // The page lacks what this one watches, or has broken it: the others go on.
    }
  }

  trackers.forEach(place)
  return {
    place,
    stop() {
      // What came last goes first: each may have wrapped what was there.
      for (const stop of stops.splice(0).reverse()) {
        try {
          stop()
        } catch {
          // Another library may have frozen what is to be put back; the rest still goes.
        }
      }
    },
  }
}
