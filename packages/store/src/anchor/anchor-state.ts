// How far a log is anchored: replays stop when news waits too long for its checkpoint (design.md §7). A leaf is anchored
// once every required place has a checkpoint that covers it.
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import { type LogName, logTables } from '../logs/log-name.ts'
import type { Anchor } from './anchor.ts'

/** A log's size in the database and in its newest checkpoint. */
export interface AnchorState {
  readonly size: number
  /** The least of what the required places have. */
  readonly anchoredSize: number
  /** Time of the oldest leaf that no checkpoint covers; absent when all are covered. */
  readonly oldestUnanchoredMs?: number
}

/** @throws StoreError bad_anchor, object_store_unavailable, database_unavailable */
export async function readAnchorState(db: Database, anchor: Anchor, log: LogName): Promise<AnchorState> {
  const anchoredSize = await readAnchoredSize(db, anchor, log)
  const { head, leaves } = logTables[log]
  const { rows } = await guardDatabase(() =>
    sql<{ size: number; oldest: number | null }>`
      SELECT size, (SELECT leaf_text(leaf, '{time_ms}')::int8 FROM ${sql.table(leaves)}
        WHERE index = ${anchoredSize}) AS oldest
      FROM ${sql.table(head)}`.execute(db),
  )
  const row = rows[0]
  return {
    size: row?.size ?? 0,
    anchoredSize,
    ...(row && row.oldest !== null && { oldestUnanchoredMs: row.oldest }),
  }
}

/**
 * How many leaves are under a checkpoint that every required place has.
 * @throws StoreError bad_anchor, object_store_unavailable, database_unavailable
 */
export async function readAnchoredSize(db: Database, anchor: Anchor, log: LogName): Promise<number> {
  const first = (await anchor.latestCheckpoint(log))?.size ?? 0
  const { requiredPlaces } = anchor
  if (requiredPlaces.length === 0) return first
  const rows = await guardDatabase(() =>
    db
      .selectFrom('anchor_places')
      .select('size')
      .where('log', '=', log)
      .where('place', 'in', requiredPlaces)
      .execute(),
  )
  return rows.length < requiredPlaces.length ? 0 : Math.min(first, ...rows.map(({ size }) => size))
}
