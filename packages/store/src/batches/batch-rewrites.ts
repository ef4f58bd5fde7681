// Batches of which most is dead are written anew (design.md §5.10; docs/decisions/0030): what is alive is copied byte for byte
// into a new object, and one transaction says so in the log and in the rows. Whoever dies before it leaves an object that
// nothing names, which the sweep removes; after it the old object is still there, until its removal leaf is anchored and old.
import type { BatchEntry } from '@reseal/protocol'
import { sql } from 'kysely'
import type { Anchor } from '../anchor/anchor.ts'
import { createProof } from '../anchor/proof-before-append.ts'
import { type Database, guardDatabase } from '../database/database.ts'
import { HeldMeanwhile, heldOf, refuseHeldMeanwhile } from '../holds/holds.ts'
import { insertRecordingsLeaves, lockRecordingsHead } from '../logs/append-leaves.ts'
import type { AuditLog, AuditTransaction } from '../logs/audit-log.ts'
import { encodeRecordingsLeaf } from '../logs/recordings-leaf.ts'
import { StoreError } from '../store-error.ts'
import type { NewBatch } from '../streams/commit-batch.ts'
import { findPlaces, moveSegments, type SegmentMove } from './move-segments.ts'

/** A batch of which most is dead. */
export interface MostlyDeadBatch {
  /** Grows. */
  readonly seq: number
  /** UUID. */
  readonly id: string
  readonly objectKey: string
  readonly sha256: Uint8Array
  readonly sizeBytes: number
  readonly segmentCount: number
  readonly deadCount: number
}

/** Which batches are looked for. */
export interface MostlyDeadQuery {
  /** Of 1: how much of its bytes is dead at least. */
  readonly deadShare: number
  /** Younger ones wait: someone may still read where they were. */
  readonly createdBefore: Date
  /** Only with a greater number. */
  readonly after: number
  readonly limit: number
}

/** What is alive in a batch. */
export interface LivingPart {
  readonly batch: MostlyDeadBatch
  /** In the order of the footer. */
  readonly entries: readonly BatchEntry[]
  /** Sessions of what is dead in it. */
  readonly deadSessions: readonly string[]
}

/** A stored object that is to take the place of some batches. */
export interface BatchRewrite {
  readonly batch: NewBatch
  readonly sources: readonly LivingPart[]
  /** Every living segment of the sources, with its offset in the new object. */
  readonly moves: readonly SegmentMove[]
}

/** The worker's; errors as of `AuditLog`. */
export interface BatchRewrites {
  /** In the order of their numbers. */
  find(query: MostlyDeadQuery): Promise<MostlyDeadBatch[]>
  /**
   * What is alive of it, by its footer's entries; undefined where a hold keeps what is dead, a stream is open, or rows and
   * footer disagree.
   */
  findLiving(batch: MostlyDeadBatch, entries: readonly BatchEntry[]): Promise<LivingPart | undefined>
  /** Says that an object of this id is about to be stored: nobody sweeps it until that is taken back. */
  begin(id: string): Promise<void>
  /** Takes back what nobody will finish any more. */
  forgetBegun(before: Date): Promise<void>
  /** Puts the new batch in the place of the old ones, or does nothing: false, where something of them is in use or has changed. */
  commit(rewrite: BatchRewrite): Promise<boolean>
}

/** Something is in use, or is another than it was. */
class ChangedMeanwhile extends Error {}

