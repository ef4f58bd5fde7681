// Rules of retention as they were set, what officers said of them, and runs (design.md §5.10). Nothing is overwritten.
import { type Kysely, sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { StoreError } from '../store-error.ts'
import { checkRetentionRules, type RetentionRules, retentionRulesText } from './retention-rules.ts'

/** `waiting`: they keep something for less time, and nobody has decided. `overtaken`: others came into force meanwhile. */
export type RetentionState = 'in-force' | 'replaced' | 'waiting' | 'refused' | 'overtaken'

/** Rules as they were set. */
export interface SetRetention {
  /** Grows. */
  readonly seq: number
  readonly rules: RetentionRules
  /** Of the canonical text. */
  readonly sha256: Uint8Array<ArrayBuffer>
  readonly state: RetentionState
  readonly setAt: Date
  /** Leaf of the event that says who. */
  readonly auditIndex: number
  /** Id of the user; absent where a command set them. */
  readonly setBy?: string
  readonly decisionIndex?: number
  readonly decidedAt?: Date
}

/** One run. */
export interface RetentionRun {
  readonly id: number
  readonly cause: 'schedule' | 'asked'
  readonly askedAt: Date
  /** Absent until the worker took it up. */
  readonly startedAt?: Date
  readonly endedAt?: Date
  /** Of `SetRetention`. */
  readonly rulesSeq?: number
  /** Leaf of `retention.start`. */
  readonly startIndex?: number
  /** Sessions. Held: due, and kept by a hold; busy: someone was reading, the next run sees to them. */
  readonly lookedCount: number
  readonly forgottenCount: number
  readonly heldCount: number
  readonly busyCount: number
  readonly streamCount: number
  /** Up to where it came. */
  readonly after: RetentionCursor
}

/** A place in the order in which streams are looked at. */
export interface RetentionCursor {
  readonly app: string
  /** `YYYY-MM-DD`, or `-infinity`. */
  readonly day: string
  readonly stream: string
}

/** Every method may throw StoreError database_unavailable, bad_retention_rules. */
export interface RetentionRepository {
  /** Undefined where none were ever set or approved: then nothing expires. */
  findInForce(transaction?: Kysely<Tables>): Promise<SetRetention | undefined>
  find(seq: number): Promise<SetRetention | undefined>
  /** The newest first. */
  history(limit: number): Promise<SetRetention[]>
  /** The newest first. */
  runs(limit: number): Promise<RetentionRun[]>
  findRun(id: number): Promise<RetentionRun | undefined>
  /** Asks the worker for a run; gives the id, also of one that is already under way. */
  askForRun(): Promise<number>
}

/** As any role but ingest's; asking is the viewer's, the worker's and the owner's. */
export function createRetentionRepository(db: Database): RetentionRepository {
  return {
    findInForce: (transaction = db) =>
      guardDatabase(async () => {
        const [found] = await select(transaction, { where: sql`counts`, limit: 1 })
        return found
      }),
    find: (seq) =>
      guardDatabase(async () => {
        const [found] = await select(db, { where: sql`seq = ${seq}`, limit: 1 })
        return found
      }),
    history: (limit) => guardDatabase(() => select(db, { where: sql`true`, limit })),
    runs: (limit) => guardDatabase(() => selectRuns(db, sql`true`, limit)),
    findRun: (id) => guardDatabase(async () => (await selectRuns(db, sql`id = ${id}`, 1))[0]),
    askForRun: () => guardDatabase(() => openRun(db, 'asked')),
  }
}

/** Makes a run to be taken up; gives the id, also of one that is there. May run inside a transaction. */
export async function openRun(db: Kysely<Tables>, cause: RetentionRun['cause']): Promise<number> {
  await sql`INSERT INTO retention_runs (cause) VALUES (${cause}) ON CONFLICT DO NOTHING`.execute(db)
  const { rows } = await sql<{ id: number }>`SELECT max(id) AS id FROM retention_runs`.execute(db)
  return rows[0]?.id ?? 0
}

/** New rules, in the transaction that appends the event of them. As viewer or owner. */
export async function insertRetention(
  transaction: Kysely<Tables>,
  set: {
    readonly rules: RetentionRules
    readonly shortens: boolean
    readonly setBy?: string
    readonly auditIndex: number
  },
): Promise<Pick<SetRetention, 'seq' | 'sha256'>> {
  return transaction
    .insertInto('retention_rules')
    .values({
      body: Buffer.from(retentionRulesText(set.rules)),
      shortens: set.shortens,
      set_by: set.setBy ?? null,
      audit_index: set.auditIndex,
    })
    .returning(['seq', 'sha256'])
    .executeTakeFirstOrThrow()
}

/** What an officer said of rules that wait; false where somebody decided before. As the viewer, with the log in hand. */
export async function decideRetention(
  transaction: Kysely<Tables>,
  {
    seq,
    approved,
    auditIndex,
  }: { readonly seq: number; readonly approved: boolean; readonly auditIndex: number },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('retention_decisions')
    .values({ seq, approved, audit_index: auditIndex })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

interface RulesRow {
  readonly seq: number
  readonly body: Uint8Array<ArrayBuffer>
  readonly sha256: Uint8Array<ArrayBuffer>
  readonly set_by: string | null
  readonly audit_index: number
  readonly set_at: Date
  readonly approved: boolean | null
  readonly decision_index: number | null
  readonly decided_at: Date | null
  readonly counted: boolean
  readonly in_force: number | null
}

async function select(
  db: Kysely<Tables>,
  { where, limit }: { readonly where: ReturnType<typeof sql>; readonly limit: number },
): Promise<SetRetention[]> {
  const { rows } = await sql<RulesRow>`
    WITH all_rules AS (
      SELECT retention_rules.*, approved, retention_decisions.audit_index AS decision_index, decided_at,
        NOT shortens OR coalesce(approved, false) AS counted
      FROM retention_rules LEFT JOIN retention_decisions USING (seq)),
    known AS (SELECT all_rules.*, (SELECT max(seq) FROM all_rules WHERE counted) AS in_force FROM all_rules)
    SELECT seq, body, sha256, set_by, audit_index, set_at, approved, decision_index, decided_at, counted, in_force
    FROM (SELECT known.*, seq = in_force AS counts FROM known) AS told WHERE ${where} ORDER BY seq DESC LIMIT ${limit}`.execute(
    db,
  )
  return rows.map(toSet)
}

function toSet(row: RulesRow): SetRetention {
  return {
    seq: row.seq,
    rules: parseBody(row.body),
    sha256: row.sha256,
    state: stateOf(row),
    setAt: row.set_at,
    auditIndex: row.audit_index,
    ...(row.set_by !== null && { setBy: row.set_by }),
    ...(row.decision_index !== null && { decisionIndex: row.decision_index }),
    ...(row.decided_at !== null && { decidedAt: row.decided_at }),
  }
}

function stateOf({ seq, counted, approved, in_force }: RulesRow): RetentionState {
  if (seq === in_force) return 'in-force'
  if (approved === false) return 'refused'
  if (counted) return 'replaced'
  return seq < (in_force ?? 0) ? 'overtaken' : 'waiting'
}

function parseBody(body: Uint8Array): RetentionRules {
  const checked = checkRetentionRules(JSON.parse(Buffer.from(body).toString('utf8')))
  if ('problems' in checked) throw new StoreError('bad_retention_rules')
  return checked.rules
}

interface RunRow {
  readonly id: number
  readonly cause: string
  readonly asked_at: Date
  readonly started_at: Date | null
  readonly ended_at: Date | null
  readonly rules_seq: number | null
  readonly start_index: number | null
  readonly looked_count: number
  readonly forgotten_count: number
  readonly held_count: number
  readonly busy_count: number
  readonly stream_count: number
  readonly after_app: string
  readonly after_day: string
  readonly after_stream: string
}

/** Runs by a condition, the newest first. */
export async function selectRuns(
  db: Kysely<Tables>,
  where: ReturnType<typeof sql>,
  limit: number,
): Promise<RetentionRun[]> {
  const { rows } = await sql<RunRow>`SELECT id, cause, asked_at, started_at, ended_at, rules_seq, start_index,
      looked_count, forgotten_count, held_count, busy_count, stream_count, after_app, after_day::text, after_stream
    FROM retention_runs WHERE ${where} ORDER BY id DESC LIMIT ${limit}`.execute(db)
  return rows.map((row) => ({
    id: row.id,
    cause: row.cause === 'asked' ? 'asked' : 'schedule',
    askedAt: row.asked_at,
    ...(row.started_at !== null && { startedAt: row.started_at }),
    ...(row.ended_at !== null && { endedAt: row.ended_at }),
    ...(row.rules_seq !== null && { rulesSeq: row.rules_seq }),
    ...(row.start_index !== null && { startIndex: row.start_index }),
    lookedCount: row.looked_count,
    forgottenCount: row.forgotten_count,
    heldCount: row.held_count,
    busyCount: row.busy_count,
    streamCount: row.stream_count,
    after: { app: row.after_app, day: row.after_day, stream: row.after_stream },
  }))
}
