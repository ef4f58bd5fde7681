// Batches of which nothing is alive (design.md §5.10): what a forgotten stream had in its batches is counted once, a batch
// with nothing but that gets a removal leaf, and its object goes once the leaf is anchored and a while has passed. So do
// objects of batches that were written anew (batch-rewrites.ts), once the new one was read back.
//
//   forgotten ──accounted──▶ dead in its batches ──all dead: leaf──▶ removed ──anchored, after the grace──▶ deleted
//
// Each step is a transaction, or a delete that may be repeated: whoever dies in between has done a step or not.
import { sha256 } from '@reseal/protocol'
import { type Kysely, sql } from 'kysely'
import type { Anchor } from '../anchor/anchor.ts'
import { readAnchoredSize } from '../anchor/anchor-state.ts'
import { createProof } from '../anchor/proof-before-append.ts'
import { type Database, guardDatabase } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { heldOf } from '../holds/holds.ts'
import { insertRecordingsLeaves, lockRecordingsHead } from '../logs/append-leaves.ts'
import type { AuditLog } from '../logs/audit-log.ts'
import { encodeRecordingsLeaf } from '../logs/recordings-leaf.ts'
import { listFoldedPlaces } from '../manifests/manifest-reader.ts'
import type { ObjectStore } from '../objects/object-store.ts'
import { StoreError } from '../store-error.ts'

/** What one page of accounting did. */
export interface AccountedPage {
  readonly accountedCount: number
  /** Where the next page goes on; undefined after the last. */
  readonly next: string | undefined
}

/** A step of removing. */
export interface RemovedBatches {
  readonly batchCount: number
  readonly sizeBytes: number
}

/** What removing works on. */
export interface DeadBatchesOptions {
  readonly anchor: Anchor
  readonly audit: AuditLog
  readonly objects: Pick<ObjectStore, 'get' | 'delete'>
}

/** The worker's half; errors as of `AuditLog`, and object_store_unavailable. */
export interface DeadBatches {
  /** Counts what forgotten streams had in their batches; those under a hold, or in use, wait. */
  account(options: { readonly after?: string; readonly limit: number }): Promise<AccountedPage>
  /** Says of batches with nothing alive that they go, at most `limit`. */
  remove(limit: number): Promise<RemovedBatches>
  /** Deletes objects of batches that were said to go before that time, at most `limit`. */
  delete(options: {
    readonly removedBefore: Date
    readonly after?: number
    readonly limit: number
  }): Promise<DeletedObjects>
}

/** A step of deleting. */
export interface DeletedObjects {
  readonly deletedCount: number
  /** Objects that stay, since the one that took what is alive in them is not there or is another. */
  readonly keptCount: number
  /** Where the next step goes on; undefined after the last. */
  readonly next: number | undefined
}

const smallestId = '00000000-0000-0000-0000-000000000000'

