// The packed manifest: where the segments of a stream lie and what they hash to, some 38 bytes each, once a close leaf
// covers them (docs/decisions/0010-packed-manifests.md). One encoding for one list of segments; every other is refused.
//
//   version (1) ‖ count ‖ directory, beyond one block ‖ places of blocks of 64 segments ‖ SHA-256 of every segment
//
// The directory says where each block's places end, when the earliest segment of it starts, and, but for the first, the
// link before it: a part of a long manifest can be read alone. Hashes end it, so that they are found from its end.
import { hashBytes, limits, nextLink } from '@reseal/protocol'
import { StoreError } from '../store-error.ts'
import { decodePlaces, encodePlaces, isSize, type ManifestSegment } from './manifest-places.ts'
import { readVarint, writeVarint } from './varint.ts'

export type { ManifestSegment } from './manifest-places.ts'

/** A segment with the link after it. */
export interface LinkedSegment extends ManifestSegment {
  readonly link: Uint8Array
}

/** A block of a manifest: at most `blockSegments` segments that can be read without the others. */
export interface ManifestBlock {
  readonly firstIndex: number
  readonly segmentCount: number
  /** Where its places lie in the manifest. */
  readonly start: number
  readonly end: number
  /** Start of the earliest of its segments; 0 where there is no other block. */
  readonly earliestMs: number
  /** Link before its first segment; undefined for the first block, whose link follows from the stream's header. */
  readonly linkBefore: Uint8Array | undefined
}

/** What the beginning of a manifest says. */
export interface ManifestHead {
  readonly segmentCount: number
  readonly blocks: readonly ManifestBlock[]
  /** Where hashes begin. */
  readonly hashesStart: number
}

/** Segments of a block. */
export const blockSegments = 64

const version = 1
const entryBytes = 4 + 8

/**
 * Packs the segments of a stream from its first on.
 * @param firstLink the link before the first segment, of the stream's header
 * @throws StoreError bad_manifest for segments that are no stream's: a gap, a final one before others, times or places
 *   that no segment has
 */
export function encodeManifest(firstLink: Uint8Array, segments: readonly ManifestSegment[]): Uint8Array {
  return extendManifest(firstLink, undefined, segments)
}

/**
 * Packs further segments behind those of a manifest. Blocks that are full stay as they are, however many.
 * @throws StoreError bad_manifest as `encodeManifest`, and for a manifest that is none or ended with a final segment
 */
export function extendManifest(
  firstLink: Uint8Array,
  manifest: Uint8Array | undefined,
  further: readonly ManifestSegment[],
): Uint8Array {
  const known = manifest
    ? openBlocks(firstLink, manifest)
    : { full: [], hashes: [], rest: [], link: firstLink }
  const segments = [...known.rest, ...further]
  const firstIndex = known.full.length * blockSegments
  const isSound = segments.every((segment, position) =>
    isSegment(segment, firstIndex + position, position === segments.length - 1),
  )
  const segmentCount = firstIndex + segments.length
  if (!isSound || segmentCount === 0 || segmentCount > limits.maxSegmentsPerStream) {
    throw new StoreError('bad_manifest')
  }
  const blocks = [...known.full]
  let linkBefore = known.link
  for (let from = 0; from < segments.length; from += blockSegments) {
    const block = segments.slice(from, from + blockSegments)
    blocks.push({ places: encodePlaces(block), earliestMs: earliestOf(block), linkBefore })
    for (const { sha256 } of block) linkBefore = nextLink(linkBefore, sha256)
  }
  const head: number[] = [version]
  writeVarint(head, segmentCount)
  return new Uint8Array(
    Buffer.concat([
      Uint8Array.from(head),
      ...(blocks.length > 1 ? encodeDirectory(blocks) : []),
      ...blocks.map(({ places }) => places),
      ...known.hashes,
      ...segments.map(({ sha256 }) => sha256),
    ]),
  )
}

interface PackedBlock {
  readonly places: Uint8Array
  readonly earliestMs: number
  readonly linkBefore: Uint8Array
}

