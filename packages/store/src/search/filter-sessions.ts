// Sessions by everything that can be asked: what the index answers first, the rest looked at one by one, as many as a request
// may take. Where that ends before a page is full, whoever asks may go on from there.
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../database/tables.ts'
import { findSessions } from './find-sessions.ts'
import { type FoundSession, newestFirst } from './found-session.ts'
import { type SearchTerm, searchTerms } from './search-tokens.ts'
import { keepSessions, type SessionPredicate } from './session-predicates.ts'
import type { Summary } from './summary.ts'

/** What sessions are to have. */
export interface SessionFilter {
  readonly appIds: readonly string[]
  /** All of them; none finds every session. */
  readonly terms: readonly SearchTerm[]
  /** All of these as well. */
  readonly predicates?: readonly SessionPredicate[]
  /** Starts, `[fromMs, toMs)`. */
  readonly fromMs?: number
  readonly toMs?: number
  /** Only this one. */
  readonly id?: string
}

/** What was found, newest first. */
export interface Filtered {
  readonly found: readonly FoundSession[]
  /** The last session that was looked at; undefined where all were, or as many were found as were asked for. */
  readonly reached?: FoundSession
}

/** How many are asked for, and after which. */
export interface FilterPage {
  readonly limit: number
  readonly after: FoundSession | undefined
}

const firstLook = 200
const longestLook = 4_000
/** So many sessions are looked at for one request. */
const mostLooked = 16_000

/** At most `limit` of them. */
export async function filterSessions(
  db: Kysely<Tables>,
  filter: SessionFilter,
  { limit, after }: FilterPage,
): Promise<Filtered> {
  const { id, predicates = [] } = filter
  if (id !== undefined) return { found: await filterOne(db, { ...filter, id }, after) }
  if (predicates.length === 0) return { found: await findInApps(db, filter, { limit, after }) }
  const found: FoundSession[] = []
  let reached = after
  let looked = 0
  for (let count = firstLook; ; count = Math.min(count * 4, longestLook)) {
    const candidates = await findInApps(db, filter, { limit: count, after: reached })
    found.push(...(await keepSessions(db, candidates, predicates)))
    if (found.length >= limit) return { found: found.slice(0, limit) }
    reached = candidates.at(-1)
    looked += candidates.length
    if (candidates.length < count || reached === undefined) return { found }
    if (looked >= mostLooked) return { found, reached }
  }
}

/** One app after the other, then the newest of all. */
async function findInApps(
  db: Kysely<Tables>,
  { appIds, terms, fromMs, toMs }: SessionFilter,
  { limit, after }: FilterPage,
): Promise<FoundSession[]> {
  const found: FoundSession[] = []
  for (const app of appIds) {
    const own = await findSessions(db, {
      app,
      terms,
      limit,
      ...(fromMs !== undefined && { fromMs }),
      ...(toMs !== undefined && { toMs }),
      ...(after !== undefined && { after }),
    })
    found.push(...own)
  }
  return found.sort(newestFirst).slice(0, limit)
}

async function filterOne(
  db: Kysely<Tables>,
  { id, appIds, terms, predicates = [], fromMs = 0, toMs }: SessionFilter & { readonly id: string },
  after: FoundSession | undefined,
): Promise<FoundSession[]> {
  const { rows } = await sql<FoundSession & { readonly summary: Summary | null }>`
    SELECT sessions.started_at_ms AS "startedAtMs", id, summary
    FROM sessions LEFT JOIN summaries.sessions AS known ON known.session_id = id
    WHERE id = ${id} AND sessions.app_id = ANY(${[...appIds]}::text[])`.execute(db)
  const [one] = rows
  if (
    one === undefined ||
    one.startedAtMs < fromMs ||
    one.startedAtMs >= (toMs ?? Number.POSITIVE_INFINITY)
  ) {
    return []
  }
  if (after !== undefined && newestFirst(after, one) >= 0) return []
  const own = one.summary === null ? [] : searchTerms(one.summary)
  const hasAll = terms.every((term) =>
    own.some(({ field, value }) => field === term.field && value === term.value),
  )
  return hasAll ? keepSessions(db, [{ startedAtMs: one.startedAtMs, id: one.id }], predicates) : []
}
