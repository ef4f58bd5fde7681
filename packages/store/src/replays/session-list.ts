// Sessions in pages, newest first, each with what its streams add up to.
import { sql } from 'kysely'
import type { Database } from '../database/database.ts'

/** A session in a list. */
export interface SessionSummary {
  readonly id: string
  readonly appId: string
  /** Earliest start of its streams, by the page's clock. */
  readonly startedAtMs: number
  readonly endedAtMs: number
  readonly streamCount: number
  readonly segmentCount: number
  readonly sizeBytes: number
  /**
   * `live` while a stream may still grow; `shredded` when no stream can be opened any more, `withdrawn` where that is
   * because consent was withdrawn.
   */
  readonly state: 'live' | 'complete' | 'shredded' | 'withdrawn'
}

/** One page of sessions, newest first. */
export interface SessionPage {
  readonly sessions: SessionSummary[]
  /** Pass as `cursor` to get the next page. */
  readonly nextCursor?: string
  /** Sessions of all pages. */
  readonly total: number
}

interface SessionRow {
  id: string
  app_id: string
  sort_ms: number
  started_at_ms: number
  ended_at_ms: number
  stream_count: number
  segment_count: number
  size_bytes: number
  open_count: number
  tombstone_count: number
  withdrawn_count: number
}

/** Sessions with what their streams add up to; `tail` filters, orders and limits sessions before streams are read. */
function sessionRows(tail: ReturnType<typeof sql>): ReturnType<typeof sql> {
  return sql`
    SELECT page.id, page.app_id, page.started_at_ms AS sort_ms, totals.*
    FROM (SELECT * FROM sessions ${tail}) AS page, LATERAL (
      SELECT min(started_at_ms) AS started_at_ms, max(last_end_ms) AS ended_at_ms, count(*) AS stream_count,
        sum(next_index)::int8 AS segment_count, sum(size_bytes)::int8 AS size_bytes,
        count(*) FILTER (WHERE NOT final AND open) AS open_count,
        count(*) FILTER (WHERE tombstoned_at IS NOT NULL) AS tombstone_count,
        count(*) FILTER (WHERE tombstone_reason = 'withdrawal') AS withdrawn_count
      FROM streams WHERE session_id = page.id AND tombstone_reason IS DISTINCT FROM 'redaction') AS totals
    ORDER BY page.started_at_ms DESC, page.id DESC`
}

/** One session. */
export async function findSession(db: Database, id: string): Promise<SessionSummary | undefined> {
  const { rows } = await sql<SessionRow>`${sessionRows(sql`WHERE sessions.id = ${id}`)}`.execute(db)
  return rows[0] && toSession(rows[0])
}

/** These sessions, newest first. */
export async function selectSessions(db: Database, ids: readonly string[]): Promise<SessionSummary[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<SessionRow>`${sessionRows(
    sql`WHERE sessions.id = ANY(${[...ids]}::uuid[])`,
  )}`.execute(db)
  return rows.map(toSession)
}

/** One page of the sessions of some apps. */
export async function listSessions(
  db: Database,
  { appIds, limit, cursor }: { appIds: readonly string[]; limit: number; cursor?: string },
): Promise<SessionPage> {
  const ofApps = sql`WHERE app_id = ANY(${[...appIds]}::text[])`
  const position = cursor === undefined ? undefined : parseCursor(cursor)
  const after = position
    ? sql`AND (started_at_ms, id) < (${position.startedAtMs}, ${position.id}::uuid)`
    : sql``
  const tail = sql`${ofApps} ${after} ORDER BY started_at_ms DESC, id DESC LIMIT ${limit + 1}`
  const { rows } = await sql<SessionRow>`${sessionRows(tail)}`.execute(db)
  const count = await sql<{ total: number }>`SELECT count(*) AS total FROM sessions ${ofApps}`.execute(db)
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    sessions: shown.map(toSession),
    ...(rows.length > limit && last && { nextCursor: `${last.sort_ms}.${last.id}` }),
    total: count.rows[0]?.total ?? 0,
  }
}

/** Reads a cursor; undefined where it is none of ours. */
export function parseCursor(cursor: string): { startedAtMs: number; id: string } | undefined {
  const match = /^(\d{1,15})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(cursor)
  return match?.[2] === undefined ? undefined : { startedAtMs: Number(match[1]), id: match[2] }
}

function stateOf(row: SessionRow): SessionSummary['state'] {
  if (row.stream_count > 0 && row.withdrawn_count === row.stream_count) return 'withdrawn'
  if (row.stream_count > 0 && row.tombstone_count === row.stream_count) return 'shredded'
  return row.open_count > 0 ? 'live' : 'complete'
}

function toSession(row: SessionRow): SessionSummary {
  return {
    id: row.id,
    appId: row.app_id,
    startedAtMs: row.started_at_ms,
    endedAtMs: row.ended_at_ms,
    streamCount: row.stream_count,
    segmentCount: row.segment_count,
    sizeBytes: row.size_bytes,
    state: stateOf(row),
  }
}
