// What the viewer reads of recordings, and the replays people opened (design.md §5.9). Metadata, and `enc`; content lies
// sealed in objects.

import { ProtocolError, parseStreamHeader } from '@reseal/protocol'
import { type Kysely, sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { type HeaderColumns, headerColumns, streamHeaderBytes } from '../streams/packed-header.ts'
import { clipToReleased, type PlayedSpan, type ReplayStream } from './played-spans.ts'
import { findSession, listSessions, type SessionPage, type SessionSummary } from './session-list.ts'
import {
  listStreamSegments,
  listStreamTimes,
  type SegmentLocation,
  type SegmentTime,
} from './stream-segments.ts'

/** A stream's metadata. */
export interface StreamSummary {
  readonly stream: string
  readonly session: string
  readonly appId: string
  readonly keyId: string
  readonly startedAtMs: number
  readonly endedAtMs: number
  readonly segmentCount: number
  readonly sizeBytes: number
  readonly final: boolean
  readonly tombstoned: boolean
  /** Hash of the consent receipt that the stream's header carries; absent where it claims none. */
  readonly consentHash?: Uint8Array
}

/** What opening a stream needs beside the key. */
export interface SealedStream {
  /** The exact bytes received. */
  readonly headerBytes: Uint8Array<ArrayBuffer>
  readonly keyId: string
  /** Encapsulated key, 65 bytes. */
  readonly enc: Uint8Array<ArrayBuffer>
}

/** A replay someone opened. */
export interface OpenedReplay {
  readonly id: string
  readonly session: string
  readonly appId: string
  readonly userId: string
  readonly purpose: string
  /** Leaf of its `replay.open` event. */
  readonly auditIndex: number
  readonly expiresAtMs: number
}

/** Every method may throw StoreError database_unavailable. Those that take a transaction may run inside a read's. */
export interface ReplayRepository {
  /** Sessions of the given apps. A cursor that is not one of ours starts from the top. */
  listSessions(query: { appIds: readonly string[]; limit: number; cursor?: string }): Promise<SessionPage>
  getSession(id: string): Promise<SessionSummary | undefined>
  /** By start. */
  listStreams(session: string): Promise<StreamSummary[]>
  findStream(stream: string, transaction?: Kysely<Tables>): Promise<StreamSummary | undefined>
  /** All segments of a stream, ascending. May throw StoreError bad_manifest. */
  listSegments(stream: string): Promise<SegmentLocation[]>
  /** When all segments of a stream were, ascending. May throw StoreError bad_manifest. */
  listTimes(stream: string): Promise<SegmentTime[]>
  /** Undefined when there is no such stream or its key was shredded. */
  readSealedStream(stream: string): Promise<SealedStream | undefined>
  insertReplay(replay: OpenedReplay): Promise<void>
  /** What of the reported spans was released to a replay, merged, in order of time. */
  clipToReleased(released: ReplayStream, reported: readonly PlayedSpan[]): Promise<PlayedSpan[]>
  findReplay(id: string, transaction?: Kysely<Tables>): Promise<OpenedReplay | undefined>
}

/** Recordings and replays; `db` logs in as the viewer role. */
export function createReplayRepository(db: Database): ReplayRepository {
  return {
    listSessions: (query) => guardDatabase(() => listSessions(db, query)),
    getSession: (id) => guardDatabase(() => findSession(db, id)),
    listStreams: (session) =>
      guardDatabase(async () => {
        const rows = await selectStreams(db)
          .where('session_id', '=', session)
          .where(sql<boolean>`${isShown}`)
          .orderBy('started_at_ms')
          .orderBy('id')
          .execute()
        return rows.map(toStream)
      }),
    findStream: (stream, transaction = db) =>
      guardDatabase(async () => {
        const row = await selectStreams(transaction).where('id', '=', stream).executeTakeFirst()
        return row && toStream(row)
      }),
    listSegments: (stream) => guardDatabase(() => listStreamSegments(db, stream)),
    listTimes: (stream) => guardDatabase(() => listStreamTimes(db, stream)),
    readSealedStream: (stream) =>
      guardDatabase(async () => {
        const row = await db
          .selectFrom('streams')
          .innerJoin('stream_keys', 'stream_keys.stream_id', 'streams.id')
          .select(headerColumns)
          .select('stream_keys.enc')
          .where('streams.id', '=', stream)
          .where('streams.tombstoned_at', 'is', null)
          .executeTakeFirst()
        return row && { headerBytes: streamHeaderBytes(row), keyId: row.key_id, enc: row.enc }
      }),
    insertReplay: (replay) =>
      guardDatabase(async () => {
        await db
          .insertInto('replays')
          .values({
            id: replay.id,
            session_id: replay.session,
            app_id: replay.appId,
            user_id: replay.userId,
            purpose: replay.purpose,
            audit_index: replay.auditIndex,
            expires_at: new Date(replay.expiresAtMs),
          })
          .execute()
      }),
    clipToReleased: (released, reported) => clipToReleased(db, released, reported),
    findReplay: (id, transaction = db) =>
      guardDatabase(async () => {
        const row = await transaction
          .selectFrom('replays')
          .selectAll()
          .where('id', '=', id)
          .executeTakeFirst()
        return (
          row && {
            id: row.id,
            session: row.session_id,
            appId: row.app_id,
            userId: row.user_id,
            purpose: row.purpose,
            auditIndex: row.audit_index,
            expiresAtMs: row.expires_at.getTime(),
          }
        )
      }),
  }
}

const streamColumns = [
  ...headerColumns,
  'app_id',
  'last_end_ms',
  'next_index',
  'size_bytes',
  'final',
  'tombstoned_at',
] as const

// Of a redacted stream and its source one at a time: the source until it is forgotten.
const isShown = sql`tombstone_reason IS DISTINCT FROM 'redaction' AND NOT EXISTS (
  SELECT FROM derivations JOIN streams AS source ON source.id = derivations.source_id
  WHERE derivations.derived_id = streams.id AND source.tombstoned_at IS NULL)`

const selectStreams = (db: Kysely<Tables>) => db.selectFrom('streams').select(streamColumns)

interface StreamColumns extends HeaderColumns {
  readonly app_id: string
  readonly last_end_ms: number
  readonly next_index: number
  readonly size_bytes: number
  readonly final: boolean
  readonly tombstoned_at: Date | null
}

function toStream(row: StreamColumns): StreamSummary {
  const consentHash = consentHashOf(streamHeaderBytes(row))
  return {
    stream: row.id,
    session: row.session_id,
    appId: row.app_id,
    keyId: row.key_id,
    startedAtMs: row.started_at_ms,
    endedAtMs: row.last_end_ms,
    segmentCount: row.next_index,
    sizeBytes: row.size_bytes,
    final: row.final,
    tombstoned: row.tombstoned_at !== null,
    ...(consentHash !== undefined && { consentHash }),
  }
}

function consentHashOf(headerBytes: Uint8Array): Uint8Array | undefined {
  try {
    return parseStreamHeader(headerBytes).consentHash
  } catch (error) {
    // What is wrong with a header `reseal verify` says.
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}
