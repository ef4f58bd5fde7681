// Makes a batch durable: first the object, then the rows, and only then an outcome (design.md §5.6).
//
// If the process dies before the object is written, nothing happened. Between object and rows: the object is an
// orphan that no row, leaf or receipt names. After the rows: the segments are stored, and the recorder, which
// has no receipt, sends them again and gets one.
//
// Several batches may be stored at once. Objects are written side by side; rows of a stream are committed in the order
// of its batches, so that a batch that fails takes along just what lies behind it on the same chains.
import {
  type BatchContent,
  batchPrefixBytes,
  encodeBatchFrame,
  parseStreamHeader,
  sha256,
} from '@reseal/protocol'
import {
  type IngestRepository,
  type NewSegment,
  type NewStream,
  type ObjectStore,
  StoreError,
} from '@reseal/store'
import type { StoreTimes } from '../metrics/metrics.ts'
import { batchObjectKey, createBatchId } from './batch-id.ts'

/** A stream that the database does not know yet. */
export interface PlacedRegistration {
  readonly streamId: string
  readonly appId: string
  readonly headerBytes: Uint8Array
  readonly enc: Uint8Array
}

/**
 * A batch as it is handed to the thread that stores it: one memory and few large columns, because what is copied
 * between threads is paid for by the number of objects. Appends come in the order of their segments in memory.
 */
export interface PlacedBatch {
  /** Segments lie from `batchPrefixBytes` on. */
  readonly memory: Uint8Array<SharedArrayBuffer>
  /** Where they end. A segment of no append here may lie among them: its parcel is judged once more. */
  readonly usedBytes: number
  /** Of each append: its stream, the index of its first segment, where that lies, how many segments it has. */
  readonly streamIds: readonly string[]
  readonly indexes: Uint32Array
  readonly offsets: Uint32Array
  readonly counts: Uint16Array
  /** Of each segment: its size; its SHA-256, the link before and the link after it; its flags and times. */
  readonly lengths: Uint32Array
  readonly hashes: Uint8Array
  readonly flags: Uint8Array
  readonly times: Float64Array
  readonly registrations: readonly PlacedRegistration[]
}

/**
 * `stored`: all appends are durable but those of the streams in `lost`, whose chains someone else had moved.
 * `failed`: object store or database did not take it, `cause` is a code of theirs; nothing may be acknowledged.
 * `orphans` counts objects written that no row names. `stores` has the times of each object that was tried.
 */
export type BatchOutcome = { readonly orphans: number; readonly stores: readonly StoreTimes[] } & (
  | { readonly outcome: 'stored'; readonly lost: readonly string[] }
  | { readonly outcome: 'failed'; readonly cause: string }
)

/** Stores a batch. Never rejects. */
export type StoreBatch = (batch: PlacedBatch) => Promise<BatchOutcome>

/** Where batches and their rows go. */
export interface BatchStoreParts {
  readonly objects: Pick<ObjectStore, 'put'>
  readonly repository: Pick<IngestRepository, 'assertServing' | 'commitBatch'>
}

/** Bytes that `PlacedBatch.hashes` has for each segment. */
export const placedHashBytes = 96
/** Bits of `PlacedBatch.flags`. */
export const placedFlags = { keyframe: 1, final: 2 } as const

interface SegmentInMemory extends NewSegment {
  readonly bytes: Uint8Array
}

/** A batch that is being stored. */
interface Storing {
  readonly streamIds: ReadonlySet<string>
  readonly settled: Promise<void>
}

/** What one object's way to the store needs beside its segments. */
interface Attempt {
  readonly onObject: () => void
  /** Resolves when the rows may be committed. */
  readonly turn: Promise<unknown>
  readonly stores: StoreTimes[]
}

