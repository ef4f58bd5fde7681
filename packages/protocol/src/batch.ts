// A batch: one immutable object with segments of many streams and a footer that indexes them; docs/protocol.md §9.
import { decodeBase64url, encodeBase64url } from './base64.ts'
import { type Bytes, concatBytes, u32, utf8, viewOf } from './bytes.ts'
import {
  hasMembers,
  isPlainObject,
  type JsonValue,
  parseJsonBytes,
  requireCanonical,
} from './canonical-json.ts'
import { hashBytes, limits } from './limits.ts'
import { ProtocolError } from './protocol-error.ts'
import { parseSegment } from './segment.ts'
import { sha256 } from './sha256.ts'
import { parseStreamHeader } from './stream-header.ts'
import { isUuid } from './uuid.ts'

/** Where one segment lies in a batch. */
export interface BatchEntry {
  /** UUID. */
  readonly stream: string
  readonly index: number
  /** From the batch's first byte. */
  readonly offset: number
  readonly length: number
  /** Of the segment's bytes. */
  readonly sha256: Uint8Array
}

/** What a batch holds. */
export interface BatchFooter {
  /** UUID. */
  readonly batchId: string
  readonly createdAtMs: number
  /** Headers of the streams first registered in this batch: their exact bytes. */
  readonly streams: readonly { readonly headerBytes: Uint8Array }[]
  /** In the order of their bytes. */
  readonly entries: readonly BatchEntry[]
}

/** What `encodeBatch` lays out. */
export interface BatchContent {
  /** UUID. */
  readonly batchId: string
  readonly createdAtMs: number
  readonly streams: readonly { readonly headerBytes: Uint8Array }[]
  /** Bytes of whole segments; those of one stream by ascending index. */
  readonly segments: readonly Uint8Array[]
  /** SHA-256 of each segment, where the caller has them already. */
  readonly segmentHashes?: readonly Uint8Array[]
  /** Stream and index of each segment, where the caller has read them already. */
  readonly positions?: readonly BatchPosition[]
}

/** Which segment it is. */
export type BatchPosition = Pick<BatchEntry, 'stream' | 'index'>

/** A batch ready to be stored. */
export interface EncodedBatch extends BatchFooter {
  readonly bytes: Bytes
}

/** A batch without its segments, for a caller that has them lying where they belong. */
export interface BatchFrame extends BatchFooter {
  /** `batchPrefixBytes` bytes before the first segment. */
  readonly prefix: Bytes
  /** Footer, its length and the end magic: what follows the last segment. */
  readonly tail: Bytes
}

const magic = 0x52534c42 // "RSLB"
const endMagic = 0x424c5352 // "BLSR"
const version = 1
/** Where a batch's first segment begins. */
export const batchPrefixBytes = 5
const trailerBytes = 8

/**
 * Lays out a batch: magic, segments, footer, footer length, end magic.
 * @throws {ProtocolError} `too_large`, `bad_batch` (nothing in it, repeated or descending indexes), and as
 *   `parseSegment` and `parseStreamHeader`.
 */
export function encodeBatch(content: BatchContent): EncodedBatch {
  const { prefix, tail, ...footer } = encodeBatchFrame(content)
  return { ...footer, bytes: concatBytes(prefix, ...content.segments, tail) }
}

/**
 * What `encodeBatch` puts around the segments.
 * @throws {ProtocolError} as `encodeBatch`.
 */
export function encodeBatchFrame(content: BatchContent): BatchFrame {
  const { batchId, createdAtMs, streams, segments, segmentHashes, positions } = content
  checkCounts(streams.length, segments.length)
  for (const known of [segmentHashes, positions]) {
    if (known !== undefined && known.length !== segments.length) throw new ProtocolError('bad_batch')
  }
  let offset = batchPrefixBytes
  const entries = segments.map((bytes, i): BatchEntry => {
    const { stream, index } = positions?.[i] ?? parseSegment(bytes).header
    const entry = { stream, index, offset, length: bytes.length, sha256: segmentHashes?.[i] ?? sha256(bytes) }
    offset += bytes.length
    return entry
  })
  const footer: BatchFooter = { batchId, createdAtMs, streams, entries }
  checkFooter(footer, offset)
  const footerBytes = utf8(footerText(footer))
  const sizeBytes = offset + footerBytes.length + trailerBytes
  if (footerBytes.length > limits.maxFooterBytes || sizeBytes > limits.maxBatchBytes) {
    throw new ProtocolError('too_large')
  }
  return {
    ...footer,
    prefix: concatBytes(u32(magic), new Uint8Array([version])),
    tail: concatBytes(footerBytes, u32(footerBytes.length), u32(endMagic)),
  }
}

/**
 * Reads the footer of a whole batch. The segments' hashes are not checked: `sha256` each entry's bytes for that.
 * @throws {ProtocolError} `truncated`, `too_large`, `bad_magic`, `bad_version`, `bad_length` (footer longer than
 *   the batch), `bad_json`, `bad_batch`, `bad_base64`, `not_canonical`, and as `parseStreamHeader`.
 */
