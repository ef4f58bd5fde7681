// The numbers that bound every parser and every allocation; docs/protocol.md §2.

/** Bytes of a segment's fixed header (docs/protocol.md §5.1). */
export const segmentHeaderBytes = 86
/** Bytes of the AES-GCM tag that ends a segment. */
export const segmentTagBytes = 16
/** Bytes of `enc`, an uncompressed P-256 point (RFC 9180 §7.1.1, Npk). */
export const encBytes = 65
/** Bytes of the append key that authorises appending to a stream. */
export const appendKeyBytes = 32
/** Bytes of a SHA-256 hash, so also of a link. */
export const hashBytes = 32

/** Every limit of protocol version 1, in bytes, counts or milliseconds since the epoch. */
export const limits = {
  /** Canonical JSON of a stream header. */
  maxHeaderBytes: 2048,
  /** Canonical JSON of a withdrawal. */
  maxWithdrawalBytes: 256,
  /** Smallest padded plaintext of a segment. */
  minBucketBytes: 1024,
  /** Largest padded plaintext of a segment. */
  maxBucketBytes: 8_388_608,
  /** Events of one segment, inflated. */
  maxInflatedBytes: 8_388_608,
  /** Header, bucket and tag. */
  minSegmentBytes: 1126,
  maxSegmentBytes: 8_388_710,
  /** AES-GCM with random nonces: NIST SP 800-38D §8.3 allows 2^32 under one key; a stream stays far below. */
  maxSegmentsPerStream: 1_048_576,
  maxParcelBytes: 9_437_184,
  maxParcelSegments: 64,
  maxBatchBytes: 67_108_864,
  maxBatchSegments: 16_384,
  maxBatchStreams: 4096,
  maxFooterBytes: 16_777_216,
  /** The last millisecond that ECMAScript's Date can represent. */
  maxTimeMs: 8_640_000_000_000_000,
  /** Nesting of a value given to `canonicalize`. */
  maxJsonDepth: 64,
} as const
