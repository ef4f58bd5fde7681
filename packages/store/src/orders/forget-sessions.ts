// Forgets some sessions in one transaction (design.md §6): keys deleted, streams marked, tombstone leaves and audit events
// appended with one statement each, what was derived erased. What a hold keeps is left out.
import { sha256 } from '@reseal/protocol'
import { sql } from 'kysely'
import type { Anchor } from '../anchor/anchor.ts'
import { createProof } from '../anchor/proof-before-append.ts'
import type { Database } from '../database/database.ts'
import { HeldMeanwhile, heldOf, refuseHeldMeanwhile } from '../holds/holds.ts'
import { insertRecordingsLeaves, lockRecordingsHead } from '../logs/append-leaves.ts'
import type { AuditEventInput } from '../logs/audit-event.ts'
import type { AuditLog, AuditTransaction } from '../logs/audit-log.ts'
import { encodeRecordingsLeaf, type TombstoneLeaf } from '../logs/recordings-leaf.ts'
import { findSubjects } from '../search/subjects.ts'
import { headerColumns, streamHeaderBytes } from '../streams/packed-header.ts'
import type { EraseDerivedData } from './shred-session.ts'

/** What is to be forgotten, and by whose word. */
export interface ForgetRequest {
  /** At most 200: they are one transaction, which has both logs in hand. */
  readonly sessions: readonly string[]
  /** What the tombstones say. */
  readonly reason: 'retention' | 'officer'
  /** Leaf of the audit event that says why; tombstones name it. */
  readonly event: number
  /** Only their streams under this sealing key, which is to be retired. */
  readonly keyId?: string
  /** Runs in the same transaction, before the log's head is held for good: written with what was forgotten, or not at all. */
  readonly inTransaction?: (transaction: AuditTransaction, forgotten: ForgottenSessions) => Promise<void>
}

/** What became of them. */
export interface ForgottenSessions {
  readonly forgotten: readonly string[]
  /** Under a legal hold: nothing of them was touched. */
  readonly held: readonly string[]
  /** Someone reads a stream of theirs, or sends to it: another time. */
  readonly busy: readonly string[]
  readonly streamCount: number
}

/** The worker's; errors as of `AuditLog`. */
export interface SessionForgetter {
  forget(request: ForgetRequest): Promise<ForgottenSessions>
}

/** What it works on. */
export interface SessionForgetterOptions {
  readonly anchor: Anchor
  readonly audit: AuditLog
  readonly erase: EraseDerivedData
}

/** Builds it; `db` logs in as the worker. Before the first append the database is proven as for the logs. */
export function createSessionForgetter(
  db: Database,
  { anchor, audit, erase }: SessionForgetterOptions,
): SessionForgetter {
  const { ensureProven, unprove, leastSize } = createProof(db, anchor, 'recordings')

  /** Undefined where a hold came while it was being done: then nothing was. */
  async function attempt(request: ForgetRequest): Promise<ForgottenSessions | undefined> {
    let done: ForgottenSessions | undefined
    await audit
      .appendInTransaction(async (transaction) => {
        const { events, ...outcome } = await settle(transaction, { request, erase, leastSize: leastSize() })
        done = outcome
        return events
      })
      .catch((error: unknown) => {
        done = undefined
        if (!(error instanceof HeldMeanwhile)) return unprove(error)
      })
    return done
  }

  return {
    async forget(request) {
      await ensureProven()
      // The second time the hold is seen, and left out.
      return (
        (await attempt(request)) ??
        (await attempt(request)) ?? { forgotten: [], held: [], busy: request.sessions, streamCount: 0 }
      )
    },
  }
}

interface Settlement {
  readonly request: ForgetRequest
  readonly erase: EraseDerivedData
  readonly leastSize: number
}

interface Settled extends ForgottenSessions {
  readonly events: readonly AuditEventInput<'stream.shred'>[]
}