export function parseBatchFooter(bytes: Uint8Array): BatchFooter {
  if (bytes.length > limits.maxBatchBytes) throw new ProtocolError('too_large')
  if (bytes.length < batchPrefixBytes + trailerBytes) throw new ProtocolError('truncated')
  const view = viewOf(bytes)
  if (view.getUint32(0) !== magic || view.getUint32(bytes.length - 4) !== endMagic) {
    throw new ProtocolError('bad_magic')
  }
  if (bytes[4] !== version) throw new ProtocolError('bad_version')
  const footerLength = view.getUint32(bytes.length - trailerBytes)
  if (footerLength > limits.maxFooterBytes) throw new ProtocolError('too_large')
  const footerOffset = bytes.length - trailerBytes - footerLength
  if (footerOffset < batchPrefixBytes) throw new ProtocolError('bad_length')
  const footerBytes = bytes.subarray(footerOffset, bytes.length - trailerBytes)
  const footer = fromWire(parseJsonBytes(footerBytes))
  checkFooter(footer, footerOffset)
  requireCanonical(footerBytes, toWire(footer))
  return footer
}

function checkCounts(streamCount: number, segmentCount: number): void {
  if (streamCount > limits.maxBatchStreams || segmentCount > limits.maxBatchSegments) {
    throw new ProtocolError('too_large')
  }
}

function checkFooter({ batchId, createdAtMs, streams, entries }: BatchFooter, footerOffset: number): void {
  const validTime = isCount(createdAtMs) && createdAtMs <= limits.maxTimeMs
  if (!isUuid(batchId) || !validTime || entries.length === 0) throw new ProtocolError('bad_batch')
  const registered = new Set(streams.map(({ headerBytes }) => parseStreamHeader(headerBytes).stream))
  if (registered.size !== streams.length) throw new ProtocolError('bad_batch')
  const lastIndex = new Map<string, number>()
  let offset = batchPrefixBytes
  for (const entry of entries) {
    const follows = entry.offset === offset && entry.index > (lastIndex.get(entry.stream) ?? -1)
    if (!follows || entry.sha256.length !== hashBytes) throw new ProtocolError('bad_batch')
    lastIndex.set(entry.stream, entry.index)
    offset += entry.length
  }
  if (offset !== footerOffset) throw new ProtocolError('bad_batch')
}

function toWire({ batchId, createdAtMs, streams, entries }: BatchFooter): JsonValue {
  return {
    version,
    batch: batchId,
    created_at_ms: createdAtMs,
    streams: streams.map(({ headerBytes }) => encodeBase64url(headerBytes)),
    segments: entries.map(({ sha256: hash, ...entry }) => ({ ...entry, sha256: encodeBase64url(hash) })),
  }
}

// As `canonicalize(toWire(footer))`, whose general way takes a batch's thousand entries several times as long (measured):
// ids, numbers and base64url need no escapes, and the members are in their order.
function footerText({ batchId, createdAtMs, streams, entries }: BatchFooter): string {
  const segments = entries.map(
    ({ stream, index, offset, length, sha256: hash }) =>
      `{"index":${index},"length":${length},"offset":${offset},"sha256":"${encodeBase64url(hash)}","stream":"${stream}"}`,
  )
  const headers = streams.map(({ headerBytes }) => `"${encodeBase64url(headerBytes)}"`)
  return `{"batch":"${batchId}","created_at_ms":${createdAtMs},"segments":[${segments.join(',')}],"streams":[${headers.join(',')}],"version":${version}}`
}

function fromWire(wire: unknown): BatchFooter {
  if (!isPlainObject(wire)) throw new ProtocolError('bad_batch')
  if (wire['version'] !== version) throw new ProtocolError('bad_version')
  if (!hasMembers(wire, ['version', 'batch', 'created_at_ms', 'streams', 'segments'])) {
    throw new ProtocolError('bad_batch')
  }
  const { batch, created_at_ms: createdAtMs, streams, segments } = wire
  if (typeof batch !== 'string' || typeof createdAtMs !== 'number') throw new ProtocolError('bad_batch')
  if (!Array.isArray(streams) || !Array.isArray(segments)) throw new ProtocolError('bad_batch')
  checkCounts(streams.length, segments.length)
  return {
    batchId: batch,
    createdAtMs,
    streams: streams.map((header) => ({ headerBytes: readBase64url(header) })),
    entries: segments.map(readEntry),
  }
}

function readEntry(wire: unknown): BatchEntry {
  if (!isPlainObject(wire) || !hasMembers(wire, ['stream', 'index', 'offset', 'length', 'sha256'])) {
    throw new ProtocolError('bad_batch')
  }
  const { stream, index, offset, length } = wire
  const hash = readBase64url(wire['sha256'])
  const valid =
    isUuid(stream) &&
    isCount(index) &&
    index < limits.maxSegmentsPerStream &&
    isCount(offset) &&
    isCount(length) &&
    length >= limits.minSegmentBytes &&
    length <= limits.maxSegmentBytes
  if (!valid) throw new ProtocolError('bad_batch')
  return { stream, index, offset, length, sha256: hash }
}

function readBase64url(value: unknown): Bytes {
  if (typeof value !== 'string') throw new ProtocolError('bad_batch')
  return decodeBase64url(value)
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
