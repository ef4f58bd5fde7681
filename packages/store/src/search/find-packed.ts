// Packed sessions that have all tokens, newest first: chunk by chunk in the order of time, until a page is full and no
// chunk that is left can hold a newer one.
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../database/tables.ts'
import { type FoundSession, newestFirst, type TokenSearch } from './found-session.ts'

/** A chunk with sessions that match. */
interface Hit {
  readonly chunk: number
  readonly to_ms: number
  /** Newest first. */
  readonly places: readonly number[]
}

interface Place {
  readonly chunk: number
  readonly place: number
}

/** Where a look at chunks ended. */
interface Reach {
  readonly to_ms: number
  readonly chunk: number
}

/** What a look at chunks found. */
interface Look {
  readonly hits: readonly Hit[]
  /** Where the next one begins; undefined where there is nothing more. */
  readonly reach: Reach | undefined
  /** No session of what is left is newer. */
  readonly beyondMs: number | undefined
}

// What is common is in the first few chunks, what is rare is looked for in many at once.
const firstChunks = 8
const mostChunks = 512

/** At most `limit` of them. */
export async function findPacked(db: Kysely<Tables>, search: TokenSearch): Promise<FoundSession[]> {
  const cursor = await findPlace(db, search.before.id)
  const found: FoundSession[] = []
  let reach: Reach | undefined
  for (let count = firstChunks; ; count = Math.min(count * 4, mostChunks)) {
    const look = await findHits(db, search, { count, after: reach })
    const { hits } = look
    for (let from = 0; from < hits.length; ) {
      const { places, next } = choose(hits, from, { search, cursor })
      found.push(...(await readPlaces(db, places, search)))
      from = next
      if (isFull(found, search.limit, hits[next]?.to_ms ?? look.beyondMs)) return found
    }
    if (look.reach === undefined) return found
    reach = look.reach
  }
}

/** Whether no session of a chunk that ends here can belong to the page. */
function isFull(found: FoundSession[], limit: number, beyondMs: number | undefined): boolean {
  found.sort(newestFirst).splice(limit)
  const last = found[limit - 1]
  return last !== undefined && (beyondMs === undefined || last.startedAtMs > beyondMs)
}

/** As many places as fill a page, of as few chunks as hold them. */
function choose(
  hits: readonly Hit[],
  from: number,
  { search, cursor }: { readonly search: TokenSearch; readonly cursor: Place | undefined },
): { readonly places: readonly Place[]; readonly next: number } {
  const places: Place[] = []
  let next = from
  for (const { chunk, to_ms, places: own } of hits.slice(from)) {
    if (places.length >= search.limit) break
    next += 1
    // In the cursor's own chunk places say what comes after it. Others overlap where sessions came late.
    const after = chunk === cursor?.chunk ? own.filter((place) => place < cursor.place) : own
    const isWhole = chunk !== cursor?.chunk && to_ms >= search.before.startedAtMs
    places.push(...(isWhole ? after : after.slice(0, search.limit)).map((place) => ({ chunk, place })))
  }
  return { places, next }
}

async function findPlace(db: Kysely<Tables>, session: string): Promise<Place | undefined> {
  const { rows } = await sql<Place>`
    SELECT chunk, place FROM summaries.sessions WHERE session_id = ${session} AND chunk IS NOT NULL`.execute(
    db,
  )
  return rows[0]
}

/** Of the next chunks in order those that hold a match, until there are enough. */
async function findHits(
  db: Kysely<Tables>,
  { app, tokens, fromMs, before, limit }: TokenSearch,
  { count, after }: { readonly count: number; readonly after: Reach | undefined },
): Promise<Look> {
  const beyond = after ? sql`AND (to_ms, chunk) < (${after.to_ms}::int8, ${after.chunk}::int4)` : sql``
  const most = limit * 2
  const { rows } = await sql<Hit & { readonly kind: 'hit' | 'cut' | 'end' }>`
    WITH part AS MATERIALIZED (
        SELECT chunk, to_ms, alive FROM summaries.chunks
        WHERE app_id = ${app} AND to_ms >= ${fromMs} AND from_ms <= ${before.startedAtMs} ${beyond}
        ORDER BY app_id DESC, to_ms DESC, chunk DESC LIMIT ${count}),
      hits AS MATERIALIZED (
        SELECT part.chunk, to_ms, bit_and(sessions) & alive AS bits
        FROM part JOIN summaries.postings ON postings.chunk = part.chunk AND token = ANY(${[...tokens]}::text[]::int8[])
        GROUP BY part.chunk, to_ms, alive HAVING count(*) = ${tokens.length}),
      counted AS MATERIALIZED (
        SELECT *, sum(bit_count(bits)) OVER (ORDER BY to_ms DESC, chunk DESC) - bit_count(bits) AS before
        FROM hits WHERE bit_count(bits) > 0)
    (SELECT 'hit' AS kind, chunk, to_ms, (SELECT array_agg(place ORDER BY place DESC)
        FROM generate_series(0, 4095) AS place WHERE get_bit(bits, place) = 1) AS places
      FROM counted WHERE before < ${most} ORDER BY to_ms DESC, chunk DESC)
    UNION ALL
    (SELECT 'cut', chunk, to_ms, '{}' FROM counted WHERE before >= ${most} ORDER BY to_ms DESC, chunk DESC LIMIT 1)
    UNION ALL
    (SELECT 'end', chunk, to_ms, '{}' FROM part WHERE (SELECT count(*) FROM part) = ${count}
      ORDER BY to_ms, chunk LIMIT 1)`.execute(db)
  const hits = rows.filter(({ kind }) => kind === 'hit')
  const cut = rows.find(({ kind }) => kind === 'cut')
  const end = rows.find(({ kind }) => kind === 'end')
  // Where matches were too many to be told all, the next look begins after the last that was told.
  return { hits, reach: cut === undefined ? end : hits.at(-1), beyondMs: (cut ?? end)?.to_ms }
}

async function readPlaces(
  db: Kysely<Tables>,
  places: readonly Place[],
  { fromMs, before }: TokenSearch,
): Promise<FoundSession[]> {
  const { rows } = await sql<FoundSession>`
    SELECT started_at_ms AS "startedAtMs", session_id AS id
    FROM unnest(${places.map(({ chunk }) => chunk)}::int4[], ${places.map(({ place }) => place)}::int2[])
      AS wanted (chunk, place) JOIN summaries.sessions USING (chunk, place)
    WHERE started_at_ms >= ${fromMs}
      AND (started_at_ms, session_id) < (${before.startedAtMs}, ${before.id}::uuid)`.execute(db)
  return rows
}
