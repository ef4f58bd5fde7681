// The one transaction of ingest: batch, new streams, chain advances and segments, or none of them. A chain advances
// only from the tip the caller knew, so of two ingest processes one wins and the other learns which streams it lost.
import { type RawBuilder, sql, type Transaction } from 'kysely'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { packStreamHeader } from './packed-header.ts'

/** A stored batch object. */
export interface NewBatch {
  /** UUID. */
  readonly id: string
  readonly objectKey: string
  /** Of the whole object. */
  readonly sha256: Uint8Array
  readonly sizeBytes: number
}

/** A stream whose first segment is in this batch. */
export interface NewStream {
  readonly stream: string
  readonly session: string
  readonly appId: string
  readonly keyId: string
  /** The exact bytes received. */
  readonly headerBytes: Uint8Array
  readonly headerHash: Uint8Array
  /** Encapsulated key, 65 bytes; goes to `stream_keys` only. */
  readonly enc: Uint8Array
  readonly encHash: Uint8Array
  readonly appendKeyHash: Uint8Array
  readonly startedAtMs: number
}

/** A segment of this batch. */
export interface NewSegment {
  readonly stream: string
  readonly index: number
  /** Where its bytes lie in the batch object. */
  readonly offset: number
  readonly length: number
  readonly sha256: Uint8Array
  /** Link before and after this segment. */
  readonly previousLink: Uint8Array
  readonly link: Uint8Array
  readonly keyframe: boolean
  readonly final: boolean
  readonly startMs: number
  readonly endMs: number
}

/** Everything one batch changes. Segments of a stream ascend without gaps. */
export interface BatchCommit {
  readonly batch: NewBatch
  readonly streams: readonly NewStream[]
  readonly segments: readonly NewSegment[]
}

/** `conflict`: nothing was written; these streams moved, ended or were registered by someone else meanwhile. */
export type CommitOutcome =
  | { readonly outcome: 'committed' }
  | { readonly outcome: 'conflict'; readonly streams: readonly string[] }

/** A stream's part in a batch. */
export interface Advance {
  readonly stream: string
  readonly from: NewSegment
  readonly to: NewSegment
  readonly sizeBytes: number
  readonly lastEndMs: number
}

/** Runs the transaction; see `IngestRepository.commitBatch`. */
export async function commitBatch(db: Database, commit: BatchCommit): Promise<CommitOutcome> {
  const advances = advancesOf(commit.segments)
  const conflict: { streams: readonly string[] } = { streams: [] }
  try {
    await db.transaction().execute(async (transaction) => {
      conflict.streams = [
        ...(await registerStreams(transaction, commit.streams, advances)),
        ...(await advanceStreams(transaction, commit.streams, advances)),
      ]
      if (conflict.streams.length > 0) throw new RollbackSignal()
      await insertBatchAndSegments(transaction, commit)
    })
  } catch (error) {
    if (error instanceof RollbackSignal) return { outcome: 'conflict', streams: conflict.streams }
    throw error
  }
  return { outcome: 'committed' }
}

/** Kysely rolls back on a throw only. */
class RollbackSignal extends Error {}

/** Each stream's part; segments of a stream ascend without gaps. */
export function advancesOf(segments: readonly NewSegment[]): Map<string, Advance> {
  const advances = new Map<string, Advance>()
  for (const segment of segments) {
    const before = advances.get(segment.stream)
    if (before && before.to.index + 1 !== segment.index) {
      throw new RangeError('segments of a stream ascend without gaps')
    }
    advances.set(segment.stream, {
      stream: segment.stream,
      from: before?.from ?? segment,
      to: segment,
      sizeBytes: (before?.sizeBytes ?? 0) + segment.length,
      lastEndMs: Math.max(before?.lastEndMs ?? 0, segment.endMs),
    })
  }
  return advances
}

