// Segments that a stream's manifest holds, in the form of rows (docs/decisions/0010-packed-manifests.md).
import { initialLink, sha256 } from '@reseal/protocol'
import {
  type Database,
  decodeManifest,
  headerColumns,
  type LinkedSegment,
  StoreError,
  streamHeaderBytes,
} from '@reseal/store'
import { type PackedSegmentRows, packedRowBytes, packRow, unpackRow } from '@reseal/verifier'

const pageSize = 200
const smallestId = '00000000-0000-0000-0000-000000000000'

/** Streams that have folded segments in a batch, by the batch's number. */
export type StreamsByBatch = ReadonlyMap<number, readonly string[]>

/** Folded segments by stream; of the given streams only, if any are given. */
export async function* foldedSegments(
  db: Database,
  only?: readonly string[],
): AsyncGenerator<PackedSegmentRows, void> {
  if (only?.length === 0) return
  for (let after = smallestId; ; ) {
    let query = db
      .selectFrom('streams')
      .select(headerColumns)
      .select('manifest')
      .where('manifest', 'is not', null)
      .where('streams.id', '>', after)
      .orderBy('streams.id')
      .limit(pageSize)
    if (only) query = query.where('streams.id', 'in', only)
    const rows = await query.execute()
    for (const row of rows) {
      const firstLink = initialLink(sha256(streamHeaderBytes(row)))
      yield { stream: row.id, ...unfold(firstLink, row.manifest ?? new Uint8Array(0)) }
    }
    const last = rows.at(-1)
    if (!last || rows.length < pageSize) return
    after = last.id
  }
}

function unfold(firstLink: Uint8Array, manifest: Uint8Array): Omit<PackedSegmentRows, 'stream'> {
  const segments: LinkedSegment[] = []
  try {
    for (const segment of decodeManifest(firstLink, manifest)) segments.push(segment)
    return { bytes: packRows(segments), folded: true }
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'bad_manifest') throw error
    return { bytes: packRows(segments), folded: true, unreadable: true }
  }
}

function packRows(segments: readonly LinkedSegment[]): Uint8Array {
  const bytes = new Uint8Array(segments.length * packedRowBytes)
  for (const [row, { keyframe, final, ...segment }] of segments.entries()) {
    packRow(bytes, row, { ...segment, flags: (keyframe ? 1 : 0) | (final ? 2 : 0) })
  }
  return bytes
}

/** Reads every manifest once. */
export async function readStreamsByBatch(db: Database): Promise<StreamsByBatch> {
  const streams = new Map<number, string[]>()
  for await (const { stream, bytes } of foldedSegments(db)) {
    const batches = new Set<number>()
    for (let row = 0; row < bytes.length / packedRowBytes; row += 1) {
      batches.add(unpackRow(bytes, row).batchSeq)
    }
    for (const batch of batches) {
      const known = streams.get(batch)
      if (known) known.push(stream)
      else streams.set(batch, [stream])
    }
  }
  return streams
}

/** Both by stream, a stream's folded segments before its rows. */
export async function* mergeByStream(
  folded: AsyncIterable<PackedSegmentRows>,
  rows: AsyncIterable<PackedSegmentRows>,
): AsyncGenerator<PackedSegmentRows, void> {
  const waiting = rows[Symbol.asyncIterator]()
  let row = await waiting.next()
  for await (const manifest of folded) {
    for (; !row.done && row.value.stream < manifest.stream; row = await waiting.next()) yield row.value
    yield manifest
  }
  for (; !row.done; row = await waiting.next()) yield row.value
}
