// What has arrived of an app, for whoever sets it up: counts, times and the newest session, nothing of its content.
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import { type HeaderColumns, streamHeaderBytes } from '../streams/packed-header.ts'

/** The newest stream of an app, and how far it came. */
export interface NewestStream {
  readonly session: string
  /** The canonical header, with the hash of the consent receipt where one was given. */
  readonly header: Uint8Array
  readonly receivedAtMs: number
  readonly segmentCount: number
  /** Segments that the indexer has looked through. */
  readonly indexedCount: number
  /** Whether the indexer gave it up. */
  readonly isFailed: boolean
  /** Whether the sentinel quarantined its session. */
  readonly isQuarantined: boolean
}

/** Which sealing key how much was sealed to. */
export interface KeyUse {
  readonly keyId: string
  readonly appId: string
  readonly streamCount: number
  readonly newestAtMs: number
}

// Bounds the question, however many sessions there are.
const lookedAtSessions = 1_000

/** Every method may throw StoreError database_unavailable. */
export interface AppContactRepository {
  /** Undefined before anything has arrived. */
  newestStream(appId: string): Promise<NewestStream | undefined>
  /** By key and app, of the newest thousand sessions of each app. */
  keyUse(): Promise<readonly KeyUse[]>
}

/** Builds it; `db` logs in as the viewer. */
export function createAppContactRepository(db: Database): AppContactRepository {
  return {
    newestStream: (appId) =>
      guardDatabase(async () => {
        const { rows } = await sql<StreamRow>`
          SELECT streams.id, streams.session_id, streams.key_id, streams.enc_hash, streams.append_key_hash,
            streams.started_at_ms, streams.header, streams.next_index, known.indexed_count,
            (extract(epoch FROM streams.last_received_at) * 1000)::int8 AS received_ms,
            coalesce(known.state = 'failed', false) AS failed,
            EXISTS (SELECT FROM quarantines WHERE quarantines.session_id = streams.session_id
              AND quarantines.state = 'quarantined') AS quarantined
          FROM (SELECT id FROM sessions WHERE app_id = ${appId} ORDER BY started_at_ms DESC, id DESC LIMIT 1) AS newest
          JOIN streams ON streams.session_id = newest.id
          LEFT JOIN stream_index AS known ON known.stream_id = streams.id
          ORDER BY streams.last_received_at DESC LIMIT 1`.execute(db)
        return rows[0] && toNewest(rows[0])
      }),
    keyUse: () =>
      guardDatabase(async () => {
        const { rows } = await sql<KeyRow>`
          SELECT streams.key_id, apps.id AS app_id, count(*) AS streams,
            (extract(epoch FROM max(streams.last_received_at)) * 1000)::int8 AS newest_ms
          FROM apps, LATERAL (SELECT id FROM sessions WHERE app_id = apps.id
            ORDER BY started_at_ms DESC, id DESC LIMIT ${lookedAtSessions}) AS newest
          JOIN streams ON streams.session_id = newest.id
          GROUP BY streams.key_id, apps.id ORDER BY streams.key_id, apps.id`.execute(db)
        return rows.map((row) => ({
          keyId: row.key_id,
          appId: row.app_id,
          streamCount: row.streams,
          newestAtMs: row.newest_ms,
        }))
      }),
  }
}

interface StreamRow extends HeaderColumns {
  readonly next_index: number
  readonly indexed_count: number | null
  readonly received_ms: number
  readonly failed: boolean
  readonly quarantined: boolean
}

interface KeyRow {
  readonly key_id: string
  readonly app_id: string
  readonly streams: number
  readonly newest_ms: number
}

function toNewest(row: StreamRow): NewestStream {
  return {
    session: row.session_id,
    header: streamHeaderBytes(row),
    receivedAtMs: row.received_ms,
    segmentCount: row.next_index,
    indexedCount: row.indexed_count ?? 0,
    isFailed: row.failed,
    isQuarantined: row.quarantined,
  }
}
