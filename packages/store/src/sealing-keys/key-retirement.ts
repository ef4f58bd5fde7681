// Retirements of sealing keys, under dual control (design.md §6): one person asks, a privacy officer approves. The database
// itself decides who may and what stands in the way (migration 0034).
import { type Kysely, type Selectable, sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import type { KeyRetirementsTable } from '../database/tables/sealing-keys.ts'
import type { Tables } from '../database/tables.ts'
import type { AuditTransaction } from '../logs/audit-log.ts'

/** `approved`: ingest takes nothing new under the key, and what lives under it is being shredded. */
export type KeyRetirementState = 'asked' | 'approved' | 'done' | 'refused'

/** A retirement. Who asked, who decided and why is in the events. */
export interface KeyRetirement {
  /** UUID. */
  readonly id: string
  readonly keyId: string
  /** Whether streams that live under the key are shredded first. */
  readonly withShred: boolean
  readonly state: KeyRetirementState
  /** User id; absent where it was asked for from a command line. */
  readonly askedBy?: string
  readonly askedIndex: number
  readonly askedAt: Date
  readonly decidedIndex?: number
  readonly decidedAt?: Date
  readonly endedAt?: Date
}

/** Why a retirement is refused. */
export type RetirementRefusal =
  | 'role_not_allowed'
  | 'not_found'
  | 'same_person'
  | 'conflict'
  /** An app gives the key to its pages. */
  | 'key_in_use'
  /** Streams live under it, and nobody said that they are to be shredded. */
  | 'key_needed'

/** What became of a question to the database. */
export type RetirementAnswer = 'asked' | 'approved' | 'done' | 'refused' | RetirementRefusal

/** Every method may throw StoreError database_unavailable. */
export interface KeyRetirementRepository {
  find(id: string): Promise<KeyRetirement | undefined>
  /** Newest first, at most a hundred. */
  list(): Promise<KeyRetirement[]>
  /** Approved ones with streams to shred, oldest first. */
  listApproved(): Promise<KeyRetirement[]>
}

/** Builds it; `db` logs in as viewer, worker or owner. */
export function createKeyRetirementRepository(db: Kysely<Tables>): KeyRetirementRepository {
  return {
    find: (id) =>
      guardDatabase(async () => {
        const row = await db.selectFrom('key_retirements').selectAll().where('id', '=', id).executeTakeFirst()
        return row && toRetirement(row)
      }),
    list: () =>
      guardDatabase(async () => {
        const rows = await db
          .selectFrom('key_retirements')
          .selectAll()
          .orderBy('asked_at', 'desc')
          .limit(100)
          .execute()
        return rows.map(toRetirement)
      }),
    listApproved: () =>
      guardDatabase(async () => {
        const rows = await db
          .selectFrom('key_retirements')
          .selectAll()
          .where('state', '=', 'approved')
          .orderBy('decided_at')
          .execute()
        return rows.map(toRetirement)
      }),
  }
}

/** What is asked for. */
export interface RetirementRequest {
  /** UUID. */
  readonly id: string
  readonly keyId: string
  readonly withShred: boolean
  /** User id of an admin; absent: the owner of the database, from a command line. */
  readonly byWhom?: string
}

/** Asks. The caller's event is the first that its transaction appends. */
export async function askKeyRetirement(
  transaction: AuditTransaction,
  { id, keyId, withShred, byWhom }: RetirementRequest,
): Promise<RetirementAnswer> {
  const { rows } = await sql<{ answer: RetirementAnswer }>`
    SELECT ask_key_retirement(${id}, ${byWhom ?? null}, ${keyId}, ${withShred}) AS answer`.execute(
    transaction,
  )
  return rows[0]?.answer ?? 'not_found'
}

/**
 * Approves or refuses, as the viewer. The caller's event is the first that its transaction appends, and after `done` that of
 * the key's end the second.
 */
export async function decideKeyRetirement(
  transaction: AuditTransaction,
  decision: { readonly id: string; readonly byWhom: string; readonly approves: boolean },
): Promise<RetirementAnswer> {
  const { id, byWhom, approves } = decision
  const { rows } = await sql<{ answer: RetirementAnswer }>`
    SELECT decide_key_retirement(${id}, ${byWhom}, ${approves}) AS answer`.execute(transaction)
  return rows[0]?.answer ?? 'not_found'
}

/**
 * Ends an approved retirement, as the worker; false while something lives under its key. The caller's event is the first that
 * its transaction appends.
 */
export async function endKeyRetirement(transaction: AuditTransaction, id: string): Promise<boolean> {
  const { rows } = await sql<{ ended: boolean }>`
    SELECT end_key_retirement(${id}, NULL) AS ended`.execute(transaction)
  return rows[0]?.ended ?? false
}

/** Sessions with streams that live under a key, but those under a legal hold; of the first so many streams. */
export async function findLivingSessions(
  db: Database,
  { keyId, streamLimit }: { readonly keyId: string; readonly streamLimit: number },
): Promise<readonly string[]> {
  return guardDatabase(async () => {
    const { rows } = await sql<{ id: string }>`
      SELECT DISTINCT session_id AS id FROM (SELECT session_id FROM streams
        WHERE key_id = ${keyId} AND tombstoned_at IS NULL AND NOT is_held(session_id) LIMIT ${streamLimit}) AS found`.execute(
      db,
    )
    return rows.map(({ id }) => id)
  })
}

function toRetirement(row: Selectable<KeyRetirementsTable>): KeyRetirement {
  return {
    id: row.id,
    keyId: row.key_id,
    withShred: row.with_shred,
    state: row.state as KeyRetirementState,
    askedIndex: row.asked_index,
    askedAt: row.asked_at,
    ...(row.asked_by !== null && { askedBy: row.asked_by }),
    ...(row.decided_index !== null && { decidedIndex: row.decided_index }),
    ...(row.decided_at !== null && { decidedAt: row.decided_at }),
    ...(row.ended_at !== null && { endedAt: row.ended_at }),
  }
}
