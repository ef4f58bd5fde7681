// The append of both logs: the head's row is locked (its UPDATE does), contiguous indexes and one time are allotted,
// leaves go in. One statement: outside a transaction its answer comes after COMMIT and costs one round trip. That of the
// audit log is a function of the database, where its plans are kept from one append to the next.
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../database/tables.ts'
import { StoreError } from '../store-error.ts'
import type { EncodedAuditEvent, PersonalValue } from './audit-event.ts'
import { saltBytes } from './salt-source.ts'
import type { UnstampedLeaf } from './unstamped-leaf.ts'

/** Where appended leaves went. */
export interface LeafPlace {
  /** Index of the first. */
  readonly first: number
  readonly timeMs: number
}

/**
 * Appends audit events to a log of `atLeast` leaves or more. Inside a transaction nothing is committed yet.
 * @throws StoreError log_behind_anchor when the log is shorter, with nothing appended
 */
export async function insertAuditLeaves(
  db: Kysely<Tables>,
  events: readonly EncodedAuditEvent[],
  atLeast: number,
): Promise<LeafPlace> {
  if (events.length === 0) return { first: 0, timeMs: 0 }
  const leaves = events.map(({ leaf }) => leaf)
  const personal = events.flatMap(({ personal }, position) =>
    personal.map((entry) => ({ ...entry, position })),
  )
  const { rows } = await sql<LeafPlace>`
    SELECT first_index AS first, leaf_time_ms AS "timeMs" FROM append_audit_leaves(
      ${atLeast}::int8, ${events.length}::int8, ${joinLeaves(leaves)}::text,
      ${personal.map(({ position }) => position)}::int8[], ${personal.map(({ field }) => field).join(' ')}::text,
      ${joinSalts(personal)}::bytea, ${personal.map(({ value }) => value)}::text[])`.execute(db)
  return requirePlace(rows)
}

/**
 * Locks the recordings log for the rest of the transaction.
 * @throws StoreError log_behind_anchor when it has fewer than `atLeast` leaves
 */
export async function lockRecordingsHead(transaction: Kysely<Tables>, atLeast: number): Promise<void> {
  const { rows } = await sql<{ size: number }>`SELECT size FROM recordings_head FOR UPDATE`.execute(
    transaction,
  )
  if ((rows[0]?.size ?? -1) < atLeast) throw new StoreError('log_behind_anchor')
}

/** Appends leaves to the recordings log, whose head the transaction has locked. Nothing is committed yet. */
export async function insertRecordingsLeaves(
  db: Kysely<Tables>,
  leaves: readonly UnstampedLeaf[],
): Promise<LeafPlace> {
  if (leaves.length === 0) return { first: 0, timeMs: 0 }
  const { rows } = await sql<LeafPlace>`
    WITH head AS (UPDATE recordings_head SET size = size + ${leaves.length}::int8,
      time_ms = greatest(time_ms, (extract(epoch FROM clock_timestamp()) * 1000)::int8)
      RETURNING size - ${leaves.length}::int8 AS first, time_ms),
    leaves AS (INSERT INTO recordings_leaves (index, leaf)
      SELECT head.first + entry.position - 1, convert_to(replace(entry.line, E'\\t', head.time_ms::text), 'UTF8')
      FROM head, string_to_table(${joinLeaves(leaves)}::text, E'\\n') WITH ORDINALITY AS entry (line, position))
    SELECT first, time_ms AS "timeMs" FROM head`.execute(db)
  return requirePlace(rows)
}

// One text for all: the driver escapes an array's elements one by one, which costs more than the rest of it (measured).
// No line feed or tab stands in canonical JSON, where both are escaped (RFC 8785 §3.2.2.2).
function joinLeaves(leaves: readonly UnstampedLeaf[]): string {
  return leaves.map(({ before, after }) => `${before}\t${after}`).join('\n')
}

function joinSalts(personal: readonly PersonalValue[]): Uint8Array {
  const joined = new Uint8Array(saltBytes * personal.length)
  personal.forEach(({ salt }, position) => joined.set(salt, saltBytes * position))
  return joined
}

function requirePlace(rows: readonly LeafPlace[]): LeafPlace {
  const row = rows[0]
  if (!row) throw new StoreError('log_behind_anchor')
  return row
}
