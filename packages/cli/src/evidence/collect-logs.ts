// What the logs say of a period, for an evidence pack: verifications, counts, the leaves of what people decided, and checkpoints.
import { type Anchor, type Database, logNames } from '@reseal/store'
import { sql } from 'kysely'
import type { Period } from './period.ts'

/** Leaves of the audit log from one index on to before another. */
export interface LeafRange {
  readonly from: number
  readonly before: number
}

interface VerificationRow {
  readonly verified_at: Date
  readonly intact: boolean
  readonly detail: {
    readonly verdict?: unknown
    readonly logs?: unknown
    readonly recordings?: Readonly<Record<string, unknown>>
    readonly problems?: readonly { readonly kind: string }[]
  }
}

/** Verifications of the period, as they were recorded: verdict, counts, and problems by kind. */
export async function collectVerifications(db: Database, { fromMs, beforeMs }: Period): Promise<unknown> {
  const { rows } = await sql<VerificationRow>`
    SELECT verified_at, intact, detail FROM verifications
    WHERE verified_at >= ${new Date(fromMs)} AND verified_at < ${new Date(beforeMs)} ORDER BY id`.execute(db)
  return {
    verifications: rows.map(({ verified_at, intact, detail }) => ({
      verified_at,
      intact,
      verdict: detail.verdict ?? null,
      counts: numbersOf(detail.recordings ?? {}),
      problems: countBy((detail.problems ?? []).map(({ kind }) => kind)),
    })),
  }
}

/** Events of a range by action and outcome. */
export async function collectCounts(db: Database, { from, before }: LeafRange): Promise<unknown> {
  const { rows } = await sql`
    SELECT action, leaf_text(leaf, '{outcome}') AS outcome, count(*) AS events FROM audit_leaves
    WHERE index >= ${from} AND index < ${before} AND action IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2`.execute(
    db,
  )
  return { from_index: from, before_index: before, counts: rows }
}

/** Actions by which people, or rules that people set, decide on recordings and on who may watch. What is merely watched is counted only. */
const decided = [
  'key\\..*|hold\\..*|review\\..*|order\\..*|deletion\\..*|token\\..*|batch\\.remove|log\\.verify|stream\\.shred|recording\\.redact',
  'retention\\.(change|ask|start|run)|rules\\.decide|grant\\.(approve|deny|revoke|break_glass|review)',
  'quarantine\\.(begin|release|accept)|user\\.(add|change|link)|configuration\\.change',
  'audit\\.(export|erase)|evidence\\.export',
]
const decisions = `^(${decided.join('|')})$`

interface DecisionRow {
  readonly index: number
  readonly time_ms: number
  readonly action: string
  readonly outcome: string | null
  readonly app: string | null
  readonly leaf_hash: Uint8Array
}

const pageSize = 5000

/** One line of JSON for each decision of a range: which leaf, when, what, on which app. No person and no session. */
export async function* readDecisions(db: Database, { from, before }: LeafRange): AsyncIterable<string> {
  let next = from
  for (;;) {
    const { rows } = await sql<DecisionRow>`
      SELECT index, leaf_text(leaf, '{time_ms}')::int8 AS time_ms, action, leaf_text(leaf, '{outcome}') AS outcome,
        leaf_text(leaf, '{target,app}') AS app, leaf_hash
      FROM audit_leaves WHERE index >= ${next} AND index < ${before} AND action ~ ${decisions}
      ORDER BY index LIMIT ${pageSize}`.execute(db)
    for (const { leaf_hash, time_ms, ...row } of rows) {
      const line = {
        ...row,
        time: new Date(time_ms).toISOString(),
        leaf_hash: Buffer.from(leaf_hash).toString('hex'),
      }
      yield `${JSON.stringify(line)}\n`
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < pageSize) return
    next = last.index + 1
  }
}

/** The newest signed checkpoint of each log: what a later verification must continue. */
export async function collectCheckpoints(anchor: Anchor): Promise<unknown> {
  const checkpoints = await Promise.all(
    logNames.map(async (log) => [log, (await anchor.latestCheckpoint(log))?.note ?? null] as const),
  )
  return Object.fromEntries(checkpoints)
}

function numbersOf(record: Readonly<Record<string, unknown>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) => (typeof value === 'number' ? [[name, value]] : [])),
  )
}

function countBy(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}
