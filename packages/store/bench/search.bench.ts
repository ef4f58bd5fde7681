// Search by any three filters in a million summaries: the first page against a read of as many rows by primary key, in one
// run, one after the other. RESEAL_SEARCH_SCALE says how many summaries; plans are looked at and sequential scans counted.
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  createDatabase,
  type Database,
  migrate,
  packSessions,
  type SearchTerm,
  startEmbeddedPostgres,
} from '@reseal/store'
import { sql } from 'kysely'
import { findSessions } from '../src/search/find-sessions.ts'
import { searchTerms } from '../src/search/search-tokens.ts'
import { createRandom, generatedApps, generateSession, loadSummaries } from './generated-summaries.ts'

/** One figure in the shape that `npm run bench` prints. */
export interface Measurement {
  readonly id: string
  readonly value: number
  readonly unit: string
  readonly budget?: number
  readonly met: boolean
}

const scale = Number(process.env['RESEAL_SEARCH_SCALE'] ?? 1_000_000)
const pageRows = 50
const searches = 400
const warmUps = 40
const budget = 20

/** A combination of filters, and how long a page of it and of as many rows by key took. */
export interface MeasuredSearch {
  readonly terms: readonly SearchTerm[]
  readonly foundCount: number
  readonly searchMs: number
  readonly floorMs: number
}

/** Measures `search.ratio`: p95 of both, divided. */
export async function measureSearch(
  onSearches: (measured: readonly MeasuredSearch[]) => void = () => {},
): Promise<Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'reseal-bench-'))
  // The server's account must pass it.
  await chmod(folder, 0o755)
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), port: 0 })
  const open = (role: 'owner' | 'worker' | 'viewer' | 'superuser'): Database =>
    createDatabase({
      connectionString: postgres.connectionString(role),
      maxConnections: role === 'owner' ? 2 : 1,
    })
  const [owner, worker, viewer, superuser] = [
    open('owner'),
    open('worker'),
    open('viewer'),
    open('superuser'),
  ]
  try {
    await migrate(owner)
    // What is packed leaves it again: it would be built for nothing.
    await sql`DROP INDEX summaries.sessions_loose_by_token`.execute(superuser)
    await loadSummaries(superuser, scale, join(folder, 'rows.tsv'))
    for (const [app] of generatedApps) while (await packSessions(worker, app, new Date()));
    // A pool's connection may be another by now.
    await sql`SET statement_timeout = 0`.execute(superuser)
    await sql`CREATE INDEX sessions_loose_by_token ON summaries.sessions USING gin (tokens) WHERE chunk IS NULL`.execute(
      superuser,
    )
    await sql`VACUUM ANALYZE`.execute(superuser)
    const scansBefore = await sequentialScans(superuser)
    const random = createRandom(5)
    const measured: MeasuredSearch[] = []
    for (let number = -warmUps; number < searches; number += 1) {
      const one = await measureOne(viewer, random)
      if (number >= 0) measured.push(one)
    }
    const scans = (await sequentialScans(superuser)) - scansBefore
    onSearches(measured)
    const ratio =
      quantile(
        measured.map(({ searchMs }) => searchMs),
        0.95,
      ) /
      quantile(
        measured.map(({ floorMs }) => floorMs),
        0.95,
      )
    return [
      {
        id: 'search.ratio',
        value: Math.round(ratio * 100) / 100,
        unit: '× reading as many rows by key, p95',
        budget,
        met: ratio <= budget && scans === 0,
      },
      { id: 'search.sequential_scans', value: scans, unit: 'scans of all summaries', met: scans === 0 },
    ]
  } finally {
    await Promise.all([owner, worker, viewer, superuser].map((db) => db.destroy()))
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Three fields of a session that there is, so that something is found; every tenth of three sessions, so that often nothing is. */
async function measureOne(db: Database, random: () => number): Promise<MeasuredSearch> {
  const pick = (): ReturnType<typeof generateSession> => generateSession(Math.floor(random() * scale), scale)
  const first = pick()
  const isMixed = random() < 0.1
  const pool = isMixed ? [first, pick(), pick()] : [first, first, first]
  const terms: SearchTerm[] = []
  for (const { summary } of pool) {
    const left = searchTerms(summary).filter(({ field }) => !terms.some((term) => term.field === field))
    const fields = [...new Set(left.map(({ field }) => field))]
    const field = fields[Math.floor(random() * fields.length)]
    const values = left.filter((term) => term.field === field)
    const term = values[Math.floor(random() * values.length)]
    if (term !== undefined) terms.push(term)
  }
  const beganAtMs = performance.now()
  const found = await findSessions(db, { app: first.app, terms, limit: pageRows })
  const foundAtMs = performance.now()
  // A page of nothing is held against one row, which is the least that a read can be.
  const keys = Array.from({ length: Math.max(1, found.length) }, () => pick().session)
  const askedAtMs = performance.now()
  await sql`SELECT session_id, started_at_ms FROM summaries.sessions WHERE session_id = ANY(${keys}::uuid[])`.execute(
    db,
  )
  return {
    terms,
    foundCount: found.length,
    searchMs: foundAtMs - beganAtMs,
    floorMs: performance.now() - askedAtMs,
  }
}

async function sequentialScans(superuser: Database): Promise<number> {
  await sql`SELECT pg_stat_force_next_flush()`.execute(superuser)
  const { rows } = await sql<{ scans: number }>`
    SELECT sum(seq_scan)::int8 AS scans FROM pg_stat_all_tables
    WHERE schemaname = 'summaries' AND relname IN ('sessions', 'postings')`.execute(superuser)
  return rows[0]?.scans ?? 0
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const results = await measureSearch((measured) => {
    const slowest = measured.toSorted((a, b) => b.searchMs - a.searchMs).slice(0, 20)
    for (const { terms, foundCount, searchMs, floorMs } of slowest) {
      const words = terms.map(({ field, value }) => `${field}:${value}`).join(' ')
      console.log(`${searchMs.toFixed(1)} ms (${floorMs.toFixed(1)}) ${foundCount} ${words}`)
    }
    const median = (of: (one: MeasuredSearch) => number): string => quantile(measured.map(of), 0.5).toFixed(2)
    console.log(
      `median ${median(({ searchMs }) => searchMs)} ms, by key ${median(({ floorMs }) => floorMs)} ms`,
    )
  })
  console.log(results)
}
