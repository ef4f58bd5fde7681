// A segment's fixed header, which is also the AEAD's additional data, and its ciphertext; docs/protocol.md §5.
import { type Bytes, viewOf } from './bytes.ts'
import { hashBytes, limits, segmentHeaderBytes, segmentTagBytes } from './limits.ts'
import { isBucketSize } from './padding.ts'
import { ProtocolError } from './protocol-error.ts'
import { bytesToUuid, uuidToBytes } from './uuid.ts'

/** What the header of a segment says, readable without any key. */
export interface SegmentHeader {
  /** UUID of the stream. */
  readonly stream: string
  /** Place in the stream, from 0, below `limits.maxSegmentsPerStream`. */
  readonly index: number
  /** Replay can start at this segment. */
  readonly keyframe: boolean
  /** No segment of the stream follows. */
  readonly final: boolean
  /** link(index - 1), 32 bytes. */
  readonly prevLink: Uint8Array
  /** AES-GCM nonce, 12 bytes. */
  readonly nonce: Uint8Array
  /** Time of the first and last event, milliseconds since the epoch by the page's clock; start ≤ end. */
  readonly startMs: number
  readonly endMs: number
}

/** A segment in its parts, each a view of the given bytes. */
export interface Segment {
  readonly header: SegmentHeader
  /** The AEAD's additional data. */
  readonly headerBytes: Uint8Array
  /** AES-256-GCM ciphertext, the 16-byte tag at its end. */
  readonly ciphertext: Uint8Array
}

const magic = 0x52534c53 // "RSLS"
const version = 1
const keyframeFlag = 1
const finalFlag = 2
const nonceBytes = 12
const offsets = { version: 4, flags: 5, stream: 6, index: 22, prevLink: 26, nonce: 58, start: 70, end: 78 }

/**
 * The `segmentHeaderBytes` bytes of a header.
 * @throws {ProtocolError} `bad_id`, `bad_index`, `bad_link`, `bad_length` (nonce), `bad_time`.
 */
export function encodeSegmentHeader(header: SegmentHeader): Bytes {
  checkRanges(header)
  if (header.prevLink.length !== hashBytes) throw new ProtocolError('bad_link')
  if (header.nonce.length !== nonceBytes) throw new ProtocolError('bad_length')
  const bytes = new Uint8Array(segmentHeaderBytes)
  const view = viewOf(bytes)
  view.setUint32(0, magic)
  bytes[offsets.version] = version
  bytes[offsets.flags] = (header.keyframe ? keyframeFlag : 0) | (header.final ? finalFlag : 0)
  bytes.set(uuidToBytes(header.stream), offsets.stream)
  view.setUint32(offsets.index, header.index)
  bytes.set(header.prevLink, offsets.prevLink)
  bytes.set(header.nonce, offsets.nonce)
  view.setBigUint64(offsets.start, BigInt(header.startMs))
  view.setBigUint64(offsets.end, BigInt(header.endMs))
  return bytes
}

/**
 * Splits a segment and reads its header; copies nothing.
 * @throws {ProtocolError} `truncated`, `too_large`, `bad_magic`, `bad_version`, `bad_flags`, `bad_id`,
 *   `bad_index`, `bad_time`, `bad_length` (the ciphertext is not a bucket and a tag).
 */
export function parseSegment(bytes: Uint8Array): Segment {
  if (bytes.length > limits.maxSegmentBytes) throw new ProtocolError('too_large')
  if (bytes.length < segmentHeaderBytes) throw new ProtocolError('truncated')
  const view = viewOf(bytes)
  if (view.getUint32(0) !== magic) throw new ProtocolError('bad_magic')
  if (bytes[offsets.version] !== version) throw new ProtocolError('bad_version')
  const flags = bytes[offsets.flags] as number
  if (flags & ~(keyframeFlag | finalFlag)) throw new ProtocolError('bad_flags')
  const header: SegmentHeader = {
    stream: bytesToUuid(bytes.subarray(offsets.stream, offsets.index)),
    index: view.getUint32(offsets.index),
    keyframe: (flags & keyframeFlag) !== 0,
    final: (flags & finalFlag) !== 0,
    prevLink: bytes.subarray(offsets.prevLink, offsets.nonce),
    nonce: bytes.subarray(offsets.nonce, offsets.start),
    startMs: readTime(view, offsets.start),
    endMs: readTime(view, offsets.end),
  }
  checkRanges(header)
  const ciphertext = bytes.subarray(segmentHeaderBytes)
  if (ciphertext.length < segmentTagBytes) throw new ProtocolError('truncated')
  if (!isBucketSize(ciphertext.length - segmentTagBytes)) throw new ProtocolError('bad_length')
  return { header, headerBytes: bytes.subarray(0, segmentHeaderBytes), ciphertext }
}

// Without a BigInt, which is an object of its own; what is inexact is beyond every bound.
function readTime(view: DataView, offset: number): number {
  return view.getUint32(offset) * 2 ** 32 + view.getUint32(offset + 4)
}

function checkRanges({ index, startMs, endMs }: SegmentHeader): void {
  if (!Number.isInteger(index) || index < 0 || index >= limits.maxSegmentsPerStream) {
    throw new ProtocolError('bad_index')
  }
  const ordered = startMs >= 0 && startMs <= endMs && endMs <= limits.maxTimeMs
  if (!Number.isInteger(startMs) || !Number.isInteger(endMs) || !ordered) throw new ProtocolError('bad_time')
}
