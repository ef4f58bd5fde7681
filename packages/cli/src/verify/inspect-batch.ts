// Reads one batch object: the hash and header of every segment in it, by its footer. No key is needed.
import { hash } from 'node:crypto'
import {
  type BatchEntry,
  type BatchFooter,
  hashBytes,
  parseBatchFooter,
  parseSegment,
  type SegmentHeader,
} from '@reseal/protocol'

/** Segments as columns, one entry each: a verification holds all of them, and as objects they would cost thrice. */
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
  /** Undefined when the footer cannot be read; then there are no segments. */
  readonly batchId: string | undefined
  /** Headers of the streams that the batch registers. */
  readonly headers: readonly Uint8Array[]
  readonly segments: SegmentColumns
  readonly misplaced: readonly MisplacedSegment[]
}

/** SHA-256 at once; hashing is most of what a verification costs. */
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
  for (const [at, entry] of entries.entries()) {
    const segment = bytes.subarray(entry.offset, entry.offset + entry.length)
    const header = readHeader(segment)
    const isInPlace = header?.stream === entry.stream && header.index === entry.index
    if (header && !isInPlace) misplaced.push({ at, stream: header.stream, index: header.index })
    if (header) putHeader(segments, at, header)
    putEntry(segments, at, entry)
    putHash(segments, at, segment)
    if (Buffer.compare(hashAt(segments.sha256, at), entry.sha256) === 0)
      setFlag(segments, at, 'matchesFooter')
    if (isInPlace) setFlag(segments, at, 'inPlace')
  }
  return {
    batchId: footer?.batchId,
    // Copies, because a view would keep the whole object in memory.
    headers: (footer?.streams ?? []).map(({ headerBytes }) => headerBytes.slice()),
    segments,
    misplaced,
  }
}

function putEntry(columns: SegmentColumns, at: number, { index, offset, length }: BatchEntry): void {
  columns.index[at] = index
  columns.offset[at] = offset
  columns.length[at] = length
}

function putHash({ sha256 }: SegmentColumns, at: number, segment: Uint8Array): void {
  // As text of one byte a character: a buffer for each hash would keep the garbage collector busy (measured: 8 %).
  Buffer.from(sha256.buffer).write(hash('sha256', segment, 'binary'), at * hashBytes, hashBytes, 'latin1')
}

function setFlag({ flags }: SegmentColumns, at: number, flag: keyof typeof segmentFlags): void {
  flags[at] = (flags[at] ?? 0) | segmentFlags[flag]
}

function putHeader(columns: SegmentColumns, at: number, header: SegmentHeader): void {
  columns.startMs[at] = header.startMs
  columns.endMs[at] = header.endMs
  columns.prevLink.set(header.prevLink, at * hashBytes)
  if (header.keyframe) setFlag(columns, at, 'keyframe')
  if (header.final) setFlag(columns, at, 'final')
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