/** Creates the function that stores. */
export function createBatchStore({ objects, repository }: BatchStoreParts): StoreBatch {
  const storing = new Set<Storing>()

  /** Stores the segments or nothing; returns the streams that someone else has moved. */
  async function storeOnce(
    batch: PlacedBatch,
    segments: readonly SegmentInMemory[],
    { onObject, turn, stores }: Attempt,
  ): Promise<readonly string[]> {
    const createdAtMs = Date.now()
    const batchId = createBatchId(createdAtMs)
    const streamIds = new Set(segments.map(({ stream }) => stream))
    const registrations = batch.registrations.filter(({ streamId }) => streamIds.has(streamId))
    const bytes = layOut(batch, {
      batchId,
      createdAtMs,
      streams: registrations,
      segments: segments.map((segment) => segment.bytes),
      segmentHashes: segments.map((segment) => segment.sha256),
      positions: segments,
    })
    const objectKey = batchObjectKey(batchId, createdAtMs)
    const objectHash = sha256(bytes)
    const putStartMs = nowMs()
    const times: { -readonly [Name in keyof StoreTimes]: StoreTimes[Name] } = { putStartMs }
    stores.push(times)
    await repository.assertServing()
    await objects.put(objectKey, bytes, { sha256: objectHash })
    times.putEndMs = nowMs()
    onObject()
    await turn
    const outcome = await repository.commitBatch({
      batch: { id: batchId, objectKey, sha256: objectHash, sizeBytes: bytes.length },
      streams: registrations.map(newStreamOf),
      segments,
    })
    times.rowsEndMs = nowMs()
    return outcome.outcome === 'conflict' ? outcome.streams : []
  }

  async function store(batch: PlacedBatch, turn: Promise<unknown>): Promise<BatchOutcome> {
    const lost = new Set<string>()
    const stores: StoreTimes[] = []
    let orphans = 0
    const onObject = (): void => {
      orphans++
    }
    try {
      for (let live = segmentsOf(batch); live.length > 0; ) {
        const moved = await storeOnce(batch, live, { onObject, turn, stores })
        if (moved.length === 0) {
          orphans--
          break
        }
        // A segment that lost must not lie in a batch that counts, so the others get an object of their own.
        for (const stream of moved) lost.add(stream)
        live = moveTogether(live.filter(({ stream }) => !lost.has(stream)))
      }
      return { outcome: 'stored', lost: [...lost], orphans, stores }
    } catch (error) {
      const cause = error instanceof StoreError ? error.code : 'internal'
      return { outcome: 'failed', cause, orphans, stores }
    }
  }

  return async (batch) => {
    const streamIds = new Set(batch.streamIds)
    const before = [...storing].filter((earlier) => shareAny(earlier.streamIds, streamIds))
    const outcome = store(batch, Promise.all(before.map(({ settled }) => settled)))
    const entry: Storing = { streamIds, settled: outcome.then(() => {}) }
    storing.add(entry)
    try {
      return await outcome
    } finally {
      storing.delete(entry)
    }
  }
}

/** Milliseconds since 1970, finer than a clock's: the thread's times meet those of the main one. */
function nowMs(): number {
  return performance.timeOrigin + performance.now()
}

function shareAny(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const id of a) if (b.has(id)) return true
  return false
}

/** The segments as they follow one another in the object. */
function segmentsOf(batch: PlacedBatch): readonly SegmentInMemory[] {
  const { memory, streamIds, indexes, offsets, counts, lengths, hashes, flags, times } = batch
  const segments: SegmentInMemory[] = []
  let offset = batchPrefixBytes
  streamIds.forEach((stream, append) => {
    let from = offsets[append] as number
    let index = indexes[append] as number
    for (let count = counts[append] as number; count > 0; count--) {
      const position = segments.length
      const length = lengths[position] as number
      const hashesAt = placedHashBytes * position
      const bits = flags[position] as number
      segments.push({
        stream,
        index,
        offset,
        length,
        bytes: memory.subarray(from, from + length),
        sha256: hashes.subarray(hashesAt, hashesAt + 32),
        previousLink: hashes.subarray(hashesAt + 32, hashesAt + 64),
        link: hashes.subarray(hashesAt + 64, hashesAt + 96),
        keyframe: (bits & placedFlags.keyframe) !== 0,
        final: (bits & placedFlags.final) !== 0,
        startMs: times[2 * position] as number,
        endMs: times[2 * position + 1] as number,
      })
      from += length
      offset += length
      index++
    }
  })
  return segments
}

/** The same without the gaps that others have left. */
function moveTogether(segments: readonly SegmentInMemory[]): readonly SegmentInMemory[] {
  let offset = batchPrefixBytes
  return segments.map((segment) => {
    offset += segment.length
    return { ...segment, offset: offset - segment.length }
  })
}

/** The batch's bytes: around the segments where they lie, if they lie without gaps and the footer has room. */
function layOut(
  { memory, usedBytes }: Pick<PlacedBatch, 'memory' | 'usedBytes'>,
  content: BatchContent,
): Uint8Array {
  const { prefix, tail } = encodeBatchFrame(content)
  let end = batchPrefixBytes
  let inPlace = true
  for (const { byteOffset, length } of content.segments) {
    inPlace &&= byteOffset === end
    end += length
  }
  // What lies behind is still needed: it is of an append that lost, and goes into another batch.
  inPlace &&= end === usedBytes
  if (!inPlace || end + tail.length > memory.length) {
    return Buffer.concat([prefix, ...content.segments, tail])
  }
  memory.set(prefix)
  memory.set(tail, end)
  return memory.subarray(0, end + tail.length)
}

function newStreamOf({ appId, headerBytes, enc }: PlacedRegistration): NewStream {
  const { stream, session, keyId, encHash, appendKeyHash, startedAtMs } = parseStreamHeader(headerBytes)
  const headerHash = sha256(headerBytes)
  return { stream, session, appId, keyId, headerBytes, headerHash, enc, encHash, appendKeyHash, startedAtMs }
}