interface OpenedBlocks {
  readonly full: readonly PackedBlock[]
  /** Of the full blocks. */
  readonly hashes: readonly Uint8Array[]
  /** Segments of the last block, where that is not full. */
  readonly rest: readonly ManifestSegment[]
  /** Link after the full blocks. */
  readonly link: Uint8Array
}

function openBlocks(firstLink: Uint8Array, manifest: Uint8Array): OpenedBlocks {
  const head = parseManifestHead(manifest, manifest.length)
  const last = head?.blocks.at(-1)
  if (!head || !last) throw new StoreError('bad_manifest')
  const hashesOf = ({ firstIndex, segmentCount }: ManifestBlock): Uint8Array => {
    const start = head.hashesStart + firstIndex * hashBytes
    return manifest.subarray(start, start + segmentCount * hashBytes)
  }
  const placesOf = ({ start, end }: ManifestBlock): Uint8Array => manifest.subarray(start, end)
  const lastSegments = decodeBlock(last, placesOf(last), hashesOf(last))
  const isFull = last.segmentCount === blockSegments
  const full = isFull ? head.blocks : head.blocks.slice(0, -1)
  let link = last.linkBefore ?? firstLink
  if (isFull) for (const { sha256 } of lastSegments) link = nextLink(link, sha256)
  return {
    full: full.map((block) => ({
      places: placesOf(block),
      earliestMs: block === last ? earliestOf(lastSegments) : block.earliestMs,
      linkBefore: block.linkBefore ?? firstLink,
    })),
    hashes: full.map(hashesOf),
    rest: isFull ? [] : lastSegments,
    link,
  }
}

function isSegment(segment: ManifestSegment, wantedIndex: number, isLast: boolean): boolean {
  const { index, batchSeq, offset, length, final, startMs, endMs, sha256 } = segment
  return (
    index === wantedIndex &&
    Number.isSafeInteger(batchSeq) &&
    batchSeq >= 0 &&
    batchSeq < 2 ** 52 &&
    isSize(offset) &&
    isSize(length) &&
    (!final || isLast) &&
    startMs >= 0 &&
    startMs <= endMs &&
    endMs < 2 ** 52 &&
    Number.isSafeInteger(startMs) &&
    Number.isSafeInteger(endMs) &&
    sha256.length === hashBytes
  )
}

function encodeDirectory(blocks: readonly PackedBlock[]): readonly Uint8Array[] {
  const entries = Buffer.alloc(blocks.length * entryBytes)
  let end = 0
  for (const [position, { places, earliestMs }] of blocks.entries()) {
    end += places.length
    entries.writeUInt32BE(end, position * entryBytes)
    entries.writeBigUInt64BE(BigInt(earliestMs), position * entryBytes + 4)
  }
  return [entries, ...blocks.slice(1).map(({ linkBefore }) => linkBefore)]
}

function earliestOf(block: readonly Pick<ManifestSegment, 'startMs'>[]): number {
  return block.reduce((earliest, { startMs }) => Math.min(earliest, startMs), Number.POSITIVE_INFINITY)
}

/**
 * Reads the head of a manifest of so many bytes.
 * @returns undefined where these first bytes of it are too few to tell
 * @throws StoreError bad_manifest
 */
