// Search as the viewer asks it: pages of sessions by any filters, what there is to filter by, errors by group, and the
// searches that people keep. Every method may throw StoreError database_unavailable.
import { type RawBuilder, sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import { parseCursor, type SessionSummary, selectSessions } from '../replays/session-list.ts'
import { filterSessions, type SessionFilter } from './filter-sessions.ts'
import type { FoundSession } from './found-session.ts'
import { type SearchField, searchTerms } from './search-tokens.ts'
import { expressionOf, type PredicateBounds, within } from './session-predicates.ts'
import type { Summary, SummaryFrame } from './summary.ts'
import { inOrder, type SummaryOrder } from './summary-order.ts'

/** A page of what was found, newest first. */
export interface FoundPage {
  readonly sessions: readonly SessionSummary[]
  readonly nextCursor?: string
  /** Where the page ends because as many sessions were looked at as may be: the start of the last. */
  readonly lookedBackToMs?: number
}

/** Those of the newest that match which have most of something; there is no further page. */
export interface OrderedPage {
  readonly sessions: readonly SessionSummary[]
  /** Among how many they were chosen, and whether those are all that match. */
  readonly ordered: { readonly among: number; readonly isAll: boolean }
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

/** What a group is to be. */
export type ErrorGroupCondition =
  | {
      readonly kind: 'pattern'
      /** Of its name or the begin of its fingerprint, or of its first or last release. */
      readonly field: 'name' | 'release'
      /** `*` is anything. */
      readonly pattern: string
      readonly isNot: boolean
    }
  | {
      readonly kind: 'count'
      readonly field: 'sessions' | 'events'
      readonly bounds: PredicateBounds
      readonly isNot: boolean
    }
  | { readonly kind: 'since'; readonly field: 'first' | 'last'; readonly sinceMs: number }

/** Which groups. */
export interface ErrorGroupQuery {
  readonly appIds: readonly string[]
  readonly fingerprint?: string
  /** All of these as well. */
  readonly conditions?: readonly ErrorGroupCondition[]
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
  /** Everyone who sees this app's sessions sees the search. */
  readonly app?: string
  /** Whether the person who asks keeps it, and may remove it. */
  readonly isOwn: boolean
}

/** Search. */
export interface SearchRepository {
  findSessions(
    filter: SessionFilter & { readonly limit: number; readonly cursor?: string },
  ): Promise<FoundPage>
  /** Among the newest thousand, the highest first; of two alike the newer. */
  findOrdered(
    filter: SessionFilter & { readonly limit: number; readonly order: SummaryOrder },
  ): Promise<OrderedPage>
  /** How many sessions began after this one, without one how many there are; at most `most`. */
  countNewer(query: {
    readonly appIds: readonly string[]
    readonly since?: string
    readonly most: number
  }): Promise<number>
  /** Summaries of those that have one. */
  summariesOf(sessions: readonly string[]): Promise<ReadonlyMap<string, Summary>>
  countFacets(filter: SessionFilter): Promise<Facets>
  listErrorGroups(query: ErrorGroupQuery): Promise<ErrorGroupPage>
  /** A person's own, then those that others share in these apps. */
  listSaved(userId: string, appIds: readonly string[]): Promise<readonly SavedSearch[]>
  /** False where the person has as many as there may be. */
  save(userId: string, search: Omit<SavedSearch, 'createdAtMs' | 'isOwn'>): Promise<boolean>
  /** False where the person has none of this id. */
  removeSaved(userId: string, id: string): Promise<boolean>
}

const countedSessions = 1_000
const valuesPerField = 12
const trendDays = 14
const maxSaved = 50
const mostListed = 200

/** Builds it; `db` logs in as the viewer. */
export function createSearchRepository(db: Database): SearchRepository {
  return {
    findSessions: ({ limit, cursor, ...filter }) =>
      guardDatabase(async () => {
        const after = cursor === undefined ? undefined : parseCursor(cursor)
        const { found, reached } = await filterSessions(db, filter, { limit: limit + 1, after })
        const shown = found.slice(0, limit)
        const sessions = await selectSessions(
          db,
          shown.map(({ id }) => id),
        )
        const last = found.length > limit ? shown.at(-1) : reached
        return {
          sessions,
          ...(last && { nextCursor: `${last.startedAtMs}.${last.id}` }),
          ...(reached && { lookedBackToMs: reached.startedAtMs }),
        }
      }),
    findOrdered: ({ limit, order, ...filter }) =>
      guardDatabase(async () => {
        const { found, isAll } = await newestOf(db, filter)
        const summaries = await readSummaries(
          db,
          found.map(({ id }) => id),
        )
        const ids = inOrder(found, summaries, order).slice(0, limit)
        const sessions = new Map((await selectSessions(db, ids)).map((session) => [session.id, session]))
        return {
          sessions: ids.map((id) => sessions.get(id)).filter((session) => session !== undefined),
          ordered: { among: found.length, isAll },
        }
      }),
    countNewer: ({ appIds, since, most }) =>
      guardDatabase(async () => {
        const newer =
          since === undefined
            ? sql``
            : sql`AND (started_at_ms, id) > (SELECT started_at_ms, id FROM sessions WHERE id = ${since}::uuid)`
        const { rows } = await sql<{ count: number }>`
          SELECT count(*) AS count FROM (SELECT FROM sessions
            WHERE app_id = ANY(${[...appIds]}::text[]) ${newer} LIMIT ${most}) AS newer`.execute(db)
        return rows[0]?.count ?? 0
      }),
    summariesOf: (sessions) => guardDatabase(() => readSummaries(db, sessions)),
    countFacets: (filter) =>
      guardDatabase(async () => {
        const { found, isAll } = await newestOf(db, filter)
        const summaries = await readSummaries(
          db,
          found.map(({ id }) => id),
        )
        return {
          sessionCount: found.length,
          isComplete: isAll,
          values: countValues([...summaries.values()]),
        }
      }),
    listErrorGroups: (query) => guardDatabase(() => listErrorGroups(db, query)),
    listSaved: (userId, appIds) =>
      guardDatabase(async () => {
        const rows = await db
          .selectFrom('saved_searches')
          .selectAll()
          .where((is) =>
            is.or([is('user_id', '=', userId), is('shared_app', '=', is.fn.any(is.val([...appIds])))]),
          )
          .orderBy('created_at')
          .limit(mostListed)
          .execute()
        return rows
          .map(({ id, name, query, created_at, user_id, shared_app }) => ({
            id,
            name,
            query,
            createdAtMs: created_at.getTime(),
            isOwn: user_id === userId,
            ...(shared_app !== null && { app: shared_app }),
          }))
          .sort((a, b) => Number(b.isOwn) - Number(a.isOwn))
      }),
    save: (userId, { id, name, query, app }) =>
      guardDatabase(async () => {
        const { rows } = await sql`INSERT INTO saved_searches (id, user_id, name, query, shared_app)
          SELECT ${id}::uuid, ${userId}::uuid, ${name}, ${query}, ${app ?? null}::text
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

/** The newest that match, as many as are counted and ordered. */
async function newestOf(
  db: Database,
  filter: SessionFilter,
): Promise<{ readonly found: readonly FoundSession[]; readonly isAll: boolean }> {
  const { found, reached } = await filterSessions(db, filter, {
    limit: countedSessions + 1,
    after: undefined,
  })
  return {
    found: found.slice(0, countedSessions),
    isAll: found.length <= countedSessions && reached === undefined,
  }
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
  { appIds, fingerprint, conditions = [], limit, cursor }: ErrorGroupQuery,
): Promise<ErrorGroupPage> {
  const position = /^(\d{1,16})\.([0-9a-f]{32})$/.exec(cursor ?? '')
  const { rows } = await sql<GroupRow>`
    SELECT * FROM summaries.error_groups WHERE app_id = ANY(${[...appIds]}::text[])
      ${fingerprint === undefined ? sql`` : sql`AND fingerprint = ${fingerprint}`}
      ${conditions.length === 0 ? sql`` : sql`AND ${sql.join(conditions.map(groupCondition), sql` AND `)}`}
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

function groupCondition(condition: ErrorGroupCondition): RawBuilder<unknown> {
  if (condition.kind === 'since') {
    const column = sql.ref(condition.field === 'first' ? 'first_seen_ms' : 'last_seen_ms')
    return sql`${column} >= ${condition.sinceMs}::int8`
  }
  const holds = heldOf(condition)
  return condition.isNot ? sql`NOT coalesce(${holds}, false)` : holds
}

function heldOf(condition: Exclude<ErrorGroupCondition, { kind: 'since' }>): RawBuilder<unknown> {
  if (condition.kind === 'count') {
    return within(sql.ref(condition.field === 'sessions' ? 'session_count' : 'event_count'), condition.bounds)
  }
  const { field, pattern } = condition
  const expression = expressionOf(pattern, false)
  if (field === 'release') return sql`(first_release ~ ${expression} OR last_release ~ ${expression})`
  return sql`(name ~ ${expression} OR fingerprint ~ ${expressionOf(`${pattern}*`, false)})`
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
