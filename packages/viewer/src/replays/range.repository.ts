// What the transaction of a range reads while the stream's row is held: key material and the segments' places
// (design.md §5.9).
import { type Database, headerColumns, streamHeaderBytes } from '@reseal/store'
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
export interface PlacedSegment extends TimelineSegment {
  readonly objectKey: string
  readonly byteOffset: number
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

const keyframeFlag = 1

/** Finds the segments of a range. It reads as many rows as it gives, however long the stream is. */
export async function findRange(
  transaction: Database,
  wanted: WantedRange,
  { count, leadInCount, leadInBytes }: RangeLimits,
): Promise<FoundRange> {
  const firstIndex = wanted.fromIndex ?? (await keyframeBefore(transaction, wanted)) ?? 0
  const leadInIndex =
    wanted.fromIndex === undefined || leadInCount === 0
      ? firstIndex
      : Math.max(
          (await keyframeAt(transaction, wanted.stream, wanted.fromIndex)) ?? firstIndex,
          firstIndex - leadInCount - 1,
        )
  const last = await transaction
    .selectFrom('segments')
    .select((eb) => eb.fn.max('index').as('index'))
    .where('stream_id', '=', wanted.stream)
    .where('start_ms', '<=', wanted.toMs)
    .executeTakeFirst()
  const lastIndex = last?.index ?? -1
  const rows = await transaction
    .selectFrom('segments')
    .innerJoin('batches', 'batches.seq', 'segments.batch_seq')
    .select(['index', 'start_ms', 'end_ms', 'byte_offset', 'byte_length', 'link', 'object_key'])
    .where('stream_id', '=', wanted.stream)
    .where('index', '>=', leadInIndex - 1)
    .where('index', '<=', lastIndex)
    .orderBy('index')
    .limit(count + 1 + firstIndex - leadInIndex)
    .execute()
  const placed = rows.map((row) => ({
    index: row.index,
    startMs: row.start_ms,
    endMs: row.end_ms,
    sizeBytes: row.byte_length,
    byteOffset: row.byte_offset,
    objectKey: row.object_key,
    link: row.link,
  }))
  const before = placed.filter(({ index }) => index >= leadInIndex && index < firstIndex)
  const isBounded =
    before.length <= leadInCount && before.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) <= leadInBytes
  const leadIn = isBounded ? before : []
  const openedIndex = leadIn[0]?.index ?? firstIndex
  return {
    leadIn,
    segments: placed.filter(({ index }) => index >= firstIndex).slice(0, count),
    previousLink: placed.find(({ index }) => index === openedIndex - 1)?.link,
    lastIndex,
  }
}

/** The last keyframe that is not after a segment. */
async function keyframeAt(transaction: Database, stream: string, index: number): Promise<number | undefined> {
  const row = await transaction
    .selectFrom('segments')
    .select((eb) => eb.fn.max('index').as('index'))
    .where('stream_id', '=', stream)
    .where('index', '<=', index)
    .where((eb) => eb(eb('flags', '&', keyframeFlag), '=', keyframeFlag))
    .executeTakeFirst()
  return row?.index ?? undefined
}

async function keyframeBefore(transaction: Database, wanted: WantedRange): Promise<number | undefined> {
  const row = await transaction
    .selectFrom('segments')
    .select((eb) => eb.fn.max('index').as('index'))
    .where('stream_id', '=', wanted.stream)
    .where('start_ms', '<=', wanted.fromMs)
    .where((eb) => eb(eb('flags', '&', keyframeFlag), '=', keyframeFlag))
    .executeTakeFirst()
  return row?.index ?? undefined
}
