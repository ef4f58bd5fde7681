// What the transaction of a range reads while the stream's row is held: key material and the segments' places
// (design.md §5.9).

import type { SegmentPlace } from '@reseal/opening'
import {
  type Database,
  headerColumns,
  openStreamSegments,
  type SegmentLocation,
  type StreamSegments,
  streamHeaderBytes,
} from '@reseal/store'
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
  /** Segments from the first on that the sentinel has passed, or quarantined. */
  checkedCount: number
  /** Whether there will never be more of them: what follows does not open. */
  checkFailed: boolean
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
    .leftJoin('stream_index', 'stream_index.stream_id', 'streams.id')
    .select(headerColumns)
    .select(['streams.app_id', 'tombstoned_at', 'stream_keys.enc'])
    .select(['stream_index.indexed_count', 'stream_index.state'])
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
    checkedCount: row.indexed_count ?? 0,
    checkFailed: row.state === 'failed',
  }
}

/** How far the sentinel has looked at what is wanted. */
export interface CheckProgress {
  readonly session: string
  /** Whether the segment is checked at which replay is to begin, or it never will be, or there is none. */
  readonly isSettled: boolean
  /** Whether everything is that was wanted and has arrived. */
  readonly isWhole: boolean
}

/** Looks, without a lock. Undefined where there is no such stream. */
export async function findCheckProgress(
  db: Database,
  wanted: WantedRange,
): Promise<CheckProgress | undefined> {
  const stream = await findHeldStream(db, wanted.stream)
  if (stream === undefined) return undefined
  const { fromMs, toMs, fromIndex } = wanted
  const segments = openStreamSegments(db, wanted.stream)
  const first = fromIndex ?? (await segments.findLast({ startMs: fromMs })) ?? 0
  const last = (await segments.findLast({ startMs: toMs })) ?? 0
  const isGone = stream.enc === undefined || stream.checkFailed
  return {
    session: stream.session,
    isSettled: isGone || first < stream.checkedCount,
    isWhole: isGone || Math.max(first, last) < stream.checkedCount,
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
  /**
   * Segments that the reader holds, both included. Where the keyframe is one of them, the range begins behind them, and
   * what they hold is not served again.
   */
  heldFrom?: number | undefined
  heldTo?: number | undefined
}

/** How much of a range is read at most. */
export interface RangeLimits {
  /** Wanted segments. */
  readonly count: number
  /** Segments before a wanted one, back to its keyframe; 0 asks for none. */
  readonly leadInCount: number
  /** Their bytes. */
  readonly leadInBytes: number
  /** Segments of the stream that may be watched at all: those that the sentinel has passed. */
  readonly checkedCount: number
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
  /** First wanted segment, whether it may be watched yet or not. */
  firstIndex: number
  lastIndex: number
  /** When each of them begins, and the one behind them if it is there: until then the frame before it stands. */
  starts: ReadonlyMap<number, number>
}

/** Finds the segments of a range. It reads as much as it gives, however long the stream is. */
export async function findRange(
  transaction: Database,
  wanted: WantedRange,
  { count, leadInCount, leadInBytes, checkedCount }: RangeLimits,
): Promise<FoundRange> {
  const stream = openStreamSegments(transaction, wanted.stream)
  const keyframe = { keyframe: true }
  const { firstIndex, goesOn } = await beginOf(stream, wanted)
  const leadInIndex =
    !goesOn || leadInCount === 0
      ? firstIndex
      : Math.max(
          (await stream.findLast({ index: firstIndex }, keyframe)) ?? firstIndex,
          firstIndex - leadInCount - 1,
        )
  const wantedIndex = (await stream.findLast({ startMs: wanted.toMs })) ?? -1
  const toIndex = Math.min(wantedIndex + 1, firstIndex + count)
  // One more on either side: the link before them, and when the segment behind them begins.
  const found = await stream.list(Math.max(leadInIndex - 1, 0), toIndex + 1)
  const placed = found.map(toPlaced)
  const before = placed.filter(({ index }) => index >= leadInIndex && index < firstIndex)
  const isBounded =
    before.length <= leadInCount && before.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) <= leadInBytes
  const leadIn = isBounded ? before : []
  const openedIndex = leadIn[0]?.index ?? firstIndex
  const endIndex = Math.min(toIndex, checkedCount)
  return {
    leadIn,
    segments: placed.filter(({ index }) => index >= firstIndex && index < endIndex),
    previousLink: placed.find(({ index }) => index === openedIndex - 1)?.link,
    firstIndex,
    lastIndex: wantedIndex,
    starts: new Map(placed.map(({ index, startMs }) => [index, startMs])),
  }
}

/** Where a range begins, and whether it goes on behind what the reader holds. */
async function beginOf(
  stream: StreamSegments,
  { fromMs, fromIndex, heldFrom, heldTo }: WantedRange,
): Promise<{ readonly firstIndex: number; readonly goesOn: boolean }> {
  if (fromIndex !== undefined) return { firstIndex: fromIndex, goesOn: true }
  const keyframe = (await stream.findLast({ startMs: fromMs }, { keyframe: true })) ?? 0
  const isHeld = heldFrom !== undefined && heldTo !== undefined && heldFrom <= keyframe && keyframe <= heldTo
  return isHeld ? { firstIndex: heldTo + 1, goesOn: true } : { firstIndex: keyframe, goesOn: false }
}

function toPlaced(segment: SegmentLocation): PlacedSegment {
  const { index, startMs, endMs, objectKey, offset, length, link } = segment
  return { index, startMs, endMs, sizeBytes: length, objectKey, offset, length, link }
}
