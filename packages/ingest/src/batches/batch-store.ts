// Makes a batch durable: first the object, then the rows, and only then an outcome (design.md §5.6).
//
// If the process dies before the object is written, nothing happened. Between object and rows: the object is an
// orphan that no row, leaf or receipt names. After the rows: the segments are stored, and the recorder, which
// has no receipt, sends them again and gets one.
import {
  type BatchContent,
  type BatchEntry,
  batchPrefixBytes,
  encodeBatchFrame,
  parseSegment,
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

/** Segments of one stream that follow one another in a batch's memory. */
export interface PlacedAppend {
  readonly streamId: string
  readonly appId: string
  /** Of a stream that the database does not know yet. */
  readonly registration: { readonly headerBytes: Uint8Array; readonly enc: Uint8Array } | undefined
  /** Of the first segment, from the memory's first byte. */
  readonly offset: number
  /** Of each segment, in bytes. */
  readonly lengths: readonly number[]
  /** SHA-256 of each segment and the link after it, 64 bytes a segment. */
  readonly hashes: Uint8Array
}

/** A batch as it is handed to the thread that stores it: plain data and one memory. */
export interface PlacedBatch {
  /** Segments lie from `batchPrefixBytes` on. */
  readonly memory: ArrayBuffer
  /** Where they end. A segment of no append here may lie among them: its parcel is judged once more. */
  readonly usedBytes: number
  readonly appends: readonly PlacedAppend[]
}

/**
 * `stored`: all appends are durable but those of the streams in `lost`, whose chains someone else had moved.
 * `failed`: object store or database did not take it, `cause` is a code of theirs; nothing may be acknowledged.
 * `orphans` counts objects written that no row names. `memory` comes back where it still exists. `stores` has the times of
 * each object that was tried.
 */
export type BatchOutcome = {
  readonly orphans: number
  readonly memory: ArrayBuffer | undefined
  readonly stores: readonly StoreTimes[]
} & (
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

interface SegmentInMemory {
  readonly append: PlacedAppend
  readonly bytes: Uint8Array
  readonly sha256: Uint8Array
  readonly link: Uint8Array
}

/** Creates the function that stores. */
export function createBatchStore({ objects, repository }: BatchStoreParts): StoreBatch {
  /** Stores the appends or nothing; returns the streams that someone else has moved. */
  async function storeOnce(
    { memory, usedBytes, appends }: PlacedBatch,
    onObject: () => void,
    stores: StoreTimes[],
  ): Promise<readonly string[]> {
    const createdAtMs = Date.now()
    const batchId = createBatchId(createdAtMs)
    const segments = appends.flatMap((append) => segmentsOf(memory, append))
    const { bytes, entries } = layOut(
      { memory, usedBytes },
      {
        batchId,
        createdAtMs,
        streams: appends.flatMap(({ registration }) => registration ?? []),
        segments: segments.map((segment) => segment.bytes),
        segmentHashes: segments.map((segment) => segment.sha256),
      },
    )
    const objectKey = batchObjectKey(batchId, createdAtMs)
    const putStartMs = nowMs()
    const times: { -readonly [Name in keyof StoreTimes]: StoreTimes[Name] } = { putStartMs }
    stores.push(times)
    await objects.put(objectKey, bytes)
    times.putEndMs = nowMs()
    onObject()
    const outcome = await repository.commitBatch({
      batch: { id: batchId, objectKey, sha256: sha256(bytes), sizeBytes: bytes.length },
      streams: appends.flatMap(newStreamOf),
      segments: segments.map((segment, position) => newSegmentOf(segment, entries[position] as BatchEntry)),
    })
    times.rowsEndMs = nowMs()
    return outcome.outcome === 'conflict' ? outcome.streams : []
  }

  return async ({ memory, usedBytes, appends }) => {
    const lost = new Set<string>()
    const stores: StoreTimes[] = []
    let orphans = 0
    const onObject = (): void => {
      orphans++
    }
    try {
      for (let live = appends; live.length > 0; ) {
        const moved = await storeOnce({ memory, usedBytes, appends: live }, onObject, stores)
        if (moved.length === 0) {
          orphans--
          break
        }
        // A segment that lost must not lie in a batch that counts, so the others get an object of their own.
        for (const stream of moved) lost.add(stream)
        live = live.filter(({ streamId }) => !lost.has(streamId))
      }
      return { outcome: 'stored', lost: [...lost], orphans, memory, stores }
    } catch (error) {
      const cause = error instanceof StoreError ? error.code : 'internal'
      return { outcome: 'failed', cause, orphans, memory, stores }
    }
  }
}

/** Milliseconds since 1970, finer than a clock's: the thread's times meet those of the main one. */
function nowMs(): number {
  return performance.timeOrigin + performance.now()
}

function segmentsOf(memory: ArrayBuffer, append: PlacedAppend): readonly SegmentInMemory[] {
  let { offset } = append
  return append.lengths.map((length, position) => {
    const bytes = new Uint8Array(memory, offset, length)
    offset += length
    const hash = append.hashes.subarray(64 * position, 64 * position + 32)
    const link = append.hashes.subarray(64 * position + 32, 64 * position + 64)
    return { append, bytes, sha256: hash, link }
  })
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
  if (!inPlace || end + tail.length > memory.byteLength) {
    return { bytes: Buffer.concat([prefix, ...content.segments, tail]), entries }
  }
  const bytes = new Uint8Array(memory, 0, end + tail.length)
  bytes.set(prefix)
  bytes.set(tail, end)
  return { bytes, entries }
}

function newStreamOf({ appId, registration }: PlacedAppend): readonly NewStream[] {
  if (registration === undefined) return []
  const { headerBytes, enc } = registration
  const { stream, session, keyId, encHash, appendKeyHash, startedAtMs } = parseStreamHeader(headerBytes)
  const headerHash = sha256(headerBytes)
  return [
    { stream, session, appId, keyId, headerBytes, headerHash, enc, encHash, appendKeyHash, startedAtMs },
  ]
}

function newSegmentOf({ bytes, link }: SegmentInMemory, entry: BatchEntry): NewSegment {
  const { prevLink, keyframe, final, startMs, endMs } = parseSegment(bytes).header
  return { ...entry, previousLink: prevLink, link, keyframe, final, startMs, endMs }
}
