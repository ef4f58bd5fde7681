// Makes a batch durable: first the object, then the rows, and only then an outcome (design.md §5.6).
//
// If the process dies before the object is written, nothing happened. Between object and rows: the object is an
// orphan that no row, leaf or receipt names. After the rows: the segments are stored, and the recorder, which
// has no receipt, sends them again and gets one.
import { type EncodedBatch, encodeBatch, parseSegment, parseStreamHeader, sha256 } from '@reseal/protocol'
import {
  type IngestRepository,
  type NewSegment,
  type NewStream,
  type ObjectStore,
  StoreError,
} from '@reseal/store'
import { batchObjectKey, createBatchId } from './batch-id.ts'

/** A segment on its way into a batch. */
export interface BatchSegment {
  readonly bytes: Uint8Array
  readonly sha256: Uint8Array
  readonly link: Uint8Array
}

/** Segments of one stream that follow one another: plain bytes, so that they can be handed to another thread. */
export interface BatchAppend {
  readonly streamId: string
  readonly appId: string
  /** Of a stream that the database does not know yet. */
  readonly registration: { readonly headerBytes: Uint8Array; readonly enc: Uint8Array } | undefined
  readonly segments: readonly BatchSegment[]
}

/**
 * `stored`: all appends are durable but those of the streams in `lost`, whose chains someone else had moved.
 * `failed`: object store or database did not take it, `cause` is a code of theirs; nothing may be acknowledged.
 * `orphans` counts objects written that no row names.
 */
export type BatchOutcome =
  | { readonly outcome: 'stored'; readonly lost: readonly string[]; readonly orphans: number }
  | { readonly outcome: 'failed'; readonly cause: string; readonly orphans: number }

/** Stores appends as one batch. Never rejects. */
export type StoreBatch = (appends: readonly BatchAppend[]) => Promise<BatchOutcome>

/** Where batches and their rows go. */
export interface BatchStoreParts {
  readonly objects: Pick<ObjectStore, 'put'>
  readonly repository: Pick<IngestRepository, 'commitBatch'>
}

/** Creates the function that stores. */
export function createBatchStore({ objects, repository }: BatchStoreParts): StoreBatch {
  /** Stores the appends or nothing; returns the streams that someone else has moved. */
  async function storeOnce(
    appends: readonly BatchAppend[],
    onObject: () => void,
  ): Promise<readonly string[]> {
    const createdAtMs = Date.now()
    const batchId = createBatchId(createdAtMs)
    const segments = appends.flatMap((append) => append.segments)
    const batch = encodeBatch({
      batchId,
      createdAtMs,
      streams: appends.flatMap(({ registration }) => registration ?? []),
      segments: segments.map(({ bytes }) => bytes),
      segmentHashes: segments.map(({ sha256: hash }) => hash),
    })
    const objectKey = batchObjectKey(batchId, createdAtMs)
    await objects.put(objectKey, batch.bytes)
    onObject()
    const outcome = await repository.commitBatch({
      batch: { id: batchId, objectKey, sha256: sha256(batch.bytes), sizeBytes: batch.bytes.length },
      streams: appends.flatMap(newStreamOf),
      segments: newSegmentsOf(batch, segments),
    })
    return outcome.outcome === 'conflict' ? outcome.streams : []
  }

  return async (appends) => {
    const lost = new Set<string>()
    let orphans = 0
    const onObject = (): void => {
      orphans++
    }
    try {
      for (let live = appends; live.length > 0; ) {
        const moved = await storeOnce(live, onObject)
        if (moved.length === 0) {
          orphans--
          break
        }
        // A segment that lost must not lie in a batch that counts, so the others get an object of their own.
        for (const stream of moved) lost.add(stream)
        live = live.filter(({ streamId }) => !lost.has(streamId))
      }
      return { outcome: 'stored', lost: [...lost], orphans }
    } catch (cause) {
      return { outcome: 'failed', cause: cause instanceof StoreError ? cause.code : 'internal', orphans }
    }
  }
}

function newStreamOf({ appId, registration }: BatchAppend): readonly NewStream[] {
  if (registration === undefined) return []
  const { headerBytes, enc } = registration
  const { stream, session, keyId, encHash, appendKeyHash, startedAtMs } = parseStreamHeader(headerBytes)
  const headerHash = sha256(headerBytes)
  return [
    { stream, session, appId, keyId, headerBytes, headerHash, enc, encHash, appendKeyHash, startedAtMs },
  ]
}

function newSegmentsOf({ entries }: EncodedBatch, segments: readonly BatchSegment[]): readonly NewSegment[] {
  return segments.map(({ bytes, link }, position) => {
    const { prevLink, keyframe, final, startMs, endMs } = parseSegment(bytes).header
    const entry = entries[position] as EncodedBatch['entries'][number]
    return { ...entry, previousLink: prevLink, link, keyframe, final, startMs, endMs }
  })
}
