// The worker's appends to the recordings log (design.md §5.7): every batch committed since, then close leaves of streams
// that ended. Marking and appending are one transaction, so that nothing is listed twice or left out.
import { sha256 } from '@reseal/protocol'
import { type Kysely, sql } from 'kysely'
import type { Anchor } from '../anchor/anchor.ts'
import { createProof } from '../anchor/proof-before-append.ts'
import { type Database, guardDatabase } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { headerColumns, streamHeaderBytes } from '../streams/packed-header.ts'
import { insertRecordingsLeaves, lockRecordingsHead } from './append-leaves.ts'
import { type CloseLeaf, encodeRecordingsLeaf } from './recordings-leaf.ts'

/** What one round appended. */
export interface AppendedRecordings {
  readonly batches: number
  readonly closes: number
}

/** Appends to the recordings log; errors as of `AuditLog`. */
export interface RecordingsLog {
  /**
   * Appends leaves of batches that have none, at most `limit`, and, once no batch waits, close leaves of streams that
   * are final or received nothing since `idleBefore` and grew beyond their last close leaf.
   */
  appendPending(options: { readonly idleBefore: Date; readonly limit?: number }): Promise<AppendedRecordings>
}

/** Builds the log; before its first append it proves the database durable and consistent with the newest anchor. */
export function createRecordingsLog(db: Database, options: { readonly anchor: Anchor }): RecordingsLog {
  const { ensureProven, unprove, leastSize } = createProof(db, options.anchor, 'recordings')
  return {
    appendPending: async ({ idleBefore, limit = 1_000 }) => {
      if (!(await hasPending(db, idleBefore).catch(unprove))) return { batches: 0, closes: 0 }
      await ensureProven()
      return guardDatabase(() =>
        db
          .transaction()
          .execute((transaction) =>
            appendPending(transaction, { idleBefore, limit, leastSize: leastSize() }),
          ),
      ).catch(unprove)
    },
  }
}

/** Most rounds have nothing to do and take no lock. */
async function hasPending(db: Database, idleBefore: Date): Promise<boolean> {
  const { rows } = await guardDatabase(() =>
    sql<{ pending: boolean }>`
      SELECT EXISTS (SELECT FROM batches WHERE leaf_index IS NULL)
        OR EXISTS (SELECT FROM streams WHERE open AND (final OR last_received_at < ${idleBefore})) AS pending`.execute(
      db,
    ),
  )
  return rows[0]?.pending ?? false
}

async function appendPending(
  transaction: Kysely<Tables>,
  { idleBefore, limit, leastSize }: { idleBefore: Date; limit: number; leastSize: number },
): Promise<AppendedRecordings> {
  await lockRecordingsHead(transaction, leastSize)
  // Locked before batches are read: a locked stream cannot grow, so the batches of all its segments are visible below.
  const ended = await lockEndedStreams(transaction, idleBefore, limit)
  const batches = await appendBatches(transaction, limit)
  if (batches === limit) return { batches, closes: 0 }
  return { batches, closes: await closeStreams(transaction, ended) }
}

async function appendBatches(transaction: Kysely<Tables>, limit: number): Promise<number> {
  const batches = await transaction
    .selectFrom('batches')
    .select(['seq', 'id', 'object_key', 'sha256', 'size_bytes', 'segment_count'])
    .where('leaf_index', 'is', null)
    .orderBy('seq')
    .limit(limit)
    .execute()
  const leaves = batches.map((batch) =>
    encodeRecordingsLeaf({
      type: 'batch',
      batch: batch.id,
      object: batch.object_key,
      sha256: hex(batch.sha256),
      sizeBytes: batch.size_bytes,
      segments: batch.segment_count,
    }),
  )
  const { first } = await insertRecordingsLeaves(transaction, leaves)
  if (batches.length > 0) {
    await sql`UPDATE batches SET leaf_index = ${first}::int8 + listed.position - 1
      FROM unnest(${batches.map(({ seq }) => seq)}::int8[]) WITH ORDINALITY AS listed (seq, position)
      WHERE batches.seq = listed.seq`.execute(transaction)
  }
  return batches.length
}

interface EndedStream {
  readonly id: string
  readonly leaf: CloseLeaf
}

async function lockEndedStreams(
  transaction: Kysely<Tables>,
  idleBefore: Date,
  limit: number,
): Promise<EndedStream[]> {
  const rows = await transaction
    .selectFrom('streams')
    .select(headerColumns)
    .select(['app_id', 'next_index', 'last_link', 'final'])
    .where('open', '=', true)
    .where((where) => where.or([where('final', '=', true), where('last_received_at', '<', idleBefore)]))
    .orderBy('id')
    .limit(limit)
    .forNoKeyUpdate()
    .skipLocked()
    .execute()
  return rows.map((row) => ({
    id: row.id,
    leaf: {
      type: 'close',
      stream: row.id,
      session: row.session_id,
      app: row.app_id,
      segments: row.next_index,
      lastLink: hex(row.last_link ?? new Uint8Array(0)),
      headerHash: hex(sha256(streamHeaderBytes(row))),
      final: row.final,
    },
  }))
}

async function closeStreams(transaction: Kysely<Tables>, ended: readonly EndedStream[]): Promise<number> {
  await insertRecordingsLeaves(
    transaction,
    ended.map(({ leaf }) => encodeRecordingsLeaf(leaf)),
  )
  if (ended.length > 0) {
    await sql`UPDATE streams SET open = false, closed_count = next_index
      WHERE id = ANY(${ended.map(({ id }) => id)}::uuid[])`.execute(transaction)
  }
  return ended.length
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
