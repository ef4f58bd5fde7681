// What ingest reads and writes: chain tips, and a batch's rows with the chains' advance in one transaction
// (design.md §5.6).
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import { assertNotRestoring } from '../restore/restore-state.ts'
import { type BatchCommit, type CommitOutcome, commitBatch } from './commit-batch.ts'
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
  findRegistrationConflict(
    registration: Registration,
  ): Promise<'enc_known' | 'key_not_accepted' | 'session_of_other_app' | 'session_withdrawn' | undefined>
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

/** Ingest's half of the database; `db` logs in as the ingest role. */
export function createIngestRepository(db: Database): IngestRepository {
  return {
    loadStream: (stream) =>
      guardDatabase(async () => {
        const row = await db
          .selectFrom('streams')
          .select(tipColumns)
          .where('id', '=', stream)
          .executeTakeFirst()
        if (!row) return undefined
        return {
          stream: row.id,
          session: row.session_id,
          appId: row.app_id,
          appendKeyHash: row.append_key_hash,
          nextIndex: row.next_index,
          lastLink: row.last_link ?? new Uint8Array(0),
          final: row.final,
          tombstoned: row.tombstoned_at !== null,
        }
      }),
    findSegments: (stream, fromIndex, toIndex) =>
      guardDatabase(() => findSegmentHashes(db, stream, fromIndex, toIndex)),
    findRegistrationConflict: ({ appId, session, keyId, encHash, withdrawalTokenHash }) =>
      guardDatabase(async () => {
        // One question, for pages begin by the thousand at once.
        const { rows } = await sql<{ known: boolean; accepted: boolean; owner: string | null }>`
          SELECT EXISTS (SELECT FROM streams
              WHERE substring(enc_hash FROM 1 FOR 15) = substring(${encHash}::bytea FROM 1 FOR 15)) AS known,
            EXISTS (SELECT FROM sealing_keys
              WHERE app_id = ${appId} AND key_id = ${keyId} AND closed_at IS NULL) AS accepted,
            (SELECT app_id FROM sessions WHERE id = ${session}::uuid) AS owner`.execute(db)
        const { known, accepted, owner } = rows[0] ?? { known: false, accepted: false, owner: null }
        if (known) return 'enc_known'
        if (owner !== null && owner !== appId) return 'session_of_other_app'
        if (!accepted) return 'key_not_accepted'
        if (owner === null) return undefined
        return (await isWithdrawn(db, session, withdrawalTokenHash)) ? 'session_withdrawn' : undefined
      }),
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

async function isWithdrawn(db: Database, session: string, tokenHash: Uint8Array): Promise<boolean> {
  const tombstoned = await db
    .selectFrom('streams')
    .select('header')
    .where('session_id', '=', session)
    .where('tombstone_reason', '=', 'withdrawal')
    .execute()
  return tombstoned.some(({ header }) => {
    const known = withdrawalTokenHashOf(header)
    return known !== undefined && Buffer.compare(known, tokenHash) === 0
  })
}
