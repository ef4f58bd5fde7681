// Which streams could be opened in a time: they had begun, and their key was not yet destroyed.
import { type Database, guardDatabase } from '../database/database.ts'

/** Whose streams, and when. */
export interface ReadableQuery {
  /** Absent: of every app. */
  readonly appIds?: readonly string[]
  /** Only those sealed to this key. */
  readonly keyId?: string
  /** Milliseconds since 1970, both included. */
  readonly fromMs: number
  readonly toMs: number
}

/** A stream with the range that it holds, milliseconds since 1970 by the recorder's clock. */
export interface ReadableStreamRange {
  readonly app: string
  readonly session: string
  readonly stream: string
  readonly keyId: string
  readonly fromMs: number
  readonly toMs: number
}

const pageSize = 1000

/** In the order of their ids. `db` logs in as the viewer. May throw StoreError database_unavailable. */
export async function* readableStreams(
  db: Database,
  { appIds, keyId, fromMs, toMs }: ReadableQuery,
): AsyncIterable<ReadableStreamRange> {
  let after: string | undefined
  for (;;) {
    let query = db
      .selectFrom('streams')
      .select(['app_id', 'session_id', 'id', 'key_id', 'started_at_ms', 'last_end_ms'])
      .where('started_at_ms', '<=', toMs)
      .where(({ eb, or }) =>
        or([eb('tombstoned_at', 'is', null), eb('tombstoned_at', '>=', new Date(fromMs))]),
      )
    if (appIds !== undefined) query = query.where('app_id', 'in', [...appIds, ''])
    if (keyId !== undefined) query = query.where('key_id', '=', keyId)
    if (after !== undefined) query = query.where('id', '>', after)
    const rows = await guardDatabase(() => query.orderBy('id').limit(pageSize).execute())
    for (const row of rows) {
      yield {
        app: row.app_id,
        session: row.session_id,
        stream: row.id,
        keyId: row.key_id,
        fromMs: row.started_at_ms,
        toMs: row.last_end_ms,
      }
    }
    after = rows.at(-1)?.id
    if (rows.length < pageSize) return
  }
}

/** Which of these streams are sealed to a key. */
export async function streamsOfKey(
  db: Database,
  keyId: string,
  streams: readonly string[],
): Promise<ReadonlySet<string>> {
  if (streams.length === 0) return new Set()
  const rows = await guardDatabase(() =>
    db.selectFrom('streams').select('id').where('key_id', '=', keyId).where('id', 'in', streams).execute(),
  )
  return new Set(rows.map(({ id }) => id))
}
