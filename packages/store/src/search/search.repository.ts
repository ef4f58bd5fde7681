// Search as the viewer asks it: pages of sessions by any filters, what there is to filter by, errors by group, and the
// searches that people keep. Every method may throw StoreError database_unavailable.
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import { parseCursor, type SessionSummary, selectSessions } from '../replays/session-list.ts'
import { findSessions } from './find-sessions.ts'
import { type FoundSession, newestFirst } from './found-session.ts'
import { type SearchField, type SearchTerm, searchTerms } from './search-tokens.ts'
import type { Summary, SummaryFrame } from './summary.ts'

/** What sessions are to have. */
export interface SessionFilter {
  readonly appIds: readonly string[]
  /** All of them; none finds every session that has a summary. */
  readonly terms: readonly SearchTerm[]
  /** Starts, `[fromMs, toMs)`. */
  readonly fromMs?: number
  readonly toMs?: number
}

/** A page of what was found, newest first. */
export interface FoundPage {
  readonly sessions: readonly SessionSummary[]
  readonly nextCursor?: string
}

/** A value to filter by, and in how many of the counted sessions it is. */
export interface FacetValue {
  readonly field: SearchField
  readonly value: string
  readonly count: number
}

/** What the newest sessions that match have. */
export interface Facets {
  readonly sessionCount: number
  /** False where more match than were counted. */
  readonly isComplete: boolean
  readonly values: readonly FacetValue[]
}

/** Errors of one fingerprint. */
export interface ErrorGroup {
  readonly app: string
  readonly fingerprint: string
  readonly name: string
  readonly message: string
  readonly frames: readonly SummaryFrame[]
  readonly firstSeenMs: number
  readonly lastSeenMs: number
  readonly firstRelease?: string
  readonly lastRelease?: string
  readonly sessionCount: number
  readonly eventCount: number
  /** Sessions of each of the last 14 days (UTC), today last. */
  readonly trend: readonly number[]
}

/** A page of groups, last seen first. */
export interface ErrorGroupPage {
  readonly groups: readonly ErrorGroup[]
  readonly nextCursor?: string
}

/** Which groups. */
export interface ErrorGroupQuery {
  readonly appIds: readonly string[]
  readonly fingerprint?: string
  readonly limit: number
  readonly cursor?: string
}

/** Filters under a name. */
export interface SavedSearch {
  readonly id: string
  readonly name: string
  /** Query of the list's address. */
  readonly query: string
  readonly createdAtMs: number
}

/** Search. */
export interface SearchRepository {
  findSessions(
    filter: SessionFilter & { readonly limit: number; readonly cursor?: string },
  ): Promise<FoundPage>
  /** Summaries of those that have one. */
  summariesOf(sessions: readonly string[]): Promise<ReadonlyMap<string, Summary>>
  countFacets(filter: SessionFilter): Promise<Facets>
  listErrorGroups(query: ErrorGroupQuery): Promise<ErrorGroupPage>
  listSaved(userId: string): Promise<readonly SavedSearch[]>
  /** False where the person has as many as there may be. */
  save(userId: string, search: Omit<SavedSearch, 'createdAtMs'>): Promise<boolean>
  /** False where the person has none of this id. */
  removeSaved(userId: string, id: string): Promise<boolean>
}

const countedSessions = 1_000
const valuesPerField = 12
const trendDays = 14
const maxSaved = 50

/** Builds it; `db` logs in as the viewer. */
export function createSearchRepository(db: Database): SearchRepository {
  return {
    findSessions: ({ limit, cursor, ...filter }) =>
      guardDatabase(async () => {
        const after = cursor === undefined ? undefined : parseCursor(cursor)
        const found = await findInApps(db, filter, { limit: limit + 1, after })
        const shown = found.slice(0, limit)
        const sessions = await selectSessions(
          db,
          shown.map(({ id }) => id),
        )
        const last = shown.at(-1)
        return {
          sessions,
          ...(found.length > limit && last && { nextCursor: `${last.startedAtMs}.${last.id}` }),
        }
      }),
    summariesOf: (sessions) => guardDatabase(() => readSummaries(db, sessions)),
    countFacets: (filter) =>
      guardDatabase(async () => {
        const found = await findInApps(db, filter, { limit: countedSessions + 1, after: undefined })
        const counted = found.slice(0, countedSessions).map(({ id }) => id)
        const summaries = await readSummaries(db, counted)
        return {
          sessionCount: counted.length,
          isComplete: found.length <= countedSessions,
          values: countValues([...summaries.values()]),
        }
      }),
    listErrorGroups: (query) => guardDatabase(() => listErrorGroups(db, query)),
    listSaved: (userId) =>
      guardDatabase(async () => {
        const rows = await db
          .selectFrom('saved_searches')
          .selectAll()
          .where('user_id', '=', userId)
          .orderBy('created_at')
          .execute()
        return rows.map(({ id, name, query, created_at }) => ({
          id,
          name,
          query,
          createdAtMs: created_at.getTime(),
        }))
      }),
    save: (userId, { id, name, query }) =>
      guardDatabase(async () => {
        const { rows } = await sql`INSERT INTO saved_searches (id, user_id, name, query)
          SELECT ${id}::uuid, ${userId}::uuid, ${name}, ${query}
          WHERE (SELECT count(*) FROM saved_searches WHERE user_id = ${userId}::uuid) < ${maxSaved}
          RETURNING id`.execute(db)
        return rows.length === 1
      }),
    removeSaved: (userId, id) =>
      guardDatabase(async () => {
        const { numDeletedRows } = await db
          .deleteFrom('saved_searches')
          .where('user_id', '=', userId)
          .where('id', '=', id)
          .executeTakeFirstOrThrow()
        return numDeletedRows > 0n
      }),
  }
}

