// Points segments to where their bytes were copied: rows by their place, folded ones in a manifest with the same hashes. What a
// segment hashes to, its link and its times stay as they are (docs/decisions/0030).
import { initialLink, sha256 } from '@reseal/protocol'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../database/tables.ts'
import { listFoldedSegments } from '../manifests/manifest-reader.ts'
import { encodeManifest, type LinkedSegment } from '../manifests/packed-manifest.ts'
import { headerColumns, streamHeaderBytes } from '../streams/packed-header.ts'

/** A segment of a stream, and where it lies. */
export interface SegmentPlace {
  readonly stream: string
  readonly index: number
  readonly batchSeq: number
  readonly offset: number
  readonly length: number
  readonly sha256: Uint8Array
}

/** Where some segments are to lie. */
export type SegmentMove = Omit<SegmentPlace, 'batchSeq'>

/** What the database says of segments. */
export interface StoredPlaces {
  /** Those that are there, in the order asked for. */
  readonly places: readonly SegmentPlace[]
  /** All segments of those streams that have a manifest. */
  readonly folded: ReadonlyMap<string, readonly LinkedSegment[]>
}

/**
 * Where segments lie, in rows or manifests. Inside a transaction, which holds the streams where they are to stay.
 * @throws StoreError bad_manifest
 */
export async function findPlaces(
  transaction: Kysely<Tables>,
  wanted: readonly Pick<SegmentPlace, 'stream' | 'index'>[],
): Promise<StoredPlaces> {
  await sql`SELECT set_config(name, 'off', true)
    FROM unnest('{enable_seqscan,enable_hashjoin,enable_mergejoin}'::text[]) AS name`.execute(transaction)
  const streams = [...new Set(wanted.map(({ stream }) => stream))]
  const { rows } = await sql<SegmentPlace>`
    SELECT stream_id AS stream, segments.index, batch_seq AS "batchSeq", byte_offset AS "offset",
      byte_length AS "length", sha256
    FROM unnest(${wanted.map(({ stream }) => stream)}::uuid[], ${wanted.map(({ index }) => index)}::int4[])
        AS wanted (id, index)
      JOIN segments ON stream_id = wanted.id AND segments.index = wanted.index`.execute(transaction)
  const { rows: packed } = await sql<{ id: string }>`SELECT id FROM streams
    WHERE id = ANY(${streams}::uuid[]) AND folded_count > 0`.execute(transaction)
  const folded = new Map<string, readonly LinkedSegment[]>()
  for (const { id } of packed) folded.set(id, await listFoldedSegments(transaction, id))
  const known = new Map(rows.map((row) => [`${row.stream} ${row.index}`, row]))
  const places = wanted.flatMap(({ stream, index }) => {
    const row = known.get(`${stream} ${index}`)
    if (row !== undefined) return row
    const segment = folded.get(stream)?.[index]
    return segment === undefined ? [] : { stream, ...segment }
  })
  return { places, folded }
}

/**
 * Moves segments to a batch. The transaction holds their streams against everyone who reads or folds them.
 * @returns false where one is not there, or is another; then the transaction is to be rolled back
 * @throws StoreError bad_manifest
 */
export async function moveSegments(
  transaction: Kysely<Tables>,
  moves: readonly SegmentMove[],
  toBatch: number,
): Promise<boolean> {
  const { places, folded } = await findPlaces(transaction, moves)
  if (places.length !== moves.length) return false
  const areSame = places.every(({ length, sha256: hash }, position) => {
    const move = moves[position]
    return move?.length === length && Buffer.compare(move.sha256, hash) === 0
  })
  if (!areSame) return false
  const isFolded = ({ stream, index }: SegmentMove): boolean => index < (folded.get(stream)?.length ?? 0)
  const unfolded = moves.filter((move) => !isFolded(move))
  const from = [...new Set(places.map(({ batchSeq }) => batchSeq))]
  const { rows } = await sql<{ moved: number }>`SELECT move_segments(${from}::int8[], ${toBatch}::int8,
    ${unfolded.map(({ stream }) => stream)}::uuid[], ${unfolded.map(({ index }) => index)}::int4[],
    ${unfolded.map(({ offset }) => offset)}::int4[]) AS moved`.execute(transaction)
  if (rows[0]?.moved !== unfolded.length) return false
  return moveFolded(transaction, { moves: moves.filter(isFolded), folded, toBatch })
}

interface FoldedMoves {
  readonly moves: readonly SegmentMove[]
  readonly folded: StoredPlaces['folded']
  readonly toBatch: number
}

async function moveFolded(
  transaction: Kysely<Tables>,
  { moves, folded, toBatch }: FoldedMoves,
): Promise<boolean> {
  const byStream = Map.groupBy(moves, ({ stream }) => stream)
  if (byStream.size === 0) return true
  const rows = await transaction
    .selectFrom('streams')
    .select(headerColumns)
    .where(sql<boolean>`id = ANY(${[...byStream.keys()]}::uuid[])`)
    .execute()
  const manifests = rows.map((row) => {
    const places = new Map(byStream.get(row.id)?.map(({ index, offset }) => [index, offset]))
    const segments = (folded.get(row.id) ?? []).map((segment) => {
      const offset = places.get(segment.index)
      return offset === undefined ? segment : { ...segment, batchSeq: toBatch, offset }
    })
    return Buffer.from(encodeManifest(initialLink(sha256(streamHeaderBytes(row))), segments))
  })
  const { rows: done } = await sql<{ moved: number }>`SELECT move_folded(${rows.map(({ id }) => id)}::uuid[],
    ${manifests}::bytea[]) AS moved`.execute(transaction)
  return done[0]?.moved === byStream.size
}
