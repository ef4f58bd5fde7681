// Forgets what was derived from streams that are shredded or replaced (design.md §5.10).
import { sql } from 'kysely'
import { writeSession } from '../indexing/commit-indexed.ts'
import type { AuditTransaction } from '../logs/audit-log.ts'
import { unpackSession } from './pack-sessions.ts'
import { addSummaries, type Summary, type SummaryError } from './summary.ts'

interface StreamRow {
  readonly stream_id: string
  readonly session_id: string
  readonly app_id: string
  readonly summary: Summary
}

/**
 * Erases what streams added to summaries, facets and error groups; a group that nothing else is in goes. In the transaction
 * that destroys their keys, as the worker.
 */
export async function eraseSummary(transaction: AuditTransaction, streams: readonly string[]): Promise<void> {
  if (streams.length === 0) return
  const ids = [...streams]
  await sql`UPDATE stream_index SET state = 'shredded', waiting_since = NULL, holder = NULL, held_until = NULL
    WHERE stream_id = ANY(${ids}::uuid[])`.execute(transaction)
  const { rows: sessions } = await sql<{ session_id: string }>`
    SELECT session_id FROM summaries.sessions WHERE session_id IN (
      SELECT session_id FROM summaries.streams WHERE stream_id = ANY(${ids}::uuid[]))
    ORDER BY session_id FOR UPDATE`.execute(transaction)
  const { rows: erased } = await sql<StreamRow>`
    DELETE FROM summaries.streams WHERE stream_id = ANY(${ids}::uuid[])
    RETURNING stream_id, session_id, app_id, summary`.execute(transaction)
  for (const { session_id } of sessions) {
    await eraseFromSession(
      transaction,
      session_id,
      erased.filter((row) => row.session_id === session_id),
    )
  }
}

async function eraseFromSession(
  transaction: AuditTransaction,
  session: string,
  erased: readonly StreamRow[],
): Promise<void> {
  const app = erased[0]?.app_id
  if (app === undefined) return
  const { rows: left } = await sql<StreamRow>`
    SELECT stream_id, session_id, app_id, summary FROM summaries.streams WHERE session_id = ${session}
    ORDER BY (summary->>'fromMs')::int8, stream_id`.execute(transaction)
  const [first, ...rest] = left.map(({ summary }) => summary)
  const remaining = first && rest.reduce(addSummaries, first)
  if (remaining) await writeSession(transaction, { session, app }, remaining)
  else {
    await unpackSession(transaction, session)
    await sql`DELETE FROM summaries.sessions WHERE session_id = ${session}`.execute(transaction)
  }
  const stillThere = new Set(remaining?.labels.errors.map(({ fingerprint }) => fingerprint))
  await takeFromGroups(
    transaction,
    app,
    erased.flatMap(({ summary }) => summary.labels.errors),
    stillThere,
  )
}

async function takeFromGroups(
  transaction: AuditTransaction,
  app: string,
  errors: readonly SummaryError[],
  stillThere: ReadonlySet<string>,
): Promise<void> {
  const byFingerprint = Map.groupBy(errors, ({ fingerprint }) => fingerprint)
  for (const fingerprint of [...byFingerprint.keys()].sort()) {
    const gone = byFingerprint.get(fingerprint) ?? []
    const events = gone.reduce((sum, { count }) => sum + count, 0)
    const sessions = stillThere.has(fingerprint) ? 0 : 1
    const day = new Date(Math.max(...gone.map(({ lastMs }) => lastMs))).toISOString().slice(0, 10)
    await sql`UPDATE summaries.error_groups SET session_count = session_count - ${sessions}::int4,
        event_count = greatest(event_count - ${events}::int8, 0)
      WHERE app_id = ${app} AND fingerprint = ${fingerprint}`.execute(transaction)
    await sql`UPDATE summaries.error_days SET session_count = greatest(session_count - ${sessions}::int4, 0),
        event_count = greatest(event_count - ${events}::int8, 0)
      WHERE app_id = ${app} AND fingerprint = ${fingerprint} AND day = ${day}::date`.execute(transaction)
    await sql`WITH emptied AS (DELETE FROM summaries.error_groups
        WHERE app_id = ${app} AND fingerprint = ${fingerprint} AND session_count <= 0 RETURNING fingerprint)
      DELETE FROM summaries.error_days AS days USING emptied
      WHERE days.app_id = ${app} AND days.fingerprint = emptied.fingerprint`.execute(transaction)
  }
}
