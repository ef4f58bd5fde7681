// Where sealed segments wait for a receipt (design §5.4): ciphertext, and the append key that lets the next page
// load send it. Nothing here opens anything.

/** What it takes to send segments of a stream. */
export interface QueuedStream {
  /** UUID. */
  readonly stream: string
  readonly headerBytes: Uint8Array<ArrayBuffer>
  readonly enc: Uint8Array<ArrayBuffer>
  readonly appendKey: Uint8Array<ArrayBuffer>
  /** Milliseconds since the Unix epoch. */
  readonly createdAtMs: number
}

/** A sealed segment; `link` is what its receipt must name. */
export interface QueuedSegment {
  readonly index: number
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly link: Uint8Array<ArrayBuffer>
}

/** Segments of one stream in order of their index, not necessarily from 0, at most one parcel's worth. */
export interface QueuedRun {
  readonly stream: QueuedStream
  readonly segments: readonly QueuedSegment[]
}

/** Whether {@link SealedQueue.put} found room: `full` means that this very stream was dropped to make room. */
export type PutResult = 'kept' | 'full'

/** A queue of sealed segments, bounded by bytes and age; the oldest streams go first. */
export interface SealedQueue {
  put(stream: QueuedStream, segment: QueuedSegment): Promise<PutResult>
  /** Streams with segments, the oldest first. */
  streams(): Promise<readonly string[]>
  /** A run that begins at `fromIndex` or the first index after it; undefined when there is none. */
  read(stream: string, fromIndex: number): Promise<QueuedRun | undefined>
  /** Drops the segments up to and including `index`. */
  removeThrough(stream: string, index: number): Promise<void>
  drop(stream: string): Promise<void>
  /** Drops everything, as when consent is withdrawn. */
  clear(): Promise<void>
}

/** How much a queue keeps and hands out. */
export interface QueueLimits {
  readonly maxBytes: number
  readonly maxAgeMs: number
  readonly maxRunBytes: number
  readonly maxRunSegments: number
}

/** Bounds of the recorder's queue. A parcel's worth is 64 segments or 1 MiB, whichever comes first. */
export const queueLimits: QueueLimits = {
  maxBytes: 32 * 1024 * 1024,
  maxAgeMs: 3 * 24 * 60 * 60_000,
  maxRunBytes: 1024 * 1024,
  maxRunSegments: 64,
}

/** What is known of a stream in the queue without reading its segments. */
export interface QueuedStreamSize {
  readonly stream: string
  readonly createdAtMs: number
  readonly updatedAtMs: number
  readonly sizeBytes: number
}

/**
 * Which streams must go so that the rest fits, the oldest first; `current` goes only when it alone is over.
 * Streams nobody added to for `maxAgeMs` go in any case.
 */
export function streamsToDrop(
  sizes: readonly QueuedStreamSize[],
  current: string,
  limits: QueueLimits,
  nowMs: number,
): readonly string[] {
  const dropped: string[] = []
  let totalBytes = sizes.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  const oldestFirst = sizes
    .filter(({ stream }) => stream !== current)
    .sort((left, right) => left.createdAtMs - right.createdAtMs)
  for (const { stream, sizeBytes, updatedAtMs } of oldestFirst) {
    if (totalBytes <= limits.maxBytes && nowMs - updatedAtMs < limits.maxAgeMs) continue
    dropped.push(stream)
    totalBytes -= sizeBytes
  }
  if (totalBytes > limits.maxBytes) dropped.push(current)
  return dropped
}

/** Takes segments in order until a run is full; `add` gives false when the segment no longer fits. */
export function createRun(limits: QueueLimits): {
  readonly segments: readonly QueuedSegment[]
  add(segment: QueuedSegment): boolean
} {
  const segments: QueuedSegment[] = []
  let sizeBytes = 0
  return {
    segments,
    add(segment) {
      sizeBytes += segment.bytes.length
      // One segment always goes, however large: else it would wait for ever.
      const fits =
        segments.length === 0 || (sizeBytes <= limits.maxRunBytes && segments.length < limits.maxRunSegments)
      if (fits) segments.push(segment)
      return fits
    },
  }
}
