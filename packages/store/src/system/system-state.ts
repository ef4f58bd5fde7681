// What the database says of the whole deployment, for admins: sizes, queues and jobs, nothing of a person or a recording.
import { sql } from 'kysely'
import { productVersion } from '../audit-export/product-version.ts'
import { type Database, guardDatabase } from '../database/database.ts'
import { createWorkerJobs, type WorkerJob } from '../worker-jobs/worker-jobs.repository.ts'

/** One reading. Times are milliseconds since 1970, sizes bytes. */
export interface SystemState {
  readonly version: string
  readonly schema: { readonly newest: string; readonly count: number }
  readonly jobs: readonly WorkerJob[]
  readonly storage: {
    readonly databaseBytes: number
    readonly batches: number
    readonly batchBytes: number
  }
  readonly notifications: { readonly waiting: number; readonly failing: number; readonly oldestMs: number }
  /** Redacted signals that wait for the team's collector, in rows of some each. */
  readonly signals: { readonly waiting: number; readonly oldestMs: number }
  readonly sinks: readonly {
    readonly name: string
    readonly behindLeaves: number
    readonly isFailing: boolean
  }[]
  readonly quarantined: number
}

/** @throws StoreError database_unavailable. `db` logs in as the viewer. */
export async function readSystemState(db: Database): Promise<SystemState> {
  return guardDatabase(async () => {
    const [jobs, { rows }, sinks] = await Promise.all([
      createWorkerJobs(db).list(),
      sql<Row>`SELECT
          (SELECT count(*) FROM migrations) AS migrations, (SELECT max(name) FROM migrations) AS newest,
          pg_database_size(current_database()) AS database_bytes,
          (SELECT count(*) FROM batches) AS batches, (SELECT coalesce(sum(size_bytes), 0)::int8 FROM batches) AS batch_bytes,
          (SELECT count(*) FROM notifications) AS told, (SELECT count(*) FROM notifications WHERE failing IS NOT NULL) AS failing,
          (SELECT coalesce(max((extract(epoch FROM now() - created_at) * 1000)::int8), 0) FROM notifications) AS oldest_ms,
          (SELECT count(id) FROM summaries.outgoing) AS signals,
          (SELECT coalesce(max((extract(epoch FROM now() - added_at) * 1000)::int8), 0) FROM summaries.outgoing) AS signals_oldest_ms,
          (SELECT count(*) FROM quarantines WHERE state = 'quarantined') AS quarantined`.execute(db),
      sql<{ name: string; behind: number; failing: boolean }>`
        SELECT name, greatest(0, (SELECT size FROM audit_head) - next_index)::int8 AS behind,
          failing IS NOT NULL AS failing
        FROM audit_sinks ORDER BY name`.execute(db),
    ])
    const row = rows[0]
    return {
      version: productVersion,
      schema: { newest: row?.newest ?? '', count: row?.migrations ?? 0 },
      jobs,
      storage: {
        databaseBytes: row?.database_bytes ?? 0,
        batches: row?.batches ?? 0,
        batchBytes: row?.batch_bytes ?? 0,
      },
      notifications: {
        waiting: row?.told ?? 0,
        failing: row?.failing ?? 0,
        oldestMs: row?.oldest_ms ?? 0,
      },
      signals: { waiting: row?.signals ?? 0, oldestMs: row?.signals_oldest_ms ?? 0 },
      sinks: sinks.rows.map(({ name, behind, failing }) => ({
        name,
        behindLeaves: behind,
        isFailing: failing,
      })),
      quarantined: row?.quarantined ?? 0,
    }
  })
}

interface Row {
  readonly migrations: number
  readonly newest: string | null
  readonly database_bytes: number
  readonly batches: number
  readonly batch_bytes: number
  readonly told: number
  readonly failing: number
  readonly oldest_ms: number
  readonly signals: number
  readonly signals_oldest_ms: number
  readonly quarantined: number
}
