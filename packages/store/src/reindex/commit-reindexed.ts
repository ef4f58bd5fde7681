// One batch's rows, rebuilt from its object: all of them, or none and the streams that stand in the way.
import { sql, type Transaction } from 'kysely'
import { findPlaces, moveSegments } from '../batches/move-segments.ts'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { StoreError } from '../store-error.ts'
import {
  type Advance,
  advanceStreams,
  advancesOf,
  arrayOf,
  insertSegments,
  type NewBatch,
  type NewSegment,
  type NewStream,
  registerSessions,
  requireAdvance,
} from '../streams/commit-batch.ts'
import { packStreamHeader } from '../streams/packed-header.ts'

/** A stream as its header says; its encapsulated key is in no object. */
export type ReindexedStream = Omit<NewStream, 'enc'>

/** A batch, and those of its segments that continue their streams. */
export interface ReindexedBatch {
  readonly batch: NewBatch & {
    readonly createdAtMs: number
    /** As the footer counts. */
    readonly segmentCount: number
    /** Of its leaf in the recordings log, where it has one. */
    readonly leafIndex?: number
  }
  readonly streams: readonly ReindexedStream[]
  readonly segments: readonly NewSegment[]
  /** Segments that are known, and lie in this batch since what held them before was removed. */
  readonly copied?: readonly NewSegment[]
}

class RollbackSignal extends Error {}

/** Returns streams whose session belongs to another app, and then nothing was written. */
export async function commitReindexed(db: Database, batch: ReindexedBatch): Promise<readonly string[]> {
  let foreign: readonly string[] = []
  try {
    await db.transaction().execute(async (transaction) => {
      const advances = advancesOf(batch.segments)
      if (batch.streams.length > 0) {
        foreign = [...(await registerSessions(transaction, batch.streams))]
        if (foreign.length > 0) throw new RollbackSignal()
        await insertStreams(transaction, batch, advances)
      }
      const moved = await advanceStreams(transaction, batch.streams, advances)
      // Someone else writes to this database, which is to be reindexed while nothing else runs.
      if (moved.length > 0) throw new StoreError('database_refused')
      await setReceived(transaction, batch, [...advances.keys()])
      const seq = await ensureBatch(transaction, batch)
      await insertSegments(transaction, seq, batch.segments)
      await moveCopied(transaction, seq, batch.copied ?? [])
    })
  } catch (error) {
    if (!(error instanceof RollbackSignal)) throw error
  }
  return foreign
}

async function insertStreams(
  transaction: Transaction<Tables>,
  { batch, streams }: ReindexedBatch,
  advances: ReadonlyMap<string, Advance>,
): Promise<void> {
  const column = arrayOf(streams)
  const tip = arrayOf(streams.map(({ stream }) => requireAdvance(advances, stream)))
  await sql`
    INSERT INTO streams (id, session_id, app_id, key_id, header, enc_hash, append_key_hash,
      last_link, started_at_ms, last_end_ms, size_bytes, next_index, final, last_received_at)
    SELECT *, least(now(), ${new Date(batch.createdAtMs)}::timestamptz)
    FROM unnest(${column('uuid', (s) => s.stream)}, ${column('uuid', (s) => s.session)},
      ${column('text', (s) => s.appId)}, ${column('text', (s) => s.keyId)},
      ${column('bytea', packStreamHeader)}, ${column('bytea', (s) => s.encHash)},
      ${column('bytea', (s) => s.appendKeyHash)},
      ${tip('bytea', (t) => t.to.link)}, ${column('int8', (s) => s.startedAtMs)},
      ${tip('int8', (t) => t.lastEndMs)}, ${tip('int8', (t) => t.sizeBytes)},
      ${tip('int4', (t) => t.to.index + 1)}, ${tip('bool', (t) => t.to.final)})`.execute(transaction)
  // Pages may still have these: a lost database refuses nobody who recorded before. What was retired is retired after.
  await sql`INSERT INTO sealing_keys (app_id, key_id, state)
    SELECT DISTINCT app_id, key_id, 'accepted'
    FROM unnest(${column('text', (s) => s.appId)}, ${column('text', (s) => s.keyId)}) AS found (app_id, key_id)
    ON CONFLICT DO NOTHING`.execute(transaction)
}

/** A stream was last heard of when its batch was made, not now. */
async function setReceived(
  transaction: Transaction<Tables>,
  { batch }: ReindexedBatch,
  streams: readonly string[],
): Promise<void> {
  await sql`UPDATE streams SET last_received_at = least(now(), ${new Date(batch.createdAtMs)}::timestamptz)
    WHERE id = ANY(${streams}::uuid[])`.execute(transaction)
}

/** What is the same segment is pointed to the batch; what is another was named when it was compared. */
async function moveCopied(
  transaction: Transaction<Tables>,
  seq: number,
  copied: readonly NewSegment[],
): Promise<void> {
  if (copied.length === 0) return
  const { places } = await findPlaces(transaction, copied)
  const known = new Map(places.map((place) => [`${place.stream} ${place.index}`, place]))
  const moves = copied.filter(({ stream, index, length, sha256 }) => {
    const place = known.get(`${stream} ${index}`)
    const isSame = place?.length === length && Buffer.compare(place.sha256, sha256) === 0
    return isSame && place.batchSeq !== seq
  })
  if (!(await moveSegments(transaction, moves, seq))) throw new StoreError('database_refused')
}

async function ensureBatch(transaction: Transaction<Tables>, { batch }: ReindexedBatch): Promise<number> {
  const known = await transaction
    .selectFrom('batches')
    .select('seq')
    .where('id', '=', batch.id)
    .executeTakeFirst()
  if (known) return known.seq
  const { seq } = await transaction
    .insertInto('batches')
    .values({
      id: batch.id,
      object_key: batch.objectKey,
      sha256: batch.sha256,
      size_bytes: batch.sizeBytes,
      segment_count: batch.segmentCount,
      created_at: sql<Date>`least(now(), ${new Date(batch.createdAtMs)}::timestamptz)`,
      leaf_index: batch.leafIndex ?? null,
    })
    .returning('seq')
    .executeTakeFirstOrThrow()
  return seq
}
