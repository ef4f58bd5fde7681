// Quotas of an app and of a client address: token buckets in memory (design.md §2, §5.6).
import { createHmac, randomBytes } from 'node:crypto'
import { IngestError } from '../errors.ts'

/** Bytes that flow in steadily, and bytes that may come at once after a quiet time. */
export interface QuotaRate {
  readonly bytesPerSecond: number
  readonly burstBytes: number
}

/** Takes bytes out of buckets. */
export interface Quota {
  /** @throws IngestError overloaded with the seconds after which the bucket holds enough again */
  take(key: string, sizeBytes: number): void
  /** Forgets keys whose bucket has filled up again: called each minute, no key outlives its use by long. */
  sweep(): void
  /** How many keys are remembered. */
  size(): number
}

interface Bucket {
  tokens: number
  atMs: number
}

// Requests cost work beyond their bytes: an empty one weighs as much as a small segment.
const leastCostBytes = 2048

/** Creates a quota with one bucket a key. */
export function createQuota(rate: QuotaRate, nowMs: () => number = performance.now.bind(performance)): Quota {
  const buckets = new Map<string, Bucket>()

  const tokensAt = (bucket: Bucket, atMs: number): number =>
    Math.min(rate.burstBytes, bucket.tokens + ((atMs - bucket.atMs) / 1000) * rate.bytesPerSecond)

  return {
    take(key, sizeBytes) {
      const atMs = nowMs()
      const bucket = buckets.get(key) ?? { tokens: rate.burstBytes, atMs }
      bucket.tokens = tokensAt(bucket, atMs)
      bucket.atMs = atMs
      buckets.set(key, bucket)
      // A body larger than the burst passes on a full bucket; it could never pass otherwise.
      const cost = Math.min(Math.max(sizeBytes, leastCostBytes), rate.burstBytes)
      if (bucket.tokens < cost) {
        const retryAfterSeconds = Math.ceil((cost - bucket.tokens) / rate.bytesPerSecond)
        throw new IngestError('overloaded', { retryAfterSeconds })
      }
      bucket.tokens -= cost
    },
    sweep() {
      const atMs = nowMs()
      for (const [key, bucket] of buckets) if (tokensAt(bucket, atMs) >= rate.burstBytes) buckets.delete(key)
    },
    size: () => buckets.size,
  }
}

/**
 * Makes keys of client addresses under a random key that this process alone has and never writes down: what
 * remains in memory says nothing about an address to whoever reads it elsewhere. An IPv6 client counts by its /64.
 */
export function createAddressKeyer(): (address: string) => string {
  const key = randomBytes(32)
  return (address) => createHmac('sha256', key).update(networkOf(address)).digest('base64url').slice(0, 22)
}

function networkOf(address: string): string {
  const mapped = address.startsWith('::ffff:') ? address.slice(7) : address
  if (!mapped.includes(':')) return mapped
  const [head, tail] = mapped.split('::').map((part) => (part === '' ? [] : part.split(':')))
  const left = head ?? []
  const right = tail ?? []
  const zeros = Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0')
  return [...left, ...zeros, ...right].slice(0, 4).join(':')
}
