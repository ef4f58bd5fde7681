// The segments of one stream wherever they are: in rows, or folded into the stream's manifest. Rows are always read first:
// they only ever move into the manifest, so that whatever is not seen in the one is seen in the other.
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../database/tables.ts'
import {
  type FoldedSegments,
  listFoldedPlaces,
  listFoldedSegments,
  openFoldedSegments,
} from '../manifests/manifest-reader.ts'
import type { LinkedSegment } from '../manifests/packed-manifest.ts'

/** Where a segment lies and what it must hash to. */
export interface SegmentLocation {
  readonly index: number
  readonly startMs: number
  readonly endMs: number
  readonly keyframe: boolean
  readonly final: boolean
  readonly objectKey: string
  readonly offset: number
  readonly length: number
  readonly sha256: Uint8Array
  readonly link: Uint8Array
}

/** What of a segment draws a timeline. */
export type SegmentTime = Pick<SegmentLocation, 'index' | 'startMs' | 'endMs' | 'keyframe' | 'length'>

/** Up to where a search looks: a segment, or a start by the page's clock. */
export type SegmentBound = { readonly index: number } | { readonly startMs: number }

/** Finds segments of a stream. */
export interface StreamSegments {
  /** The last segment within the bound; the last keyframe when only those count. */
  findLast(bound: SegmentBound, options?: { readonly keyframe?: boolean }): Promise<number | undefined>
  /** Segments `[fromIndex, toIndex)` that are there, ascending. */
  list(fromIndex: number, toIndex: number): Promise<SegmentLocation[]>
}

/**
 * Opens a stream's segments. What is read is as much as is given, however long the stream is.
 * @param transaction one that holds the stream (`lock_stream`), so that nothing folds meanwhile
 */
export function openStreamSegments(transaction: Kysely<Tables>, stream: string): StreamSegments {
  let opened: Promise<FoldedSegments | undefined> | undefined
  const folded = (): Promise<FoldedSegments | undefined> => {
    opened ??= openFoldedSegments(transaction, stream)
    return opened
  }
  return {
    async findLast(bound, { keyframe = false } = {}) {
      const row = await lastRow(transaction, stream, { bound, keyframe })
      if (row !== undefined) return row
      const isWithin = (index: number, startMs: number): boolean =>
        'index' in bound ? index <= bound.index : startMs <= bound.startMs
      return (await folded())?.findLast(
        (segment) => isWithin(segment.index, segment.startMs) && (!keyframe || segment.keyframe),
        ({ firstIndex, earliestMs }) => isWithin(firstIndex, earliestMs),
      )
    },
    async list(fromIndex, toIndex) {
      const rows = await listRows(transaction, stream, { fromIndex, toIndex })
      const firstRow = rows[0]?.index ?? toIndex
      if (firstRow <= fromIndex) return rows
      const segments = (await (await folded())?.list(fromIndex, firstRow)) ?? []
      return [...(await locate(transaction, segments)), ...rows]
    },
  }
}

/** All segments of a stream, which may be folded meanwhile. */
export async function listStreamSegments(db: Kysely<Tables>, stream: string): Promise<SegmentLocation[]> {
  const rows = await listRows(db, stream, { fromIndex: 0, toIndex: 2 ** 31 - 1 })
  const firstRow = rows[0]?.index ?? Number.POSITIVE_INFINITY
  if (firstRow === 0) return rows
  const segments = await listFoldedSegments(db, stream)
  const before = segments.filter(({ index }) => index < firstRow)
  return [...(await locate(db, before)), ...rows]
}

/** When each segment of a stream was and how large it is, which costs a fraction of where it lies. */
export async function listStreamTimes(db: Kysely<Tables>, stream: string): Promise<SegmentTime[]> {
  const rows = await db
    .selectFrom('segments')
    .select(['index', 'start_ms', 'end_ms', 'flags', 'byte_length'])
    .where('stream_id', '=', stream)
    .orderBy('index')
    .execute()
  const firstRow = rows[0]?.index ?? Number.POSITIVE_INFINITY
  const folded = firstRow === 0 ? [] : await listFoldedPlaces(db, stream)
  const before = folded.filter(({ index }) => index < firstRow)
  const after = rows.map((row) => ({
    index: row.index,
    startMs: row.start_ms,
    endMs: row.end_ms,
    keyframe: (row.flags & 1) === 1,
    length: row.byte_length,
  }))
  return [...before, ...after]
}

async function lastRow(
  db: Kysely<Tables>,
  stream: string,
  { bound, keyframe }: { bound: SegmentBound; keyframe: boolean },
): Promise<number | undefined> {
  let query = db
    .selectFrom('segments')
    .select('index')
    .where('stream_id', '=', stream)
    .orderBy('index', 'desc')
    .limit(1)
  query =
    'index' in bound ? query.where('index', '<=', bound.index) : query.where('start_ms', '<=', bound.startMs)
  if (keyframe) query = query.where(sql<boolean>`flags & 1 = 1`)
  return (await query.executeTakeFirst())?.index
}

async function listRows(
  db: Kysely<Tables>,
  stream: string,
  { fromIndex, toIndex }: { fromIndex: number; toIndex: number },
): Promise<SegmentLocation[]> {
  const rows = await db
    .selectFrom('segments')
    .innerJoin('batches', 'batches.seq', 'segments.batch_seq')
    .select(['segments.index', 'start_ms', 'end_ms', 'flags', 'byte_offset', 'byte_length'])
    .select(['segments.sha256', 'segments.link', 'batches.object_key'])
    .where('segments.stream_id', '=', stream)
    .where('index', '>=', fromIndex)
    .where('index', '<', toIndex)
    .orderBy('segments.index')
    .execute()
  return rows.map((row) => ({
    index: row.index,
    startMs: row.start_ms,
    endMs: row.end_ms,
    keyframe: (row.flags & 1) === 1,
    final: (row.flags & 2) === 2,
    objectKey: row.object_key,
    offset: row.byte_offset,
    length: row.byte_length,
    sha256: row.sha256,
    link: row.link,
  }))
}

/** Of a batch that has no row any more, segments are left out, as they are where a row names it. */
async function locate(db: Kysely<Tables>, segments: readonly LinkedSegment[]): Promise<SegmentLocation[]> {
  if (segments.length === 0) return []
  const wanted = [...new Set(segments.map(({ batchSeq }) => batchSeq))]
  const { rows } = await sql<{ seq: number; key: string }>`
    SELECT seq, object_key AS key FROM batches WHERE seq = ANY(${wanted}::int8[])`.execute(db)
  const keys = new Map(rows.map(({ seq, key }) => [seq, key]))
  return segments.flatMap(({ batchSeq, ...segment }) => {
    const objectKey = keys.get(batchSeq)
    return objectKey === undefined ? [] : { ...segment, objectKey }
  })
}
