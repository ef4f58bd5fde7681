// What the transaction of a range reads while the stream's row is held: key material and the segments' places
// (design.md §5.9).
import {
  type Database,
  headerColumns,
  openStreamSegments,
  type SegmentLocation,
  streamHeaderBytes,
} from '@reseal/store'
import type { SegmentPlace } from '@reseal/opening'
import type { TimelineSegment } from './bound-range.ts'

/** A stream as a range's transaction holds it. */
export interface HeldStream {
  stream: string
  session: string
  app: string
  keyId: string
  headerBytes: Uint8Array
  /** Encapsulated key; undefined once the stream is shredded. */
  enc: Uint8Array | undefined
}

/** A segment's place on the timeline, in its batch, and in the chain. */
export interface PlacedSegment extends TimelineSegment, SegmentPlace {
  /** link(index), 32 bytes. */
  readonly link: Uint8Array
}

/** Reads a stream. Undefined where there is none. */
export async function findHeldStream(transaction: Database, stream: string): Promise<HeldStream | undefined> {
  const row = await transaction
    .selectFrom('streams')
    .leftJoin('stream_keys', 'stream_keys.stream_id', 'streams.id')
    .select(headerColumns)
    .select(['app_id', 'tombstoned_at', 'stream_keys.enc'])
    .where('streams.id', '=', stream)
    .executeTakeFirst()
  if (row === undefined) return undefined
  return {
    stream: row.id,
    session: row.session_id,
    app: row.app_id,
    keyId: row.key_id,
    headerBytes: streamHeaderBytes(row),
    enc: row.tombstoned_at === null ? (row.enc ?? undefined) : undefined,
  }
}

/** What is asked of a stream: a time range, or everything from a segment on up to a time. ms since 1970. */
export interface WantedRange {
  stream: string
  /** Replay is to begin here; the range extends back to the keyframe that makes it possible. */
  fromMs: number
  toMs: number
  /** Goes on exactly here instead, after a range that was cut off by its bound. */
  fromIndex?: number | undefined
}

/** How much of a range is read at most. */
export interface RangeLimits {
  /** Wanted segments. */
  readonly count: number
  /** Segments before a wanted one, back to its keyframe; 0 asks for none. */
  readonly leadInCount: number
  /** Their bytes. */
  readonly leadInBytes: number
}

/** The wanted segments, at most `count` of them, and how far the wanted range goes. */
export interface FoundRange {
  /**
   * Segments before the first wanted one, from its keyframe on. Empty where the wanted range begins with a keyframe,
   * none was asked for, or they are more than may be read.
   */
  leadIn: readonly PlacedSegment[]
  segments: readonly PlacedSegment[]
  /** Link before the first of all these segments; undefined where that is the stream's first. */
  previousLink: Uint8Array | undefined
  lastIndex: number
}

/** Finds the segments of a range. It reads as much as it gives, however long the stream is. */
export async function findRange(
  transaction: Database,
  wanted: WantedRange,
  { count, leadInCount, leadInBytes }: RangeLimits,
): Promise<FoundRange> {
  const stream = openStreamSegments(transaction, wanted.stream)
  const keyframe = { keyframe: true }
  const firstIndex = wanted.fromIndex ?? (await stream.findLast({ startMs: wanted.fromMs }, keyframe)) ?? 0
  const leadInIndex =
    wanted.fromIndex === undefined || leadInCount === 0
      ? firstIndex
      : Math.max(
          (await stream.findLast({ index: wanted.fromIndex }, keyframe)) ?? firstIndex,
          firstIndex - leadInCount - 1,
        )
  const lastIndex = (await stream.findLast({ startMs: wanted.toMs })) ?? -1
  const toIndex = Math.min(lastIndex + 1, firstIndex + count)
  const found = await stream.list(Math.max(leadInIndex - 1, 0), toIndex)
  const placed = found.map(toPlaced)
  const before = placed.filter(({ index }) => index >= leadInIndex && index < firstIndex)
  const isBounded =
    before.length <= leadInCount && before.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) <= leadInBytes
  const leadIn = isBounded ? before : []
  const openedIndex = leadIn[0]?.index ?? firstIndex
  return {
    leadIn,
    segments: placed.filter(({ index }) => index >= firstIndex),
    previousLink: placed.find(({ index }) => index === openedIndex - 1)?.link,
    lastIndex,
  }
}

function toPlaced(segment: SegmentLocation): PlacedSegment {
  const { index, startMs, endMs, objectKey, offset, length, link } = segment
  return { index, startMs, endMs, sizeBytes: length, objectKey, offset, length, link }
}
