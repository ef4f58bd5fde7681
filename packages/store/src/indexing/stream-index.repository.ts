// Which streams wait for the indexer, and who has them (design.md §5.8): several workers at once, each stream with one
// of them for as long as it keeps the stream's key. Of each app only so many at a time, so that a flood delays its app.
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'

/** A stream that one worker has now. */
export interface IndexClaim {
  readonly stream: string
  readonly session: string
  readonly app: string
  /** Segments `[fromIndex, toIndex)` wait. */
  readonly fromIndex: number
  readonly toIndex: number
  readonly failures: number
}

/** What to take. */
export interface ClaimRequest {
  /** UUID of the worker process. */
  readonly holder: string
  /** Apps of which this worker has enough. */
  readonly busyApps: readonly string[]
  readonly perApp: number
  /** Nobody else takes the streams for so long. */
  readonly holdMs: number
}

/** What waits in an app. */
export interface IndexLag {
  readonly app: string
  readonly streamCount: number
  /** Age of the oldest segment that waits. */
  readonly ageMs: number
  /** Streams that are given up: they do not open. */
  readonly failedCount: number
}

/** The worker's half of the queue. Every method may throw StoreError database_unavailable. */
export interface StreamIndexRepository {
  /** Notes what open and just closed streams have grown by; returns how many. */
  noticeGrowth(): Promise<number>
  /** Notes streams of any age that are not known yet, a part at a time; undefined when this was the last. */
  noticeForgotten(after?: string): Promise<string | undefined>
  claim(request: ClaimRequest): Promise<IndexClaim[]>
  /** Puts a stream off after a failure, or gives it up for good. */
  fail(stream: string, holder: string, outcome: { readonly againInMs: number } | 'for-good'): Promise<void>
  /** Lets others have what this worker has. */
  release(holder: string): Promise<void>
  /** By app; of apps without any nothing is said. */
  lags(): Promise<readonly IndexLag[]>
}

const smallestId = '00000000-0000-0000-0000-000000000000'
// Bounds a statement.
const noticedAtOnce = 5_000
const lookedAtAtOnce = 20_000

