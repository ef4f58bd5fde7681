// What is opened: a stream's header and key material, and the places of its segments.
import type { AuditAction, SegmentLocation } from '@reseal/store'

/** Actions whose event releases one range of a stream, once. */
export type RangeAction = Extract<AuditAction, 'replay.read' | 'recording.export'>

/** Actions whose event releases a stream whole, as it grows, once. */
export type StreamAction = Extract<AuditAction, 'index.open' | 'recording.redact'>

/** A stream and what it takes to unwrap its data key. */
export interface SealedStreamPlace {
  readonly app: string
  readonly keyId: string
  /** The exact bytes of the stream header. */
  readonly headerBytes: Uint8Array
  /** Encapsulated key, 65 bytes. */
  readonly enc: Uint8Array
}

/** Where a sealed segment lies. */
export type SegmentPlace = Pick<
  SegmentLocation,
  'index' | 'startMs' | 'endMs' | 'objectKey' | 'offset' | 'length'
>

/** Sealed segments of one stream, contiguous and in order of index. */
export interface SealedRange<S extends SegmentPlace = SegmentPlace> {
  readonly stream: SealedStreamPlace
  readonly segments: readonly [S, ...S[]]
  /** Link before the first segment; undefined where that is the stream's first. */
  readonly previousLink: Uint8Array | undefined
}

/** One opened segment: its place, and its events as UTF-8 JSON. */
export interface OpenedSegment<S extends SegmentPlace = SegmentPlace> {
  readonly segment: S
  readonly plaintext: Uint8Array
}
