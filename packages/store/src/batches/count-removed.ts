// What became of batches whose streams were forgotten: in figures, for `reseal retention status`.
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'

/** Objects and bytes, since the beginning. */
export interface RemovedCounts {
  /** Batches that went with their last stream. */
  readonly emptiedCount: number
  /** Batches of which most was dead, and the new ones that hold the rest. */
  readonly rewrittenCount: number
  readonly copyCount: number
  readonly copyBytes: number
  /** Of those that went, what is deleted, and what waits for the end of the grace period. */
  readonly deletedCount: number
  readonly deletedBytes: number
  readonly waitingCount: number
  readonly waitingBytes: number
}

/** Reads the list of batches once. */
export function countRemoved(db: Database): Promise<RemovedCounts> {
  return guardDatabase(async () => {
    const { rows } = await sql<RemovedCounts>`
      WITH gone AS (SELECT size_bytes, rewritten_as, deleted_at IS NOT NULL AS deleted
        FROM batches WHERE removal_index IS NOT NULL)
      SELECT count(*) FILTER (WHERE rewritten_as IS NULL) AS "emptiedCount",
        count(*) FILTER (WHERE rewritten_as IS NOT NULL) AS "rewrittenCount",
        (SELECT count(*) FROM batches WHERE seq IN (SELECT rewritten_as FROM gone)) AS "copyCount",
        (SELECT coalesce(sum(size_bytes), 0)::int8 FROM batches WHERE seq IN (SELECT rewritten_as FROM gone)) AS "copyBytes",
        count(*) FILTER (WHERE deleted) AS "deletedCount",
        coalesce(sum(size_bytes) FILTER (WHERE deleted), 0)::int8 AS "deletedBytes",
        count(*) FILTER (WHERE NOT deleted) AS "waitingCount",
        coalesce(sum(size_bytes) FILTER (WHERE NOT deleted), 0)::int8 AS "waitingBytes"
      FROM gone`.execute(db)
    const [counts] = rows
    if (counts === undefined) throw new RangeError('an aggregate has a row')
    return counts
  })
}
