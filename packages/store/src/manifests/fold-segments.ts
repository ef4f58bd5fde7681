// Folding (design.md §5.7): once a close leaf covers a stream's segments, one packed manifest takes the place of their
// rows. One statement of the owner's does both, so that a worker that dies has folded a stream or not touched it.
//
// What does not add up is left alone, for `reseal verify` to name: rows that are missing or there twice, or whose links
// do not follow from their hashes.
import { initialLink, nextLink, sha256 } from '@reseal/protocol'
import { type Kysely, sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { StoreError } from '../store-error.ts'
import { type HeaderColumns, headerColumns, streamHeaderBytes } from '../streams/packed-header.ts'
import { decodeManifest, extendManifest, type ManifestSegment } from './packed-manifest.ts'

/** What one turn did. */
export interface FoldedStreams {
  readonly foldedCount: number
  /** Streams that do not add up. */
  readonly refusedCount: number
  /** Where the next turn goes on; undefined when this one saw the last. */
  readonly next: string | undefined
}

/** Which streams a turn folds. */
export interface FoldOptions {
  /** Only those that received nothing since. */
  readonly receivedBefore: Date
  /** Only those with a greater id; all by default. */
  readonly after?: string
  /** At most so many. */
  readonly limit?: number
}

/** The worker's half of folding. Every method may throw StoreError database_unavailable. */
export interface SegmentFolding {
  /** Folds closed streams; those that someone holds wait for the next pass. */
  foldClosed(options: FoldOptions): Promise<FoldedStreams>
  /** Makes the partitions of today and so many days after it; returns how many were missing. */
  addDays(ahead: number): Promise<number>
  /** Drops partitions of days before this one (UTC) that are folded to the last row; returns how many. */
  dropDays(before: Date): Promise<number>
}

// Bound a transaction, and what is in memory at once.
const defaultLimit = 200
const segmentsPerTurn = 20_000

/** Builds it; `db` logs in as the worker. */
export function createSegmentFolding(db: Database): SegmentFolding {
  return {
    foldClosed: ({ receivedBefore, after = smallestId, limit = defaultLimit }) =>
      foldClosed(db, { receivedBefore, after, limit }),
    addDays: (ahead) =>
      guardDatabase(async () => {
        const { rows } = await sql<{ days: number }>`SELECT add_segment_days(${ahead}) AS days`.execute(db)
        return rows[0]?.days ?? 0
      }),
    dropDays: (before) =>
      guardDatabase(async () => {
        const day = before.toISOString().slice(0, 10)
        const { rows } = await sql<{ days: number }>`SELECT drop_segment_days(${day}::date) AS days`.execute(
          db,
        )
        return rows[0]?.days ?? 0
      }),
  }
}

const smallestId = '00000000-0000-0000-0000-000000000000'

async function foldClosed(db: Database, wanted: Required<FoldOptions>): Promise<FoldedStreams> {
  try {
    return await foldTogether(db, wanted)
  } catch (error) {
    // One stream that the database refuses must not keep others from being folded.
    if (!(error instanceof StoreError) || error.code !== 'database_refused') throw error
    return await foldOneByOne(db, wanted)
  }
}

async function foldOneByOne(db: Database, wanted: Required<FoldOptions>): Promise<FoldedStreams> {
  let [foldedCount, refusedCount] = [0, 0]
  let next: string | undefined = wanted.after
  for (let turn = 0; turn < wanted.limit && next !== undefined; turn += 1) {
    const only = { ...wanted, after: next, limit: 1 }
    const one: FoldedStreams = await foldTogether(db, only).catch(async (error: unknown) => {
      if (!(error instanceof StoreError) || error.code !== 'database_refused') throw error
      const refused = await selectClosed(db, only).executeTakeFirst()
      return { foldedCount: 0, refusedCount: 1, next: refused?.id }
    })
    foldedCount += one.foldedCount
    refusedCount += one.refusedCount
    next = one.next
  }
  return { foldedCount, refusedCount, next }
}

const selectClosed = (db: Kysely<Tables>, { receivedBefore, after, limit }: Required<FoldOptions>) =>
  db
    .selectFrom('streams')
    .select(headerColumns)
    .select(['closed_count', 'folded_count', 'manifest'])
    .where(sql<boolean>`closed_count > folded_count`)
    .where('streams.id', '>', after)
    .where('last_received_at', '<', receivedBefore)
    .orderBy('streams.id')
    .limit(limit)

interface ClosedStream extends HeaderColumns {
  readonly closed_count: number | null
  readonly folded_count: number
  readonly manifest: Uint8Array | null
}

interface Fold {
  readonly id: string
  readonly count: number
  readonly manifest: Uint8Array
}

function foldTogether(db: Database, wanted: Required<FoldOptions>): Promise<FoldedStreams> {
  return guardDatabase(() =>
    db.transaction().execute(async (transaction) => {
      // Against a replay's KEY SHARE, which relies on rows staying where it found them. Nobody is waited for.
      const closed = await selectClosed(transaction, wanted).forUpdate().skipLocked().execute()
      const { taken, rows } = await readRows(transaction, closed)
      const folds = taken.flatMap((stream) => foldOf(stream, rows.get(stream.id) ?? []) ?? [])
      if (folds.length > 0) {
        await sql`SELECT fold_streams(${folds.map(({ id }) => id)}::uuid[], ${folds.map(({ count }) => count)}::int4[],
          ${folds.map(({ manifest }) => manifest)}::bytea[])`.execute(transaction)
      }
      const isLast = closed.length < wanted.limit && taken.length === closed.length
      return {
        foldedCount: folds.length,
        refusedCount: taken.length - folds.length,
        next: isLast ? undefined : taken.at(-1)?.id,
      }
    }),
  )
}

interface SegmentRow {
  readonly stream_id: string
  readonly index: number
  readonly batch_seq: number
  readonly start_ms: number
  readonly end_ms: number
  readonly byte_offset: number
  readonly byte_length: number
  readonly flags: number
  readonly sha256: Uint8Array
  readonly link: Uint8Array
}

/** Rows that wait to be folded, of as many streams as a turn may hold. A stream longer than that is folded in parts. */
async function readRows(
  transaction: Kysely<Tables>,
  closed: readonly ClosedStream[],
): Promise<{ taken: readonly ClosedStream[]; rows: ReadonlyMap<string, readonly SegmentRow[]> }> {
  let left = segmentsPerTurn
  const taken = closed.filter((stream) => {
    const isTaken = left > 0
    left -= waiting(stream)
    return isTaken
  })
  // Row by row through the key, also in a partition that was never analysed.
  await sql`SELECT set_config(name, 'off', true)
    FROM unnest('{enable_seqscan,enable_hashjoin,enable_mergejoin}'::text[]) AS name`.execute(transaction)
  const { rows } = await sql<SegmentRow>`
    SELECT segments.stream_id, index, batch_seq, start_ms, end_ms, byte_offset, byte_length, flags, sha256, link
    FROM unnest(${taken.map(({ id }) => id)}::uuid[], ${taken.map(({ folded_count }) => folded_count)}::int4[],
        ${taken.map((stream) => stream.folded_count + waiting(stream))}::int4[]) AS wanted (id, from_index, to_index)
      JOIN segments ON stream_id = wanted.id AND index >= from_index AND index < to_index
    ORDER BY segments.stream_id, index`.execute(transaction)
  return { taken, rows: Map.groupBy(rows, ({ stream_id }) => stream_id) }
}

function waiting({ closed_count, folded_count }: ClosedStream): number {
  return Math.min((closed_count ?? 0) - folded_count, segmentsPerTurn)
}

/** What takes the place of these rows, if they are the ones that follow. */
function foldOf(stream: ClosedStream, rows: readonly SegmentRow[]): Fold | undefined {
  const firstLink = initialLink(sha256(streamHeaderBytes(stream)))
  try {
    const tip = tipOf(firstLink, stream.manifest ?? undefined)
    if (tip.count !== stream.folded_count || rows.length !== waiting(stream)) return undefined
    let { link } = tip
    for (const row of rows) {
      link = nextLink(link, row.sha256)
      if (Buffer.compare(link, row.link) !== 0) return undefined
    }
    const manifest = extendManifest(firstLink, stream.manifest ?? undefined, rows.map(toSegment))
    return { id: stream.id, count: tip.count + rows.length, manifest }
  } catch (error) {
    if (error instanceof StoreError && error.code === 'bad_manifest') return undefined
    throw error
  }
}

function tipOf(
  firstLink: Uint8Array,
  manifest: Uint8Array | undefined,
): { readonly count: number; readonly link: Uint8Array } {
  let [count, link] = [0, firstLink]
  if (manifest)
    for (const segment of decodeManifest(firstLink, manifest)) [count, link] = [count + 1, segment.link]
  return { count, link }
}

function toSegment(row: SegmentRow): ManifestSegment {
  return {
    index: row.index,
    batchSeq: row.batch_seq,
    offset: row.byte_offset,
    length: row.byte_length,
    keyframe: (row.flags & 1) === 1,
    final: (row.flags & 2) === 2,
    startMs: row.start_ms,
    endMs: row.end_ms,
    sha256: row.sha256,
  }
}
