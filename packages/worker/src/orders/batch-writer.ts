// Stores segments that the worker sealed as batch objects, as ingest does (docs/protocol.md §9): bounded in memory.
import { encodeBatch, sha256 } from '@reseal/protocol'
import type { DerivedSegment } from '@reseal/protocol/derive'
import type { DerivedStream, ObjectStore } from '@reseal/store'
import { firstKeyOfDay, timedUuid } from '../sweep/batch-key.ts'

type StoredBatch = DerivedStream['batches'][number]

/** What the row of a segment says beside its bytes. */
export interface SealedMeta {
  readonly keyframe: boolean
  readonly final: boolean
  readonly startMs: number
  readonly endMs: number
}

/** Takes the segments of one stream in order. */
export interface BatchWriter {
  add(segment: DerivedSegment, meta: SealedMeta): Promise<void>
  /** Stores what is left, and gives all that was stored. */
  end(): Promise<readonly StoredBatch[]>
}

// As much as ingest gathers before it stores.
const batchBytes = 8 * 1024 * 1024
const batchSegments = 4_096

/** Builds the writer; the stream's header goes into the first batch. */
export function createBatchWriter(
  objects: Pick<ObjectStore, 'put'>,
  headerBytes: Uint8Array,
  now: () => number,
): BatchWriter {
  const stored: StoredBatch[] = []
  let waiting: { readonly segment: DerivedSegment; readonly meta: SealedMeta }[] = []
  let waitingBytes = 0

  async function store(): Promise<void> {
    if (waiting.length === 0) return
    const createdAtMs = now()
    const id = timedUuid(createdAtMs)
    const { bytes, entries } = encodeBatch({
      batchId: id,
      createdAtMs,
      streams: stored.length === 0 ? [{ headerBytes }] : [],
      segments: waiting.map(({ segment }) => segment.bytes),
      segmentHashes: waiting.map(({ segment }) => segment.sha256),
    })
    const objectKey = `${firstKeyOfDay(createdAtMs)}${id}`
    const hash = sha256(bytes)
    await objects.put(objectKey, bytes, { sha256: hash })
    stored.push({
      batch: { id, objectKey, sha256: hash, sizeBytes: bytes.length },
      segments: waiting.flatMap(({ segment: { previousLink, link }, meta }, position) => {
        const entry = entries[position]
        return entry ? [{ ...entry, previousLink, link, ...meta }] : []
      }),
    })
    waiting = []
    waitingBytes = 0
  }

  return {
    add: async (segment, meta) => {
      if (waitingBytes + segment.bytes.length > batchBytes || waiting.length >= batchSegments) await store()
      waiting.push({ segment, meta })
      waitingBytes += segment.bytes.length
    },
    end: async () => {
      await store()
      return stored
    },
  }
}