/** Inserts sessions, streams and keys; returns the streams that someone else registered first. */
async function registerStreams(
  transaction: Transaction<Tables>,
  streams: readonly NewStream[],
  advances: ReadonlyMap<string, Advance>,
): Promise<string[]> {
  if (streams.length === 0) return []
  // One order everywhere, so that two processes wait for each other instead of deadlocking.
  const sorted = [...streams].sort((a, b) => (a.stream < b.stream ? -1 : 1))
  const foreign = await registerSessions(transaction, sorted)
  const column = arrayOf(sorted)
  const tips = sorted.map((stream) => requireAdvance(advances, stream.stream))
  const tip = arrayOf(tips)
  // A key that was closed since the stream was judged: whoever closes one waits for this statement, or comes before it.
  const { rows } = await sql<{ id: string }>`
    INSERT INTO streams (id, session_id, app_id, key_id, header, enc_hash, append_key_hash,
      last_link, started_at_ms, last_end_ms, size_bytes, next_index, final, last_received_at)
    SELECT fresh.*, now() FROM unnest(${column('uuid', (s) => s.stream)}, ${column('uuid', (s) => s.session)},
      ${column('text', (s) => s.appId)}, ${column('text', (s) => s.keyId)},
      ${column('bytea', packStreamHeader)}, ${column('bytea', (s) => s.encHash)}, ${column('bytea', (s) => s.appendKeyHash)},
      ${tip('bytea', (t) => t.to.link)}, ${column('int8', (s) => s.startedAtMs)},
      ${tip('int8', (t) => t.lastEndMs)}, ${tip('int8', (t) => t.sizeBytes)},
      ${tip('int4', (t) => t.to.index + 1)}, ${tip('bool', (t) => t.to.final)}) AS fresh (id, session_id, app_id, key_id)
    WHERE NOT EXISTS (SELECT FROM sealing_keys WHERE sealing_keys.app_id = fresh.app_id
      AND sealing_keys.key_id = fresh.key_id AND sealing_keys.closed_at IS NOT NULL)
    ON CONFLICT DO NOTHING RETURNING id`.execute(transaction)
  const registered = new Set(rows.map((row) => row.id))
  const refused = sorted.filter(({ stream }) => foreign.has(stream) || !registered.has(stream))
  if (refused.length === 0) {
    await sql`INSERT INTO stream_keys (stream_id, enc)
      SELECT * FROM unnest(${column('uuid', (s) => s.stream)}, ${column('bytea', (s) => s.enc)})`.execute(
      transaction,
    )
  }
  return refused.map(({ stream }) => stream)
}

/** Inserts sessions that are new; returns the streams whose session another app owns. */
export async function registerSessions(
  transaction: Transaction<Tables>,
  streams: readonly Pick<NewStream, 'stream' | 'session' | 'appId' | 'startedAtMs'>[],
): Promise<Set<string>> {
  const first = [...new Map([...streams].reverse().map((stream) => [stream.session, stream])).values()]
  const column = arrayOf(first.sort((a, b) => (a.session < b.session ? -1 : 1)))
  await sql`INSERT INTO sessions (id, app_id, started_at_ms)
    SELECT * FROM unnest(${column('uuid', (s) => s.session)}, ${column('text', (s) => s.appId)},
      ${column('int8', (s) => s.startedAtMs)})
    ON CONFLICT DO NOTHING`.execute(transaction)
  const sessions = first.map(({ session }) => session)
  const rows = await transaction
    .selectFrom('sessions')
    .select(['id', 'app_id'])
    .where('id', 'in', sessions)
    .execute()
  const owner = new Map(rows.map((row) => [row.id, row.app_id]))
  return new Set(streams.filter((s) => owner.get(s.session) !== s.appId).map((s) => s.stream))
}

