// Between chains and batches: what enters a batch, and what its outcome means for each append.
import { limits } from '@reseal/protocol'
import { IngestError } from '../errors.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { Append, AppendOutcome } from '../parcels/parcels.service.ts'
import { type BatchMemory, createBatchMemoryPool, placeSegments } from './batch-memory.ts'
import type { PlacedBatch, PlacedRegistration, StoreBatch } from './batch-store.ts'
import type { GroupCommitterOptions } from './group-committer.ts'

/** What commits need. */
export interface BatchCommitParts {
  readonly storeBatch: StoreBatch
  readonly metrics: Pick<Metrics, 'add'>
  readonly maxBatchBytes: number
}

interface PlacedAppend {
  readonly append: Append
  /** Of its first segment in the batch's memory. */
  readonly offset: number
  /** Of each segment, in bytes. */
  readonly lengths: readonly number[]
}

/** A batch that is being filled or stored. */
export interface OpenBatch {
  readonly memory: BatchMemory
  readonly placed: PlacedAppend[]
  segmentCount: number
}

/** Creates what the group committer calls. */
export function createBatchCommit(
  parts: BatchCommitParts,
): Pick<GroupCommitterOptions<Append, OpenBatch, AppendOutcome>, 'begin' | 'place' | 'commit'> {
  const { storeBatch, metrics, maxBatchBytes } = parts
  const pool = createBatchMemoryPool(maxBatchBytes)

  function settle({ append, offset, lengths }: PlacedAppend, memory: BatchMemory): AppendOutcome {
    const { chain, registration } = append
    if (chain.broken) {
      metrics.add('appends_lost_total', 1)
      return { outcome: 'lost', segments: copySegments(memory, offset, lengths) }
    }
    if (registration !== undefined) chain.registration = undefined
    metrics.add('segments_committed_total', lengths.length)
    return { outcome: 'committed' }
  }

  return {
    begin: ({ segments }) => ({
      memory: pool.take(segments.reduce((sum, { bytes }) => sum + bytes.length, 0)),
      placed: [],
      segmentCount: 0,
    }),

    place(batch, append) {
      const { segments } = append
      const { placed, memory } = batch
      // Streams registered in one batch, and segments, are bounded by the footer's format (docs/protocol.md §9).
      const full =
        placed.length === limits.maxBatchStreams ||
        batch.segmentCount + segments.length > limits.maxBatchSegments
      const offset = full ? undefined : placeSegments(memory, segments)
      if (offset === undefined) return false
      placed.push({ append, offset, lengths: segments.map(({ bytes }) => bytes.length) })
      batch.segmentCount += segments.length
      return true
    },

    async commit({ memory, placed }) {
      breakDetached(placed)
      const live = placed.filter(({ append }) => !append.chain.broken)
      const result = await storeBatch(toColumns(memory, live))
      try {
        metrics.add('batches_orphaned_total', result.orphans)
        if (result.outcome === 'failed') {
          for (const { append } of placed) append.chain.broken = true
          throw new IngestError('unavailable', { cause: { code: result.cause }, retryAfterSeconds: 2 })
        }
        const lost = new Set(result.lost)
        for (const { append } of live) if (lost.has(append.chain.streamId)) append.chain.broken = true
        metrics.add('batches_committed_total', lost.size < live.length ? 1 : 0)
        return placed.map((place) => settle(place, memory))
      } finally {
        pool.give(memory)
      }
    },
  }
}

function toColumns(memory: BatchMemory, placed: readonly PlacedAppend[]): PlacedBatch {
  const segments = placed.flatMap(({ append }) => append.segments)
  const hashes = new Uint8Array(64 * segments.length)
  segments.forEach(({ sha256, link }, position) => {
    hashes.set(sha256, 64 * position)
    hashes.set(link, 64 * position + 32)
  })
  return {
    memory: memory.bytes,
    usedBytes: memory.usedBytes,
    streamIds: placed.map(({ append }) => append.chain.streamId),
    offsets: Uint32Array.from(placed, ({ offset }) => offset),
    counts: Uint16Array.from(placed, ({ lengths }) => lengths.length),
    lengths: Uint32Array.from(placed.flatMap(({ lengths }) => lengths)),
    hashes,
    registrations: placed.flatMap(({ append }) => registrationOf(append)),
  }
}

function registrationOf({ chain, registration }: Append): readonly PlacedRegistration[] {
  if (registration === undefined) return []
  const { headerBytes, enc } = registration
  return [{ streamId: chain.streamId, appId: chain.appId, headerBytes, enc }]
}

function copySegments(
  { bytes }: BatchMemory,
  offset: number,
  lengths: readonly number[],
): readonly Uint8Array[] {
  let end = offset
  return lengths.map((length) => {
    end += length
    return Uint8Array.from(bytes.subarray(end - length, end))
  })
}

// Appends of one stream in a batch must follow one another. One that was judged against a chain which has since
// been forgotten and read again does not, and its parcel is judged once more.
function breakDetached(placed: readonly PlacedAppend[]): void {
  const ends = new Map<string, Append>()
  for (const { append } of placed) {
    const before = ends.get(append.chain.streamId)
    if (before !== undefined && before.to !== append.from) append.chain.broken = true
    ends.set(append.chain.streamId, append)
  }
}
