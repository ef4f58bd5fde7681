// Padding hides a segment's size up to its bucket; docs/protocol.md §5.3.
import { type Bytes, viewOf } from './bytes.ts'
import { limits } from './limits.ts'
import { ProtocolError } from './protocol-error.ts'

const lengthPrefixBytes = 4

/**
 * The size a plaintext of `sizeBytes` is padded to: the smallest m·2^e with 4 ≤ m ≤ 7 that holds it, and at
 * least `limits.minBucketBytes`; above that at most a fifth is padding.
 */
export function bucketSize(sizeBytes: number): number {
  if (sizeBytes <= limits.minBucketBytes) return limits.minBucketBytes
  // An eighth of the next power of two, so that m lies in 5 … 8, and 8·2^e is 4·2^(e + 1).
  const unit = 2 ** (29 - Math.clz32(sizeBytes - 1))
  return Math.ceil(sizeBytes / unit) * unit
}

/** Whether a size is one that `bucketSize` can give for a segment. */
export function isBucketSize(sizeBytes: number): boolean {
  return (
    sizeBytes >= limits.minBucketBytes &&
    sizeBytes <= limits.maxBucketBytes &&
    bucketSize(sizeBytes) === sizeBytes
  )
}

/**
 * The plaintext of a segment: u32 length, gzip bytes, zeros up to the bucket.
 * @throws {ProtocolError} `too_large`
 */
export function pad(gzip: Uint8Array): Bytes {
  const sizeBytes = bucketSize(lengthPrefixBytes + gzip.length)
  if (sizeBytes > limits.maxBucketBytes) throw new ProtocolError('too_large')
  const padded = new Uint8Array(sizeBytes)
  viewOf(padded).setUint32(0, gzip.length)
  padded.set(gzip, lengthPrefixBytes)
  return padded
}

/**
 * The gzip bytes of a padded plaintext, not copied.
 * @throws {ProtocolError} `bad_length` for a wrong bucket, a length beyond it, or padding that is not zero.
 */
export function unpad(padded: Uint8Array): Uint8Array {
  if (padded.length < lengthPrefixBytes) throw new ProtocolError('bad_length')
  const end = lengthPrefixBytes + viewOf(padded).getUint32(0)
  if (end > padded.length || bucketSize(end) !== padded.length) throw new ProtocolError('bad_length')
  for (let i = end; i < padded.length; i++) if (padded[i] !== 0) throw new ProtocolError('bad_length')
  return padded.subarray(lengthPrefixBytes, end)
}
