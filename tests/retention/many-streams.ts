// Streams without objects, made in SQL: enough rows to see how a run of retention behaves with many.
import { randomBytes } from 'node:crypto'
import type { Database } from '@reseal/store'
import { insertRetention } from '@reseal/store'
import { type RawBuilder, sql } from 'kysely'

/** How many, and of what age. */
export interface ManyStreams {
  readonly streamCount: number
  /** Rules keep a session for so long. */
  readonly days: number
}

/** What a run is to leave behind. */
export interface ExpectedRun {
  readonly dueSessions: number
  readonly dueStreams: number
  readonly heldSessions: number
}

const streamsPerStatement = 50_000

/** Two streams a session; of ten sessions nine are due, every tenth has errors, each of the first ten is held. */
export async function fillStreams(
  superuser: Database,
  owner: Database,
  { streamCount, days }: ManyStreams,
  onProgress: (done: number) => void = () => {},
): Promise<ExpectedRun> {
  await sql`INSERT INTO apps (id, app_key, name, allowed_origins, sealing_key_id)
    VALUES ('clinic', 'k-clinic', 'Clinic', '{http://clinic.test}', '0123456789abcdef') ON CONFLICT DO NOTHING`.execute(
    superuser,
  )
  // Packed headers begin with a version; this one is of before they were packed, the same for all.
  const header = randomBytes(120)
  header[0] = 0x7b
  for (let from = 0; from < streamCount; from += streamsPerStatement) {
    const to = Math.min(from + streamsPerStatement, streamCount)
    await fillSome(superuser, { from, to, days, header })
    onProgress(to)
  }
  await sql`INSERT INTO holds (id, session_id, audit_index)
    SELECT gen_random_uuid(), ${sessionId(sql`number`)}, 0 FROM generate_series(0, 9) AS number`.execute(
    superuser,
  )
  await insertRetention(owner, {
    rules: { minimumDays: 1, maximumDays: 3_653, days, apps: {}, labels: [] },
    shortens: false,
    auditIndex: 1,
  })
  await count(superuser, sql`ANALYZE`)
  const rows = await count<{ streams: number; sessions: number }>(
    superuser,
    sql`SELECT count(*) AS streams, count(DISTINCT session_id) AS sessions FROM streams
      WHERE last_received_at < now() - ${days} * interval '1 day'
        AND session_id NOT IN (SELECT session_id FROM holds)`,
  )
  return { dueSessions: rows[0]?.sessions ?? 0, dueStreams: rows[0]?.streams ?? 0, heldSessions: 10 }
}

const sessionId = (number: ReturnType<typeof sql>): ReturnType<typeof sql> =>
  sql`md5('session ' || ${number})::uuid`

async function fillSome(
  superuser: Database,
  { from, to, days, header }: { from: number; to: number; days: number; header: Uint8Array },
): Promise<void> {
  const numbers = sql`generate_series(${from}::int4, ${to - 1}::int4) AS number`
  const enc = sql`('\\x04'::bytea || sha256(convert_to('enc ' || number, 'UTF8')) || sha256(convert_to('point ' || number, 'UTF8')))`
  // Ages from the day after tomorrow's first due one to two years; every tenth session is of today.
  const age = sql`CASE WHEN (number / 2) % 10 = 9 THEN 0 ELSE ${days} + 1 + (number / 2) % 700 END`
  await sql`INSERT INTO sessions (id, app_id, started_at_ms)
    SELECT DISTINCT ON (number / 2) ${sessionId(sql`(number / 2)`)}, 'clinic', 0 FROM ${numbers}
    ON CONFLICT DO NOTHING`.execute(superuser)
  await sql`INSERT INTO streams (id, session_id, app_id, key_id, header, enc_hash, append_key_hash, last_link, started_at_ms,
      last_end_ms, size_bytes, next_index, final, open, closed_count, last_received_at, registered_on)
    SELECT md5('stream ' || number)::uuid, ${sessionId(sql`(number / 2)`)}, 'clinic', '0123456789abcdef', ${header},
      sha256(${enc}), sha256('\\x00'), sha256('\\x01'), 0, 1, 1000, 1, true, false, 1,
      now() - ${age} * interval '1 day', ((now() - ${age} * interval '1 day') AT TIME ZONE 'UTC')::date
    FROM ${numbers}`.execute(superuser)
  await sql`INSERT INTO stream_keys (stream_id, enc) SELECT md5('stream ' || number)::uuid, ${enc} FROM ${numbers}`.execute(
    superuser,
  )
  const summary =
    '{"fromMs":0,"toMs":1,"counts":{"errors":1},"labels":{"pages":[],"tags":{},"errors":[],"requests":[],"vitals":{}}}'
  await sql`INSERT INTO summaries.streams (stream_id, session_id, app_id, summary)
    SELECT md5('stream ' || number)::uuid, ${sessionId(sql`(number / 2)`)}, 'clinic', ${summary}::jsonb
    FROM ${numbers} WHERE (number / 2) % 10 = 5`.execute(superuser)
  await sql`INSERT INTO summaries.sessions (session_id, app_id, started_at_ms, tokens, summary)
    SELECT DISTINCT ON (number / 2) ${sessionId(sql`(number / 2)`)}, 'clinic', 0, '{}'::int8[], ${summary}::jsonb
    FROM ${numbers} WHERE (number / 2) % 10 = 5 ON CONFLICT DO NOTHING`.execute(superuser)
}

/** Of many rows at once, for as long as it takes. */
function count<Row>(db: Database, query: RawBuilder<unknown>): Promise<Row[]> {
  return db.connection().execute(async (connection) => {
    await sql`SET statement_timeout = 0`.execute(connection)
    const { rows } = await query.execute(connection)
    await sql`RESET statement_timeout`.execute(connection)
    return rows as Row[]
  })
}

/** What a run left behind, counted by other means than its own. */
export interface LeftBehind {
  readonly livingDue: number
  readonly living: number
  readonly keys: number
  readonly tombstones: number
  /** Streams with more than one. */
  readonly twice: number
  readonly shredEvents: number
  readonly heldWithoutKey: number
}

/** Counts it. */
export async function countLeft(superuser: Database, days: number): Promise<LeftBehind> {
  const [left] = await count<LeftBehind>(
    superuser,
    sql`
    WITH told AS (SELECT leaf_text(leaf, '{stream}') AS stream, count(*) AS times FROM recordings_leaves
      WHERE leaf_text(leaf, '{type}') = 'tombstone' GROUP BY 1)
    SELECT
      (SELECT count(*) FROM streams WHERE tombstoned_at IS NULL
        AND last_received_at < now() - ${days} * interval '1 day' AND session_id NOT IN (SELECT session_id FROM holds)) AS "livingDue",
      (SELECT count(*) FROM streams WHERE tombstoned_at IS NULL) AS living,
      (SELECT count(*) FROM stream_keys) AS keys,
      (SELECT count(*) FROM told) AS tombstones,
      (SELECT count(*) FROM told WHERE times > 1) AS twice,
      (SELECT count(*) FROM audit_leaves WHERE action = 'stream.shred') AS "shredEvents",
      (SELECT count(*) FROM streams WHERE session_id IN (SELECT session_id FROM holds)
        AND NOT EXISTS (SELECT FROM stream_keys WHERE stream_id = streams.id)) AS "heldWithoutKey"`,
  )
  if (left === undefined) throw new Error('nothing was counted')
  return left
}
