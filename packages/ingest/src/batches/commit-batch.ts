// Makes a batch durable: first the object, then the rows, and only then an outcome (design.md §5.6).
//
// If the process dies before the object is written, nothing happened. Between object and rows: the object is an
// orphan that no row, leaf or receipt names. After the rows: the segments are stored, and the recorder, which
// has no receipt, sends them again and gets one.
import { encodeBatch, sha256 } from '@reseal/protocol'
import type { ObjectStore } from '@reseal/store'
import { IngestError } from '../errors.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { equalBytes } from '../parcels/judge.ts'
import type { ParcelRepository } from '../parcels/parcels.repository.ts'
import type { Append, AppendOutcome } from '../parcels/parcels.service.ts'
import { batchObjectKey, createBatchId } from './batch-id.ts'

/** What a commit needs. */
export interface BatchCommitParts {
  readonly objects: Pick<ObjectStore, 'put'>
  readonly repository: Pick<ParcelRepository, 'commitBatch'>
  readonly metrics: Pick<Metrics, 'add'>
}

/** Creates the committer's `commit`. */
export function createBatchCommit(
  parts: BatchCommitParts,
): (appends: readonly Append[]) => Promise<readonly AppendOutcome[]> {
  const { objects, repository, metrics } = parts

  /** Stores the appends or none of them; returns the streams that another process has advanced meanwhile. */
  async function store(appends: readonly Append[]): Promise<ReadonlySet<string>> {
    const createdAtMs = Date.now()
    const batchId = createBatchId(createdAtMs)
    const segments = appends.flatMap((append) => append.segments)
    const batch = encodeBatch({
      batchId,
      createdAtMs,
      streams: appends.flatMap(({ registration }) => registration ?? []),
      segments: segments.map(({ bytes }) => bytes),
      segmentHashes: segments.map((segment) => segment.sha256),
    })
    const objectKey = batchObjectKey(batchId, createdAtMs)
    await objects.put(objectKey, batch.bytes)
    const overtaken = await repository
      .commitBatch({ batch, objectKey, sha256: sha256(batch.bytes), appends })
      .catch((cause: unknown) => {
        metrics.add('batches_orphaned_total', 1)
        throw cause
      })
    if (overtaken.size > 0) {
      metrics.add('batches_orphaned_total', 1)
      return overtaken
    }
    metrics.add('batches_committed_total', 1)
    metrics.add('segments_committed_total', segments.length)
    metrics.add(
      'segment_bytes_total',
      segments.reduce((sum, { bytes }) => sum + bytes.length, 0),
    )
    return overtaken
  }

  return async (appends) => {
    try {
      for (let live = appends.filter(continuesItsChain()); live.length > 0; ) {
        const overtaken = await store(live)
        if (overtaken.size === 0) break
        // A segment that lost must not be in a batch that counts, so the others get an object of their own.
        breakChains(live.filter(({ chain }) => overtaken.has(chain.streamId)))
        live = live.filter(({ chain }) => !chain.broken)
      }
    } catch (cause) {
      breakChains(appends)
      throw new IngestError('unavailable', { cause, retryAfterSeconds: 2 })
    }
    return appends.map(({ chain, registration }) => {
      if (chain.broken) return 'lost'
      if (registration !== undefined) chain.registration = undefined
      return 'committed'
    })
  }
}

function breakChains(appends: readonly Append[]): void {
  for (const { chain } of appends) chain.broken = true
}

// Two appends of one stream in a batch must follow one another; one that was judged against a chain which has
// since been forgotten does not.
function continuesItsChain(): (append: Append) => boolean {
  const ends = new Map<string, Append>()
  return (append) => {
    const before = ends.get(append.chain.streamId)
    const continues =
      before === undefined || (before.chain === append.chain && equalBytes(before.to.link, append.from.link))
    if (!continues) append.chain.broken = true
    if (append.chain.broken) return false
    ends.set(append.chain.streamId, append)
    return true
  }
}