export function parseManifestHead(beginning: Uint8Array, sizeBytes: number): ManifestHead | undefined {
  if (beginning.length > 0 && beginning[0] !== version) throw new StoreError('bad_manifest')
  const isWhole = beginning.length >= sizeBytes
  const count = readVarint(beginning, 1)
  if (count === undefined && isWhole) throw new StoreError('bad_manifest')
  if (count === undefined) return undefined
  const { value: segmentCount, next } = count
  if (segmentCount < 1 || segmentCount > limits.maxSegmentsPerStream) throw new StoreError('bad_manifest')
  const blockCount = Math.ceil(segmentCount / blockSegments)
  const linksStart = next + (blockCount > 1 ? blockCount * entryBytes : 0)
  const placesStart = linksStart + (blockCount - 1) * hashBytes
  if (placesStart > beginning.length) {
    if (isWhole) throw new StoreError('bad_manifest')
    return undefined
  }
  const view = new DataView(beginning.buffer, beginning.byteOffset, beginning.byteLength)
  const blocks: ManifestBlock[] = []
  let start = placesStart
  for (let block = 0; block < blockCount; block += 1) {
    const entry = next + block * entryBytes
    const end = blockCount > 1 ? placesStart + view.getUint32(entry) : sizeBytes - segmentCount * hashBytes
    const link = linksStart + (block - 1) * hashBytes
    blocks.push({
      firstIndex: block * blockSegments,
      segmentCount: Math.min(blockSegments, segmentCount - block * blockSegments),
      start,
      end,
      earliestMs: blockCount > 1 ? Number(view.getBigUint64(entry + 4)) : 0,
      linkBefore: block === 0 ? undefined : beginning.subarray(link, link + hashBytes),
    })
    if (end <= start) throw new StoreError('bad_manifest')
    start = end
  }
  return { segmentCount, blocks, hashesStart: start }
}

/**
 * The segments of one block.
 * @param places `start` to `end` of the block
 * @param hashes those of its segments
 * @throws StoreError bad_manifest
 */
export function decodeBlock(block: ManifestBlock, places: Uint8Array, hashes: Uint8Array): ManifestSegment[] {
  const { segments, sizeBytes } = decodePlaces(block, places)
  if (sizeBytes !== places.length || hashes.length !== segments.length * hashBytes) {
    throw new StoreError('bad_manifest')
  }
  return segments.map((segment, position) => ({
    ...segment,
    sha256: hashes.subarray(position * hashBytes, (position + 1) * hashBytes),
  }))
}

/**
 * All segments of a manifest, with their links. Gives those before the first that cannot be read, and then throws.
 * @param firstLink the link before the first segment, of the stream's header
 * @throws StoreError bad_manifest
 */
export function* decodeManifest(firstLink: Uint8Array, bytes: Uint8Array): Generator<LinkedSegment, void> {
  const head = readHead(bytes)
  let link = firstLink
  for (const block of head.blocks) {
    if (block.linkBefore && Buffer.compare(block.linkBefore, link) !== 0) throw new StoreError('bad_manifest')
    const places = decodePlaces(block, bytes.subarray(block.start, head.isCut ? undefined : block.end))
    if (!head.isCut && places.sizeBytes !== block.end - block.start) throw new StoreError('bad_manifest')
    const isFirstOfMany = block.earliestMs > 0 || head.blocks.length > 1
    if (isFirstOfMany && earliestOf(places.segments) !== block.earliestMs) {
      throw new StoreError('bad_manifest')
    }
    if (places.segments.at(-1)?.final && block !== head.blocks.at(-1)) throw new StoreError('bad_manifest')
    const hashesStart = head.isCut ? block.start + places.sizeBytes : head.hashesStart
    for (const place of places.segments) {
      const at = hashesStart + place.index * hashBytes
      const sha256 = bytes.subarray(at, at + hashBytes)
      if (sha256.length !== hashBytes) throw new StoreError('bad_manifest')
      link = nextLink(link, sha256)
      yield { ...place, sha256, link }
    }
  }
  if (head.isCut || head.hashesStart + head.segmentCount * hashBytes !== bytes.length) {
    throw new StoreError('bad_manifest')
  }
}

/** Of a single block that was cut off or grew at its end, the places still say where hashes begin. */
function readHead(bytes: Uint8Array): ManifestHead & { readonly isCut: boolean } {
  const count = readVarint(bytes, 1)
  const isSingle = count !== undefined && count.value <= blockSegments
  const head = isSingle
    ? parseManifestHead(bytes, Math.max(bytes.length, count.next + 1 + count.value * hashBytes))
    : parseManifestHead(bytes, bytes.length)
  if (!head) throw new StoreError('bad_manifest')
  const [block] = head.blocks
  if (!isSingle || !block) return { ...head, isCut: false }
  const { sizeBytes } = decodePlaces(block, bytes.subarray(block.start))
  return { ...head, isCut: block.start + sizeBytes !== head.hashesStart }
}
