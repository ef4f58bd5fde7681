// Places of a block of a packed manifest: numbers in columns, each as wide as its largest value needs.
//
//   flags ‖ first batch, first start, least size, least duration, last duration ‖ widths ‖ keyframes ‖ batches ‖ gaps ‖
//   durations ‖ sizes ‖ offsets
//
// Batches and gaps are differences to the segment before. The last duration stands alone: what a page sends when it goes is
// shorter than the rest, and would make the column wide. A size is a code where all are buckets (docs/protocol.md §5.3).
import { bucketSize, limits, segmentHeaderBytes, segmentTagBytes } from '@reseal/protocol'
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

const finalFlag = 1
const otherSizesFlag = 2
const widthBits = 6

/** Numbers of a block as columns; each is as wide as its largest needs. */
interface Columns {
  readonly batches: readonly number[]
  readonly gaps: readonly number[]
  readonly durations: readonly number[]
  readonly sizes: readonly number[]
  readonly offsets: readonly number[]
}

const columnNames = ['batches', 'gaps', 'durations', 'sizes', 'offsets'] as const

/** The places of a block of sound segments. */
export function encodePlaces(block: readonly ManifestSegment[]): Uint8Array {
  const codes = block.map(({ length }) => codeOfSize(length))
  const known = codes.filter((code) => code !== undefined)
  const sizes = known.length === block.length ? known : block.map(({ length }) => length)
  const leastSize = sizes.reduce((least, size) => Math.min(least, size))
  const durations = block.map(({ startMs, endMs }) => endMs - startMs)
  const leastDuration = durations
    .slice(0, -1)
    .reduce((least, value) => Math.min(least, value), durations[0] ?? 0)
  const [first] = block
  const columns: Columns = {
    batches: pairsOf(block).map(([before, { batchSeq }]) => toUnsigned(batchSeq - before.batchSeq)),
    gaps: pairsOf(block).map(([before, { startMs }]) => toUnsigned(startMs - before.endMs)),
    durations: durations.slice(0, -1).map((duration) => duration - leastDuration),
    sizes: sizes.map((size) => size - leastSize),
    offsets: block.map(({ offset }) => offset),
  }
  const head = [(block.at(-1)?.final ? finalFlag : 0) | (sizes === known ? 0 : otherSizesFlag)]
  const { batchSeq = 0, startMs = 0 } = first ?? {}
  for (const value of [batchSeq, startMs, leastSize, leastDuration, durations.at(-1) ?? 0]) {
    writeVarint(head, value)
  }
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

/** A segment of a block without its hash. */
export type Place = Omit<ManifestSegment, 'sha256'>

/**
 * Reads the places of a block, and how many bytes they took.
 * @throws StoreError bad_manifest
 */
export function decodePlaces(
  { firstIndex, segmentCount }: { readonly firstIndex: number; readonly segmentCount: number },
  bytes: Uint8Array,
): { readonly segments: readonly Place[]; readonly sizeBytes: number } {
  const [flags = 0xff] = bytes
  if (flags > (finalFlag | otherSizesFlag)) throw new StoreError('bad_manifest')
  let at = 1
  const [firstBatch, firstStart, leastSize, leastDuration, lastDuration] = [0, 1, 2, 3, 4].map(() => {
    const read = readVarint(bytes, at)
    if (read === undefined) throw new StoreError('bad_manifest')
    at = read.next
    return read.value
  }) as [number, number, number, number, number]
  const bits = createBitReader(bytes, at)
  const widths = columnNames.map(() => bits.read(widthBits))
  const keyframes = Array.from({ length: segmentCount }, () => bits.read(1) === 1)
  const column = (position: number, count: number): number[] => readColumn(bits, widths[position] ?? 0, count)
  const batches = column(0, segmentCount - 1)
  const gaps = column(1, segmentCount - 1)
  const durations = column(2, segmentCount - 1)
  const sizes = column(3, segmentCount)
  const offsets = column(4, segmentCount)
  // One encoding: what is taken off every value is the least of them, and where there is none it is the last one's.
  const isLeast =
    Math.min(...sizes) === 0 &&
    (segmentCount > 1 ? Math.min(...durations) === 0 : leastDuration === lastDuration)
  if (!bits.isPadded() || !isLeast) throw new StoreError('bad_manifest')
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
    const isLast = position === segmentCount - 1
    const endMs = startMs + (isLast ? lastDuration : (durations[position] ?? 0) + leastDuration)
    segments.push({
      index: firstIndex + position,
      batchSeq,
      offset: offsets[position] ?? 0,
      length: lengths[position] ?? 0,
      keyframe: keyframes[position] ?? false,
      final: (flags & finalFlag) !== 0 && isLast,
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

/** Whether a number is a size or place in bytes. */
export function isSize(size: number): boolean {
  return Number.isInteger(size) && size >= 0 && size < 2 ** 31
}
