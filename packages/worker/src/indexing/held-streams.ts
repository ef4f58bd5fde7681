// What a worker keeps of streams that still grow: the data key, so that it is unwrapped once, and the sentinel's mirror
// of the page, so that it need not be built again from the last keyframe. Both for a while and bounded.
import type { UnwrappedStream } from '@reseal/opening'
import type { Sentinel } from '../sentinel/create-sentinel.ts'

/** A stream whose key is in memory. */
export interface HeldStream {
  readonly unwrapped: UnwrappedStream
  readonly ruleSetHash: Uint8Array
}

/** A sentinel that has seen everything before a segment. */
export interface ReadySentinel {
  readonly sentinel: Sentinel
  readonly nextIndex: number
  /** Link before that segment. */
  readonly previousLink: Uint8Array | undefined
}

/** Keeps something by stream. */
export interface Keeper<T> {
  take(stream: string): T | undefined
  keep(stream: string, value: T): void
  clear(): void
}

/** Keeps so many values, each for so long after it was last taken. */
export function createKeeper<T>(maxCount: number, maxAgeMs: number): Keeper<T> {
  const kept = new Map<string, { readonly value: T; readonly timer: NodeJS.Timeout }>()

  function forget(stream: string): void {
    clearTimeout(kept.get(stream)?.timer)
    kept.delete(stream)
  }

  return {
    take(stream) {
      const value = kept.get(stream)?.value
      forget(stream)
      return value
    },
    keep(stream, value) {
      forget(stream)
      const [oldest] = kept.keys()
      if (kept.size >= maxCount && oldest !== undefined) forget(oldest)
      // A timer: a key is to leave memory even if nobody asks again.
      kept.set(stream, { value, timer: setTimeout(() => kept.delete(stream), maxAgeMs).unref() })
    },
    clear: () => {
      for (const stream of kept.keys()) forget(stream)
    },
  }
}
