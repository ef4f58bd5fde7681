// What ingest reads and writes: chain tips, and a batch's rows with the chains' advance in one transaction
// (design.md §5.6).
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import { assertNotRestoring } from '../restore/restore-state.ts'
import { arrayOf, type BatchCommit, type CommitOutcome, commitBatch } from './commit-batch.ts'
import { gather } from './gather.ts'
import { withdrawalTokenHashOf } from './packed-header.ts'
import { findSegmentHashes, type SegmentHash } from './segment-hashes.ts'

/** Where a stream's chain stands. */
export interface StreamTip {
  readonly stream: string
  readonly session: string
  readonly appId: string
  readonly appendKeyHash: Uint8Array
  /** Index the next segment must have. */
  readonly nextIndex: number
  /** Empty once a final stream is folded: no segment continues that. */
  readonly lastLink: Uint8Array
  /** A final segment was received: nothing may follow. */
  readonly final: boolean
  /** The stream was shredded: refused for ever. */
  readonly tombstoned: boolean
}

/** Something ingest saw that belongs in the audit log, which ingest cannot write. */
export interface IngestReport {
  /** Becomes the audit event's action, such as `ingest.equivocation`. */
  readonly kind: string
  readonly appId: string
  readonly stream?: string
  readonly segmentIndex?: number
}

/** The identity a stream wants to be registered under. */
export interface Registration {
  readonly appId: string
  readonly session: string
  /** Of the sealing key that its header names. */
  readonly keyId: string
  /** SHA-256 of `enc`. */
  readonly encHash: Uint8Array
  /** Of its header. */
  readonly withdrawalTokenHash: Uint8Array
}

/** Why a stream cannot be registered, if it cannot. */
export type RegistrationConflict =
  | 'enc_known'
  | 'key_not_accepted'
  | 'session_of_other_app'
  | 'session_withdrawn'
  | undefined

/** Someone asks for a session's recordings to be destroyed; docs/protocol.md §7.1. */
export interface WithdrawalRequest {
  readonly appId: string
  readonly session: string
  /** 32 bytes. */
  readonly token: Uint8Array
}

/** Every method may throw StoreError database_unavailable. */
export interface IngestRepository {
  loadStream(stream: string): Promise<StreamTip | undefined>
  /** Stored segments of `[fromIndex, toIndex)`, ascending. */
  findSegments(stream: string, fromIndex: number, toIndex: number): Promise<SegmentHash[]>
  /**
   * Why a new stream cannot be registered: its `enc` is known, its session belongs to another app, its sealing key is none
   * that the app's streams are taken under, or another stream of the session was withdrawn by the token that would
   * withdraw this one.
   */
  findRegistrationConflict(registration: Registration): Promise<RegistrationConflict>
  /**
   * Asked before an object is stored: one that no row follows would be taken for a batch by whoever restores.
   * @throws StoreError restore_pending
   */
  assertServing(): Promise<void>
  /** All or nothing, durable when this returns. */
  commitBatch(commit: BatchCommit): Promise<CommitOutcome>
  insertReport(report: IngestReport): Promise<void>
  /** Leaves a request for the worker; this role cannot read it back. */
  insertWithdrawal(request: WithdrawalRequest): Promise<void>
}

const tipColumns = [
  'id',
  'session_id',
  'app_id',
  'append_key_hash',
  'next_index',
  'last_link',
  'final',
  'tombstoned_at',
] as const

/** Ingest's half of the database; `db` logs in as the ingest role. Questions about streams that begin are asked together. */
export function createIngestRepository(db: Database): IngestRepository {
  return {
    loadStream: gather((streams) => guardDatabase(() => loadStreams(db, streams))),
    findSegments: (stream, fromIndex, toIndex) =>
      guardDatabase(() => findSegmentHashes(db, stream, fromIndex, toIndex)),
    findRegistrationConflict: gather((asked) => guardDatabase(() => findConflicts(db, asked))),
    assertServing: () => assertNotRestoring(db),
    commitBatch: (commit) => guardDatabase(() => commitBatch(db, commit)),
    insertReport: ({ kind, appId, stream, segmentIndex }) =>
      guardDatabase(async () => {
        await db
          .insertInto('ingest_reports')
          .values({
            kind,
            app_id: appId,
            stream_id: stream ?? null,
            segment_index: segmentIndex ?? null,
          })
          .execute()
      }),
    insertWithdrawal: ({ appId, session, token }) =>
      guardDatabase(async () => {
        await db.insertInto('withdrawals').values({ app_id: appId, session_id: session, token }).execute()
      }),
  }
}

