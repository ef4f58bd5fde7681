// How often recordings were opened or exported, by day and by whom, of what app and for what: counted from a bounded number
// of leaves that an index finds.
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import { indexesOfTime, nextFacet } from '../logs/audit-filter.ts'

/** One kind of access on one day. */
export interface AccessCount {
  /** Midnight, UTC, milliseconds since 1970. */
  readonly dayMs: number
  /** Null where the person was erased. */
  readonly person: string | null
  readonly app: string | null
  readonly purpose: string | null
  readonly outcome: string
  readonly count: number
}

/** The counts, and whether there was more than is counted; then the oldest of it is missing. */
export interface AccessTrend {
  readonly counts: readonly AccessCount[]
  readonly isPartial: boolean
}

/** Accesses counted at most. */
export const mostTrendAccesses = 20_000

const dayMs = 24 * 60 * 60_000

/** Counts by day; `db` logs in as the viewer. May throw StoreError database_unavailable. */
export function readAccessTrend(
  db: Database,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Promise<AccessTrend> {
  return guardDatabase(async () => {
    const { from, before } = await indexesOfTime(db, { fromMs, toMs })
    // Leaves too new to have facets are few, and found by their place in the log.
    const { rows } = await sql<AccessCount>`
      WITH found AS (
        (SELECT leaf_index AS index FROM audit_facets
          WHERE action IN ('replay.open', 'recording.export') AND leaf_index >= ${from} AND leaf_index < ${before}
          ORDER BY leaf_index DESC LIMIT ${mostTrendAccesses + 1})
        UNION ALL
        (SELECT index FROM audit_leaves
          WHERE index >= greatest(${nextFacet}, ${from}::int8) AND index < ${before}
            AND action IN ('replay.open', 'recording.export')
          ORDER BY index DESC LIMIT ${mostTrendAccesses + 1}))
      SELECT (leaf_text(leaf, '{time_ms}')::int8 / ${dayMs}::int8) * ${dayMs}::int8 AS "dayMs", value AS person,
        leaf_text(leaf, '{target,app}') AS app, leaf_text(leaf, '{purpose}') AS purpose,
        leaf_text(leaf, '{outcome}') AS outcome, count(*)::int8 AS count
      FROM found JOIN audit_leaves USING (index)
        LEFT JOIN audit_personal ON leaf_index = audit_leaves.index AND field = 'actor.subject'
      GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5`.execute(db)
    const total = rows.reduce((sum, { count }) => sum + count, 0)
    return { counts: rows, isPartial: total > mostTrendAccesses }
  })
}