/** Builds it; `db` logs in as the worker. */
export function createBatchRewrites(
  db: Database,
  { anchor, audit }: { readonly anchor: Anchor; readonly audit: AuditLog },
): BatchRewrites {
  const { ensureProven, unprove, leastSize } = createProof(db, anchor, 'recordings')
  return {
    find: ({ deadShare, createdBefore, after, limit }) =>
      guardDatabase(async () => {
        const { rows } = await sql<MostlyDeadBatch>`
          SELECT seq, id, object_key AS "objectKey", sha256, size_bytes AS "sizeBytes",
            segment_count AS "segmentCount", dead_count AS "deadCount"
          FROM batches
          WHERE removal_index IS NULL AND dead_count > 0
            AND dead_bytes * 1000 / greatest(size_bytes - 160 * segment_count::int8, 1) >= ${Math.round(deadShare * 1000)}::int8
            AND dead_count < segment_count AND leaf_index IS NOT NULL AND created_at < ${createdBefore}
            AND seq > ${after} ORDER BY seq LIMIT ${limit}`.execute(db)
        return rows
      }),
    findLiving: (batch, entries) =>
      guardDatabase(() => db.transaction().execute((transaction) => findLiving(transaction, batch, entries))),
    begin: (id) =>
      guardDatabase(async () => {
        await db.insertInto('batch_rewrites').values({ id }).execute()
      }),
    forgetBegun: (before) =>
      guardDatabase(async () => {
        await db.deleteFrom('batch_rewrites').where('begun_at', '<', before).execute()
      }),
    async commit(rewrite) {
      await ensureProven()
      try {
        await audit.appendInTransaction(async (transaction) => {
          await replace(transaction, rewrite, leastSize())
          return [rewriteEvent(rewrite)]
        })
        return true
      } catch (error) {
        if (error instanceof ChangedMeanwhile || error instanceof HeldMeanwhile) return false
        if (error instanceof StoreError && error.code === 'bad_manifest') return false
        return unprove(error)
      }
    },
  }
}

async function findLiving(
  transaction: AuditTransaction,
  batch: MostlyDeadBatch,
  entries: readonly BatchEntry[],
): Promise<LivingPart | undefined> {
  if (entries.length !== batch.segmentCount) return undefined
  const wanted = [...new Set(entries.map(({ stream }) => stream))]
  const { rows } = await sql<{ id: string; session: string; accounted: boolean; closed: number }>`
    SELECT id, session_id AS session, accounted, coalesce(closed_count, 0) AS closed FROM streams WHERE id = ANY(${wanted}::uuid[])`.execute(
    transaction,
  )
  // What was forgotten and is not counted yet, such as under a hold, is copied as if it were alive.
  const dead = new Set(rows.filter(({ accounted }) => accounted).map(({ id }) => id))
  const living = entries.filter(({ stream }) => !dead.has(stream))
  if (rows.length !== wanted.length || entries.length - living.length !== batch.deadCount) return undefined
  // Only what a close leaf covers: then nothing can go missing on the way that the log alone does not tell.
  const closed = new Map(rows.map((row) => [row.id, row.closed]))
  if (living.some(({ stream, index }) => index >= (closed.get(stream) ?? 0))) return undefined
  const deadSessions = [
    ...new Set(rows.filter(({ accounted }) => accounted).map(({ session }) => session)),
  ].sort()
  if ((await heldOf(transaction, deadSessions)).size > 0) return undefined
  const isInPlace = await areInPlace(transaction, batch, living)
  return isInPlace ? { batch, entries: living, deadSessions } : undefined
}

/** Whether rows and manifests say of each segment what the footer says. */
async function areInPlace(
  transaction: AuditTransaction,
  { seq }: MostlyDeadBatch,
  entries: readonly BatchEntry[],
): Promise<boolean> {
  try {
    const { places } = await findPlaces(transaction, entries)
    return (
      places.length === entries.length &&
      places.every((place, position) => {
        const entry = entries[position]
        return (
          place.batchSeq === seq &&
          place.offset === entry?.offset &&
          place.length === entry.length &&
          Buffer.compare(place.sha256, entry.sha256) === 0
        )
      })
    )
  } catch (error) {
    // `reseal verify` names it.
    if (error instanceof StoreError && error.code === 'bad_manifest') return false
    throw error
  }
}

