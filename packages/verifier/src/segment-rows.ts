// Rows of segments as the database packs them for a verification: fixed fields, big-endian, one row after the other.
// Millions of rows as objects would cost more than hashing what they describe.
import { hashBytes } from '@reseal/protocol'

/** Segments of one stream by ascending index; a long stream comes in several pieces. */
export interface PackedSegmentRows {
  readonly stream: string
  /** `packedRowBytes` for each row. */
  readonly bytes: Uint8Array
  /** They are of the stream's manifest, and their links follow from their hashes. */
  readonly folded: boolean
  /** The manifest cannot be read beyond these. */
  readonly unreadable?: boolean
}

/** One unpacked row. */
export interface SegmentRow {
  readonly batchSeq: number
  readonly index: number
  readonly offset: number
  readonly length: number
  /** Bit 0 keyframe, bit 1 final. */
  readonly flags: number
  readonly startMs: number
  readonly endMs: number
  readonly sha256: Uint8Array
  readonly link: Uint8Array
}

const at = {
  batchSeq: 0,
  index: 8,
  offset: 12,
  length: 16,
  flags: 20,
  startMs: 22,
  endMs: 30,
  sha256: 38,
  link: 70,
}

/** Bytes of one packed row. */
export const packedRowBytes: number = at.link + hashBytes

/** Unpacks row number `row`. */
export function unpackRow(bytes: Uint8Array, row: number): SegmentRow {
  const base = row * packedRowBytes
  const view = new DataView(bytes.buffer, bytes.byteOffset + base, packedRowBytes)
  return {
    batchSeq: int8(view, at.batchSeq),
    index: view.getInt32(at.index),
    offset: view.getInt32(at.offset),
    length: view.getInt32(at.length),
    flags: view.getInt16(at.flags),
    startMs: int8(view, at.startMs),
    endMs: int8(view, at.endMs),
    sha256: bytes.subarray(base + at.sha256, base + at.sha256 + hashBytes),
    link: bytes.subarray(base + at.link, base + at.link + hashBytes),
  }
}

/** Packs row number `row`, as the database would. */
export function packRow(bytes: Uint8Array, row: number, segment: SegmentRow): void {
  const base = row * packedRowBytes
  const view = new DataView(bytes.buffer, bytes.byteOffset + base, packedRowBytes)
  view.setBigInt64(at.batchSeq, BigInt(segment.batchSeq))
  view.setInt32(at.index, segment.index)
  view.setInt32(at.offset, segment.offset)
  view.setInt32(at.length, segment.length)
  view.setInt16(at.flags, segment.flags)
  view.setBigInt64(at.startMs, BigInt(segment.startMs))
  view.setBigInt64(at.endMs, BigInt(segment.endMs))
  bytes.set(segment.sha256, base + at.sha256)
  bytes.set(segment.link, base + at.link)
}

// Sequence numbers and times stay below 2^53; a BigInt for each would be an object for each.
function int8(view: DataView, offset: number): number {
  return view.getInt32(offset) * 2 ** 32 + view.getUint32(offset + 4)
}
