// SHA-256 of stored segments, folded or not: what tells a repeat from other bytes (design.md §5.6).
import { hashBytes } from '@reseal/protocol'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../database/tables.ts'

/** A stored segment's hash. */
export interface SegmentHash {
  readonly index: number
  readonly sha256: Uint8Array
}

/**
 * Of segments `[fromIndex, toIndex)` of a stream those that are stored, ascending. Ingest, which may not read manifests,
 * can call it too.
 */
export async function findSegmentHashes(
  db: Kysely<Tables>,
  stream: string,
  fromIndex: number,
  toIndex: number,
): Promise<SegmentHash[]> {
  // Rows first: they only ever move into the manifest, so that whatever is not seen here is seen there.
  const rows = await db
    .selectFrom('segments')
    .select(['index', 'sha256'])
    .where('stream_id', '=', stream)
    .where('index', '>=', fromIndex)
    .where('index', '<', toIndex)
    .orderBy('index')
    .execute()
  const firstRow = rows[0]?.index ?? toIndex
  if (firstRow <= fromIndex) return rows
  const folded = await sql<{ hashes: Uint8Array | null }>`
    SELECT segment_hashes(${stream}::uuid, ${fromIndex}::int4, ${firstRow}::int4) AS hashes`.execute(db)
  const hashes = folded.rows[0]?.hashes ?? new Uint8Array(0)
  const fromManifest = Array.from({ length: hashes.length / hashBytes }, (_, position) => ({
    index: fromIndex + position,
    sha256: hashes.subarray(position * hashBytes, (position + 1) * hashBytes),
  }))
  return [...fromManifest, ...rows]
}
