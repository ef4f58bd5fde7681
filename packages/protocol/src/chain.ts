// The hash chain of a stream; docs/protocol.md §6.
import { equalBytes } from './bytes.ts'
import { initialLinkMessage, nextLinkMessage } from './chain-messages.ts'
import { ProtocolError } from './protocol-error.ts'
import { parseSegment, type SegmentHeader } from './segment.ts'
import { sha256 } from './sha256.ts'
import { parseStreamHeader } from './stream-header.ts'

/** Where a stream's chain stands after its segments so far. */
export interface ChainTip {
  /** UUID. */
  readonly stream: string
  readonly segmentCount: number
  /** link(segmentCount - 1), 32 bytes. */
  readonly link: Uint8Array
  /** A final segment was the last. */
  readonly ended: boolean
}

/** A segment that fits the chain, and the tip after it. */
export interface ChainStep {
  readonly header: SegmentHeader
  /** SHA-256 of the segment's bytes. */
  readonly segmentHash: Uint8Array<ArrayBuffer>
  readonly tip: ChainTip
}

/**
 * link(-1): SHA-256 of "reseal/1 stream" and the header hash.
 * @throws {ProtocolError} `bad_link` unless the hash has 32 bytes.
 */
export function initialLink(headerHash: Uint8Array): Uint8Array<ArrayBuffer> {
  return sha256(initialLinkMessage(headerHash))
}

/**
 * link(n) from link(n - 1) and the SHA-256 of segment n's bytes.
 * @throws {ProtocolError} `bad_link` unless both have 32 bytes.
 */
export function nextLink(prevLink: Uint8Array, segmentHash: Uint8Array): Uint8Array<ArrayBuffer> {
  return sha256(nextLinkMessage(prevLink, segmentHash))
}

/**
 * The chain of a stream without segments.
 * @throws {ProtocolError} as `parseStreamHeader`.
 */
export function startChain(headerBytes: Uint8Array): ChainTip {
  const { stream } = parseStreamHeader(headerBytes)
  return { stream, segmentCount: 0, link: initialLink(sha256(headerBytes)), ended: false }
}

/**
 * Checks that a segment is the next of its stream and gives the new tip.
 * @throws {ProtocolError} as `parseSegment`; `stream_ended` after a final segment, `bad_stream`, `bad_index`
 *   (not the next), `bad_link` (another history).
 */
export function extendChain(tip: ChainTip, segmentBytes: Uint8Array): ChainStep {
  const { header } = parseSegment(segmentBytes)
  if (header.stream !== tip.stream) throw new ProtocolError('bad_stream')
  if (tip.ended) throw new ProtocolError('stream_ended')
  if (header.index !== tip.segmentCount) throw new ProtocolError('bad_index')
  if (!equalBytes(header.prevLink, tip.link)) throw new ProtocolError('bad_link')
  const segmentHash = sha256(segmentBytes)
  const link = nextLink(tip.link, segmentHash)
  return {
    header,
    segmentHash,
    tip: { stream: tip.stream, segmentCount: tip.segmentCount + 1, link, ended: header.final },
  }
}
