// Stands around the commit of batches and tells metrics and traces of it, once a batch.
import type { Link } from '@opentelemetry/api'
import type { BatchOutcome, StoreBatch } from '../batches/batch-store.ts'
import type { OpenBatch } from '../batches/commit-batch.ts'
import type { GroupCommitterOptions } from '../batches/group-committer.ts'
import type { Append, AppendOutcome } from '../parcels/parcels.service.ts'
import type { Tracing } from '../tracing/tracing.ts'
import type { Metrics, StoreTimes } from './metrics.ts'

type BatchCommit = Pick<GroupCommitterOptions<Append, OpenBatch, AppendOutcome>, 'begin' | 'place' | 'commit'>

interface Observed {
  readonly startMs: number
  readonly links: Link[]
  stores: readonly StoreTimes[]
}

/** Watches commits. */
export interface CommitObserver {
  /** The same, told of. */
  observeStoring(storeBatch: StoreBatch): StoreBatch
  observeCommits(commit: BatchCommit): BatchCommit
  /** How long the first append that has no outcome yet has waited. */
  oldestWaitMs(): number
  /** Whether the object store has refused the last batch within this time. */
  hasRefused(withinMs: number): boolean
}

// A span's links are exported with it; a full batch has thousands of requests.
const maxLinks = 64

/** Creates an observer that has seen nothing. */
export function createCommitObserver(metrics: Metrics, tracing: Tracing | undefined): CommitObserver {
  // In the order in which they were begun.
  const open = new Map<OpenBatch, Observed>()
  const byMemory = new Map<Uint8Array, Observed>()
  let refusedAtMs = Number.NEGATIVE_INFINITY

  function settle(
    batch: OpenBatch,
    sizes: { sizeBytes: number; segmentCount: number },
    isStored: boolean,
  ): void {
    const observed = open.get(batch)
    open.delete(batch)
    if (observed === undefined) return
    const { startMs, stores, links } = observed
    const endMs = Date.now()
    metrics.observeBatch({ ...sizes, durationMs: endMs - startMs, isStored })
    tracing?.traceBatch({ ...sizes, startMs, endMs, isStored, stores, links })
  }

  return {
    observeStoring: (storeBatch) => async (batch) => {
      const observed = byMemory.get(batch.memory)
      const outcome: BatchOutcome = await storeBatch(batch)
      for (const times of outcome.stores) metrics.observeStore(times)
      const isRefused = outcome.outcome === 'failed' && outcome.cause.startsWith('object_')
      refusedAtMs = isRefused ? Date.now() : Number.NEGATIVE_INFINITY
      if (observed !== undefined) observed.stores = outcome.stores
      return outcome
    },
    observeCommits: (inner) => ({
      begin(append) {
        const batch = inner.begin(append)
        open.set(batch, { startMs: Date.now(), links: [], stores: [] })
        return batch
      },
      place(batch, append) {
        const isPlaced = inner.place(batch, append)
        if (isPlaced && tracing !== undefined) {
          const links = open.get(batch)?.links
          const link = tracing.currentLink()
          if (link !== undefined && links !== undefined && links.length < maxLinks) links.push(link)
        }
        return isPlaced
      },
      async commit(batch) {
        const sizes = {
          sizeBytes: batch.memory.usedBytes,
          segmentCount: batch.segmentCount,
        }
        const { bytes } = batch.memory
        const observed = open.get(batch)
        if (observed !== undefined) byMemory.set(bytes, observed)
        try {
          const outcomes = await inner.commit(batch)
          settle(batch, sizes, true)
          return outcomes
        } catch (error) {
          settle(batch, sizes, false)
          throw error
        } finally {
          byMemory.delete(bytes)
        }
      },
    }),
    hasRefused: (withinMs) => Date.now() - refusedAtMs < withinMs,
    oldestWaitMs() {
      const [first] = open.values()
      return first === undefined ? 0 : Math.max(0, Date.now() - first.startMs)
    },
  }
}
