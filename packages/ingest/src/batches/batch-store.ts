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
  type BatchEntry,
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
  /** Of each append: its stream, where its first segment lies, how many segments it has. */
  readonly streamIds: readonly string[]
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
  readonly repository: Pick<IngestRepository, 'commitBatch'>
}

/** Bytes that `PlacedBatch.hashes` has for each segment. */
export const placedHashBytes = 96
/** Bits of `PlacedBatch.flags`. */
export const placedFlags = { keyframe: 1, final: 2 } as const

interface SegmentInMemory extends Omit<NewSegment, keyof BatchEntry> {
  readonly streamId: string
  readonly bytes: Uint8Array
  readonly sha256: Uint8Array
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
    const streamIds = new Set(segments.map(({ streamId }) => streamId))
    const registrations = batch.registrations.filter(({ streamId }) => streamIds.has(streamId))
    const { bytes, entries } = layOut(batch, {
      batchId,
      createdAtMs,
      streams: registrations,
      segments: segments.map((segment) => segment.bytes),
      segmentHashes: segments.map((segment) => segment.sha256),
    })
    const objectKey = batchObjectKey(batchId, createdAtMs)
    const objectHash = sha256(bytes)
    const putStartMs = nowMs()
    const times: { -readonly [Name in keyof StoreTimes]: StoreTimes[Name] } = { putStartMs }
    stores.push(times)
    await objects.put(objectKey, bytes, { sha256: objectHash })
    times.putEndMs = nowMs()
    onObject()
    await turn
    const outcome = await repository.commitBatch({
      batch: { id: batchId, objectKey, sha256: objectHash, sizeBytes: bytes.length },
      streams: registrations.map(newStreamOf),
      segments: segments.map((segment, position) => newSegmentOf(segment, entries[position] as BatchEntry)),
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
        live = live.filter(({ streamId }) => !lost.has(streamId))
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

function segmentsOf(batch: PlacedBatch): readonly SegmentInMemory[] {
  const { memory, streamIds, offsets, counts, lengths, hashes, flags, times } = batch
  const segments: SegmentInMemory[] = []
  streamIds.forEach((streamId, append) => {
    let offset = offsets[append] as number
    for (let count = counts[append] as number; count > 0; count--) {
      const position = segments.length
      const bytes = memory.subarray(offset, offset + (lengths[position] as number))
      offset += bytes.length
      const hashAt = (place: number): Uint8Array => {
        const start = placedHashBytes * position + 32 * place
        return hashes.subarray(start, start + 32)
      }
      const bits = flags[position] as number
      segments.push({
        streamId,
        bytes,
        sha256: hashAt(0),
        previousLink: hashAt(1),
        link: hashAt(2),
        keyframe: (bits & placedFlags.keyframe) !== 0,
        final: (bits & placedFlags.final) !== 0,
        startMs: times[2 * position] as number,
        endMs: times[2 * position + 1] as number,
      })
    }
  })
  return segments
}

/** The batch's bytes: around the segments where they lie, if they lie without gaps and the footer has room. */
function layOut(
  { memory, usedBytes }: Pick<PlacedBatch, 'memory' | 'usedBytes'>,
  content: BatchContent,
): { bytes: Uint8Array; entries: readonly BatchEntry[] } {
  const { prefix, tail, entries } = encodeBatchFrame(content)
  let end = batchPrefixBytes
  let inPlace = true
  for (const { byteOffset, length } of content.segments) {
    inPlace &&= byteOffset === end
    end += length
  }
  // What lies behind is still needed: it is of an append that lost, and goes into another batch.
  inPlace &&= end === usedBytes
  if (!inPlace || end + tail.length > memory.length) {
    return { bytes: Buffer.concat([prefix, ...content.segments, tail]), entries }
  }
  memory.set(prefix)
  memory.set(tail, end)
  return { bytes: memory.subarray(0, end + tail.length), entries }
}

function newStreamOf({ appId, headerBytes, enc }: PlacedRegistration): NewStream {
  const { stream, session, keyId, encHash, appendKeyHash, startedAtMs } = parseStreamHeader(headerBytes)
  const headerHash = sha256(headerBytes)
  return { stream, session, appId, keyId, headerBytes, headerHash, enc, encHash, appendKeyHash, startedAtMs }
}

function newSegmentOf(segment: SegmentInMemory, entry: BatchEntry): NewSegment {
  const { previousLink, link, keyframe, final, startMs, endMs } = segment
  return { ...entry, previousLink, link, keyframe, final, startMs, endMs }
}
