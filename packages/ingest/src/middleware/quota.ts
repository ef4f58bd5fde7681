// Quotas of a client address, an app, a session and a stream (design.md §5.6), in the memory of this process: what bounds
// a process is what it can bear. What an app may send in a day, from all processes together, is daily-use.ts. Every parcel
// passes three of them, at once and without a promise: those of a library cost it as much as a third of its chain's work.
import { IngestError } from '../errors.ts'

/** Bytes that flow in steadily, and bytes that may come at once after a quiet time. */
export interface QuotaRate {
  readonly bytesPerSecond: number
  readonly burstBytes: number
}

/** Takes bytes out of windows: `burstBytes` in the time in which they come in at `bytesPerSecond`. */
export interface Quota {
  /** @throws IngestError over_quota with the seconds after which the window ends; what was refused costs nothing */
  take(key: string, sizeBytes: number): void
  /** Keys it knows. */
  size(): number
}

/** Whose quota it is; the name of its policy in response headers and metrics. */
export type QuotaPolicy = 'client' | 'app' | 'session' | 'stream'

// Requests cost work beyond their bytes: an empty one weighs as much as a small segment.
const leastCostBytes = 2048

// A day, for that is how long anything of an address is kept.
const longestWindowSeconds = 24 * 60 * 60

// Windows that end at nearly the same time are forgotten together.
const leastSweepMs = 1000

interface Window {
  usedBytes: number
  readonly endsAtMs: number
}

// Some 20 MB of them. Keys of streams and sessions are the client's to make up, and a session's lasts for an hour.
const defaultMaxKeys = 100_000

/**
 * Creates a quota with one window a key; a key is forgotten when its window ends, or before, when there are too many: the one
 * whose window ends first.
 */
export function createQuota(policy: QuotaPolicy, rate: QuotaRate, maxKeys: number = defaultMaxKeys): Quota {
  const { burstBytes } = rate
  const windowSeconds = Math.min(burstBytes / rate.bytesPerSecond, longestWindowSeconds)
  // In the order in which they end, since all are as long.
  const windows = new Map<string, Window>()
  let sweeping: NodeJS.Timeout | undefined

  // A body larger than the window passes on a fresh one; it could never pass otherwise.
  const costOf = (sizeBytes: number): number => Math.min(Math.max(sizeBytes, leastCostBytes), burstBytes)

  function windowOf(key: string, nowMs: number): Window | undefined {
    const window = windows.get(key)
    return window !== undefined && nowMs < window.endsAtMs ? window : undefined
  }

  // One timer for all: a client has a window, and there are many.
  function sweepIn(waitMs: number): void {
    sweeping ??= setTimeout(sweep, waitMs)
    sweeping.unref()
  }

  function sweep(): void {
    sweeping = undefined
    const nowMs = performance.now()
    for (const [key, { endsAtMs }] of windows) {
      if (endsAtMs > nowMs) return sweepIn(Math.max(leastSweepMs, endsAtMs - nowMs))
      windows.delete(key)
    }
  }

  function open(key: string, usedBytes: number, nowMs: number): void {
    sweepIn(1000 * windowSeconds)
    // A key's place is that of its newest window.
    windows.delete(key)
    windows.set(key, { usedBytes, endsAtMs: nowMs + 1000 * windowSeconds })
    if (windows.size > maxKeys) forgetFirst()
  }

  function forgetFirst(): void {
    for (const key of windows.keys()) {
      windows.delete(key)
      return
    }
  }

  function refusal({ endsAtMs }: Window, nowMs: number): IngestError {
    return new IngestError('over_quota', {
      retryAfterSeconds: Math.max(1, Math.ceil((endsAtMs - nowMs) / 1000)),
      quota: { policy, burstBytes, windowSeconds: Math.max(1, Math.ceil(windowSeconds)) },
    })
  }

  return {
    take(key, sizeBytes) {
      const nowMs = performance.now()
      const cost = costOf(sizeBytes)
      const window = windowOf(key, nowMs)
      if (window === undefined) open(key, cost, nowMs)
      else if (window.usedBytes + cost > burstBytes) throw refusal(window, nowMs)
      else window.usedBytes += cost
    },
    size: () => windows.size,
  }
}
