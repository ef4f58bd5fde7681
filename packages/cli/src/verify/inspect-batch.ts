// Reads one batch object once: its own hash and the hash and header of every segment in it. No key is needed.
import { hash } from 'node:crypto'
import { type BatchFooter, parseBatchFooter, parseSegment, type SegmentHeader } from '@reseal/protocol'

/** One segment of a batch as its bytes say. */
export interface InspectedSegment {
  /** Stream and index by the batch's footer. */
  readonly stream: string
  readonly index: number
  readonly offset: number
  readonly length: number
  /** Of the bytes that were read. */
  readonly sha256: Uint8Array
  /** Whether the footer states the same hash. */
  readonly matchesFooter: boolean
  /** The segment's own header, or undefined when its bytes are not a segment. */
  readonly header: SegmentHeader | undefined
}

/** What one batch object holds. */
export interface InspectedBatch {
  readonly sha256: Uint8Array
  readonly sizeBytes: number
  /** Undefined when the footer cannot be read. */
  readonly footer: BatchFooter | undefined
  readonly segments: readonly InspectedSegment[]
}

/** SHA-256 by node:crypto in one call; hashing is nearly all that a verification costs. */
export function sha256Of(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer')
}

/** Inspects the bytes of a batch object. Total: any bytes give a value. */
export function inspectBatch(bytes: Uint8Array): InspectedBatch {
  const footer = readFooter(bytes)
  return {
    sha256: sha256Of(bytes),
    sizeBytes: bytes.length,
    footer,
    segments: (footer?.entries ?? []).map(({ stream, index, offset, length, sha256 }) => {
      const segment = bytes.subarray(offset, offset + length)
      const actual = sha256Of(segment)
      const matchesFooter = Buffer.compare(actual, sha256) === 0
      return { stream, index, offset, length, sha256: actual, matchesFooter, header: readHeader(segment) }
    }),
  }
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
