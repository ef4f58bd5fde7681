// Between chains and batches: what enters a batch, and what its outcome means for each append.
import { limits } from '@reseal/protocol'
import { IngestError } from '../errors.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { Append, AppendOutcome } from '../parcels/parcels.service.ts'
import type { PreparedSegment } from '../parcels/prepare-parcel.ts'
import { type BatchMemory, createBatchMemoryPool, placeSegments } from './batch-memory.ts'
import {
  type PlacedBatch,
  type PlacedRegistration,
  placedFlags,
  placedHashBytes,
  type StoreBatch,
} from './batch-store.ts'
import type { GroupCommitterOptions } from './group-committer.ts'

/** What commits need. */
export interface BatchCommitParts {
  readonly storeBatch: StoreBatch
  readonly metrics: Pick<Metrics, 'add'>
  readonly maxBatchBytes: number
}

/** An append without its segments, whose request's memory is given back. */
interface PlacedAppend extends Pick<Append, 'chain' | 'registration' | 'from' | 'to'> {
  /** Of its first segment in the batch's memory. */
  readonly offset: number
  /** Its first segment among those of the batch. */
  readonly position: number
  readonly count: number
}

/** What a batch's segments are, as `PlacedBatch` has it. */
interface SegmentColumns {
  readonly lengths: readonly number[]
  /** With room for more. */
  readonly hashes: Uint8Array
  readonly flags: readonly number[]
  readonly times: readonly number[]
}

/** A batch that is being filled or stored. */
export interface OpenBatch {
  readonly memory: BatchMemory
  readonly placed: PlacedAppend[]
  segmentCount: number
  readonly lengths: number[]
  hashes: Uint8Array
  readonly flags: number[]
  readonly times: number[]
}

const firstHashes = 512

/** Creates what the group committer calls. */
export function createBatchCommit(
  parts: BatchCommitParts,
): Pick<GroupCommitterOptions<Append, OpenBatch, AppendOutcome>, 'begin' | 'place' | 'commit'> {
  const { storeBatch, metrics, maxBatchBytes } = parts
  const pool = createBatchMemoryPool(maxBatchBytes)

  function settle(append: PlacedAppend, batch: OpenBatch): AppendOutcome {
    const { chain, registration, count } = append
    if (chain.broken) {
      metrics.add('appends_lost_total', 1)
      return { outcome: 'lost', segments: copySegments(batch, append) }
    }
    if (registration !== undefined) chain.registration = undefined
    metrics.add('segments_committed_total', count)
    return committed
  }

  return {
    begin: ({ segments }) => ({
      memory: pool.take(segments.reduce((sum, { bytes }) => sum + bytes.length, 0)),
      placed: [],
      segmentCount: 0,
      lengths: [],
      hashes: new Uint8Array(placedHashBytes * firstHashes),
      flags: [],
      times: [],
    }),

    place(batch, append) {
      const { chain, registration, segments, from, to } = append
      const { placed, memory } = batch
      // Streams registered in one batch, and segments, are bounded by the footer's format (docs/protocol.md §9).
      const full =
        placed.length === limits.maxBatchStreams ||
        batch.segmentCount + segments.length > limits.maxBatchSegments
      const offset = full ? undefined : placeSegments(memory, segments)
      if (offset === undefined) return false
      const [position, count] = [batch.segmentCount, segments.length]
      placed.push({ chain, registration, from, to, offset, position, count })
      for (const segment of segments) note(batch, segment)
      return true
    },

    async commit(batch) {
      const { memory, placed } = batch
      breakDetached(placed)
      const live = placed.filter(({ chain }) => !chain.broken)
      const result = await storeBatch(toColumns(batch, live))
      try {
        metrics.add('batches_orphaned_total', result.orphans)
        if (result.outcome === 'failed') {
          for (const { chain } of placed) chain.broken = true
          throw new IngestError('unavailable', { cause: { code: result.cause }, retryAfterSeconds: 2 })
        }
        const lost = new Set(result.lost)
        if (lost.size > 0) for (const { chain } of live) if (lost.has(chain.streamId)) chain.broken = true
        metrics.add('batches_committed_total', lost.size < live.length ? 1 : 0)
        return placed.map((append) => settle(append, batch))
      } finally {
        pool.give(memory)
      }
    },
  }
}

