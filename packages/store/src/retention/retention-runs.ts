// The worker's half of runs: taken up under an event, kept track of page by page, ended with an event that has the counts.
// Whoever dies leaves a row that says how far it came; what is repeated of a page finds nothing any more.
import { type Kysely, sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import type { AuditEventInput } from '../logs/audit-event.ts'
import type { AuditLog } from '../logs/audit-log.ts'
import { nextAuditIndex } from '../orders/order.repository.ts'
import {
  createRetentionRepository,
  openRun,
  type RetentionCursor,
  type RetentionRun,
  type SetRetention,
  selectRuns,
} from './retention.repository.ts'

/** A run under way, and the rules that it goes by. */
export interface StartedRun {
  readonly run: RetentionRun & { readonly startIndex: number }
  readonly set: SetRetention
}

/** What a step of a run adds to its counts. */
export interface RunCounts {
  readonly looked?: number
  readonly forgotten?: number
  readonly held?: number
  readonly busy?: number
  readonly streams?: number
}

const actor = { issuer: 'reseal', roles: ['worker'], method: 'service' } as const

/**
 * The run that is under way, or else one that is due: asked for, or a while after the last began. Undefined where there is
 * none, or no rules. As the worker.
 */
export async function takeUpRun(
  db: Database,
  audit: AuditLog,
  { everyMs, now }: { readonly everyMs: number; readonly now: Date },
): Promise<StartedRun | undefined> {
  const repository = createRetentionRepository(db)
  const inForce = await repository.findInForce()
  const open = await findOpenRun(db)
  if (open?.startIndex !== undefined && open.rulesSeq !== undefined) {
    // Rules that came into force meanwhile are the next run's.
    const set = await repository.find(open.rulesSeq)
    return set && { run: { ...open, startIndex: open.startIndex }, set }
  }
  if (inForce === undefined) return undefined
  if (open === undefined && !(await isDue(db, { everyMs, now }))) return undefined
  await audit.appendInTransaction(async (transaction) => {
    await openRun(transaction, 'schedule')
    const startIndex = await nextAuditIndex(transaction)
    await sql`UPDATE retention_runs SET started_at = now(), start_index = ${startIndex}::int8, rules_seq = ${inForce.seq}::int8
      WHERE ended_at IS NULL AND started_at IS NULL`.execute(transaction)
    return [startEvent(inForce)]
  })
  const run = await findOpenRun(db)
  return run?.startIndex === undefined
    ? undefined
    : { run: { ...run, startIndex: run.startIndex }, set: inForce }
}

async function findOpenRun(db: Database): Promise<RetentionRun | undefined> {
  const [run] = await guardDatabase(() => selectRuns(db, sql`ended_at IS NULL`, 1))
  return run
}

async function isDue(
  db: Database,
  { everyMs, now }: { readonly everyMs: number; readonly now: Date },
): Promise<boolean> {
  const [last] = await guardDatabase(() => selectRuns(db, sql`started_at IS NOT NULL`, 1))
  return last?.startedAt === undefined || last.startedAt.getTime() + everyMs <= now.getTime()
}

function startEvent({ sha256 }: SetRetention): AuditEventInput<'retention.start'> {
  return {
    action: 'retention.start',
    outcome: 'success',
    actor,
    change: { setting: 'retention', to: Buffer.from(sha256).toString('hex') },
  }
}

/** Adds to a run's counts, and notes how far it came. May run inside a transaction. */
export async function advanceRun(
  db: Kysely<Tables>,
  id: number,
  { counts, after }: { readonly counts: RunCounts; readonly after?: RetentionCursor },
): Promise<void> {
  await guardDatabase(() =>
    sql`UPDATE retention_runs SET looked_count = looked_count + ${counts.looked ?? 0}::int8,
      forgotten_count = forgotten_count + ${counts.forgotten ?? 0}::int8,
      held_count = held_count + ${counts.held ?? 0}::int8, busy_count = busy_count + ${counts.busy ?? 0}::int8,
      stream_count = stream_count + ${counts.streams ?? 0}::int8
      ${after === undefined ? sql`` : sql`, after_app = ${after.app}, after_day = ${after.day}::date, after_stream = ${after.stream}`}
      WHERE id = ${id}::int8 AND ended_at IS NULL`.execute(db),
  )
}

/** Ends a run, with the event of its counts; one that was ended before stays as it is. */
export async function endRun(db: Database, audit: AuditLog, id: number): Promise<RetentionRun | undefined> {
  let ended: RetentionRun | undefined
  await audit.appendInTransaction(async (transaction) => {
    const { numAffectedRows } = await sql`UPDATE retention_runs SET ended_at = now()
      WHERE id = ${id}::int8 AND ended_at IS NULL`.execute(transaction)
    const [run] = await selectRuns(transaction, sql`id = ${id}::int8`, 1)
    ended = run
    return numAffectedRows === 0n || run === undefined ? [] : [endEvent(run)]
  })
  return ended
}

function endEvent(run: RetentionRun): AuditEventInput<'retention.run'> {
  const { startIndex, forgottenCount: sessions, streamCount: streams, heldCount: held, busyCount: busy } = run
  return {
    action: 'retention.run',
    outcome: 'success',
    actor,
    target: { fromIndex: startIndex ?? 0 },
    extent: { sessions, streams, held, busy },
  }
}
