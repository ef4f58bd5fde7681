// Between the service's words and the store's: chains and segments as they are in the database.
import type { IngestRepository } from '@reseal/store'
import type { Chain } from './chains.ts'
import type { PreparedSegment } from './prepare-parcel.ts'

/** What ingest reads and writes of recordings. */
export interface ParcelRepository {
  findChain(streamId: string): Promise<Chain | undefined>
  /** SHA-256 of stored segments by index, both ends included. */
  segmentHashes(
    streamId: string,
    fromIndex: number,
    toIndex: number,
  ): Promise<ReadonlyMap<number, Uint8Array>>
  /**
   * Whether the chain's stream may be registered. Not if its `enc` is known or its session another app's (`conflict`), nor
   * if its session was withdrawn, nor under a sealing key that is not the app's (`key_not_accepted`).
   */
  judgeRegistration(chain: Chain): Promise<'registrable' | 'conflict' | 'withdrawn' | 'key_not_accepted'>
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
        waiting: 0,
        idle: undefined,
        broken: false,
        equivocationReported: false,
      }
    },
    async segmentHashes(streamId, fromIndex, toIndex) {
      const segments = await ingest.findSegments(streamId, fromIndex, toIndex + 1)
      return new Map(segments.map(({ index, sha256: hash }) => [index, hash]))
    },
    async judgeRegistration({ appId, registration }) {
      if (registration === undefined) return 'conflict'
      const { session, keyId, encHash, withdrawalTokenHash } = registration.header
      const asked = { appId, session, keyId, encHash, withdrawalTokenHash }
      const found = await ingest.findRegistrationConflict(asked)
      if (found === undefined) return 'registrable'
      if (found === 'key_not_accepted') return found
      return found === 'session_withdrawn' ? 'withdrawn' : 'conflict'
    },
    reportEquivocation: ({ appId, streamId }, { index }) =>
      ingest.insertReport({ kind: 'ingest.equivocation', appId, stream: streamId, segmentIndex: index }),
  }
}