const committed: AppendOutcome = Object.freeze({ outcome: 'committed' })

function note(batch: OpenBatch, { bytes, sha256, prevLink, link, ...segment }: PreparedSegment): void {
  const start = placedHashBytes * batch.segmentCount
  if (start === batch.hashes.length) {
    const longer = new Uint8Array(2 * start)
    longer.set(batch.hashes)
    batch.hashes = longer
  }
  batch.hashes.set(sha256, start)
  batch.hashes.set(prevLink, start + 32)
  batch.hashes.set(link, start + 64)
  batch.lengths.push(bytes.length)
  batch.flags.push((segment.keyframe ? placedFlags.keyframe : 0) | (segment.final ? placedFlags.final : 0))
  batch.times.push(segment.startMs, segment.endMs)
  batch.segmentCount++
}

function toColumns(batch: OpenBatch, live: readonly PlacedAppend[]): PlacedBatch {
  const { memory } = batch
  const columns = live.length === batch.placed.length ? batch : columnsOf(batch, live)
  return {
    memory: memory.bytes,
    usedBytes: memory.usedBytes,
    streamIds: live.map(({ chain }) => chain.streamId),
    indexes: Uint32Array.from(live, ({ from }) => from.nextIndex),
    offsets: Uint32Array.from(live, ({ offset }) => offset),
    counts: Uint16Array.from(live, ({ count }) => count),
    lengths: Uint32Array.from(columns.lengths),
    hashes: columns.hashes.subarray(0, placedHashBytes * columns.lengths.length),
    flags: Uint8Array.from(columns.flags),
    times: Float64Array.from(columns.times),
    registrations: live.flatMap(registrationOf),
  }
}

/** Of the segments of some appends. */
function columnsOf(batch: OpenBatch, live: readonly PlacedAppend[]): SegmentColumns {
  const positions = live.flatMap(({ position, count }) =>
    Array.from({ length: count }, (_, at) => position + at),
  )
  const hashes = new Uint8Array(placedHashBytes * positions.length)
  positions.forEach((from, to) => {
    const start = placedHashBytes * from
    hashes.set(batch.hashes.subarray(start, start + placedHashBytes), placedHashBytes * to)
  })
  return {
    hashes,
    lengths: positions.map((at) => batch.lengths[at] as number),
    flags: positions.map((at) => batch.flags[at] as number),
    times: positions.flatMap((at) => batch.times.slice(2 * at, 2 * at + 2)),
  }
}

function registrationOf({ chain, registration }: PlacedAppend): readonly PlacedRegistration[] {
  if (registration === undefined) return []
  const { headerBytes, enc } = registration
  return [{ streamId: chain.streamId, appId: chain.appId, headerBytes, enc }]
}

function copySegments(
  { memory, lengths }: OpenBatch,
  { offset, position, count }: PlacedAppend,
): readonly Uint8Array[] {
  let end = offset
  return lengths.slice(position, position + count).map((length) => {
    end += length
    return Uint8Array.from(memory.bytes.subarray(end - length, end))
  })
}

// Appends of one stream in a batch must follow one another. One that was judged against a chain which has since
// been forgotten and read again does not, and its parcel is judged once more.
function breakDetached(placed: readonly PlacedAppend[]): void {
  const ends = new Map<string, PlacedAppend>()
  for (const append of placed) {
    const { chain, from } = append
    const before = ends.get(chain.streamId)
    if (before !== undefined && before.to !== from) chain.broken = true
    ends.set(chain.streamId, append)
  }
}
