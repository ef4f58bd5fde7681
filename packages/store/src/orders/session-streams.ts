// What of a session an order is about: its streams that are not forgotten, and what was made of them.
import { type Kysely, sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { headerColumns, streamHeaderBytes } from '../streams/packed-header.ts'

/** A stream that an order still has to do with. */
export interface OrderedStream {
  readonly id: string
  readonly appId: string
  readonly keyId: string
  readonly headerBytes: Uint8Array<ArrayBuffer>
  readonly segmentCount: number
  /** Nothing comes that its close leaf does not cover, as far as anyone knows. */
  readonly isClosed: boolean
  /** What was derived from it, and not yet put in its place. */
  readonly derived?: { readonly id: string; readonly eventIndex: number }
}

/** Streams of a session that are not forgotten, without those that this order derived. */
export async function listOrderedStreams(
  db: Kysely<Tables>,
  { session, orderId }: { readonly session: string; readonly orderId: string },
): Promise<OrderedStream[]> {
  return guardDatabase(async () => {
    const rows = await db
      .selectFrom('streams')
      .leftJoin('derivations', (join) =>
        join.onRef('derivations.source_id', '=', 'streams.id').on('derivations.order_id', '=', orderId),
      )
      .select(headerColumns)
      .select([
        'streams.app_id',
        'streams.next_index',
        'streams.open',
        'derivations.derived_id',
        'derivations.event_index',
      ])
      .where('streams.session_id', '=', session)
      .where('streams.tombstoned_at', 'is', null)
      .where('streams.id', 'not in', (from) =>
        from.selectFrom('derivations').select('derived_id').where('order_id', '=', orderId),
      )
      .orderBy('streams.started_at_ms')
      .orderBy('streams.id')
      .execute()
    return rows.map((row) => ({
      id: row.id,
      appId: row.app_id,
      keyId: row.key_id,
      headerBytes: streamHeaderBytes(row),
      segmentCount: row.next_index,
      isClosed: !row.open,
      ...(row.derived_id !== null && {
        derived: { id: row.derived_id, eventIndex: row.event_index ?? 0 },
      }),
    }))
  })
}

/** The rules that a derived stream was redacted by; undefined where it was recorded. */
export async function findDerivedRules(
  db: Database,
  stream: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return guardDatabase(async () => {
    const row = await db
      .selectFrom('derivations')
      .select('rules')
      .where('derived_id', '=', stream)
      .executeTakeFirst()
    return row?.rules
  })
}

/** A stream's encapsulated key; undefined once it is destroyed. As viewer or worker. */
export async function findStreamKey(
  db: Database,
  stream: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return guardDatabase(async () => {
    const { rows } = await sql<{ enc: Uint8Array<ArrayBuffer> }>`
      SELECT enc FROM stream_keys WHERE stream_id = ${stream}`.execute(db)
    return rows[0]?.enc
  })
}
