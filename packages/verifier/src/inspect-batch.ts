// Reads one batch object: the hash and header of every segment in it, by its footer. No key is needed.
import { type BatchEntry, hashBytes, parseSegment, type SegmentHeader } from '@reseal/protocol'
import { readBatchFooter } from './batch-footer.ts'
import { type Bytes, isSame } from './bytes.ts'
import type { Platform } from './platform.ts'

/** Segments as columns, one entry each: a batch has thousands, and several batches are read at the same time. */
export interface SegmentColumns {
  /** Stream ids by the footer. */
  readonly streams: readonly string[]
  readonly index: Uint32Array<ArrayBuffer>
  /** Offset and length, in turn. */
  readonly ranges: Uint32Array<ArrayBuffer>
  /** Times of the segment's own header; 0 where it cannot be read. */
  readonly startMs: Float64Array<ArrayBuffer>
  readonly endMs: Float64Array<ArrayBuffer>
  /** Bits of `columnFlags`. */
  readonly flags: Uint8Array<ArrayBuffer>
  /** 32 bytes each: SHA-256 of the bytes that were read. */
  readonly sha256: Uint8Array
  /** 32 bytes each: the link before it, by its own header. */
  readonly prevLink: Uint8Array<ArrayBuffer>
}

/** `keyframe` and `final` are the header's own; `inPlace`: the header names the stream and index that the footer does. */
export const columnFlags = { keyframe: 1, final: 2, matchesFooter: 4, inPlace: 8 } as const

/** A segment that lies where the footer has another. */
export interface MisplacedSegment {
  /** Position in the columns. */
  readonly at: number
  readonly stream: string
  readonly index: number
}

/** What one batch object holds. */
export interface InspectedBatch {
  /** Undefined when the footer cannot be read; then there are no segments. */
  readonly batchId: string | undefined
  /** SHA-256 of the whole object. */
  readonly sha256: Uint8Array
  readonly sizeBytes: number
  /** Headers of the streams that the batch registers. */
  readonly headers: readonly Uint8Array[]
  readonly segments: SegmentColumns
  readonly misplaced: readonly MisplacedSegment[]
}

/** One 32-byte value of a column. */
export function hashAt(column: Uint8Array, at: number): Uint8Array {
  return column.subarray(at * hashBytes, (at + 1) * hashBytes)
}

/** Inspects the bytes of a batch object, which may be gone from the caller's view afterwards. Any bytes give a value. */
export async function inspectBatch(bytes: Bytes, platform: Platform): Promise<InspectedBatch> {
  const { length: sizeBytes } = bytes
  const { expected, columns, ...batch } = readColumns(bytes)
  const { whole, parts } = await platform.hashObject(bytes, columns.ranges.slice())
  for (const at of columns.streams.keys()) {
    if (isSame(hashAt(parts, at), hashAt(expected, at))) setFlag(columns, at, columnFlags.matchesFooter)
  }
  return { ...batch, sha256: whole, sizeBytes, segments: { ...columns, sha256: parts } }
}

interface ReadColumns extends Pick<InspectedBatch, 'batchId' | 'headers' | 'misplaced'> {
  readonly columns: Omit<SegmentColumns, 'sha256'>
  /** Hashes by the footer, 32 bytes each. */
  readonly expected: Uint8Array
}

/** Nothing of what was parsed outlives this but columns: hashing takes a while, and other batches are read meanwhile. */
function readColumns(bytes: Bytes): ReadColumns {
  const footer = readBatchFooter(bytes)
  const entries = footer?.entries ?? []
  const columns = emptyColumns(entries)
  const expected = new Uint8Array(entries.length * hashBytes)
  const misplaced: MisplacedSegment[] = []
  for (const [at, { stream, index, offset, length, sha256 }] of entries.entries()) {
    expected.set(sha256, at * hashBytes)
    columns.index[at] = index
    columns.ranges[2 * at] = offset
    columns.ranges[2 * at + 1] = length
    const header = readHeader(bytes.subarray(offset, offset + length))
    if (!header) continue
    putHeader(columns, at, header)
    if (header.stream === stream && header.index === index) setFlag(columns, at, columnFlags.inPlace)
    else misplaced.push({ at, stream: header.stream, index: header.index })
  }
  const headers = (footer?.streams ?? []).map(({ headerBytes }) => headerBytes)
  return { batchId: footer?.batchId, headers, misplaced, columns, expected }
}

function emptyColumns(entries: readonly BatchEntry[]): Omit<SegmentColumns, 'sha256'> {
  const count = entries.length
  return {
    streams: entries.map(({ stream }) => stream),
    index: new Uint32Array(count),
    ranges: new Uint32Array(2 * count),
    startMs: new Float64Array(count),
    endMs: new Float64Array(count),
    flags: new Uint8Array(count),
    prevLink: new Uint8Array(count * hashBytes),
  }
}

function putHeader(columns: Omit<SegmentColumns, 'sha256'>, at: number, header: SegmentHeader): void {
  columns.startMs[at] = header.startMs
  columns.endMs[at] = header.endMs
  columns.prevLink.set(header.prevLink, at * hashBytes)
  if (header.keyframe) setFlag(columns, at, columnFlags.keyframe)
  if (header.final) setFlag(columns, at, columnFlags.final)
}

function setFlag({ flags }: Pick<SegmentColumns, 'flags'>, at: number, flag: number): void {
  flags[at] = (flags[at] ?? 0) | flag
}

function readHeader(segment: Uint8Array): SegmentHeader | undefined {
  try {
    return parseSegment(segment).header
  } catch {
    return undefined
  }
}
