// Which worker leads which job (design.md §2: one leader a job).
//
// A row with a time limit, not an advisory lock: any role of the database may take any advisory lock, so ingest's
// could keep the worker from ever anchoring; only the worker may write these rows. A session's lock would also outlive a
// worker that the network cut off for as long as the server believes in the connection. Time is the database's.
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'

/** A job's leader as the database knows it. */
export interface WorkerJob {
  readonly job: string
  /** Whether someone's lease runs. */
  readonly isLed: boolean
  /** Milliseconds since 1970 at which the job last ended well; absent until it has. */
  readonly succeededAtMs?: number
}

/** Asks for a lease. */
export interface LeaseRequest {
  /** A random UUID of the worker process. */
  readonly leader: string
  readonly jobs: readonly string[]
  readonly leaseMs: number
}

/** Leases on jobs. */
export interface WorkerJobs {
  /** Takes or prolongs the leases that are free or the leader's own; returns the jobs that it leads now. */
  lead(request: LeaseRequest): Promise<readonly string[]>
  /** Gives jobs up, so that another may lead them at once. */
  release(leader: string, jobs: readonly string[]): Promise<void>
  /** Notes that jobs ended well just now. */
  succeeded(jobs: readonly string[]): Promise<void>
  /** All jobs that were ever led, by name. */
  list(): Promise<readonly WorkerJob[]>
}

/** @throws StoreError database_unavailable, from every method */
export function createWorkerJobs(db: Database): WorkerJobs {
  return {
    lead: ({ leader, jobs, leaseMs }) =>
      guardDatabase(async () => {
        const until = sql`clock_timestamp() + make_interval(secs => ${leaseMs / 1000})`
        // Rows that another worker is just prolonging are skipped: nobody waits, and no two can wait for each other.
        const taken = await sql<{ job: string }>`
          UPDATE worker_jobs SET leader = ${leader}::uuid, leads_until = ${until}
          WHERE job IN (
            SELECT job FROM worker_jobs
            WHERE job = ANY(${jobs}) AND (leader = ${leader}::uuid OR leads_until <= clock_timestamp())
            FOR UPDATE SKIP LOCKED)
          RETURNING job`.execute(db)
        if (taken.rows.length === jobs.length) return taken.rows.map(({ job }) => job)
        // Jobs that this database has not seen yet.
        const added = await sql<{ job: string }>`
          INSERT INTO worker_jobs (job, leader, leads_until)
          SELECT job, ${leader}::uuid, ${until} FROM unnest(${jobs}::text[]) AS job
          WHERE job NOT IN (SELECT job FROM worker_jobs)
          ON CONFLICT DO NOTHING RETURNING job`.execute(db)
        return [...taken.rows, ...added.rows].map(({ job }) => job)
      }),
    release: (leader, jobs) =>
      guardDatabase(async () => {
        await sql`UPDATE worker_jobs SET leads_until = clock_timestamp()
          WHERE leader = ${leader}::uuid AND job = ANY(${jobs}) AND leads_until > clock_timestamp()`.execute(
          db,
        )
      }),
    succeeded: (jobs) =>
      guardDatabase(async () => {
        await sql`UPDATE worker_jobs SET succeeded_at = clock_timestamp() WHERE job = ANY(${jobs})`.execute(
          db,
        )
      }),
    list: () =>
      guardDatabase(async () => {
        const { rows } = await sql<{ job: string; led: boolean; succeeded_ms: number | null }>`
          SELECT job, leads_until > clock_timestamp() AS led,
            (extract(epoch FROM succeeded_at) * 1000)::int8 AS succeeded_ms
          FROM worker_jobs ORDER BY job`.execute(db)
        return rows.map(({ job, led, succeeded_ms }) => ({
          job,
          isLed: led,
          ...(succeeded_ms !== null && { succeededAtMs: succeeded_ms }),
        }))
      }),
  }
}
