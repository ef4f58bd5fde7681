// Forgets what was derived from streams that are shredded or replaced (design.md §5.10).
import { sql } from 'kysely'
import { writeSession } from '../indexing/commit-indexed.ts'
import type { AuditTransaction } from '../logs/audit-log.ts'
import { unpackSessions } from './pack-sessions.ts'
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
  const { rows: left } = await sql<StreamRow>`
    SELECT stream_id, session_id, app_id, summary FROM summaries.streams
    WHERE session_id = ANY(${[...new Set(erased.map(({ session_id }) => session_id))]}::uuid[])
    ORDER BY (summary->>'fromMs')::int8, stream_id`.execute(transaction)
  const bySession = Map.groupBy(erased, ({ session_id }) => session_id)
  const leftBySession = Map.groupBy(left, ({ session_id }) => session_id)
  const gone: string[] = []
  const losses: SessionLoss[] = []
  for (const { session_id: session } of sessions) {
    const own = bySession.get(session) ?? []
    const app = own[0]?.app_id
    if (app === undefined) continue
    const [first, ...rest] = (leftBySession.get(session) ?? []).map(({ summary }) => summary)
    const remaining = first && rest.reduce(addSummaries, first)
    if (remaining) await writeSession(transaction, { session, app }, remaining)
    else gone.push(session)
    const stillThere = new Set(remaining?.labels.errors.map(({ fingerprint }) => fingerprint))
    losses.push({ app, errors: own.flatMap(({ summary }) => summary.labels.errors), stillThere })
  }
  await unpackSessions(transaction, gone)
  await sql`DELETE FROM summaries.sessions WHERE session_id = ANY(${gone}::uuid[])`.execute(transaction)
  await takeFromGroups(transaction, losses)
}

interface SessionLoss {
  readonly app: string
  readonly errors: readonly SummaryError[]
  /** Fingerprints that other streams of the session have too. */
  readonly stillThere: ReadonlySet<string>
}

/** What a group, or a day of one, loses. */
interface Loss {
  readonly app: string
  readonly fingerprint: string
  readonly day: string
  sessions: number
  events: number
}

/** Of each group and day, in one order. */
function sumLosses(losses: readonly SessionLoss[]): Loss[] {
  const sums = new Map<string, Loss>()
  for (const { app, errors, stillThere } of losses) {
    for (const [fingerprint, gone] of Map.groupBy(errors, (error) => error.fingerprint)) {
      const day = new Date(Math.max(...gone.map(({ lastMs }) => lastMs))).toISOString().slice(0, 10)
      const key = `${app} ${fingerprint} ${day}`
      const sum = sums.get(key) ?? { app, fingerprint, day, sessions: 0, events: 0 }
      sum.sessions += stillThere.has(fingerprint) ? 0 : 1
      sum.events += gone.reduce((events, { count }) => events + count, 0)
      sums.set(key, sum)
    }
  }
  return [...sums.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, loss]) => loss)
}

async function takeFromGroups(transaction: AuditTransaction, losses: readonly SessionLoss[]): Promise<void> {
  for (const { app, fingerprint, day, sessions, events } of sumLosses(losses)) {
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
