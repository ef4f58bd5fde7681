// Between the service's words and the store's: chains as they are in the database, and a batch's rows.
import { type EncodedBatch, sha256 } from '@reseal/protocol'
import type { BatchCommit, IngestRepository, NewSegment, NewStream } from '@reseal/store'
import type { Chain } from './chains.ts'
import type { PreparedSegment } from './prepare-parcel.ts'
import type { Append } from './parcels.service.ts'

/** A batch whose object is written. */
export interface StoredBatch {
  readonly batch: EncodedBatch
  readonly objectKey: string
  /** Of the whole object. */
  readonly sha256: Uint8Array
  /** In the order of the batch's segments. */
  readonly appends: readonly Append[]
}

/** What ingest reads and writes of recordings. */
export interface ParcelRepository {
  findChain(streamId: string): Promise<Chain | undefined>
  /** SHA-256 of stored segments by index, both ends included. */
  segmentHashes(
    streamId: string,
    fromIndex: number,
    toIndex: number,
  ): Promise<ReadonlyMap<number, Uint8Array>>
  /** Whether the chain's stream may be registered: its `enc` is new and its session is no other app's. */
  isRegistrable(chain: Chain): Promise<boolean>
  /**
   * Inserts the batch's rows and advances its chains in one transaction.
   * @returns ids of streams whose chain is elsewhere than their append starts; if there are any, nothing is written
   */
  commitBatch(stored: StoredBatch): Promise<ReadonlySet<string>>
  /** Leaves word for the worker that someone who knows the append key sent other bytes for a known index. */
  reportEquivocation(chain: Chain, segment: PreparedSegment): Promise<void>
}

/** Creates the repository over the store's. */
export function createParcelRepository(ingest: IngestRepository): ParcelRepository {
  return {
    async findChain(streamId) {
      const stored = await ingest.loadStream(streamId)
      if (stored === undefined) return undefined
      const { appId, appendKeyHash, nextIndex, lastLink, final, tombstoned } = stored
      return {
        streamId,
        appId,
        appendKeyHash,
        tombstoned,
        tip: { nextIndex, link: lastLink, closed: final },
        registration: undefined,
        waiting: new Set(),
        broken: false,
        equivocationReported: false,
      }
    },
    async segmentHashes(streamId, fromIndex, toIndex) {
      const segments = await ingest.findSegments(streamId, fromIndex, toIndex + 1)
      return new Map(segments.map(({ index, sha256: hash }) => [index, hash]))
    },
    async isRegistrable({ appId, registration }) {
      if (registration === undefined) return false
      const { session, encHash } = registration.header
      return (await ingest.findRegistrationConflict({ appId, session, encHash })) === undefined
    },
    async commitBatch(stored) {
      const outcome = await ingest.commitBatch(rowsOf(stored))
      return new Set(outcome.outcome === 'conflict' ? outcome.streams : [])
    },
    reportEquivocation: ({ appId, streamId }, { index }) =>
      ingest.insertReport({ kind: 'ingest.equivocation', appId, stream: streamId, segmentIndex: index }),
  }
}

function rowsOf({ batch, objectKey, sha256: hash, appends }: StoredBatch): BatchCommit {
  const prepared = appends.flatMap(({ segments }) => segments)
  return {
    batch: { id: batch.batchId, objectKey, sha256: hash, sizeBytes: batch.bytes.length },
    streams: appends.flatMap(newStreamOf),
    segments: batch.entries.map((entry, position): NewSegment => {
      const { prevLink, link, keyframe, final, startMs, endMs } = prepared[position] as PreparedSegment
      return { ...entry, previousLink: prevLink, link, keyframe, final, startMs, endMs }
    }),
  }
}

function newStreamOf({ chain, registration }: Append): readonly NewStream[] {
  if (registration === undefined) return []
  const { header, headerBytes, enc } = registration
  return [
    {
      stream: header.stream,
      session: header.session,
      appId: chain.appId,
      keyId: header.keyId,
      headerBytes,
      headerHash: sha256(headerBytes),
      enc,
      encHash: header.encHash,
      appendKeyHash: header.appendKeyHash,
      startedAtMs: header.startedAtMs,
    },
  ]
}
