// Erases what the audit log knows of a person: clear values go with their salts, in one transaction with the event that
// says so. Leaves, tiles and proofs stay as they are; what a commitment hides cannot be guessed any more without its salt.
import { type RawBuilder, sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import { StoreError } from '../store-error.ts'
import type { AuditEventInput } from './audit-event.ts'
import type { AuditLog, AuditTransaction } from './audit-log.ts'

/** Whose clear values, or those of which events. */
export type ErasureRequest =
  | {
      /** Name of the user, or of the account that ran commands. */
      readonly subject: string
    }
  | {
      /** Indexes of leaves. */
      readonly leaves: readonly number[]
    }

/** What is erased, or would be. */
export interface ErasureCounts {
  /** Events that lose a clear value. */
  readonly events: number
  /** Clear values, each with its salt. */
  readonly values: number
  /** Users of that name, with their memberships, links and browser sessions. */
  readonly users: number
}

/** Erases; `db` logs in as the owner. Every method may throw StoreError as of `AuditLog`. */
export interface Eraser {
  /** What there is to erase now. @throws StoreError `last_admin` */
  count(request: ErasureRequest): Promise<ErasureCounts>
  /** Erases and records it: both or neither. @throws StoreError `last_admin`. `describe` is given the counts, and says who did it. */
  erase(
    request: ErasureRequest,
    describe: (
      counts: ErasureCounts,
    ) => Omit<AuditEventInput<'audit.erase'>, 'action' | 'outcome' | 'extent'>,
  ): Promise<ErasureCounts>
}

/** Builds the eraser. The event itself is appended after the erasure, so that it is never among what is erased. */
export function createEraser(db: Database, audit: AuditLog): Eraser {
  return {
    count: (request) =>
      guardDatabase(() =>
        db.transaction().execute(async (transaction) => {
          await takeTime(transaction)
          const { rows } = await sql<{ events: number; values: number }>`
            SELECT count(DISTINCT leaf_index)::int8 AS events, count(*)::int8 AS values
            FROM audit_personal WHERE ${valuesOf(request)}`.execute(transaction)
          const users = await usersOf(transaction, request)
          return { events: rows[0]?.events ?? 0, values: rows[0]?.values ?? 0, users: users.length }
        }),
      ),
    erase: async (request, describe) => {
      let counts: ErasureCounts = { events: 0, values: 0, users: 0 }
      await audit.appendInTransaction(async (transaction) => {
        await takeTime(transaction)
        const { rows } = await sql<{ events: number; values: number }>`
          WITH erased AS (DELETE FROM audit_personal WHERE ${valuesOf(request)} RETURNING leaf_index)
          SELECT count(DISTINCT leaf_index)::int8 AS events, count(*)::int8 AS values FROM erased`.execute(
          transaction,
        )
        const users = await removeUsers(transaction, request)
        counts = { events: rows[0]?.events ?? 0, values: rows[0]?.values ?? 0, users }
        const { events, values } = counts
        return [
          { action: 'audit.erase', outcome: 'success', extent: { events, values }, ...describe(counts) },
        ]
      })
      return counts
    },
  }
}

/**
 * Of a person: everything beside the events in which they acted, for address, browser, note and ticket are theirs too;
 * their name wherever someone else's event is about them; and the notes in which versions before the catalogue wrote it.
 */
function valuesOf(request: ErasureRequest): RawBuilder<boolean> {
  if ('leaves' in request) return sql<boolean>`leaf_index = ANY(${[...request.leaves]}::int8[])`
  const { subject } = request
  return sql<boolean>`(
    leaf_index IN (SELECT leaf_index FROM audit_personal WHERE field = 'actor.subject' AND value = ${subject})
    OR (field = 'target.user' AND value = ${subject})
    OR (field = 'approver' AND value = ${subject})
    OR (field = 'note' AND (value = ${`sign-in link made for ${subject}`}
      OR starts_with(value, ${`user ${subject} added as `}))))`
}

/** A long log takes longer to look through than a statement has otherwise. */
async function takeTime(transaction: AuditTransaction): Promise<void> {
  await sql`SET LOCAL statement_timeout = 0`.execute(transaction)
}

async function usersOf(db: AuditTransaction, request: ErasureRequest): Promise<string[]> {
  if ('leaves' in request) return []
  const rows = await db.selectFrom('users').select('id').where('name', '=', request.subject).execute()
  await assertNotLastAdmin(db, request.subject)
  return rows.map(({ id }) => id)
}

/** Nobody would be left who could let anyone in. @throws StoreError `last_admin` */
async function assertNotLastAdmin(db: AuditTransaction, name: string): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    SELECT name FROM users WHERE 'admin' = ANY (roles) AND disabled_at IS NULL ORDER BY id FOR UPDATE`.execute(
    db,
  )
  if (rows.length > 0 && rows.every((admin) => admin.name === name)) throw new StoreError('last_admin')
}

async function removeUsers(transaction: AuditTransaction, request: ErasureRequest): Promise<number> {
  const users = await usersOf(transaction, request)
  if ('subject' in request) {
    await transaction.deleteFrom('former_names').where('name', '=', request.subject).execute()
  }
  if (users.length === 0) return 0
  const tables = ['web_sessions', 'sign_in_links', 'memberships', 'identities', 'former_names'] as const
  for (const table of tables) await transaction.deleteFrom(table).where('user_id', 'in', users).execute()
  await transaction.updateTable('grants').set({ reason: '' }).where('user_id', 'in', users).execute()
  await transaction.deleteFrom('users').where('id', 'in', users).execute()
  return users.length
}
