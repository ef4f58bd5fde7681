// The packed manifest: where the segments of a stream lie and what they hash to, some 39 bytes each, once a close leaf
// covers them (docs/decisions/0010-packed-manifests.md). One encoding for one list of segments; every other is refused.
//
//   version (1) ‖ count ‖ directory, beyond one block ‖ places of blocks of 64 segments ‖ SHA-256 of every segment
//
// The directory says where each block's places end, when the earliest segment of it starts, and, but for the first, the
// link before it: a part of a long manifest can be read alone. Hashes end it, so that they are found from its end.
import {
  bucketSize,
  hashBytes,
  limits,
  nextLink,
  segmentHeaderBytes,
  segmentTagBytes,
} from '@reseal/protocol'
import { StoreError } from '../store-error.ts'
import { bitWidth, createBitReader, createBitWriter } from './bit-stream.ts'
import { readVarint, writeVarint } from './varint.ts'

/** A segment as a manifest holds it. */
export interface ManifestSegment {
  readonly index: number
  /** Number of the batch that it lies in. */
  readonly batchSeq: number
  /** Of its first byte in the batch object. */
  readonly offset: number
  readonly length: number
  readonly keyframe: boolean
  /** Only the last one of a stream. */
  readonly final: boolean
  readonly startMs: number
  readonly endMs: number
  readonly sha256: Uint8Array
}

/** The same with the link after it. */
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
const finalFlag = 1
const otherSizesFlag = 2
const widthBits = 6

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

function isSize(size: number): boolean {
  return Number.isInteger(size) && size >= 0 && size < 2 ** 31
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

/** Numbers of a block as columns; each is as wide as its largest needs. */
interface Columns {
  readonly batches: readonly number[]
  readonly gaps: readonly number[]
  readonly durations: readonly number[]
  readonly sizes: readonly number[]
  readonly offsets: readonly number[]
}

const columnNames = ['batches', 'gaps', 'durations', 'sizes', 'offsets'] as const

function encodePlaces(block: readonly ManifestSegment[]): Uint8Array {
  const codes = block.map(({ length }) => codeOfSize(length))
  const known = codes.filter((code) => code !== undefined)
  const sizes = known.length === block.length ? known : block.map(({ length }) => length)
  const leastSize = sizes.reduce((least, size) => Math.min(least, size))
  const [first] = block
  const columns: Columns = {
    batches: pairsOf(block).map(([before, { batchSeq }]) => toUnsigned(batchSeq - before.batchSeq)),
    gaps: pairsOf(block).map(([before, { startMs }]) => toUnsigned(startMs - before.endMs)),
    durations: block.map(({ startMs, endMs }) => endMs - startMs),
    sizes: sizes.map((size) => size - leastSize),
    offsets: block.map(({ offset }) => offset),
  }
  const head = [(block.at(-1)?.final ? finalFlag : 0) | (sizes === known ? 0 : otherSizesFlag)]
  for (const value of [first?.batchSeq ?? 0, first?.startMs ?? 0, leastSize]) writeVarint(head, value)
  const bits = createBitWriter()
  const widths = columnNames.map((name) =>
    columns[name].reduce((max, value) => Math.max(max, bitWidth(value)), 0),
  )
  for (const width of widths) bits.write(width, widthBits)
  for (const { keyframe } of block) bits.write(keyframe ? 1 : 0, 1)
  for (const [position, name] of columnNames.entries()) {
    for (const value of columns[name]) bits.write(value, widths[position] ?? 0)
  }
  return Buffer.concat([Uint8Array.from(head), bits.bytes()])
}

function pairsOf(block: readonly ManifestSegment[]): (readonly [ManifestSegment, ManifestSegment])[] {
  return block.slice(1).map((segment, position) => [block[position] as ManifestSegment, segment])
}

const toUnsigned = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value)
const toSigned = (value: number): number => (value % 2 === 0 ? value / 2 : -(value + 1) / 2)

// A segment is its header, a bucket m·2^e with 4 ≤ m ≤ 7, and a tag (docs/protocol.md §5.3).
const aroundBucket = segmentHeaderBytes + segmentTagBytes

