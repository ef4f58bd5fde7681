// Quotas of a client address, an app, a session and a stream (design.md §5.6), in the memory of this process: what bounds
// a process is what it can bear. What an app may send in a day, from all processes together, is daily-quota.ts.
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import { IngestError } from '../errors.ts'

/** Bytes that flow in steadily, and bytes that may come at once after a quiet time. */
export interface QuotaRate {
  readonly bytesPerSecond: number
  readonly burstBytes: number
}

/** Takes bytes out of windows: `burstBytes` in the time in which they come in at `bytesPerSecond`. */
export interface Quota {
  /** @throws IngestError over_quota with the seconds after which the window ends; what was refused costs nothing */
  take(key: string, sizeBytes: number): Promise<void>
}

/** Whose quota it is; the name of its policy in response headers and metrics. */
export type QuotaPolicy = 'client' | 'app' | 'session' | 'stream'

// Requests cost work beyond their bytes: an empty one weighs as much as a small segment.
const leastCostBytes = 2048

// A day, for that is how long anything of an address is kept.
const longestWindowSeconds = 24 * 60 * 60

/** Creates a quota with one window a key; a key is forgotten when its window ends. */
export function createQuota(policy: QuotaPolicy, rate: QuotaRate): Quota {
  const { burstBytes } = rate
  const windowSeconds = Math.min(burstBytes / rate.bytesPerSecond, longestWindowSeconds)
  const limiter = new RateLimiterMemory({ points: burstBytes, duration: windowSeconds })

  function refuse(key: string, cost: number, { msBeforeNext }: RateLimiterRes): Promise<never> {
    // Else someone over the quota who tries again would never come below it.
    return limiter.reward(key, cost).then(() => {
      const retryAfterSeconds = Math.max(1, Math.ceil(msBeforeNext / 1000))
      throw new IngestError('over_quota', {
        retryAfterSeconds,
        quota: { policy, burstBytes, windowSeconds: Math.max(1, Math.ceil(windowSeconds)) },
      })
    })
  }

  return {
    async take(key, sizeBytes) {
      // A body larger than the window passes on a fresh one; it could never pass otherwise.
      const cost = Math.min(Math.max(sizeBytes, leastCostBytes), burstBytes)
      try {
        await limiter.consume(key, cost)
      } catch (refusal) {
        await refuse(key, cost, refusal as RateLimiterRes)
      }
    },
  }
}
