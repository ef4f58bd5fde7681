// What is known of each committed segment, as records that are gathered by stream: some 130 bytes a segment.
import { bytesToUuid, hashBytes } from '@reseal/protocol'

/** One segment after its object was read. */
export interface SegmentFact {
  readonly index: number
  /** UUID; its text is made when it is asked for. */
  readonly batch: string
  /** The last four bytes of it. */
  readonly batchPrint: number
  /** The batch's leaf; undefined while it has none. */
  readonly leafIndex: number | undefined
  readonly offset: number
  readonly length: number
  /** Bits of `segmentFlags`. */
  readonly flags: number
  /** Times of the segment's own header; 0 where it cannot be read. */
  readonly startMs: number
  readonly endMs: number
  readonly sha256: Uint8Array
  /** The link before it, by its own header. */
  readonly prevLink: Uint8Array
}

/** `keyframe` and `final` are the header's own and the database's bits; `damaged`: not to be relied on, and named already. */
export const segmentFlags = { keyframe: 1, final: 2, damaged: 4 } as const

/** Whether the segment's bytes are not to be relied on. */
export function isDamaged({ flags }: SegmentFact): boolean {
  return (flags & segmentFlags.damaged) !== 0
}

const at = {
  index: 0,
  offset: 4,
  length: 8,
  leafIndex: 12,
  startMs: 20,
  endMs: 28,
  flags: 36,
  batch: 37,
  sha256: 53,
}
const prevLinkAt = at.sha256 + hashBytes

/** A fact as a record; `batch`: the 16 bytes of its id. */
export function encodeSegmentFact(
  fact: Omit<SegmentFact, 'batch' | 'batchPrint'>,
  batch: Uint8Array,
): Uint8Array {
  const bytes = new Uint8Array(prevLinkAt + hashBytes)
  const view = new DataView(bytes.buffer)
  view.setUint32(at.index, fact.index)
  view.setUint32(at.offset, fact.offset)
  view.setUint32(at.length, fact.length)
  view.setFloat64(at.leafIndex, fact.leafIndex ?? Number.NaN)
  view.setFloat64(at.startMs, fact.startMs)
  view.setFloat64(at.endMs, fact.endMs)
  bytes[at.flags] = fact.flags
  bytes.set(batch, at.batch)
  bytes.set(fact.sha256, at.sha256)
  bytes.set(fact.prevLink, prevLinkAt)
  return bytes
}

/** Inverse of `encodeSegmentFact`; hashes are views of the record. */
export function decodeSegmentFact(bytes: Uint8Array): SegmentFact {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const leafIndex = view.getFloat64(at.leafIndex)
  return {
    index: view.getUint32(at.index),
    offset: view.getUint32(at.offset),
    length: view.getUint32(at.length),
    leafIndex: Number.isNaN(leafIndex) ? undefined : leafIndex,
    startMs: view.getFloat64(at.startMs),
    endMs: view.getFloat64(at.endMs),
    flags: bytes[at.flags] ?? 0,
    get batch() {
      return bytesToUuid(bytes.subarray(at.batch, at.sha256))
    },
    batchPrint: view.getUint32(at.batch + 12),
    sha256: bytes.subarray(at.sha256, prevLinkAt),
    prevLink: bytes.subarray(prevLinkAt),
  }
}
