// What was kept, forgotten and held, and what sealed it, for an evidence pack. Sessions are not named: their leaves are.
import type { Database } from '@reseal/store'
import { type RawBuilder, sql } from 'kysely'
import type { Period } from './period.ts'

const within = (column: string, { fromMs, beforeMs }: Period): RawBuilder<boolean> =>
  sql`${sql.ref(column)} >= ${new Date(fromMs)} AND ${sql.ref(column)} < ${new Date(beforeMs)}`

/** Rules of how long sessions are kept, all that there were, and the runs of the period. */
export async function collectRetention(db: Database, period: Period): Promise<unknown> {
  const { rows: rules } = await sql<{ body: Uint8Array }>`
    SELECT rule.seq, rule.body, rule.shortens, rule.set_by, rule.audit_index, rule.set_at, decision.approved, decision.decided_at
    FROM retention_rules rule LEFT JOIN retention_decisions decision USING (seq) ORDER BY rule.seq`.execute(
    db,
  )
  const { rows: runs } = await sql`
    SELECT id, cause, asked_at, started_at, start_index, rules_seq, looked_count, forgotten_count, held_count, busy_count,
      stream_count, ended_at
    FROM retention_runs WHERE ${within('asked_at', period)} ORDER BY id`.execute(db)
  return { rules: rules.map(({ body, ...rule }) => ({ ...rule, rules: JSON.parse(textOf(body)) })), runs }
}

/** Streams that were forgotten in the period, by day and reason, and what was ordered; the leaves are in decisions.jsonl. */
export async function collectDeletions(db: Database, period: Period): Promise<unknown> {
  const { rows } = await sql`
    SELECT to_char(tombstoned_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, app_id, tombstone_reason AS reason,
      count(*) AS streams, count(DISTINCT session_id) AS sessions
    FROM streams WHERE ${within('tombstoned_at', period)} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`.execute(db)
  const [orders, scopes, left] = await Promise.all([
    sql`SELECT kind, app_id, state, proposed_by, proposed_index, proposed_at, decided_by, decided_index, decided_at, ended_at
      FROM orders WHERE ${within('proposed_at', period)} ORDER BY proposed_at, id`.execute(db),
    sql`SELECT CASE WHEN subject IS NOT NULL THEN 'subject' ELSE 'time' END AS scope, app_id, state, proposed_by,
        proposed_index, proposed_at, decided_by, decided_index, decided_at, ended_at, looked_count, forgotten_count, held_count,
        stream_count
      FROM scope_orders WHERE ${within('proposed_at', period)} ORDER BY proposed_at, id`.execute(db),
    sql<{ count: number }>`SELECT count(*) AS count FROM streams WHERE tombstoned_at IS NOT NULL
      AND EXISTS (SELECT FROM stream_keys WHERE stream_id = streams.id)`.execute(db),
  ])
  return {
    keys_left_of_forgotten_streams: left.rows[0]?.count ?? 0,
    forgotten: rows,
    orders: orders.rows,
    orders_by_scope: scopes.rows,
  }
}

/** Holds that were in force at some time of the period. */
export async function collectHolds(db: Database, { fromMs, beforeMs }: Period): Promise<unknown> {
  const { rows } = await sql`
    SELECT id, CASE WHEN session_id IS NOT NULL THEN 'session' WHEN subject IS NOT NULL THEN 'subject'
        WHEN from_ms IS NOT NULL THEN 'time' ELSE 'app' END AS scope,
      app_id, audit_index, placed_at, lifted_at, lift_index
    FROM holds WHERE placed_at < ${new Date(beforeMs)} AND (lifted_at IS NULL OR lifted_at >= ${new Date(fromMs)})
    ORDER BY placed_at, id`.execute(db)
  return { holds: rows }
}

/** Sealing keys by app as they are now, and every retirement that was asked for. */
export async function collectKeys(db: Database): Promise<unknown> {
  const [keys, retirements] = await Promise.all([
    sql`SELECT app_id, key_id, state, since, replaced_at, closed_at, retired_at, audit_index FROM sealing_keys
      ORDER BY app_id, since, key_id`.execute(db),
    sql`SELECT key_id, with_shred, state, asked_by, asked_index, asked_at, decided_by, decided_index, decided_at, ended_at
      FROM key_retirements ORDER BY asked_at, id`.execute(db),
  ])
  return { keys: keys.rows, retirements: retirements.rows }
}

/** Apps with what decides on them: grants, quotas, and the rule sets that were published. */
export async function collectApps(db: Database): Promise<unknown> {
  const [apps, rules] = await Promise.all([
    sql`SELECT id, grants_required, daily_quota_bytes, parcels_refused, command, cardinality(allowed_origins) AS origins, created_at,
        (SELECT accepts FROM rule_acceptances WHERE app_id = apps.id ORDER BY audit_index DESC LIMIT 1) AS accepts
      FROM apps ORDER BY id`.execute(db),
    sql`SELECT seq, app_id, version, looser, rule.audit_index, published_at, approved, decided_at
      FROM rule_sets rule LEFT JOIN rule_set_decisions USING (seq) ORDER BY seq`.execute(db),
  ])
  return { apps: apps.rows, rule_sets: rules.rows }
}

/** What the sentinel found in the period, by week, app and detector; and what became of it. No text, no place, no session. */
export async function collectSentinel(db: Database, period: Period): Promise<unknown> {
  const [findings, quarantines, open] = await Promise.all([
    sql`SELECT to_char(date_trunc('week', found_at AT TIME ZONE 'UTC'), 'YYYY-MM-DD') AS week, app_id, detector, confidence,
        count(*) AS findings, count(DISTINCT session_id) AS sessions
      FROM findings WHERE ${within('found_at', period)} GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`.execute(db),
    sql`SELECT app_id, cause, state, count(*) AS sessions FROM quarantines WHERE ${within('began_at', period)}
      GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`.execute(db),
    sql<{ count: number }>`SELECT count(*) AS count FROM quarantines WHERE state = 'quarantined'`.execute(db),
  ])
  return { quarantined_today: open.rows[0]?.count ?? 0, trend: findings.rows, quarantines: quarantines.rows }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8')
}
