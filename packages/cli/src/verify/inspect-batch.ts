// Reads one batch object once: its own hash and the hash and header of every segment in it. No key is needed.
import { hash } from 'node:crypto'
import {
  type BatchFooter,
  hashBytes,
  parseBatchFooter,
  parseSegment,
  type SegmentHeader,
} from '@reseal/protocol'

/**
 * Segments as columns, one entry each: a verification holds all of them, and columns pass between threads without
 * being copied.
 */
export interface SegmentColumns {
  /** Stream ids by the footer. */
  readonly streams: readonly string[]
  readonly index: Uint32Array<ArrayBuffer>
  readonly offset: Uint32Array<ArrayBuffer>
  readonly length: Uint32Array<ArrayBuffer>
  /** Times of the segment's own header; 0 where it cannot be read. */
  readonly startMs: Float64Array<ArrayBuffer>
  readonly endMs: Float64Array<ArrayBuffer>
  /** Bits of `segmentFlags`. */
  readonly flags: Uint8Array<ArrayBuffer>
  /** 32 bytes each: SHA-256 of the bytes that were read. */
  readonly sha256: Uint8Array<ArrayBuffer>
  /** 32 bytes each: the link before it, by its own header. */
  readonly prevLink: Uint8Array<ArrayBuffer>
}

/** `keyframe` and `final` are the header's own and the database's bits. */
export const segmentFlags = { keyframe: 1, final: 2, matchesFooter: 4, inPlace: 8 } as const

/** A segment that lies where the footer has another. */
export interface MisplacedSegment {
  /** Position in the columns. */
  readonly at: number
  readonly stream: string
  readonly index: number
}

/** What one batch object holds. */
export interface InspectedBatch {
  readonly sha256: Uint8Array
  readonly sizeBytes: number
  /** Undefined when the footer cannot be read; then there are no segments. */
  readonly batchId: string | undefined
  /** Headers of the streams that the batch registers. */
  readonly headers: readonly Uint8Array[]
  readonly segments: SegmentColumns
  readonly misplaced: readonly MisplacedSegment[]
}

/** SHA-256 by node:crypto in one call; hashing is most of what a verification costs. */
export function sha256Of(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer')
}

/** Columns for so many segments, all zero. */
export function emptyColumns(streams: readonly string[]): SegmentColumns {
  const count = streams.length
  return {
    streams,
    index: new Uint32Array(count),
    offset: new Uint32Array(count),
    length: new Uint32Array(count),
    startMs: new Float64Array(count),
    endMs: new Float64Array(count),
    flags: new Uint8Array(count),
    sha256: new Uint8Array(count * hashBytes),
    prevLink: new Uint8Array(count * hashBytes),
  }
}

/** One 32-byte value of a column. */
export function hashAt(column: Uint8Array, at: number): Uint8Array {
  return column.subarray(at * hashBytes, (at + 1) * hashBytes)
}

/** Inspects the bytes of a batch object. Total: any bytes give a value. */
export function inspectBatch(bytes: Uint8Array): InspectedBatch {
  const footer = readFooter(bytes)
  const entries = footer?.entries ?? []
  const segments = emptyColumns(entries.map(({ stream }) => stream))
  const misplaced: MisplacedSegment[] = []
  for (const [at, { stream, index, offset, length, sha256 }] of entries.entries()) {
    const segment = bytes.subarray(offset, offset + length)
    const actual = sha256Of(segment)
    const header = readHeader(segment)
    const isInPlace = header?.stream === stream && header.index === index
    if (header && !isInPlace) misplaced.push({ at, stream: header.stream, index: header.index })
    segments.index[at] = index
    segments.offset[at] = offset
    segments.length[at] = length
    segments.sha256.set(actual, at * hashBytes)
    if (header) putHeader(segments, at, header)
    segments.flags[at] =
      (header?.keyframe ? segmentFlags.keyframe : 0) |
      (header?.final ? segmentFlags.final : 0) |
      (Buffer.compare(actual, sha256) === 0 ? segmentFlags.matchesFooter : 0) |
      (isInPlace ? segmentFlags.inPlace : 0)
  }
  return {
    sha256: sha256Of(bytes),
    sizeBytes: bytes.length,
    batchId: footer?.batchId,
    // Copies, because a view would keep the whole object in memory.
    headers: (footer?.streams ?? []).map(({ headerBytes }) => headerBytes.slice()),
    segments,
    misplaced,
  }
}

function putHeader(columns: SegmentColumns, at: number, { startMs, endMs, prevLink }: SegmentHeader): void {
  columns.startMs[at] = startMs
  columns.endMs[at] = endMs
  columns.prevLink.set(prevLink, at * hashBytes)
}

function readFooter(bytes: Uint8Array): BatchFooter | undefined {
  try {
    return parseBatchFooter(bytes)
  } catch {
    return undefined
  }
}

function readHeader(segment: Uint8Array): SegmentHeader | undefined {
  try {
    return parseSegment(segment).header
  } catch {
    return undefined
  }
}