/** Moves the chains of known streams; returns those that do not stand where the caller thinks. */
export async function advanceStreams(
  transaction: Transaction<Tables>,
  registered: readonly Pick<NewStream, 'stream'>[],
  advances: ReadonlyMap<string, Advance>,
): Promise<string[]> {
  const fresh = new Set(registered.map(({ stream }) => stream))
  const known = [...advances.values()].filter(({ stream }) => !fresh.has(stream))
  if (known.length === 0) return []
  const column = arrayOf(known)
  const ids = column('uuid', (a) => a.stream)
  // UPDATE … FROM locks in no set order; two processes with the same streams would deadlock without this.
  await sql`SELECT 1 FROM streams WHERE id = ANY(${ids}) ORDER BY id FOR NO KEY UPDATE`.execute(transaction)
  const { rows } = await sql<{ id: string }>`
    UPDATE streams SET next_index = wanted.to_index + 1, last_link = wanted.link, final = wanted.final,
      open = true, size_bytes = size_bytes + wanted.size, last_end_ms = greatest(last_end_ms, wanted.end_ms),
      last_received_at = now()
    FROM unnest(${ids}, ${column('int4', (a) => a.from.index)}, ${column('bytea', (a) => a.from.previousLink)},
      ${column('int4', (a) => a.to.index)}, ${column('bytea', (a) => a.to.link)},
      ${column('bool', (a) => a.to.final)}, ${column('int8', (a) => a.sizeBytes)},
      ${column('int8', (a) => a.lastEndMs)})
      AS wanted (id, from_index, previous_link, to_index, link, final, size, end_ms)
    WHERE streams.id = wanted.id AND streams.next_index = wanted.from_index
      AND streams.last_link = wanted.previous_link AND NOT streams.final AND streams.tombstoned_at IS NULL
    RETURNING streams.id`.execute(transaction)
  const advanced = new Set(rows.map((row) => row.id))
  return known.map(({ stream }) => stream).filter((stream) => !advanced.has(stream))
}

async function insertBatchAndSegments(
  transaction: Transaction<Tables>,
  { batch, segments }: BatchCommit,
): Promise<void> {
  const { seq } = await transaction
    .insertInto('batches')
    .values({
      id: batch.id,
      object_key: batch.objectKey,
      sha256: batch.sha256,
      size_bytes: batch.sizeBytes,
      segment_count: segments.length,
    })
    .returning('seq')
    .executeTakeFirstOrThrow()
  await insertSegments(transaction, seq, segments)
}

/** Inserts rows of segments that lie in the batch of this number. */
export async function insertSegments(
  transaction: Transaction<Tables>,
  batchSeq: number,
  segments: readonly NewSegment[],
): Promise<void> {
  const column = arrayOf(segments)
  await sql`
    INSERT INTO segments (batch_seq, stream_id, start_ms, end_ms, index, byte_offset, byte_length, flags, sha256, link)
    SELECT ${batchSeq}::int8, * FROM unnest(${column('uuid', (s) => s.stream)}, ${column('int8', (s) => s.startMs)},
      ${column('int8', (s) => s.endMs)}, ${column('int4', (s) => s.index)}, ${column('int4', (s) => s.offset)},
      ${column('int4', (s) => s.length)}, ${column('int2', (s) => (s.keyframe ? 1 : 0) | (s.final ? 2 : 0))},
      ${column('bytea', (s) => s.sha256)}, ${column('bytea', (s) => s.link)})`.execute(transaction)
}

type ArrayType = 'uuid' | 'text' | 'bytea' | 'int2' | 'int4' | 'int8' | 'bool'

/**
 * One parameter a column: the statement's text, and so its plan, is the same for any number of rows. The driver would make
 * each value a quoted text of its own; ids and numbers need no quotes, and bytes of one length are sent as they are.
 */
export function arrayOf<Row>(
  rows: readonly Row[],
): (type: ArrayType, value: (row: Row) => string | number | boolean | Uint8Array) => RawBuilder<unknown> {
  return (type, value) => {
    const values = rows.map(value)
    if (type === 'bytea') return bytesArray(values as readonly Uint8Array[])
    const elements = type === 'text' ? values : `{${values.join(',')}}`
    return sql`${elements}::${sql.raw(type)}[]`
  }
}

function bytesArray(values: readonly Uint8Array[]): RawBuilder<unknown> {
  const length = values[0]?.length ?? 0
  if (length === 0 || values.some((bytes) => bytes.length !== length)) return sql`${values}::bytea[]`
  const packed = Buffer.concat(values)
  return sql`ARRAY(SELECT substring(packed FROM 1 + at FOR ${length}::int4)
    FROM (SELECT ${packed}::bytea AS packed) AS one, generate_series(0, octet_length(packed) - 1, ${length}::int4) AS at
    ORDER BY at)`
}

/** The part of a stream that begins in this batch. */
export function requireAdvance(advances: ReadonlyMap<string, Advance>, stream: string): Advance {
  const advance = advances.get(stream)
  if (advance?.from.index !== 0) throw new RangeError('a new stream comes with its segment 0')
  return advance
}
