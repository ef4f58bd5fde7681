// The way out of a page: what is sealed goes at once while the page may be gone in a moment, and what is open is sealed
// (design §5). It may come to nothing: a person who was asked to stay, a page out of the back/forward cache.
import { guard } from '../browser/guard.ts'
import { trackPageLifecycle } from '../browser/page-lifecycle.ts'
import type { RecorderError } from '../recorder-error.ts'
import { createExitFlush, type ExitFlush } from '../transport/exit-flush.ts'
import type { QueuedSegment, QueuedStream } from '../transport/sealed-queue.ts'
import type { Transport } from '../transport/transport.ts'

// From the start of a navigation, how long what is sealed goes out at once: someone who was asked to stay and did
// is back to the queue's order soon.
const leavingMs = 5_000

/** What {@link createWayOut} needs. */
export interface WayOutOptions {
  readonly transport: Transport
  /** Seals what is open of the stream that is written to. */
  seal(end: 'flush' | 'finish'): Promise<unknown>
  /** The page is back, after `awayMs`. */
  onRestored(awayMs: number): void
  onFailure(error: RecorderError): void
}

/** The way out of one page. */
export interface WayOut {
  /** Another stream begins: what went before has its place in the queue only. */
  begin(): void
  /** Takes a sealed segment, while it is put into the queue: `stored`. Resolves when it has nothing left to do with it. */
  take(stream: QueuedStream, segment: QueuedSegment, stored: Promise<unknown>): Promise<unknown>
  /** Ingest has the segments up to this one. */
  acknowledge(index: number): void
  /** Follows the page; returns what ends it. */
  track(): () => void
}

/** Builds the way out. */
export function createWayOut({ transport, seal, onRestored, onFailure }: WayOutOptions): WayOut {
  let exit: ExitFlush | undefined
  let leavingUntilMs = 0

  const isLeaving = (): boolean => performance.now() < leavingUntilMs || document.visibilityState === 'hidden'

  const leave = (end: 'flush' | 'finish', forMs = 0): (() => void) =>
    guard(() => {
      if (forMs > 0) leavingUntilMs = performance.now() + forMs
      void exit?.flush()
      void seal(end)
    }, onFailure)

  return {
    begin() {
      exit = undefined
    },
    take(stream, segment, stored) {
      if (segment.index === 0) exit = createExitFlush(stream, transport.sendNow)
      exit?.remember(segment)
      // On its way out the page may not live until storage answers.
      return Promise.all([stored, isLeaving() ? exit?.flush(stored) : undefined])
    },
    acknowledge: (index) => exit?.acknowledge(index),
    track: () =>
      trackPageLifecycle({
        onLeaving: leave('flush', leavingMs),
        onHidden: leave('flush'),
        onUnload: leave('finish'),
        onResumed: transport.wake,
        onRestored: guard((awayMs) => {
          transport.wake()
          onRestored(awayMs)
        }, onFailure),
      }),
  }
}
