// Search against the plainest of searches: every session looked at. Packed and loose sessions, late ones, changed ones.
import { type CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely'
import { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRandom, type GeneratedSession, generateSession } from '../../bench/generated-summaries.ts'
import type { Tables } from '../database/tables.ts'
import { startTestPostgres, type TestPostgres } from '../testing.ts'
import { findSessions } from './find-sessions.ts'
import { type FoundSession, newestFirst } from './found-session.ts'
import { packSessions, unpackSession } from './pack-sessions.ts'
import { type SearchTerm, searchTerms, searchToken } from './search-tokens.ts'

const count = 9_500
const app = 'clinic'
let postgres: TestPostgres
let sessions: GeneratedSession[]
let termsOf: ReadonlyMap<string, ReadonlySet<string>>

beforeAll(async () => {
  postgres = await startTestPostgres()
  sessions = Array.from({ length: count }, (_, number) => ({ ...generateSession(number, count), app }))
  termsOf = new Map(
    sessions.map(({ session, summary }) => [
      session,
      new Set(searchTerms(summary).map(({ field, value }) => `${field} ${value}`)),
    ]),
  )
  const superuser = postgres.database('superuser')
  const rows = sessions.map(({ session, summary }) => ({
    session,
    started: summary.fromMs,
    tokens: searchTerms(summary).map((term) => searchToken(app, term)),
  }))
  await sql`INSERT INTO summaries.sessions (session_id, app_id, started_at_ms, tokens, summary, changed_at)
    SELECT session, ${app}, started, tokens::int8[], 'null', '2025-01-01'
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS made (session uuid, started int8, tokens text[])`.execute(
    superuser,
  )
  // A session from long ago comes late, to a chunk of new ones.
  const late = sessions[3]
  await sql`UPDATE summaries.sessions SET changed_at = now() + interval '1 hour' WHERE session_id = ${late?.session}`.execute(
    superuser,
  )
  const worker = postgres.database('worker')
  expect(await packSessions(worker, app, new Date())).toBe(true)
  await sql`UPDATE summaries.sessions SET changed_at = '2025-01-01' WHERE session_id = ${late?.session}`.execute(
    superuser,
  )
  expect(await packSessions(worker, app, new Date())).toBe(true)
  expect(await packSessions(worker, app, new Date())).toBe(false)
}, 120_000)
afterAll(() => postgres.stop())

/** Every session looked at. */
function plainly(terms: readonly SearchTerm[]): string[] {
  const wanted = terms.map(({ field, value }) => `${field} ${value}`)
  const has = ({ session }: GeneratedSession): boolean =>
    wanted.every((term) => termsOf.get(session)?.has(term))
  return sessions
    .filter(has)
    .map(({ session, summary }) => ({ id: session, startedAtMs: summary.fromMs }))
    .sort(newestFirst)
    .map(({ id }) => id)
}

async function inPages(terms: readonly SearchTerm[], limit: number): Promise<string[]> {
  const db = postgres.database('viewer')
  const found: FoundSession[] = []
  for (;;) {
    const after = found.at(-1)
    const page = await findSessions(db, { app, terms, limit, ...(after !== undefined && { after }) })
    found.push(...page)
    if (page.length < limit) return found.map(({ id }) => id)
  }
}

function randomTerms(random: () => number, termCount: number): SearchTerm[] {
  const own = searchTerms(sessions[Math.floor(random() * count)]?.summary ?? sessions[0]!.summary)
  return Array.from({ length: termCount }, () => own[Math.floor(random() * own.length)]!).filter(
    (term, place, all) => all.indexOf(term) === place,
  )
}

test('any filters find what looking at every session finds, page after page', async () => {
  const random = createRandom(11)
  for (let times = 0; times < 12; times += 1) {
    const terms = randomTerms(random, 1 + (times % 3))
    expect(await inPages(terms, 900), JSON.stringify(terms)).toEqual(plainly(terms))
  }
})

test('a time bounds what is found', async () => {
  const terms = [{ field: 'environment', value: 'production' }] as const
  const [from, to] = [sessions[2_000]?.summary.fromMs ?? 0, sessions[2_300]?.summary.fromMs ?? 0]
  const found = await findSessions(postgres.database('viewer'), {
    app,
    terms,
    fromMs: from,
    toMs: to,
    limit: 1_000,
  })
  const inTime = new Set(
    sessions
      .filter(({ summary }) => summary.fromMs >= from && summary.fromMs < to)
      .map(({ session }) => session),
  )
  expect(found.map(({ id }) => id)).toEqual(plainly(terms).filter((id) => inTime.has(id)))
})

test('a session that changes is found by what it has now, and not by what it had', async () => {
  const random = createRandom(12)
  const changed = sessions[1_234]
  if (changed === undefined) throw new Error('no session')
  const tokens = [searchToken(app, { field: 'release', value: 'changed' })]
  await postgres
    .database('worker')
    .transaction()
    .execute(async (transaction) => {
      await sql`SELECT FROM summaries.sessions WHERE session_id = ${changed.session} FOR UPDATE`.execute(
        transaction,
      )
      await unpackSession(transaction, changed.session)
      await sql`UPDATE summaries.sessions SET chunk = NULL, place = NULL, tokens = ${tokens}::text[]::int8[]
        WHERE session_id = ${changed.session}`.execute(transaction)
    })
  const db = postgres.database('viewer')
  const now = await findSessions(db, { app, terms: [{ field: 'release', value: 'changed' }], limit: 10 })
  expect(now.map(({ id }) => id)).toEqual([changed.session])
  const before = randomTerms(random, 1).concat(searchTerms(changed.summary).slice(0, 1)).slice(-1)
  expect(await inPages(before, 400)).toEqual(plainly(before).filter((id) => id !== changed.session))
})

test('no search reads all sessions or all postings: an index gives what it looks at', async () => {
  const pool = new Pool({ connectionString: postgres.connectionString('superuser'), max: 1 })
  // The database goes while its end may still be under way.
  pool.on('connect', (client) => {
    client.on('error', () => {})
  })
  const asked: CompiledQuery[] = []
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    log: ({ query }) => void asked.push(query),
  })
  try {
    await sql`SET search_path = reseal`.execute(db)
    await sql`VACUUM (ANALYZE) summaries.sessions`.execute(db)
    // Tables of a test are small enough to be read whole; what is asked is whether an index can be used at all.
    await sql`SET enable_seqscan = off`.execute(db)
    const random = createRandom(13)
    asked.length = 0
    for (const terms of [[], randomTerms(random, 1), randomTerms(random, 2), randomTerms(random, 3)]) {
      await findSessions(db, { app, terms, limit: 50 })
    }
    const searches = [...asked]
    expect(searches.length).toBeGreaterThan(4)
    for (const { sql: text, parameters } of searches) {
      const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, [...parameters])
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
      expect(plan, text).not.toMatch(/Seq Scan on (?:sessions|postings)/u)
    }
  } finally {
    await db.destroy()
  }
})