/** One app after the other, then the newest of all. */
async function findInApps(
  db: Database,
  { appIds, ...filter }: SessionFilter,
  { limit, after }: { readonly limit: number; readonly after: FoundSession | undefined },
): Promise<FoundSession[]> {
  const found: FoundSession[] = []
  for (const app of appIds) {
    found.push(...(await findSessions(db, { ...filter, app, limit, ...(after !== undefined && { after }) })))
  }
  return found.sort(newestFirst).slice(0, limit)
}

async function readSummaries(
  db: Database,
  sessions: readonly string[],
): Promise<ReadonlyMap<string, Summary>> {
  if (sessions.length === 0) return new Map()
  const { rows } = await sql<{ session_id: string; summary: Summary }>`
    SELECT session_id, summary FROM summaries.sessions WHERE session_id = ANY(${[...sessions]}::uuid[])`.execute(
    db,
  )
  return new Map(rows.map((row) => [row.session_id, row.summary]))
}

function countValues(summaries: readonly Summary[]): FacetValue[] {
  const counts = new Map<string, FacetValue>()
  for (const summary of summaries) {
    for (const { field, value } of searchTerms(summary)) {
      const key = `${field} ${value}`
      counts.set(key, { field, value, count: (counts.get(key)?.count ?? 0) + 1 })
    }
  }
  const byField = Map.groupBy(counts.values(), ({ field }) => field)
  return [...byField.values()].flatMap((values) =>
    values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, valuesPerField),
  )
}

interface GroupRow {
  readonly app_id: string
  readonly fingerprint: string
  readonly name: string
  readonly message: string
  readonly frames: readonly SummaryFrame[]
  readonly first_seen_ms: number
  readonly last_seen_ms: number
  readonly first_release: string | null
  readonly last_release: string | null
  readonly session_count: number
  readonly event_count: number
}

async function listErrorGroups(
  db: Database,
  { appIds, fingerprint, limit, cursor }: ErrorGroupQuery,
): Promise<ErrorGroupPage> {
  const position = /^(\d{1,16})\.([0-9a-f]{32})$/.exec(cursor ?? '')
  const { rows } = await sql<GroupRow>`
    SELECT * FROM summaries.error_groups WHERE app_id = ANY(${[...appIds]}::text[])
      ${fingerprint === undefined ? sql`` : sql`AND fingerprint = ${fingerprint}`}
      ${position ? sql`AND (last_seen_ms, fingerprint) < (${Number(position[1])}::int8, ${position[2]})` : sql``}
    ORDER BY last_seen_ms DESC, fingerprint DESC LIMIT ${limit + 1}`.execute(db)
  const shown = rows.slice(0, limit)
  const trends = await readTrends(db, shown)
  const last = shown.at(-1)
  return {
    groups: shown.map((row) => ({
      app: row.app_id,
      fingerprint: row.fingerprint,
      name: row.name,
      message: row.message,
      frames: row.frames,
      firstSeenMs: row.first_seen_ms,
      lastSeenMs: row.last_seen_ms,
      ...(row.first_release !== null && { firstRelease: row.first_release }),
      ...(row.last_release !== null && { lastRelease: row.last_release }),
      sessionCount: row.session_count,
      eventCount: row.event_count,
      trend: trends(row),
    })),
    ...(rows.length > limit && last && { nextCursor: `${last.last_seen_ms}.${last.fingerprint}` }),
  }
}

async function readTrends(db: Database, groups: readonly GroupRow[]): Promise<(group: GroupRow) => number[]> {
  const { rows } = await sql<{ app_id: string; fingerprint: string; ago: number; sessions: number }>`
    SELECT days.app_id, days.fingerprint, (now() AT TIME ZONE 'UTC')::date - day AS ago, session_count AS sessions
    FROM unnest(${groups.map(({ app_id }) => app_id)}::text[], ${groups.map(({ fingerprint }) => fingerprint)}::text[])
        AS wanted (app_id, fingerprint)
      JOIN summaries.error_days AS days USING (app_id, fingerprint)
    WHERE day > (now() AT TIME ZONE 'UTC')::date - ${trendDays}::int4`.execute(db)
  return ({ app_id, fingerprint }) =>
    Array.from({ length: trendDays }, (_, place) => {
      const ago = trendDays - 1 - place
      const day = rows.find(
        (row) => row.app_id === app_id && row.fingerprint === fingerprint && row.ago === ago,
      )
      return day?.sessions ?? 0
    })
}