async function loadStreams(
  db: Database,
  streams: readonly string[],
): Promise<readonly (StreamTip | undefined)[]> {
  const rows = await db
    .selectFrom('streams')
    .select(tipColumns)
    .where('id', '=', sql<string>`ANY(${arrayOf(streams)('uuid', (stream) => stream)})`)
    .execute()
  const tips = new Map(
    rows.map((row): [string, StreamTip] => [
      row.id,
      {
        stream: row.id,
        session: row.session_id,
        appId: row.app_id,
        appendKeyHash: row.append_key_hash,
        nextIndex: row.next_index,
        lastLink: row.last_link ?? new Uint8Array(0),
        final: row.final,
        tombstoned: row.tombstoned_at !== null,
      },
    ]),
  )
  return streams.map((stream) => tips.get(stream))
}

async function findConflicts(
  db: Database,
  asked: readonly Registration[],
): Promise<readonly RegistrationConflict[]> {
  const column = arrayOf(asked)
  // Scalar subqueries: an EXISTS could be answered by reading all of `streams` once.
  const { rows } = await sql<{ known: boolean | null; accepted: boolean | null; owner: string | null }>`
    SELECT (SELECT true FROM streams
        WHERE substring(enc_hash FROM 1 FOR 15) = substring(asked.enc_hash FROM 1 FOR 15) LIMIT 1) AS known,
      (SELECT true FROM sealing_keys WHERE sealing_keys.app_id = asked.app_id
        AND sealing_keys.key_id = asked.key_id AND closed_at IS NULL LIMIT 1) AS accepted,
      (SELECT sessions.app_id FROM sessions WHERE sessions.id = asked.session_id) AS owner
    FROM unnest(${column('bytea', (a) => a.encHash)}, ${column('text', (a) => a.appId)},
      ${column('text', (a) => a.keyId)}, ${column('uuid', (a) => a.session)})
      WITH ORDINALITY AS asked (enc_hash, app_id, key_id, session_id, position) ORDER BY position`.execute(db)
  const ownSessions = asked.flatMap(({ appId, session }, position) =>
    rows[position]?.owner === appId ? [session] : [],
  )
  const withdrawn = await withdrawnTokens(db, ownSessions)
  return asked.map(({ appId, session, withdrawalTokenHash }, position) => {
    const { known, accepted, owner } = rows[position] ?? { known: null, accepted: null, owner: null }
    if (known === true) return 'enc_known'
    if (owner !== null && owner !== appId) return 'session_of_other_app'
    if (accepted !== true) return 'key_not_accepted'
    const tokens = withdrawn.get(session) ?? []
    return tokens.some((token) => Buffer.compare(token, withdrawalTokenHash) === 0)
      ? 'session_withdrawn'
      : undefined
  })
}

/** Hashes of the tokens that streams of these sessions were withdrawn by. */
async function withdrawnTokens(
  db: Database,
  sessions: readonly string[],
): Promise<ReadonlyMap<string, readonly Uint8Array[]>> {
  if (sessions.length === 0) return new Map()
  const rows = await db
    .selectFrom('streams')
    .select(['session_id', 'header'])
    .where('session_id', '=', sql<string>`ANY(${arrayOf(sessions)('uuid', (session) => session)})`)
    .where('tombstone_reason', '=', 'withdrawal')
    .execute()
  const tokens = new Map<string, Uint8Array[]>()
  for (const { session_id: session, header } of rows) {
    const token = withdrawalTokenHashOf(header)
    if (token !== undefined) tokens.set(session, [...(tokens.get(session) ?? []), token])
  }
  return tokens
}
