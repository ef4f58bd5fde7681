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
  /** Nothing has come for a while. */
  readonly isQuiet: boolean
  /** What was derived from it, and not yet put in its place. */
  readonly derived?: { readonly id: string; readonly segmentCount: number }
}

/** Streams of a session that are not forgotten, without those that this order derived. */
export async function listOrderedStreams(
  db: Kysely<Tables>,
  {
    session,
    orderId,
    quietMs,
  }: { readonly session: string; readonly orderId: string; readonly quietMs: number },
): Promise<OrderedStream[]> {
  return guardDatabase(async () => {
    const rows = await db
      .selectFrom('streams')
      .leftJoin(
        (from) =>
          from
            .selectFrom('derivations')
            .innerJoin('streams as made', 'made.id', 'derivations.derived_id')
            .select(['source_id', 'derived_id', 'made.next_index as derived_count'])
            .where('order_id', '=', orderId)
            .where('made.tombstoned_at', 'is', null)
            .as('derivation'),
        (join) => join.onRef('derivation.source_id', '=', 'streams.id'),
      )
      .select(headerColumns)
      .select(['streams.app_id', 'streams.next_index', 'derivation.derived_id', 'derivation.derived_count'])
      .select(
        sql<boolean>`NOT streams.open OR streams.last_received_at < now() - ${quietMs} * interval '1 millisecond'`.as(
          'is_quiet',
        ),
      )
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
      isQuiet: row.is_quiet,
      ...(row.derived_id !== null && {
        derived: { id: row.derived_id, segmentCount: row.derived_count ?? 0 },
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