function codeOfSize(length: number): number | undefined {
  const bucket = length - aroundBucket
  if (bucket < limits.minBucketBytes || bucket > limits.maxBucketBytes || bucketSize(bucket) !== bucket) {
    return undefined
  }
  const exponent = 29 - Math.clz32(bucket)
  return 4 * exponent + bucket / 2 ** exponent - 4
}

function sizeOfCode(code: number): number {
  return (4 + (code % 4)) * 2 ** Math.floor(code / 4) + aroundBucket
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

type Place = Omit<ManifestSegment, 'sha256'>

function decodePlaces(
  { firstIndex, segmentCount }: Pick<ManifestBlock, 'firstIndex' | 'segmentCount'>,
  bytes: Uint8Array,
): { readonly segments: readonly Place[]; readonly sizeBytes: number } {
  const [flags = 0xff] = bytes
  if (flags > (finalFlag | otherSizesFlag)) throw new StoreError('bad_manifest')
  let at = 1
  const [firstBatch, firstStart, leastSize] = [0, 1, 2].map(() => {
    const read = readVarint(bytes, at)
    if (read === undefined) throw new StoreError('bad_manifest')
    at = read.next
    return read.value
  }) as [number, number, number]
  const bits = createBitReader(bytes, at)
  const widths = columnNames.map(() => bits.read(widthBits))
  const keyframes = Array.from({ length: segmentCount }, () => bits.read(1) === 1)
  const column = (position: number, count: number): number[] => readColumn(bits, widths[position] ?? 0, count)
  const batches = column(0, segmentCount - 1)
  const gaps = column(1, segmentCount - 1)
  const durations = column(2, segmentCount)
  const sizes = column(3, segmentCount)
  const offsets = column(4, segmentCount)
  if (!bits.isPadded() || (sizes.length > 0 && Math.min(...sizes) !== 0)) throw new StoreError('bad_manifest')
  const lengths = sizes.map((size) => lengthOf(size + leastSize, (flags & otherSizesFlag) !== 0))
  // A block whose sizes are all buckets has them as codes and no other way.
  if (flags & otherSizesFlag && lengths.every((length) => codeOfSize(length) !== undefined)) {
    throw new StoreError('bad_manifest')
  }
  const segments: Place[] = []
  let batchSeq = firstBatch
  let startMs = firstStart
  for (let position = 0; position < segmentCount; position += 1) {
    if (position > 0) {
      batchSeq += toSigned(batches[position - 1] ?? 0)
      startMs = (segments[position - 1]?.endMs ?? 0) + toSigned(gaps[position - 1] ?? 0)
    }
    const endMs = startMs + (durations[position] ?? 0)
    segments.push({
      index: firstIndex + position,
      batchSeq,
      offset: offsets[position] ?? 0,
      length: lengths[position] ?? 0,
      keyframe: keyframes[position] ?? false,
      final: (flags & finalFlag) !== 0 && position === segmentCount - 1,
      startMs,
      endMs,
    })
  }
  const isSound = segments.every(
    (segment) =>
      segment.batchSeq >= 0 &&
      segment.batchSeq < 2 ** 52 &&
      segment.startMs >= 0 &&
      segment.endMs < 2 ** 52 &&
      isSize(segment.offset),
  )
  if (!isSound) throw new StoreError('bad_manifest')
  return { segments, sizeBytes: at + bits.byteCount() }
}

/** Refuses a column that is wider than its largest number needs. */
function readColumn(bits: ReturnType<typeof createBitReader>, width: number, count: number): number[] {
  if (Number.isNaN(width) || width > 53) throw new StoreError('bad_manifest')
  const values = Array.from({ length: count }, () => bits.read(width))
  const widest = values.reduce((max, value) => Math.max(max, value), 0)
  if (Number.isNaN(widest) || bitWidth(widest) !== width) throw new StoreError('bad_manifest')
  return values
}

const largestCode = codeOfSize(limits.maxSegmentBytes) ?? 0
const smallestCode = codeOfSize(limits.minSegmentBytes) ?? 0

function lengthOf(size: number, isOther: boolean): number {
  const isValid = isOther ? isSize(size) : size >= smallestCode && size <= largestCode
  if (!isValid) throw new StoreError('bad_manifest')
  return isOther ? size : sizeOfCode(size)
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