async function settle(
  transaction: AuditTransaction,
  { request, erase, leastSize }: Settlement,
): Promise<Settled> {
  const wanted = [...new Set(request.sessions)].sort()
  const heldSessions = await heldOf(transaction, wanted)
  const held = wanted.filter((session) => heldSessions.has(session))
  // Whoever decides about a session, or opens it, has its row. In order, so that two of these never wait in a circle.
  const { rows: locked } = await sql<{ id: string; found: boolean }>`
    SELECT id, lock_session(id) AS found FROM unnest(${wanted.filter((id) => !heldSessions.has(id))}::uuid[]) AS id`.execute(
    transaction,
  )
  await lockRecordingsHead(transaction, leastSize)
  // From here on nothing waits for a row: see withdrawals.
  const sessions = locked.filter(({ found }) => found).map(({ id }) => id)
  const { leaves, busy } = await lockStreams(transaction, request, sessions)
  const ids = leaves.map(({ stream }) => stream)
  await sql`DELETE FROM stream_keys WHERE stream_id = ANY(${ids}::uuid[])`.execute(transaction)
  await sql`UPDATE streams SET tombstoned_at = now(), tombstone_reason = ${request.reason}
    WHERE id = ANY(${ids}::uuid[])`.execute(transaction)
  await insertRecordingsLeaves(transaction, leaves.map(encodeRecordingsLeaf))
  const subjects = await findSubjects(transaction, ids)
  await erase(transaction, ids)
  const forgotten = sessions.filter((id) => !busy.has(id))
  await sql`UPDATE quarantines SET state = 'shredded', decided_at = now()
    WHERE session_id = ANY(${forgotten}::uuid[]) AND state = 'quarantined'
      AND NOT EXISTS (SELECT FROM streams WHERE streams.session_id = quarantines.session_id AND tombstoned_at IS NULL)`.execute(
    transaction,
  )
  const outcome = { forgotten, held, busy: [...busy], streamCount: ids.length }
  await request.inTransaction?.(transaction, outcome)
  await refuseHeldMeanwhile(transaction, forgotten, subjects)
  return { ...outcome, events: leaves.map(shredEvent) }
}

/** Living streams of sessions of which every one is free: a session goes whole. */
async function lockStreams(
  transaction: AuditTransaction,
  { reason, event, keyId }: ForgetRequest,
  sessions: readonly string[],
): Promise<{ readonly leaves: readonly TombstoneLeaf[]; readonly busy: ReadonlySet<string> }> {
  const living = await transaction
    .selectFrom('streams')
    .select(headerColumns)
    .select('app_id')
    .where(sql<boolean>`session_id = ANY(${[...sessions]}::uuid[])`)
    .where('tombstoned_at', 'is', null)
    .$if(keyId !== undefined, (query) => query.where('key_id', '=', keyId ?? ''))
    .orderBy('id')
    .execute()
  const { rows } = await sql<{ id: string }>`SELECT id FROM streams
    WHERE id = ANY(${living.map(({ id }) => id)}::uuid[]) ORDER BY id FOR UPDATE SKIP LOCKED`.execute(
    transaction,
  )
  const free = new Set(rows.map(({ id }) => id))
  const busy = new Set(living.filter(({ id }) => !free.has(id)).map(({ session_id }) => session_id))
  const leaves = living
    .filter(({ session_id }) => !busy.has(session_id))
    .map(
      (row): TombstoneLeaf => ({
        type: 'tombstone',
        stream: row.id,
        session: row.session_id,
        app: row.app_id,
        headerHash: Buffer.from(sha256(streamHeaderBytes(row))).toString('hex'),
        reason,
        event,
      }),
    )
  return { leaves, busy }
}

function shredEvent({ app, session, stream, reason }: TombstoneLeaf): AuditEventInput<'stream.shred'> {
  return {
    action: 'stream.shred',
    outcome: 'success',
    actor: { issuer: 'reseal', roles: ['worker'], method: 'service' },
    purpose: reason,
    target: { app, session, stream },
  }
}
