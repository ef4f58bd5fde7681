// Reads a stream's manifest from the database: whole, or only the blocks asked for, so that a seek in a long stream costs
// what a seek in a short one does.
import { hashBytes, initialLink, nextLink, sha256 } from '@reseal/protocol'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../database/tables.ts'
import { headerColumns, streamHeaderBytes } from '../streams/packed-header.ts'
import { decodePlaces, type Place } from './manifest-places.ts'
import {
  blockSegments,
  decodeBlock,
  decodeManifest,
  type LinkedSegment,
  type ManifestBlock,
  type ManifestHead,
  type ManifestSegment,
  parseManifestHead,
} from './packed-manifest.ts'

/** The folded segments of one stream. Every method may throw StoreError bad_manifest. */
export interface FoldedSegments {
  readonly segmentCount: number
  /** Segments `[fromIndex, toIndex)` that are folded, ascending. */
  list(fromIndex: number, toIndex: number): Promise<LinkedSegment[]>
  /** The last of the segments that pass, blocks that cannot hold one left unread. */
  findLast(
    passes: (segment: ManifestSegment) => boolean,
    mayHold: (block: ManifestBlock) => boolean,
  ): Promise<number | undefined>
}

// What most manifests fit in whole, and the directory of one of seven hours.
const beginningBytes = 4096

/** Opens the manifest of a stream; undefined where it has none. Nobody may fold the stream while it is used. */
export async function openFoldedSegments(
  db: Kysely<Tables>,
  stream: string,
): Promise<FoldedSegments | undefined> {
  const found = await readBeginning(db, stream, beginningBytes)
  if (!found) return undefined
  const { firstLink, sizeBytes } = found
  let beginning = found.beginning
  let head = parseManifestHead(beginning, sizeBytes)
  while (!head) {
    const longer = await readBeginning(db, stream, beginning.length * 16)
    if (!longer || longer.beginning.length <= beginning.length) return undefined
    beginning = longer.beginning
    head = parseManifestHead(beginning, sizeBytes)
  }
  return foldedSegments(head, firstLink, (start, end) => readPart(db, stream, { beginning, start, end }))
}

/** All folded segments of a stream, with one statement. @throws StoreError bad_manifest */
export async function listFoldedSegments(db: Kysely<Tables>, stream: string): Promise<LinkedSegment[]> {
  const found = await readBeginning(db, stream, 2 ** 30)
  return found ? [...decodeManifest(found.firstLink, found.beginning)] : []
}

/** Places of all folded segments of a stream, their hashes and links left unread. @throws StoreError bad_manifest */
export async function listFoldedPlaces(db: Kysely<Tables>, stream: string): Promise<Place[]> {
  const found = await readBeginning(db, stream, 2 ** 30)
  const head = found && parseManifestHead(found.beginning, found.sizeBytes)
  if (!found || !head) return []
  return head.blocks.flatMap(
    (block) => decodePlaces(block, found.beginning.subarray(block.start, block.end)).segments,
  )
}

async function readBeginning(
  db: Kysely<Tables>,
  stream: string,
  byteCount: number,
): Promise<{ beginning: Uint8Array; sizeBytes: number; firstLink: Uint8Array } | undefined> {
  const row = await db
    .selectFrom('streams')
    .select(headerColumns)
    .select([
      sql<Uint8Array>`substring(manifest FROM 1 FOR ${sql.lit(byteCount)})`.as('beginning'),
      sql<number>`octet_length(manifest)`.as('sizeBytes'),
    ])
    .where('streams.id', '=', stream)
    .where('folded_count', '>', 0)
    .executeTakeFirst()
  if (!row) return undefined
  const { beginning, sizeBytes } = row
  return { beginning, sizeBytes, firstLink: initialLink(sha256(streamHeaderBytes(row))) }
}

async function readPart(
  db: Kysely<Tables>,
  stream: string,
  { beginning, start, end }: { beginning: Uint8Array; start: number; end: number },
): Promise<Uint8Array> {
  if (end <= beginning.length) return beginning.subarray(start, end)
  const { rows } = await sql<{ part: Uint8Array | null }>`
    SELECT substring(manifest FROM ${start + 1}::int4 FOR ${end - start}::int4) AS part
    FROM streams WHERE id = ${stream}`.execute(db)
  return rows[0]?.part ?? new Uint8Array(0)
}

function foldedSegments(
  { segmentCount, blocks, hashesStart }: ManifestHead,
  firstLink: Uint8Array,
  read: (start: number, end: number) => Promise<Uint8Array>,
): FoldedSegments {
  /** Neighbouring blocks, in two reads. */
  async function readBlocks(wanted: readonly ManifestBlock[]): Promise<ManifestSegment[]> {
    const [first, last] = [wanted[0], wanted.at(-1)]
    if (!first || !last) return []
    const places = await read(first.start, last.end)
    const toIndex = last.firstIndex + last.segmentCount
    const hashes = await read(hashesStart + first.firstIndex * hashBytes, hashesStart + toIndex * hashBytes)
    return wanted.flatMap((block) => {
      const at = (block.firstIndex - first.firstIndex) * hashBytes
      const own = hashes.subarray(at, at + block.segmentCount * hashBytes)
      return decodeBlock(block, places.subarray(block.start - first.start, block.end - first.start), own)
    })
  }
  return {
    segmentCount,
    async list(fromIndex, toIndex) {
      const [from, to] = [Math.max(fromIndex, 0), Math.min(toIndex, segmentCount)]
      if (from >= to) return []
      const wanted = blocks.slice(Math.floor(from / blockSegments), Math.ceil(to / blockSegments))
      let link = wanted[0]?.linkBefore ?? firstLink
      const linked = (await readBlocks(wanted)).map((segment) => {
        link = nextLink(link, segment.sha256)
        return { ...segment, link }
      })
      return linked.filter(({ index }) => index >= from && index < to)
    },
    async findLast(passes, mayHold) {
      for (const block of blocks.filter(mayHold).toReversed()) {
        const found = (await readBlocks([block])).findLast(passes)
        if (found) return found.index
      }
      return undefined
    },
  }
}
