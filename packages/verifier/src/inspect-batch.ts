// Reads one batch object: the hash and header of every segment in it, by its footer. No key is needed.
import {
  type BatchFooter,
  hashBytes,
  parseBatchFooter,
  parseSegment,
  type SegmentHeader,
} from '@reseal/protocol'
import { type Bytes, isSame } from './bytes.ts'
import type { Platform } from './platform.ts'

/** One segment, by the footer and by its own header. */
export interface InspectedSegment {
  /** By the footer. */
  readonly stream: string
  readonly index: number
  readonly offset: number
  readonly length: number
  /** Its own header; undefined where it cannot be read. */
  readonly header: Omit<SegmentHeader, 'nonce'> | undefined
  /** Of the bytes that were read. */
  readonly sha256: Uint8Array
  readonly matchesFooter: boolean
  /** The header names the stream and index that the footer does. */
  readonly inPlace: boolean
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
  readonly segments: readonly InspectedSegment[]
}

/** Inspects the bytes of a batch object, which may be gone from the caller's view afterwards. Any bytes give a value. */
export async function inspectBatch(bytes: Bytes, platform: Platform): Promise<InspectedBatch> {
  const footer = readFooter(bytes)
  const entries = footer?.entries ?? []
  const { length: sizeBytes } = bytes
  const ranges = new Uint32Array(2 * entries.length)
  const headers = entries.map(({ offset, length }, at) => {
    ranges[2 * at] = offset
    ranges[2 * at + 1] = length
    return readHeader(bytes.subarray(offset, offset + length))
  })
  const { whole, parts } = await platform.hashObject(bytes, ranges)
  const segments = entries.map(({ sha256: expected, ...entry }, at): InspectedSegment => {
    const header = headers[at]
    const sha256 = parts.subarray(at * hashBytes, (at + 1) * hashBytes)
    const inPlace = header?.stream === entry.stream && header.index === entry.index
    return { ...entry, header, sha256, matchesFooter: isSame(sha256, expected), inPlace }
  })
  const registered = (footer?.streams ?? []).map(({ headerBytes }) => headerBytes)
  return { batchId: footer?.batchId, sha256: whole, sizeBytes, headers: registered, segments }
}

function readFooter(bytes: Uint8Array): BatchFooter | undefined {
  try {
    return parseBatchFooter(bytes)
  } catch {
    return undefined
  }
}

function readHeader(segment: Uint8Array): InspectedSegment['header'] {
  try {
    const { nonce: _, prevLink, ...header } = parseSegment(segment).header
    // A copy: a view would keep the whole object in memory, or be gone with it.
    return { ...header, prevLink: prevLink.slice() }
  } catch {
    return undefined
  }
}