/** Builds it; `db` logs in as the worker. */
export function createDeadBatches(db: Database, options: DeadBatchesOptions): DeadBatches {
  const { anchor, audit, objects } = options
  const { ensureProven, unprove, leastSize } = createProof(db, anchor, 'recordings')
  return {
    account: ({ after = smallestId, limit }) =>
      guardDatabase(() => db.transaction().execute((transaction) => account(transaction, after, limit))),
    async remove(limit) {
      const { rows } = await guardDatabase(() =>
        sql<{ some: boolean }>`SELECT EXISTS (${deadBatches(1)}) AS some`.execute(db),
      )
      let removed: RemovedBatches = { batchCount: 0, sizeBytes: 0 }
      if (!rows[0]?.some) return removed
      await ensureProven()
      await audit
        .appendInTransaction(async (transaction) => {
          await lockRecordingsHead(transaction, leastSize())
          removed = await remove(transaction, limit)
          return removed.batchCount === 0
            ? []
            : [
                {
                  action: 'batch.remove',
                  outcome: 'success',
                  actor: { issuer: 'reseal', roles: ['worker'], method: 'service' },
                  extent: { objects: removed.batchCount, bytes: removed.sizeBytes },
                },
              ]
        })
        .catch(unprove)
      return removed
    },
    async delete({ removedBefore, after = -1, limit }) {
      // Never before its leaf is where the database's owner cannot take it back.
      const anchoredSize = await readAnchoredSize(db, anchor, 'recordings')
      const { rows } = await guardDatabase(() =>
        sql<RemovedBatch>`SELECT removed.seq, removed.object_key AS key,
            anew.object_key AS "newKey", anew.sha256 AS "newSha256"
          FROM batches AS removed LEFT JOIN batches AS anew ON anew.seq = removed.rewritten_as
          WHERE removed.removal_index IS NOT NULL AND removed.deleted_at IS NULL
            AND removed.removal_index < ${anchoredSize}::int8 AND removed.removed_at <= ${removedBefore}
            -- Whatever a batch took over is in its object until the old ones are gone.
            AND NOT EXISTS (SELECT FROM batches AS older
              WHERE older.rewritten_as = removed.seq AND older.deleted_at IS NULL)
            AND removed.seq > ${after}
          ORDER BY removed.seq LIMIT ${limit}`.execute(db),
      )
      const stored = new Map<string, boolean>()
      const free: RemovedBatch[] = []
      for (const row of rows) {
        const { newKey, newSha256 } = row
        if (newKey !== null && newSha256 !== null && !stored.has(newKey)) {
          stored.set(newKey, await isStored(objects, newKey, newSha256))
        }
        if (newKey === null || stored.get(newKey) === true) free.push(row)
      }
      for (const { key } of free) await objects.delete(key)
      await guardDatabase(() =>
        sql`UPDATE batches SET deleted_at = now() WHERE seq = ANY(${free.map(({ seq }) => seq)}::int8[])`.execute(
          db,
        ),
      )
      return {
        deletedCount: free.length,
        keptCount: rows.length - free.length,
        next: rows.length < limit ? undefined : rows.at(-1)?.seq,
      }
    },
  }
}

interface RemovedBatch {
  readonly seq: number
  readonly key: string
  /** Of the batch that took what was alive in it. */
  readonly newKey: string | null
  readonly newSha256: Uint8Array | null
}

/** Whether an object is there with these bytes. */
async function isStored(objects: Pick<ObjectStore, 'get'>, key: string, hash: Uint8Array): Promise<boolean> {
  try {
    return Buffer.compare(sha256(await objects.get(key)), hash) === 0
  } catch (error) {
    if (error instanceof StoreError && ['object_not_found', 'object_too_short'].includes(error.code))
      return false
    throw error
  }
}

interface ForgottenRow {
  readonly id: string
  readonly session_id: string
}

/** A forgotten stream grows no more, and nobody folds it while its row is held. */
async function account(transaction: Kysely<Tables>, after: string, limit: number): Promise<AccountedPage> {
  const { rows } = await sql<ForgottenRow>`SELECT id, session_id FROM streams
    WHERE tombstoned_at IS NOT NULL AND NOT accounted AND id > ${after}
    ORDER BY id LIMIT ${limit} FOR UPDATE SKIP LOCKED`.execute(transaction)
  const held = await heldOf(transaction, [...new Set(rows.map(({ session_id }) => session_id))])
  const free = rows.filter(({ session_id }) => !held.has(session_id)).map(({ id }) => id)
  const { dead, unreadable } = await countDead(transaction, free)
  const taken = free.filter((id) => !unreadable.has(id))
  // In one order everywhere: two of these never wait for each other in a circle.
  const batches = [...dead.keys()].sort((a, b) => a - b)
  await sql`SELECT FROM batches WHERE seq = ANY(${batches}::int8[]) ORDER BY seq FOR NO KEY UPDATE`.execute(
    transaction,
  )
  await sql`UPDATE batches SET dead_count = dead_count + dead.count, dead_bytes = dead_bytes + dead.bytes
    FROM unnest(${batches}::int8[], ${batches.map((seq) => dead.get(seq)?.count ?? 0)}::int4[],
      ${batches.map((seq) => dead.get(seq)?.bytes ?? 0)}::int8[]) AS dead (seq, count, bytes)
    WHERE batches.seq = dead.seq`.execute(transaction)
  await sql`UPDATE streams SET accounted = true WHERE id = ANY(${taken}::uuid[])`.execute(transaction)
  return { accountedCount: taken.length, next: rows.length < limit ? undefined : rows.at(-1)?.id }
}

