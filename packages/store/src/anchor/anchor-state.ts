// How far a log is anchored: replays stop when news waits too long for its checkpoint (design.md §7).
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import { type LogName, logTables } from '../logs/log-name.ts'
import type { Anchor } from './anchor.ts'

/** A log's size in the database and in its newest checkpoint. */
export interface AnchorState {
  readonly size: number
  readonly anchoredSize: number
  /** Time of the oldest leaf that no checkpoint covers; absent when all are covered. */
  readonly oldestUnanchoredMs?: number
}

/** @throws StoreError bad_anchor, object_store_unavailable, database_unavailable */
export async function readAnchorState(db: Database, anchor: Anchor, log: LogName): Promise<AnchorState> {
  const anchoredSize = (await anchor.latestCheckpoint(log))?.size ?? 0
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
