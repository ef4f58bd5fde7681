// The append of both logs: the head's row is locked (its UPDATE does), contiguous indexes and one time are allotted,
// leaves go in. One statement: outside a transaction its answer comes after COMMIT and costs one round trip.
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Tables } from '../database/tables.ts'
import type { EncodedAuditEvent } from './audit-event.ts'
import { type LogName, logTables } from './log-name.ts'
import type { UnstampedLeaf } from './unstamped-leaf.ts'

/** Where appended leaves went. */
export interface LeafPlace {
  /** Index of the first. */
  readonly first: number
  readonly timeMs: number
}

/** Appends audit events. Inside a transaction nothing is committed yet. */
export async function insertAuditLeaves(
  db: Kysely<Tables>,
  events: readonly EncodedAuditEvent[],
): Promise<LeafPlace> {
  if (events.length === 0) return { first: 0, timeMs: 0 }
  const leaves = events.map(({ leaf }) => leaf)
  const personal = events.flatMap(({ personal }, position) =>
    personal.map((entry) => ({ ...entry, position })),
  )
  const { rows } = await sql<LeafPlace>`
    WITH head AS (${advanceHead('audit', events.length)}),
    leaves AS (${insertLeaves('audit', leaves)}),
    personal AS (INSERT INTO audit_personal (leaf_index, field, salt, value)
      SELECT head.first + entry.position, entry.field, entry.salt, entry.value
      FROM head, unnest(${personal.map(({ position }) => position)}::int8[],
        ${personal.map(({ field }) => field)}::text[], ${personal.map(({ salt }) => salt)}::bytea[],
        ${personal.map(({ value }) => value)}::text[]) AS entry (position, field, salt, value))
    SELECT first, time_ms AS "timeMs" FROM head`.execute(db)
  return requirePlace(rows)
}

/** Appends leaves to the recordings log. Inside a transaction nothing is committed yet. */
export async function insertRecordingsLeaves(
  db: Kysely<Tables>,
  leaves: readonly UnstampedLeaf[],
): Promise<LeafPlace> {
  if (leaves.length === 0) return { first: 0, timeMs: 0 }
  const { rows } = await sql<LeafPlace>`
    WITH head AS (${advanceHead('recordings', leaves.length)}),
    leaves AS (${insertLeaves('recordings', leaves)})
    SELECT first, time_ms AS "timeMs" FROM head`.execute(db)
  return requirePlace(rows)
}

// One clock for the log, the database's; after a failover to a slower one the last time is repeated.
function advanceHead(log: LogName, count: number): RawBuilder<unknown> {
  return sql`UPDATE ${sql.table(logTables[log].head)} SET size = size + ${count}::int8,
    time_ms = greatest(time_ms, (extract(epoch FROM clock_timestamp()) * 1000)::int8)
    RETURNING size - ${count}::int8 AS first, time_ms`
}

function insertLeaves(log: LogName, leaves: readonly UnstampedLeaf[]): RawBuilder<unknown> {
  return sql`INSERT INTO ${sql.table(logTables[log].leaves)} (index, leaf)
    SELECT head.first + entry.position - 1, convert_to(entry.before || head.time_ms || entry.after, 'UTF8')
    FROM head, unnest(${leaves.map(({ before }) => before)}::text[], ${leaves.map(({ after }) => after)}::text[])
      WITH ORDINALITY AS entry (before, after, position)`
}

function requirePlace(rows: readonly LeafPlace[]): LeafPlace {
  const row = rows[0]
  if (!row) throw new RangeError("the log's head row is missing")
  return row
}