interface DeadParts {
  /** By the batch's number. */
  readonly dead: ReadonlyMap<number, DeadPart>
  /** Streams whose manifest cannot be read: `reseal verify` names them, and their batches stay. */
  readonly unreadable: ReadonlySet<string>
}

interface DeadPart {
  count: number
  bytes: number
}

async function countDead(transaction: Kysely<Tables>, streams: readonly string[]): Promise<DeadParts> {
  const unreadable = new Set<string>()
  const dead = new Map<number, DeadPart>()
  const add = (seq: number, count: number, bytes: number): void => {
    const part = dead.get(seq)
    if (part === undefined) dead.set(seq, { count, bytes })
    else {
      part.count += count
      part.bytes += bytes
    }
  }
  await sql`SELECT set_config(name, 'off', true)
    FROM unnest('{enable_seqscan,enable_hashjoin,enable_mergejoin}'::text[]) AS name`.execute(transaction)
  const { rows: folded } = await sql<{ id: string }>`SELECT id FROM streams
    WHERE id = ANY(${[...streams]}::uuid[]) AND folded_count > 0`.execute(transaction)
  // One manifest at a time: a long one has a megabyte.
  for (const { id } of folded) {
    try {
      for (const { batchSeq, length } of await listFoldedPlaces(transaction, id)) add(batchSeq, 1, length)
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'bad_manifest') throw error
      unreadable.add(id)
    }
  }
  const readable = streams.filter((id) => !unreadable.has(id))
  const { rows } = await sql<{ seq: number; count: number; bytes: number }>`
    SELECT batch_seq AS seq, count(*) AS count, sum(byte_length)::int8 AS bytes
    FROM unnest(${readable}::uuid[]) AS wanted (id) JOIN segments ON stream_id = wanted.id
    GROUP BY batch_seq`.execute(transaction)
  for (const { seq, count, bytes } of rows) add(seq, count, bytes)
  return { dead, unreadable }
}

/** Those without a leaf of their own wait for it. */
const deadBatches = (limit: number): ReturnType<typeof sql> => sql`
  SELECT seq, id, object_key, sha256, size_bytes FROM batches
  WHERE dead_count >= segment_count AND removal_index IS NULL AND leaf_index IS NOT NULL
  ORDER BY seq LIMIT ${limit}`

async function remove(transaction: Kysely<Tables>, limit: number): Promise<RemovedBatches> {
  const { rows } = await sql<{
    seq: number
    id: string
    object_key: string
    sha256: Uint8Array
    size_bytes: number
  }>`${deadBatches(limit)} FOR UPDATE SKIP LOCKED`.execute(transaction)
  const { first } = await insertRecordingsLeaves(
    transaction,
    rows.map(({ id, object_key, sha256 }) =>
      encodeRecordingsLeaf({
        type: 'removal',
        batch: id,
        object: object_key,
        sha256: Buffer.from(sha256).toString('hex'),
      }),
    ),
  )
  await sql`UPDATE batches SET removal_index = ${first}::int8 + listed.position - 1, removed_at = now()
    FROM unnest(${rows.map(({ seq }) => seq)}::int8[]) WITH ORDINALITY AS listed (seq, position)
    WHERE batches.seq = listed.seq`.execute(transaction)
  return { batchCount: rows.length, sizeBytes: rows.reduce((sum, { size_bytes }) => sum + size_bytes, 0) }
}
