// Which sessions have what is asked for, newest first: of those that are packed by an AND of bit strings, of the few that
// are not by the index of their tokens.
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../database/tables.ts'
import { findPacked } from './find-packed.ts'
import { type FoundSession, newestFirst, type TokenSearch } from './found-session.ts'
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

const smallestId = '00000000-0000-0000-0000-000000000000'

/** The newest of them, at most `limit`. */
export async function findSessions(db: Kysely<Tables>, search: SessionSearch): Promise<FoundSession[]> {
  const { app, fromMs = 0, toMs = Number.MAX_SAFE_INTEGER, after, limit } = search
  const before =
    after !== undefined && after.startedAtMs < toMs ? after : { startedAtMs: toMs, id: smallestId }
  const wanted = { app, tokens: search.terms.map((term) => searchToken(app, term)), fromMs, before, limit }
  if (wanted.tokens.length === 0) return listAll(db, wanted)
  const found = [...(await findLoose(db, wanted)), ...(await findPacked(db, wanted))]
  return found.sort(newestFirst).slice(0, limit)
}

async function findLoose(
  db: Kysely<Tables>,
  { app, tokens, fromMs, before, limit }: TokenSearch,
): Promise<FoundSession[]> {
  const { rows } = await sql<FoundSession>`
    SELECT started_at_ms AS "startedAtMs", session_id AS id FROM summaries.sessions
    WHERE chunk IS NULL AND app_id = ${app} AND tokens @> ${[...tokens]}::text[]::int8[] AND started_at_ms >= ${fromMs}
      AND (started_at_ms, session_id) < (${before.startedAtMs}, ${before.id}::uuid)
    ORDER BY app_id DESC, started_at_ms DESC, session_id DESC LIMIT ${limit}`.execute(db)
  return rows
}

async function listAll(
  db: Kysely<Tables>,
  { app, fromMs, before, limit }: TokenSearch,
): Promise<FoundSession[]> {
  const { rows } = await sql<FoundSession>`
    SELECT started_at_ms AS "startedAtMs", id FROM sessions
    WHERE app_id = ${app} AND started_at_ms >= ${fromMs}
      AND (started_at_ms, id) < (${before.startedAtMs}, ${before.id}::uuid)
    ORDER BY app_id DESC, started_at_ms DESC, id DESC LIMIT ${limit}`.execute(db)
  return rows
}
