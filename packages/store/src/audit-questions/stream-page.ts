// Streams that could be opened in a time, by session and a page at a time: one page looks at a bounded number of rows.
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import type { ReadableQuery, ReadableStreamRange } from './readable-streams.ts'

/** A stream of a page, with what else decides who could open it. */
export interface PagedStream extends ReadableStreamRange {
  /** When the session's quarantine began and ended; absent where there was none, open-ended while it lasts. */
  readonly quarantine?: { readonly fromMs: number; readonly untilMs?: number }
  readonly isHeld: boolean
}

/** A page of streams; `next` is the session to go on after, absent at the end. */
export interface StreamPage {
  readonly streams: readonly PagedStream[]
  readonly next?: string
}

/** Which streams, from where on. */
export interface StreamPageQuery extends ReadableQuery {
  /** Only sessions after this one. */
  readonly after?: string
  /** Whether legal holds are asked for, a question a stream. */
  readonly withHolds?: boolean
}

// Streams looked at for one page, whether they meet the conditions or not.
const scannedAtOnce = 2_000

/** The streams of the sessions after one, in the order of session ids. May throw StoreError database_unavailable. */
export function pageReadableStreams(
  db: Database,
  { appIds, keyId, fromMs, toMs, after, withHolds = false }: StreamPageQuery,
): Promise<StreamPage> {
  return guardDatabase(async () => {
    const { rows: scanned } = await sql<{ session_id: string }>`
      SELECT session_id FROM streams
      WHERE session_id > ${after ?? '00000000-0000-0000-0000-000000000000'}::uuid
      ORDER BY session_id LIMIT ${scannedAtOnce}`.execute(db)
    const isLast = scanned.length < scannedAtOnce
    const next = scanned.at(-1)?.session_id
    if (next === undefined) return { streams: [] }
    const apps = appIds === undefined ? sql`TRUE` : sql`streams.app_id = ANY(${appIds})`
    const key = keyId === undefined ? sql`TRUE` : sql`key_id = ${keyId}`
    const { rows } = await sql<StreamRow>`
      SELECT streams.app_id, streams.session_id, id, key_id, started_at_ms, last_end_ms, began_at, decided_at, state,
        
        CASE WHEN ${withHolds} THEN is_held(streams.session_id) ELSE FALSE END AS held
      FROM streams LEFT JOIN quarantines ON quarantines.session_id = streams.session_id
      WHERE streams.session_id > ${after ?? '00000000-0000-0000-0000-000000000000'}::uuid
        AND streams.session_id <= ${next}::uuid AND started_at_ms <= ${toMs}
        AND (tombstoned_at IS NULL OR tombstoned_at >= ${new Date(fromMs)})
        AND ${apps} AND ${key}
      ORDER BY streams.session_id, id`.execute(db)
    return { streams: rows.map(toStream), ...(isLast ? {} : { next }) }
  })
}

interface StreamRow {
  app_id: string
  session_id: string
  id: string
  key_id: string
  started_at_ms: number
  last_end_ms: number
  began_at: Date | null
  decided_at: Date | null
  state: string | null
  held: boolean
}

function toStream(row: StreamRow): PagedStream {
  const until = row.state === 'quarantined' ? null : row.decided_at
  return {
    app: row.app_id,
    session: row.session_id,
    stream: row.id,
    keyId: row.key_id,
    fromMs: row.started_at_ms,
    toMs: row.last_end_ms,
    isHeld: row.held,
    ...(row.began_at !== null && {
      quarantine: {
        fromMs: row.began_at.getTime(),
        ...(until !== null && { untilMs: until.getTime() }),
      },
    }),
  }
}
