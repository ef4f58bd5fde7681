// Between chains and batches: what enters a batch, and what its outcome means for each append.
import { IngestError } from '../errors.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { Append, AppendOutcome } from '../parcels/parcels.service.ts'
import { type BatchMemory, createBatchMemoryPool, placeSegments } from './batch-memory.ts'
import type { PlacedAppend, StoreBatch } from './batch-store.ts'
import type { GroupCommitterOptions } from './group-committer.ts'

/** What commits need. */
export interface BatchCommitParts {
  readonly storeBatch: StoreBatch
  readonly metrics: Pick<Metrics, 'add'>
  readonly maxBatchBytes: number
}

/** A batch that is being filled or stored. */
export interface OpenBatch {
  readonly memory: BatchMemory
  readonly placed: { readonly append: Append; readonly place: PlacedAppend }[]
}

// Streams registered in one batch are bounded by the footer's format (docs/protocol.md §9).
const maxAppends = 4096

/** Creates what the group committer calls. */
export function createBatchCommit(
  parts: BatchCommitParts,
): Omit<GroupCommitterOptions<Append, OpenBatch, AppendOutcome>, 'windowMs'> {
  const { storeBatch, metrics, maxBatchBytes } = parts
  const pool = createBatchMemoryPool(maxBatchBytes)

  function settle(append: Append, memory: ArrayBuffer | undefined, place: PlacedAppend): AppendOutcome {
    const { chain, registration } = append
    if (chain.broken) {
      metrics.add('appends_lost_total', 1)
      return { outcome: 'lost', segments: memory === undefined ? [] : copySegments(memory, place) }
    }
    if (registration !== undefined) chain.registration = undefined
    metrics.add('segments_committed_total', place.lengths.length)
    return { outcome: 'committed' }
  }

  return {
    begin: ({ segments }) => ({
      memory: pool.take(segments.reduce((sum, { bytes }) => sum + bytes.length, 0)),
      placed: [],
    }),

    place({ memory, placed }, append) {
      const { chain, registration, segments } = append
      const offset =
        placed.length < maxAppends
          ? placeSegments(
              memory,
              segments.map(({ bytes }) => bytes),
            )
          : undefined
      if (offset === undefined) return false
      const place: PlacedAppend = {
        streamId: chain.streamId,
        appId: chain.appId,
        registration: registration && { headerBytes: registration.headerBytes, enc: registration.enc },
        offset,
        lengths: segments.map(({ bytes }) => bytes.length),
        hashes: joinHashes(segments),
      }
      placed.push({ append, place })
      return true
    },

    async commit({ memory, placed }) {
      breakDetached(placed.map(({ append }) => append))
      const live = placed.filter(({ append }) => !append.chain.broken)
      const { buffer, usedBytes } = memory
      const appends = live.map(({ place }) => place)
      const result = await storeBatch({ memory: buffer, usedBytes, appends })
      metrics.add('batches_orphaned_total', result.orphans)
      if (result.outcome === 'failed') {
        for (const { append } of placed) append.chain.broken = true
        if (result.memory !== undefined) pool.give(result.memory)
        throw new IngestError('unavailable', { cause: { code: result.cause }, retryAfterSeconds: 2 })
      }
      const lost = new Set(result.lost)
      for (const { append } of live) if (lost.has(append.chain.streamId)) append.chain.broken = true
      metrics.add('batches_committed_total', lost.size < live.length ? 1 : 0)
      const outcomes = placed.map(({ append, place }) => settle(append, result.memory, place))
      if (result.memory !== undefined) pool.give(result.memory)
      return outcomes
    },
  }
}

function joinHashes(segments: Append['segments']): Uint8Array {
  const hashes = new Uint8Array(64 * segments.length)
  segments.forEach(({ sha256, link }, position) => {
    hashes.set(sha256, 64 * position)
    hashes.set(link, 64 * position + 32)
  })
  return hashes
}

function copySegments(memory: ArrayBuffer, { offset, lengths }: PlacedAppend): readonly Uint8Array[] {
  let start = offset
  return lengths.map((length) => {
    start += length
    return new Uint8Array(memory.slice(start - length, start))
  })
}

// Appends of one stream in a batch must follow one another. One that was judged against a chain which has since
// been forgotten and read again does not, and its parcel is judged once more.
function breakDetached(appends: readonly Append[]): void {
  const ends = new Map<string, Append>()
  for (const append of appends) {
    const before = ends.get(append.chain.streamId)
    if (before !== undefined && before.to !== append.from) append.chain.broken = true
    ends.set(append.chain.streamId, append)
  }
}
