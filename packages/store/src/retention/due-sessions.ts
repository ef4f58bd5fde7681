// Which sessions are due (design.md §5.10): found by an index of living streams by app and day, a page at a time, so that
// a run costs what is due and not what is kept.
import { type Kysely, sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { heldOf } from '../holds/holds.ts'
import type { RetentionCursor } from './retention.repository.ts'
import { type RetentionCause, type RetentionRules, retentionOf, shortestDays } from './retention-rules.ts'

const dayMs = 24 * 60 * 60_000

/** A session that nothing is left to wait for, or that a hold keeps. */
export interface DueSession {
  readonly session: string
  readonly app: string
  readonly streamCount: number
  /** When the last segment of it was received. */
  readonly lastReceivedAt: Date
  readonly cause: RetentionCause
  readonly held: boolean
}

/** What of one page is due. */
export interface DuePage {
  /** Sessions that were looked at, due or not. */
  readonly lookedCount: number
  readonly due: readonly DueSession[]
  /** Where the next page goes on; undefined after the last. */
  readonly next: RetentionCursor | undefined
}

/** The beginning. */
export const firstCursor: RetentionCursor = {
  app: '',
  day: '-infinity',
  stream: '00000000-0000-0000-0000-000000000000',
}

/** What to look for. */
export interface DueQuery {
  readonly rules: RetentionRules
  /** What is due at this time. */
  readonly now: Date
  readonly after: RetentionCursor
  /** Streams a page. */
  readonly limit: number
}

/** The next page. As worker, viewer or owner. @throws StoreError database_unavailable */
export function findDuePage(db: Database, query: DueQuery): Promise<DuePage> {
  return guardDatabase(() =>
    db.transaction().execute(async (transaction) => {
      // Through the indexes, also where nothing was ever analysed.
      await sql`SELECT set_config(name, 'off', true)
        FROM unnest('{enable_seqscan,enable_hashjoin,enable_mergejoin,enable_bitmapscan}'::text[]) AS name`.execute(
        transaction,
      )
      const page = await readPage(transaction, query)
      if (page === undefined) return { lookedCount: 0, due: [], next: undefined }
      const sessions = await readSessions(transaction, page.streams)
      const due = sessions.flatMap((session) => judge(query, session) ?? [])
      const held = await heldOf(
        transaction,
        due.map(({ session }) => session),
      )
      return {
        lookedCount: sessions.length,
        due: due.map((session) => ({ ...session, held: held.has(session.session) })),
        next: page.next,
      }
    }),
  )
}

interface StreamRow {
  readonly id: string
  readonly session_id: string
  readonly day: string
}

interface Page {
  readonly streams: readonly StreamRow[]
  readonly next: RetentionCursor | undefined
}

/** The next streams of the app at hand, or of the first one after it that has some. */
async function readPage(
  transaction: Kysely<Tables>,
  { rules, now, after, limit }: DueQuery,
): Promise<Page | undefined> {
  const { rows: apps } = await sql<{
    id: string
  }>`SELECT id FROM apps WHERE id >= ${after.app} ORDER BY id`.execute(transaction)
  for (const [at, { id: app }] of apps.entries()) {
    const { day, stream } = app === after.app ? after : firstCursor
    const until = new Date(now.getTime() - shortestDays(rules, app) * dayMs).toISOString().slice(0, 10)
    const { rows: streams } = await sql<StreamRow>`
      SELECT id, session_id, registered_on::text AS day FROM streams
      WHERE tombstoned_at IS NULL AND app_id = ${app} AND registered_on <= ${until}::date
        AND (registered_on, id) > (${day}::date, ${stream}::uuid)
      ORDER BY app_id, registered_on, id LIMIT ${limit}`.execute(transaction)
    const last = streams.at(-1)
    if (last === undefined) continue
    const isOver = streams.length < limit && at === apps.length - 1
    return { streams, next: isOver ? undefined : { app, day: last.day, stream: last.id } }
  }
  return undefined
}

interface SessionRow {
  readonly session: string
  readonly app: string
  readonly living: number
  readonly last_received_at: Date
  readonly errors: number
  readonly tags: Readonly<Record<string, string>> | null
}

/** Sessions whose first living stream is on the page: each is looked at once a run. */
async function readSessions(
  transaction: Kysely<Tables>,
  streams: readonly StreamRow[],
): Promise<SessionRow[]> {
  const ids = [...new Set(streams.map(({ session_id }) => session_id))]
  const { rows } = await sql<SessionRow & { first: string }>`
    SELECT found.session, found.app, living, last_received_at, first,
      coalesce((summary #>> '{counts,errors}')::int8, 0) AS errors, summary #> '{labels,tags}' AS tags
    FROM (
      SELECT session_id AS session, min(app_id) AS app, count(*) FILTER (WHERE tombstoned_at IS NULL) AS living,
        -- What was derived came later than what it was made of. No clock but the server's: ingest's login can change the one
        -- column, and not the day.
        max(greatest(last_received_at, registered_on AT TIME ZONE 'UTC'))
          FILTER (WHERE NOT EXISTS (SELECT FROM derivations WHERE derived_id = streams.id)) AS last_received_at,
        (array_agg(id ORDER BY registered_on, id) FILTER (WHERE tombstoned_at IS NULL))[1] AS first
      FROM streams WHERE session_id = ANY(${ids}::uuid[]) GROUP BY session_id
    ) AS found LEFT JOIN summaries.sessions ON session_id = found.session
    ORDER BY found.session`.execute(transaction)
  const here = new Set(streams.map(({ id }) => id))
  return rows.filter(({ first }) => here.has(first))
}

function judge({ rules, now }: DueQuery, row: SessionRow): Omit<DueSession, 'held'> | undefined {
  const { session, app, living: streamCount, last_received_at: lastReceivedAt } = row
  const { days, cause } = retentionOf(rules, { app, hasErrors: row.errors > 0, tags: row.tags ?? {} })
  if (keptUntil(lastReceivedAt, days) > now.getTime()) return undefined
  return { session, app, streamCount, lastReceivedAt, cause }
}

/** Milliseconds since 1970. */
function keptUntil(lastReceivedAt: Date, days: number): number {
  return lastReceivedAt.getTime() + days * dayMs
}

/** Until when one session is kept, by rules. */
export interface SessionRetention {
  readonly keptUntilMs: number
  readonly days: number
  readonly cause: RetentionCause
}

/** Undefined where nothing of the session is left, or nothing was recorded. As viewer or owner. */
export async function findSessionRetention(
  db: Database,
  session: string,
  rules: RetentionRules,
): Promise<SessionRetention | undefined> {
  return guardDatabase(async () => {
    const { rows: streams } =
      await sql<StreamRow>`SELECT id, session_id, registered_on::text AS day FROM streams
      WHERE session_id = ${session} AND tombstoned_at IS NULL`.execute(db)
    const [row] = streams.length === 0 ? [] : await readSessions(db, streams)
    if (row === undefined) return undefined
    const found = retentionOf(rules, { app: row.app, hasErrors: row.errors > 0, tags: row.tags ?? {} })
    return { ...found, keptUntilMs: keptUntil(row.last_received_at, found.days) }
  })
}