async function replace(
  transaction: AuditTransaction,
  { batch, sources, moves }: BatchRewrite,
  leastSize: number,
): Promise<void> {
  // Without it the object may have been swept, or is just being.
  const { rows: begun } = await sql`DELETE FROM batch_rewrites WHERE id = ${batch.id} RETURNING id`.execute(
    transaction,
  )
  if (begun.length === 0) throw new ChangedMeanwhile()
  // Streams and then batches, as everyone takes them; nobody who holds a log's head waits for either.
  await lockStreams(transaction, [...new Set(moves.map(({ stream }) => stream))])
  await lockSources(transaction, sources)
  const { seq } = await transaction
    .insertInto('batches')
    .values({
      id: batch.id,
      object_key: batch.objectKey,
      sha256: batch.sha256,
      size_bytes: batch.sizeBytes,
      segment_count: moves.length,
    })
    .returning('seq')
    .executeTakeFirstOrThrow()
  if (!(await moveSegments(transaction, moves, seq))) throw new ChangedMeanwhile()
  await lockRecordingsHead(transaction, leastSize)
  await appendLeaves(transaction, { batch, sources, segmentCount: moves.length, seq })
  await refuseHeldMeanwhile(
    transaction,
    sources.flatMap(({ deadSessions }) => deadSessions),
  )
}

/** Against replays, which rely on segments staying where they found them, against folds, and against being counted. */
async function lockStreams(transaction: AuditTransaction, streams: readonly string[]): Promise<void> {
  const { rows } = await sql`SELECT id FROM streams WHERE id = ANY(${streams}::uuid[]) AND NOT accounted
    ORDER BY id FOR UPDATE SKIP LOCKED`.execute(transaction)
  if (rows.length !== streams.length) throw new ChangedMeanwhile()
}

async function lockSources(transaction: AuditTransaction, sources: readonly LivingPart[]): Promise<void> {
  const { rows } = await sql<{
    seq: number
    deadCount: number
  }>`SELECT seq, dead_count AS "deadCount" FROM batches
    WHERE seq = ANY(${sources.map((source) => source.batch.seq)}::int8[]) AND removal_index IS NULL
    ORDER BY seq FOR UPDATE SKIP LOCKED`.execute(transaction)
  const deadCounts = new Map(rows.map(({ seq, deadCount }) => [seq, deadCount]))
  const areSame = sources.every(({ batch }) => deadCounts.get(batch.seq) === batch.deadCount)
  if (!areSame) throw new ChangedMeanwhile()
}

interface Replacement extends Omit<BatchRewrite, 'moves'> {
  readonly segmentCount: number
  readonly seq: number
}

/** The new batch first: wherever a removal is anchored, so is what holds the rest. */
async function appendLeaves(
  transaction: AuditTransaction,
  { batch, sources, segmentCount, seq }: Replacement,
): Promise<void> {
  const { first } = await insertRecordingsLeaves(transaction, [
    encodeRecordingsLeaf({
      type: 'batch',
      batch: batch.id,
      object: batch.objectKey,
      sha256: hex(batch.sha256),
      sizeBytes: batch.sizeBytes,
      segments: segmentCount,
    }),
    ...sources.map(({ batch: { id, objectKey, sha256 } }) =>
      encodeRecordingsLeaf({
        type: 'removal',
        batch: id,
        object: objectKey,
        sha256: hex(sha256),
        into: batch.id,
      }),
    ),
  ])
  await sql`UPDATE batches SET leaf_index = ${first}::int8 WHERE seq = ${seq}`.execute(transaction)
  await sql`UPDATE batches SET rewritten_as = ${seq}::int8, removal_index = ${first}::int8 + listed.position,
      removed_at = now()
    FROM unnest(${sources.map((source) => source.batch.seq)}::int8[]) WITH ORDINALITY AS listed (seq, position)
    WHERE batches.seq = listed.seq`.execute(transaction)
}

function rewriteEvent({ batch, sources }: BatchRewrite) {
  const sourceBytes = sources.reduce((sum, source) => sum + source.batch.sizeBytes, 0)
  return {
    action: 'batch.rewrite',
    outcome: 'success',
    actor: { issuer: 'reseal', roles: ['worker'], method: 'service' },
    extent: { objects: sources.length, bytes: Math.max(0, sourceBytes - batch.sizeBytes) },
  } as const
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
