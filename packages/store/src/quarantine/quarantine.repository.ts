// Quarantined sessions as those who decide about them see them (design.md §5.8, §8).
import { type Kysely, sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import type { QuarantineCause } from './commit-findings.ts'
import type { FindingPlace, RuleProposal } from './finding.ts'

/** What became of a quarantined session. */
export const quarantineStates = ['quarantined', 'released', 'redacted', 'shredded'] as const

/** One of them. */
export type QuarantineState = (typeof quarantineStates)[number]

/** A session that was quarantined. */
export interface Quarantine {
  readonly session: string
  readonly app: string
  readonly state: QuarantineState
  readonly cause: QuarantineCause
  readonly beganAtMs: number
  readonly decidedAtMs?: number
  /** Findings by detector, those accepted before left out. */
  readonly detectors: Readonly<Record<string, number>>
  /** Of those how many have what is looked for beyond its shape: a check digit, or a word beside it. */
  readonly sureCount: number
  /** Releases that they were found in. */
  readonly releases: readonly string[]
}

/** A finding as it was kept. */
export interface KeptFinding {
  readonly stream: string
  readonly segmentIndex: number
  readonly eventIndex: number
  readonly timeMs: number
  readonly detector: string
  readonly confidence: 'high' | 'low'
  readonly place: FindingPlace
  readonly path: string
  readonly proposal: RuleProposal
  /** SHA-256 of the rule set it was recorded under, hex. */
  readonly ruleSetHash: string
  readonly release?: string
  /** An officer had said before that it need not alarm. */
  readonly accepted: boolean
}

/** Hits of an app's release in a week. */
export interface FindingTrend {
  readonly app: string
  readonly release?: string
  /** Monday, 2026-11-23 (UTC). */
  readonly week: string
  readonly findingCount: number
  readonly sessionCount: number
}

/** Which quarantines are asked for. */
export interface QuarantineQuery {
  readonly app?: string
  readonly state?: QuarantineState
  /** With a finding of this detector, or in this release, that was not accepted before. */
  readonly detector?: string
  readonly release?: string
  readonly cursor?: string
  readonly limit: number
}

/** A page of quarantines, the newest first. */
export interface QuarantinePage {
  readonly quarantines: readonly Quarantine[]
  readonly nextCursor?: string
}

/** Every method may throw StoreError database_unavailable. */
export interface QuarantineRepository {
  /** Whether only a privacy officer may watch the session. May run inside a read's transaction. */
  isQuarantined(session: string, transaction?: Kysely<Tables>): Promise<boolean>
  /** Those of the given sessions that are quarantined. */
  quarantinedOf(sessions: readonly string[]): Promise<ReadonlySet<string>>
  list(query: QuarantineQuery): Promise<QuarantinePage>
  find(session: string): Promise<Quarantine | undefined>
  /** In the order in which they were found, at most `limit`. */
  listFindings(session: string, limit: number): Promise<readonly KeptFinding[]>
  /** Weeks since a time, the newest first. */
  trend(since: Date): Promise<readonly FindingTrend[]>
  /**
   * Remembers that the session's findings need not alarm again: same app, rule set, detector and place. Resolves to how
   * many were not remembered yet.
   */
  acceptFindings(transaction: Kysely<Tables>, session: string): Promise<number>
}

/** Quarantines; `db` logs in as the viewer role, or as the owner. */
export function createQuarantineRepository(db: Database): QuarantineRepository {
  return {
    isQuarantined: (session, transaction = db) =>
      guardDatabase(async () => {
        const row = await transaction
          .selectFrom('quarantines')
          .select('state')
          .where('session_id', '=', session)
          .where('state', '=', 'quarantined')
          .executeTakeFirst()
        return row !== undefined
      }),
    quarantinedOf: (sessions) =>
      guardDatabase(async () => {
        if (sessions.length === 0) return new Set<string>()
        const rows = await db
          .selectFrom('quarantines')
          .select('session_id')
          .where(sql<boolean>`session_id = ANY(${[...sessions]}::uuid[])`)
          .where('state', '=', 'quarantined')
          .execute()
        return new Set(rows.map((row) => row.session_id))
      }),
    list: (query) => guardDatabase(() => listQuarantines(db, query)),
    find: (session) =>
      guardDatabase(async () => {
        const { rows } = await selectQuarantines(sql`WHERE session_id = ${session}`).execute(db)
        return rows[0] && toQuarantine(rows[0])
      }),
    listFindings: (session, limit) => guardDatabase(() => listFindings(db, session, limit)),
    trend: (since) => guardDatabase(() => readTrend(db, since)),
    acceptFindings: async (transaction, session) => {
      const { numAffectedRows } =
        await sql`INSERT INTO accepted_findings (app_id, detector, place, path, rules_hash)
        SELECT DISTINCT app_id, detector, place, path, rules_hash FROM findings WHERE session_id = ${session}
        ON CONFLICT DO NOTHING`.execute(transaction)
      return Number(numAffectedRows ?? 0)
    },
  }
}

interface QuarantineRow {
  session_id: string
  app_id: string
  state: QuarantineState
  cause: QuarantineCause
  began_at: Date
  /** With microseconds, as a cursor needs it. */
  began_text: string
  decided_at: Date | null
  detectors: Record<string, number>
  sure_count: number
  releases: string[] | null
}

const selectQuarantines = (tail: ReturnType<typeof sql>) => sql<QuarantineRow>`
  SELECT page.*, began_at::text AS began_text, coalesce(counts.detectors, '{}') AS detectors,
    coalesce(counts.sure_count, 0)::int4 AS sure_count, counts.releases
  FROM (SELECT * FROM quarantines ${tail}) AS page, LATERAL (
    SELECT jsonb_object_agg(detector, total) AS detectors, sum(sure) AS sure_count,
      (SELECT array_agg(DISTINCT release) FROM findings
        WHERE findings.session_id = page.session_id AND NOT accepted AND release IS NOT NULL) AS releases
    FROM (SELECT detector, count(*) AS total, count(*) FILTER (WHERE confidence = 'high') AS sure FROM findings
      WHERE findings.session_id = page.session_id AND NOT accepted GROUP BY detector) AS counted) AS counts
  ORDER BY page.began_at DESC, page.session_id DESC`

async function listQuarantines(
  db: Database,
  { app, state, detector, release, cursor, limit }: QuarantineQuery,
): Promise<QuarantinePage> {
  const after = cursor === undefined ? undefined : parseCursor(cursor)
  const tail = sql`WHERE true ${app === undefined ? sql`` : sql`AND app_id = ${app}`}
    ${state === undefined ? sql`` : sql`AND state = ${state}`}
    ${
      detector === undefined && release === undefined
        ? sql``
        : sql`AND EXISTS (SELECT FROM findings
      WHERE findings.session_id = quarantines.session_id AND NOT accepted
        ${detector === undefined ? sql`` : sql`AND detector = ${detector}`}
        ${release === undefined ? sql`` : sql`AND release = ${release}`})`
    }
    ${after === undefined ? sql`` : sql`AND (began_at, session_id) < (${after.began}::timestamptz, ${after.session}::uuid)`}
    ORDER BY began_at DESC, session_id DESC LIMIT ${limit + 1}`
  const { rows } = await selectQuarantines(tail).execute(db)
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return {
    quarantines: rows.slice(0, limit).map(toQuarantine),
    ...(last && { nextCursor: `${last.began_text}~${last.session_id}` }),
  }
}

function parseCursor(cursor: string): { began: string; session: string } | undefined {
  const [began = '', session = ''] = cursor.split('~')
  const isCursor =
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?\+00$/.test(began) &&
    /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(session)
  return isCursor ? { began, session } : undefined
}

function toQuarantine(row: QuarantineRow): Quarantine {
  return {
    session: row.session_id,
    app: row.app_id,
    state: row.state,
    cause: row.cause,
    beganAtMs: row.began_at.getTime(),
    ...(row.decided_at !== null && { decidedAtMs: row.decided_at.getTime() }),
    detectors: row.detectors,
    sureCount: row.sure_count,
    releases: row.releases ?? [],
  }
}

async function listFindings(db: Database, session: string, limit: number): Promise<KeptFinding[]> {
  const rows = await db
    .selectFrom('findings')
    .selectAll()
    .where('session_id', '=', session)
    .orderBy('seq')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    stream: row.stream_id,
    segmentIndex: row.segment_index,
    eventIndex: row.event_index,
    timeMs: row.time_ms,
    detector: row.detector,
    // The table's own checks, and the one function that inserts, admit no other.
    confidence: row.confidence as 'high' | 'low',
    place: row.place as FindingPlace,
    path: row.path,
    proposal: row.proposal as RuleProposal,
    ruleSetHash: Buffer.from(row.rules_hash).toString('hex'),
    ...(row.release !== null && { release: row.release }),
    accepted: row.accepted,
  }))
}

async function readTrend(db: Database, since: Date): Promise<FindingTrend[]> {
  const { rows } = await sql<{
    app: string
    release: string | null
    week: string
    findings: number
    sessions: number
  }>`SELECT app_id AS app, release, to_char(date_trunc('week', found_at), 'YYYY-MM-DD') AS week,
      count(*) AS findings, count(DISTINCT session_id) AS sessions
    FROM findings WHERE found_at >= ${since} AND NOT accepted
    GROUP BY 1, 2, 3 ORDER BY 3 DESC, 1, 2 LIMIT 1000`.execute(db)
  return rows.map(({ app, release, week, findings, sessions }) => ({
    app,
    ...(release !== null && { release }),
    week,
    findingCount: findings,
    sessionCount: sessions,
  }))
}
