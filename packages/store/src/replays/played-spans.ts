// What of a stream was released to a replay, and what of it was played: a report never counts for more than was released
// (design.md §7, extent).
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import type { AuditTransaction } from '../logs/audit-log.ts'

/** From, inclusive, to, exclusive: milliseconds since 1970. */
export interface PlayedSpan {
  readonly fromMs: number
  readonly toMs: number
}

/** A stream as it was released to one replay. */
export interface ReplayStream {
  readonly replay: string
  readonly stream: string
}

/** Adds what a range releases, in the transaction of its event. */
export async function addReleasedRange(
  transaction: AuditTransaction,
  { replay, stream, fromMs, toMs }: ReplayStream & PlayedSpan,
): Promise<void> {
  await sql`INSERT INTO released_ranges (replay_id, stream_id, released)
    VALUES (${replay}, ${stream}, int8multirange(int8range(${fromMs}::int8, ${toMs}::int8)))
    ON CONFLICT (replay_id, stream_id) DO UPDATE
    SET released = released_ranges.released + EXCLUDED.released`.execute(transaction)
}

/**
 * What of the reported spans was released, merged, in order of time; empty where nothing was.
 * @throws StoreError database_unavailable
 */
export function clipToReleased(
  db: Database,
  { replay, stream }: ReplayStream,
  reported: readonly PlayedSpan[],
): Promise<PlayedSpan[]> {
  return guardDatabase(async () => {
    const { rows } = await sql<{ from: number; to: number }>`
      SELECT lower(span) AS "from", upper(span) AS "to" FROM released_ranges, unnest(released * (
        SELECT COALESCE(range_agg(int8range(from_ms, to_ms)), '{}'::int8multirange)
        FROM unnest(${reported.map(({ fromMs }) => fromMs)}::int8[], ${reported.map(({ toMs }) => toMs)}::int8[])
          AS reported (from_ms, to_ms))) AS span
      WHERE replay_id = ${replay} AND stream_id = ${stream} ORDER BY 1`.execute(db)
    return rows.map(({ from, to }) => ({ fromMs: from, toMs: to }))
  })
}
