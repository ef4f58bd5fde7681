// The one transaction that makes a derived stream exist: its batches, its row, its key, its segments, and of what it was
// made. Before it there are objects that nobody names, which the sweep removes; after it the source is still whole.
import { parseStreamHeader } from '@reseal/protocol'
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import { insertSegments, type NewBatch, type NewSegment } from '../streams/commit-batch.ts'
import { packStreamHeader } from '../streams/packed-header.ts'

/** A derived stream whose batches are stored. */
export interface DerivedStream {
  readonly orderId: string
  readonly appId: string
  readonly headerBytes: Uint8Array
  readonly enc: Uint8Array
  /** Canonical text of the rules that it was redacted by. */
  readonly rules: Uint8Array
  /** In order of index; together the whole stream. */
  readonly batches: readonly { readonly batch: NewBatch; readonly segments: readonly NewSegment[] }[]
}

class RollbackSignal extends Error {}

/**
 * Registers a derived stream. As the worker.
 * @returns false, with nothing written, where the source has grown, was forgotten, or has one that counts already
 * @throws StoreError database_unavailable, database_refused
 */
export async function commitDerived(db: Database, derived: DerivedStream): Promise<boolean> {
  const header = parseStreamHeader(derived.headerBytes)
  const { derived: from, stream, session } = header
  const segments = derived.batches.flatMap((each) => each.segments)
  const last = segments.at(-1)
  if (from === undefined || last === undefined)
    throw new RangeError('a derived stream has a source and segments')
  try {
    await guardDatabase(() =>
      db.transaction().execute(async (transaction) => {
        const { rows } = await sql<{ whole: boolean }>`SELECT next_index = ${segments.length}
          AND tombstoned_at IS NULL AND NOT EXISTS (
            SELECT FROM derivations JOIN streams AS known ON known.id = derived_id
            WHERE source_id = ${from.stream} AND order_id = ${derived.orderId} AND known.tombstoned_at IS NULL
          ) AS whole FROM streams WHERE id = ${from.stream} FOR NO KEY UPDATE`.execute(transaction)
        if (!rows[0]?.whole) throw new RollbackSignal()
        await sql`INSERT INTO derivations (source_id, derived_id, order_id, event_index, rules)
          VALUES (${from.stream}, ${stream}, ${derived.orderId}, ${from.event}, ${derived.rules})`.execute(
          transaction,
        )
        const packed = packStreamHeader({ ...header, headerBytes: derived.headerBytes })
        await sql`INSERT INTO streams (id, session_id, app_id, key_id, header, enc_hash, append_key_hash,
            last_link, started_at_ms, last_end_ms, size_bytes, next_index, final, last_received_at, registered_on)
          VALUES (${stream}, ${session}, ${derived.appId}, ${header.keyId}, ${packed}, ${header.encHash},
            ${header.appendKeyHash}, ${last.link}, ${header.startedAtMs},
            ${Math.max(...segments.map(({ endMs }) => endMs))},
            ${segments.reduce((sum, { length }) => sum + length, 0)}, ${segments.length}, true, now(),
            (SELECT registered_on FROM streams AS source WHERE source.id = ${from.stream}))`.execute(
          transaction,
        )
        await sql`SELECT add_derived_key(${stream}, ${derived.enc})`.execute(transaction)
        for (const each of derived.batches) {
          const { seq } = await transaction
            .insertInto('batches')
            .values({
              id: each.batch.id,
              object_key: each.batch.objectKey,
              sha256: each.batch.sha256,
              size_bytes: each.batch.sizeBytes,
              segment_count: each.segments.length,
            })
            .returning('seq')
            .executeTakeFirstOrThrow()
          await insertSegments(transaction, seq, each.segments)
        }
      }),
    )
  } catch (error) {
    if (error instanceof RollbackSignal) return false
    throw error
  }
  return true
}
