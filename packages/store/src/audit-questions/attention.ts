// What an auditor has to look at: emergencies nobody reviewed, sinks that fail, segments that were sent twice and differed,
// verifications that found damage. Each question goes to an index or to a small table.
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import { indexesOfTime } from '../logs/audit-filter.ts'

/** A sink of the audit log. */
export interface SinkState {
  readonly name: string
  /** Leaves that it has not. */
  readonly behind: number
  /** Code of the last failure; null once one succeeded. */
  readonly failing: string | null
  readonly deliveredAtMs: number | null
}

/** Counts of what waits or went wrong. */
export interface AttentionState {
  readonly sinks: readonly SinkState[]
  /** Break-glass that nobody reviewed, and how many of it should have been by now. */
  readonly unreviewed: { readonly count: number; readonly overdue: number }
  /** Since the time that was asked for. */
  readonly equivocations: number
}

/** Reads it; `db` logs in as the viewer. May throw StoreError database_unavailable. */
export function readAttention(
  db: Database,
  { nowMs, sinceMs }: { readonly nowMs: number; readonly sinceMs: number },
): Promise<AttentionState> {
  return guardDatabase(async () => {
    const { from } = await indexesOfTime(db, { fromMs: sinceMs })
    const [sinks, grants, equivocations] = await Promise.all([
      sql<SinkState>`
        SELECT name, size - least(next_index, size) AS behind, failing,
          (extract(epoch FROM delivered_at) * 1000)::int8 AS "deliveredAtMs"
        FROM audit_head, audit_sinks ORDER BY name`.execute(db),
      sql<{ count: number; overdue: number }>`
        SELECT count(*)::int8 AS count, count(*) FILTER (WHERE due_at < ${new Date(nowMs)})::int8 AS overdue
        FROM grants WHERE kind = 'break-glass' AND reviewed_at IS NULL`.execute(db),
      sql<{ count: number }>`
        SELECT count(*)::int8 AS count FROM (SELECT FROM audit_facets
          WHERE action = 'ingest.equivocation' AND leaf_index >= ${from} LIMIT 1000) AS found`.execute(db),
    ])
    return {
      sinks: sinks.rows,
      unreviewed: grants.rows[0] ?? { count: 0, overdue: 0 },
      equivocations: equivocations.rows[0]?.count ?? 0,
    }
  })
}
