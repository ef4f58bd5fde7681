// Finds the leaf that closed a stream. No index leads from streams to leaves: times never decrease along the log, so a
// search by halves finds where the stream was last written, and its close leaf follows within the idle time.
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import { readLogSize } from './log-reader.ts'
import { parseRecordingsLeaf } from './recordings-leaf.ts'

/** A stream and, once it covers all that was received, its newest close leaf. */
export interface ClosedStream {
  readonly app: string
  readonly session: string
  readonly close?: { readonly index: number; readonly leaf: Uint8Array<ArrayBuffer> }
}

/**
 * Undefined where there is no such stream; without `close` while it is open. `db` logs in as viewer or worker.
 * @throws StoreError database_unavailable, bad_leaf
 */
export async function findCloseLeaf(db: Database, stream: string): Promise<ClosedStream | undefined> {
  const row = await guardDatabase(() =>
    db
      .selectFrom('streams')
      .select(['app_id', 'session_id', 'open', 'next_index', 'last_received_at'])
      .where('id', '=', stream)
      .executeTakeFirst(),
  )
  if (row === undefined) return undefined
  const found = { app: row.app_id, session: row.session_id }
  if (row.open) return found
  const from = await firstIndexAt(db, row.last_received_at.getTime())
  const { rows } = await guardDatabase(() =>
    sql<{ index: number; leaf: Uint8Array<ArrayBuffer> }>`
      SELECT index, leaf FROM recordings_leaves WHERE index >= ${from}
        AND position(convert_to(${`"stream":"${stream}"`}, 'UTF8') IN leaf) > 0
        AND position(convert_to('"type":"close"', 'UTF8') IN leaf) > 0
        AND leaf_text(leaf, '{segments}')::int8 = ${row.next_index}
      ORDER BY index LIMIT 1`.execute(db),
  )
  const [close] = rows
  return close === undefined ? found : { ...found, close }
}

/** Index of the recordings log's first leaf at or after a time; the log's size where there is none. */
export async function firstIndexAt(db: Database, timeMs: number): Promise<number> {
  let low = 0
  let high = await readLogSize(db, 'recordings')
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if ((await timeOf(db, middle)) >= timeMs) high = middle
    else low = middle + 1
  }
  return low
}

async function timeOf(db: Database, index: number): Promise<number> {
  const { leaf } = await guardDatabase(() =>
    db.selectFrom('recordings_leaves').select('leaf').where('index', '=', index).executeTakeFirstOrThrow(),
  )
  return parseRecordingsLeaf(leaf).timeMs
}
