// Sends what is sealed and not acknowledged when the page may be gone in a moment, without asking IndexedDB.
import type { QueuedSegment, QueuedStream } from './sealed-queue.ts'
import type { Sender } from './sender.ts'

// Half of the 64 KiB that the Fetch standard allows for all keepalive bodies of a page together: a request over
// the quota fails whole, and the host application's own beacons count against it.
const exitBudgetBytes = 32 * 1024
// Header of the parcel, stream header, `enc` and lengths.
const parcelOverheadBytes = 3 * 1024

/** The newest sealed segments of one stream, in memory for the exit. */
export interface ExitFlush {
  remember(segment: QueuedSegment): void
  acknowledge(index: number): void
  /**
   * Sends the unacknowledged segments if they fit the budget; `stored` resolves when the queue has them too.
   * Resolves when answered; never rejects.
   */
  flush(stored?: Promise<unknown>): Promise<void>
}

/** Builds the flush of one stream; `sendNow` sends with keepalive and never rejects. */
export function createExitFlush(stream: QueuedStream, sendNow: Sender['sendNow']): ExitFlush {
  let waiting: QueuedSegment[] = []
  let acknowledgedIndex = -1
  let inFlightBytes = 0
  let sentIndex = -1

  const sizeOf = (segments: readonly QueuedSegment[]): number =>
    segments.reduce((sum, { bytes }) => sum + bytes.length, parcelOverheadBytes)

  function acknowledge(index: number): void {
    acknowledgedIndex = Math.max(acknowledgedIndex, index)
    waiting = waiting.filter((segment) => segment.index > acknowledgedIndex)
  }

  return {
    remember(segment) {
      waiting.push(segment)
      // Older ones are in the queue; they only mean that the exit cannot send the rest.
      while (waiting.length > 1 && sizeOf(waiting) > exitBudgetBytes) waiting.shift()
    },
    acknowledge,
    async flush(stored = Promise.resolve()) {
      const fresh = waiting.filter(({ index }) => index > sentIndex)
      const first = fresh[0]
      const last = fresh.at(-1)
      const sizeBytes = sizeOf(fresh)
      if (first === undefined || last === undefined) return
      // A parcel that does not follow on what ingest has, or is on its way, would only be refused as a gap.
      if (first.index > Math.max(acknowledgedIndex, sentIndex) + 1) return
      if (inFlightBytes + sizeBytes > exitBudgetBytes) return
      inFlightBytes += sizeBytes
      sentIndex = last.index
      await sendNow({ stream, segments: fresh }, stored)
      inFlightBytes -= sizeBytes
      sentIndex = acknowledgedIndex
    },
  }
}
