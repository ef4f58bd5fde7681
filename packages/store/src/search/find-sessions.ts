// Which sessions have what is asked for, newest first. Two ways to a page: where matches are common the newest sessions hold
// them, and a short look through these is enough; where they are rare the index of tokens names them all.
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../database/tables.ts'
import { type SearchTerm, searchToken } from './search-tokens.ts'

/** What is looked for in one app. */
export interface SessionSearch {
  readonly app: string
  /** All of them. */
  readonly terms: readonly SearchTerm[]
  /** Starts of sessions, by the page's clock; `[fromMs, toMs)`. */
  readonly fromMs?: number
  readonly toMs?: number
  /** Goes on after this session. */
  readonly after?: FoundSession
  readonly limit: number
}

/** A session that has it. */
export interface FoundSession {
  readonly startedAtMs: number
  readonly id: string
}

// Read through in the order of time before the index of tokens is asked: as many as one reads in a millisecond or two.
const newestCount = 2_000
const smallestId = '00000000-0000-0000-0000-000000000000'
const largestId = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** The newest of them, at most `limit`. */
export async function findSessions(db: Kysely<Tables>, search: SessionSearch): Promise<FoundSession[]> {
  const { fromMs = 0, toMs = Number.MAX_SAFE_INTEGER, after, limit } = search
  const before =
    after !== undefined && after.startedAtMs < toMs ? after : { startedAtMs: toMs, id: smallestId }
  const newest = await findAmongNewest(db, search, { fromMs, before })
  if (newest.found.length >= limit || newest.last === undefined) return newest.found
  const rest = await findByTokens(db, search, {
    fromMs,
    before: newest.last,
    limit: limit - newest.found.length,
  })
  return [...newest.found, ...rest]
}

interface Stretch {
  readonly fromMs: number
  readonly before: FoundSession
}

function tokensOf({ app, terms }: SessionSearch): string[] {
  return terms.map((term) => searchToken(app, term))
}

interface Row {
  readonly started_at_ms: number
  readonly session_id: string
}

/** What the newest sessions of the stretch hold, and which of them was the last; undefined where there is none beyond. */
async function findAmongNewest(
  db: Kysely<Tables>,
  search: SessionSearch,
  { fromMs, before }: Stretch,
): Promise<{ readonly found: FoundSession[]; readonly last: FoundSession | undefined }> {
  const { rows } = await sql<Row & { readonly place: number; readonly matches: boolean }>`
    WITH newest AS MATERIALIZED (
      SELECT started_at_ms, session_id, row_number() OVER () AS place, tokens @> ${tokensOf(search)}::text[]::int8[] AS matches
      FROM (SELECT started_at_ms, session_id, tokens FROM summaries.sessions
        WHERE app_id = ${search.app} AND started_at_ms >= ${fromMs}
          AND (started_at_ms, session_id) < (${before.startedAtMs}, ${before.id}::uuid)
        ORDER BY app_id DESC, started_at_ms DESC, session_id DESC LIMIT ${newestCount}) AS page)
    (SELECT * FROM newest WHERE matches ORDER BY place LIMIT ${search.limit})
    UNION ALL (SELECT * FROM newest WHERE place = ${newestCount} AND NOT matches)`.execute(db)
  const found = rows.filter(({ matches }) => matches).map(toFound)
  const last = rows.find(({ place }) => place === newestCount)
  return { found, last: last && toFound(last) }
}

async function findByTokens(
  db: Kysely<Tables>,
  search: SessionSearch,
  { fromMs, before, limit }: Stretch & { readonly limit: number },
): Promise<FoundSession[]> {
  const { rows } = await sql<Row>`
    WITH hits AS MATERIALIZED (
      SELECT started_at_ms, session_id FROM summaries.sessions
      WHERE tokens @> ${tokensOf(search)}::text[]::int8[] AND app_id = ${search.app} AND started_at_ms >= ${fromMs}
        AND (started_at_ms, session_id) < (${before.startedAtMs}, ${before.id}::uuid))
    SELECT started_at_ms, session_id FROM hits ORDER BY started_at_ms DESC, session_id DESC LIMIT ${limit}`.execute(
    db,
  )
  return rows.map(toFound)
}

function toFound({ started_at_ms, session_id }: Row): FoundSession {
  return { startedAtMs: started_at_ms, id: session_id }
}
