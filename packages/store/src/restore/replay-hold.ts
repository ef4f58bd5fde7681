// Holds and quarantines that began since a backup, put back from the events that say so.
import { sql } from 'kysely'
import type { AuditEvent } from '../logs/audit-event.ts'
import type { AuditTransaction } from '../logs/audit-log.ts'

/** A hold whose scope no leaf tells holds the whole app. Returns how many are new. */
export async function replayHold(
  transaction: AuditTransaction,
  index: number,
  { target = {}, timeMs }: AuditEvent,
): Promise<number> {
  const { hold, session, app, fromMs, toMs } = target
  if (hold === undefined || (session === undefined && app === undefined)) return 0
  const window = session === undefined && fromMs !== undefined && toMs !== undefined && fromMs < toMs
  return affected(
    transaction,
    sql`INSERT INTO holds (id, session_id, app_id, from_ms, to_ms, audit_index, placed_at)
      VALUES (${hold}, ${session ?? null}, ${session === undefined ? (app ?? null) : null},
        ${window ? fromMs : null}, ${window ? toMs : null}, ${index}, to_timestamp(${timeMs}::float8 / 1000))
      ON CONFLICT (id) DO NOTHING`,
  )
}

/** Returns how many were lifted. */
export function replayLift(
  transaction: AuditTransaction,
  index: number,
  { target, timeMs }: AuditEvent,
): Promise<number> {
  return affected(
    transaction,
    sql`UPDATE holds SET lifted_at = to_timestamp(${timeMs}::float8 / 1000), lift_index = ${index}
      WHERE id = ${target?.hold ?? null}::uuid AND lifted_at IS NULL`,
  )
}

/** A session that was shredded stays so. Returns how many are quarantined that were not. */
export async function replayQuarantine(
  transaction: AuditTransaction,
  { target, timeMs, cause }: AuditEvent,
): Promise<number> {
  if (target?.session === undefined || target.app === undefined) return 0
  return affected(
    transaction,
    sql`INSERT INTO quarantines AS known (session_id, app_id, state, cause, began_at)
      SELECT ${target.session}, ${target.app}, 'quarantined', ${cause ?? 'finding'},
        to_timestamp(${timeMs}::float8 / 1000)
      WHERE NOT EXISTS (SELECT FROM streams WHERE session_id = ${target.session})
        OR EXISTS (SELECT FROM streams WHERE session_id = ${target.session} AND tombstoned_at IS NULL)
      ON CONFLICT (session_id) DO UPDATE SET state = 'quarantined', cause = excluded.cause,
        began_at = excluded.began_at, decided_at = NULL
        WHERE known.state IN ('released', 'redacted')`,
  )
}

/** Rows that a statement changed. */
export async function affected(
  transaction: AuditTransaction,
  statement: ReturnType<typeof sql>,
): Promise<number> {
  return Number((await statement.execute(transaction)).numAffectedRows ?? 0n)
}
