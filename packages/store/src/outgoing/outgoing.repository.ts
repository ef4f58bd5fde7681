// The outbox of signals: a row goes once the collector has it, so that a worker that dies in between sends it again.
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import type { AuditTransaction } from '../logs/audit-log.ts'
import type { OutgoingSignal } from './outgoing-signal.ts'

/** Signals of a run of segments. */
export interface OutgoingRun {
  readonly stream: string
  readonly session: string
  readonly app: string
  readonly signals: readonly OutgoingSignal[]
}

/** The same as it waits. */
export interface WaitingRun extends OutgoingRun {
  readonly id: number
  /** What the stream says of itself so far. */
  readonly release?: string
  readonly environment?: string
}

/** How much waits. */
export interface OutgoingLag {
  readonly runCount: number
  /** Of the oldest; 0 when nothing waits. */
  readonly ageMs: number
}

/** Every method may throw StoreError database_unavailable. */
export interface OutgoingRepository {
  /** The oldest. What is quarantined by now is removed instead. */
  take(limit: number): Promise<WaitingRun[]>
  remove(ids: readonly number[]): Promise<void>
  /** Removes what is older, and the oldest beyond so many. Resolves to how many runs went. */
  trim(bounds: { readonly olderThanMs: number; readonly keep: number }): Promise<number>
  lag(): Promise<OutgoingLag>
}

/** Adds what a run of segments gave, in the transaction that counts the run. */
export async function addOutgoing(transaction: AuditTransaction, run: OutgoingRun): Promise<void> {
  if (run.signals.length === 0) return
  await transaction
    .insertInto('summaries.outgoing')
    .values({
      stream_id: run.stream,
      session_id: run.session,
      app_id: run.app,
      signals: JSON.stringify(run.signals),
    })
    .execute()
}

/** The outbox; `db` logs in as the worker. */
export function createOutgoingRepository(db: Database): OutgoingRepository {
  return {
    take: (limit) =>
      guardDatabase(async () => {
        await sql`DELETE FROM summaries.outgoing WHERE session_id IN (
          SELECT session_id FROM quarantines WHERE state = 'quarantined')`.execute(db)
        const { rows } = await sql<{
          id: number
          stream: string
          session: string
          app: string
          signals: readonly OutgoingSignal[]
          release: string | null
          environment: string | null
        }>`
          SELECT id, stream_id AS stream, waiting.session_id AS session, waiting.app_id AS app, signals,
            summary->'labels'->>'release' AS release, summary->'labels'->>'environment' AS environment
          FROM (SELECT * FROM summaries.outgoing ORDER BY id LIMIT ${limit}) AS waiting
          LEFT JOIN summaries.streams USING (stream_id)
          ORDER BY id`.execute(db)
        return rows.map(({ release, environment, ...run }) => ({
          ...run,
          id: Number(run.id),
          ...(release === null ? {} : { release }),
          ...(environment === null ? {} : { environment }),
        }))
      }),
    remove: (ids) =>
      guardDatabase(async () => {
        if (ids.length === 0) return
        await db.deleteFrom('summaries.outgoing').where('id', 'in', ids).execute()
      }),
    trim: ({ olderThanMs, keep }) =>
      guardDatabase(async () => {
        const { numAffectedRows } = await sql`DELETE FROM summaries.outgoing
          WHERE added_at < now() - make_interval(secs => ${olderThanMs / 1000})
            OR id <= (SELECT max(id) FROM summaries.outgoing) - ${keep}::int8`.execute(db)
        return Number(numAffectedRows ?? 0n)
      }),
    lag: () =>
      guardDatabase(async () => {
        const { rows } = await sql<{ count: number; age: number | null }>`
          SELECT count(*)::int4 AS count, extract(epoch FROM now() - min(added_at))::float8 AS age
          FROM summaries.outgoing`.execute(db)
        return { runCount: rows[0]?.count ?? 0, ageMs: Math.max(0, (rows[0]?.age ?? 0) * 1000) }
      }),
  }
}
