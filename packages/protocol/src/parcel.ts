// A parcel is the body of one request from the recorder to ingest; docs/protocol.md §7.
import { type Bytes, concatBytes, u16, u32, utf8, viewOf } from './bytes.ts'
import { appendKeyBytes, encBytes, limits } from './limits.ts'
import { ProtocolError } from './protocol-error.ts'

/** What the first parcel of a stream adds: the header's exact bytes and the encapsulated key. */
export interface ParcelStream {
  readonly headerBytes: Uint8Array
  /** Encapsulated key, 65 bytes. */
  readonly enc: Uint8Array
}

/** One or more segments of one stream, in order. */
export interface Parcel {
  /** 32 bytes whose SHA-256 is in the stream header. */
  readonly appendKey: Uint8Array
  readonly stream?: ParcelStream
  /** Bytes of whole segments, 1 to `limits.maxParcelSegments`. */
  readonly segments: readonly Uint8Array[]
}

const magic = 0x52534c50 // "RSLP"
const version = 1
const streamFlag = 1
const prefixBytes = 6 + appendKeyBytes

/**
 * The bytes of a parcel.
 * @throws {ProtocolError} `bad_parcel` for fields of a wrong size or number, `too_large`.
 */
export function encodeParcel(parcel: Parcel): Bytes {
  const { appendKey, stream, segments } = parcel
  if (appendKey.length !== appendKeyBytes || segments.length === 0) throw new ProtocolError('bad_parcel')
  if (segments.length > limits.maxParcelSegments) throw new ProtocolError('too_large')
  const parts: Uint8Array[] = [utf8('RSLP'), new Uint8Array([version, stream ? streamFlag : 0]), appendKey]
  if (stream) {
    if (stream.enc.length !== encBytes) throw new ProtocolError('bad_parcel')
    if (stream.headerBytes.length > limits.maxHeaderBytes) throw new ProtocolError('too_large')
    parts.push(u16(stream.headerBytes.length), stream.headerBytes, stream.enc)
  }
  parts.push(new Uint8Array([segments.length]))
  for (const segment of segments) {
    checkSegmentLength(segment.length)
    parts.push(u32(segment.length), segment)
  }
  const bytes = concatBytes(...parts)
  if (bytes.length > limits.maxParcelBytes) throw new ProtocolError('too_large')
  return bytes
}

/**
 * Splits a parcel; every part is a view of the given bytes. Header and segments are not yet read: that is
 * `parseStreamHeader`'s and `parseSegment`'s work.
 * @throws {ProtocolError} `too_large`, `truncated`, `trailing_bytes`, `bad_magic`, `bad_version`, `bad_flags`,
 *   `bad_parcel` (no segment), `bad_length` (a segment too small to be one).
 */
export function parseParcel(bytes: Uint8Array): Parcel {
  if (bytes.length > limits.maxParcelBytes) throw new ProtocolError('too_large')
  if (bytes.length < prefixBytes) throw new ProtocolError('truncated')
  const view = viewOf(bytes)
  if (view.getUint32(0) !== magic) throw new ProtocolError('bad_magic')
  if (bytes[4] !== version) throw new ProtocolError('bad_version')
  const flags = bytes[5] as number
  if (flags & ~streamFlag) throw new ProtocolError('bad_flags')
  let offset = 6
  const take = (sizeBytes: number): Uint8Array => {
    if (sizeBytes > bytes.length - offset) throw new ProtocolError('truncated')
    offset += sizeBytes
    return bytes.subarray(offset - sizeBytes, offset)
  }
  const appendKey = take(appendKeyBytes)
  const stream = flags & streamFlag ? takeStream(take) : undefined
  const segmentCount = take(1)[0] as number
  if (segmentCount === 0) throw new ProtocolError('bad_parcel')
  if (segmentCount > limits.maxParcelSegments) throw new ProtocolError('too_large')
  const segments: Uint8Array[] = []
  for (let i = 0; i < segmentCount; i++) {
    const sizeBytes = viewOf(take(4)).getUint32(0)
    checkSegmentLength(sizeBytes)
    segments.push(take(sizeBytes))
  }
  if (offset !== bytes.length) throw new ProtocolError('trailing_bytes')
  return { appendKey, segments, ...(stream && { stream }) }
}

function takeStream(take: (sizeBytes: number) => Uint8Array): ParcelStream {
  const headerSizeBytes = viewOf(take(2)).getUint16(0)
  if (headerSizeBytes > limits.maxHeaderBytes) throw new ProtocolError('too_large')
  return { headerBytes: take(headerSizeBytes), enc: take(encBytes) }
}

function checkSegmentLength(sizeBytes: number): void {
  if (sizeBytes > limits.maxSegmentBytes) throw new ProtocolError('too_large')
  if (sizeBytes < limits.minSegmentBytes) throw new ProtocolError('bad_length')
}