/** Builds it; `db` logs in as the worker, of `lags` also as the viewer. */
export function createStreamIndexRepository(db: Database): StreamIndexRepository {
  return {
    noticeGrowth: () =>
      guardDatabase(async () => {
        // Two partial indexes lead to all that can have grown: what is open, and what was closed and is not folded.
        const { rows } = await notice(
          db,
          sql`SELECT id FROM streams WHERE open UNION SELECT id FROM streams WHERE closed_count > folded_count`,
        )
        return rows.length
      }),
    noticeForgotten: (after = smallestId) =>
      guardDatabase(async () => {
        const { rows } = await sql<{ last: string | null; count: number }>`
          SELECT (max(id::text))::uuid AS last, count(*) AS count FROM (
            SELECT id FROM streams WHERE id > ${after}::uuid ORDER BY id LIMIT ${lookedAtAtOnce}) AS part`.execute(
          db,
        )
        const { last, count } = rows[0] ?? { last: null, count: 0 }
        if (last === null) return undefined
        await notice(db, sql`SELECT id FROM streams WHERE id > ${after}::uuid AND id <= ${last}::uuid`)
        return count < lookedAtAtOnce ? undefined : last
      }),
    claim: ({ holder, busyApps, perApp, holdMs }) =>
      guardDatabase(async () => {
        const { rows } = await sql<ClaimRow>`
          UPDATE stream_index AS taken
          SET holder = ${holder}::uuid, held_until = ${fromNow(holdMs)}
          FROM (
            SELECT due.stream_id FROM apps, LATERAL (
              SELECT stream_id FROM stream_index AS waiting
              WHERE waiting.app_id = apps.id AND state = 'open' AND known_count > indexed_count
                AND due_at <= clock_timestamp()
                AND (held_until IS NULL OR held_until < clock_timestamp() OR holder = ${holder}::uuid)
              ORDER BY due_at, stream_id LIMIT ${perApp} FOR UPDATE SKIP LOCKED) AS due
            WHERE apps.id <> ALL(${[...busyApps]}::text[])) AS picked
          WHERE taken.stream_id = picked.stream_id
          RETURNING taken.stream_id, session_id, app_id, indexed_count, known_count, failures`.execute(db)
        return rows.map((row) => ({
          stream: row.stream_id,
          session: row.session_id,
          app: row.app_id,
          fromIndex: row.indexed_count,
          toIndex: row.known_count,
          failures: row.failures,
        }))
      }),
    fail: (stream, holder, outcome) =>
      guardDatabase(async () => {
        const change =
          outcome === 'for-good'
            ? sql`state = 'failed', waiting_since = NULL`
            : sql`due_at = ${fromNow(outcome.againInMs)}`
        await sql`UPDATE stream_index
          SET failures = least(failures + 1, 1000), holder = NULL, held_until = NULL, ${change}
          WHERE stream_id = ${stream}::uuid AND holder = ${holder}::uuid`.execute(db)
      }),
    release: (holder) =>
      guardDatabase(async () => {
        await sql`UPDATE stream_index SET holder = NULL, held_until = NULL WHERE holder = ${holder}::uuid`.execute(
          db,
        )
      }),
    lags: () =>
      guardDatabase(async () => {
        const { rows } = await sql<{ app: string; waiting: number; age_ms: number; failed: number }>`
          SELECT app, sum(waiting)::int8 AS waiting, max(age_ms)::int8 AS age_ms, sum(failed)::int8 AS failed FROM (
            SELECT app_id AS app, count(*) AS waiting, 0 AS failed,
              (extract(epoch FROM clock_timestamp() - min(waiting_since)) * 1000)::int8 AS age_ms
            FROM stream_index WHERE state = 'open' AND known_count > indexed_count GROUP BY app_id
            UNION ALL
            SELECT app_id, 0, count(*), 0 FROM stream_index WHERE state = 'failed' GROUP BY app_id) AS parts
          GROUP BY app ORDER BY app`.execute(db)
        return rows.map((row) => ({
          app: row.app,
          streamCount: row.waiting,
          ageMs: Math.max(0, row.age_ms ?? 0),
          failedCount: row.failed,
        }))
      }),
  }
}

interface ClaimRow {
  readonly stream_id: string
  readonly session_id: string
  readonly app_id: string
  readonly indexed_count: number
  readonly known_count: number
  readonly failures: number
}

function fromNow(durationMs: number): ReturnType<typeof sql> {
  return sql`clock_timestamp() + make_interval(secs => ${durationMs / 1000})`
}

/** In the order of ids, so that two workers wait for each other instead of deadlocking. */
function notice(db: Database, ids: ReturnType<typeof sql>): Promise<{ rows: unknown[] }> {
  return sql`
    INSERT INTO stream_index AS known (stream_id, session_id, app_id, known_count, due_at, waiting_since)
    SELECT streams.id, streams.session_id, streams.app_id, next_index, clock_timestamp(), last_received_at
    FROM (${ids}) AS looked_at JOIN streams USING (id) LEFT JOIN stream_index ON stream_id = id
    WHERE tombstoned_at IS NULL AND next_index > coalesce(stream_index.known_count, 0)
    ORDER BY id LIMIT ${noticedAtOnce}
    ON CONFLICT (stream_id) DO UPDATE SET known_count = excluded.known_count,
      due_at = CASE WHEN known.known_count = known.indexed_count THEN excluded.due_at ELSE known.due_at END,
      waiting_since = CASE WHEN known.known_count = known.indexed_count THEN excluded.waiting_since
        ELSE known.waiting_since END
    WHERE known.known_count < excluded.known_count
    RETURNING stream_id`.execute(db)
}
