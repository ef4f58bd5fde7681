// Between chains and batches: what may enter a batch, and what its outcome means for each append.
import { IngestError } from '../errors.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { Append, AppendOutcome } from '../parcels/parcels.service.ts'
import type { StoreBatch } from './batch-store.ts'

/** What a commit needs. */
export interface BatchCommitParts {
  readonly storeBatch: StoreBatch
  readonly metrics: Pick<Metrics, 'add'>
}

/** Creates the committer's `commit`. */
export function createBatchCommit(
  parts: BatchCommitParts,
): (appends: readonly Append[]) => Promise<readonly AppendOutcome[]> {
  const { storeBatch, metrics } = parts

  return async (appends) => {
    breakDetached(appends)
    const live = appends.filter(({ chain }) => !chain.broken)
    if (live.length > 0) {
      const result = await storeBatch(
        live.map(({ chain, registration, segments }) => ({
          streamId: chain.streamId,
          appId: chain.appId,
          registration: registration && { headerBytes: registration.headerBytes, enc: registration.enc },
          segments: segments.map(({ bytes, sha256, link }) => ({ bytes, sha256, link })),
        })),
      )
      metrics.add('batches_orphaned_total', result.orphans)
      if (result.outcome === 'failed') {
        for (const { chain } of appends) chain.broken = true
        throw new IngestError('unavailable', { cause: { code: result.cause }, retryAfterSeconds: 2 })
      }
      const lost = new Set(result.lost)
      for (const { chain } of live) if (lost.has(chain.streamId)) chain.broken = true
      metrics.add('batches_committed_total', lost.size < live.length ? 1 : 0)
    }
    return appends.map(outcomeOf)
  }

  function outcomeOf({ chain, registration, segments }: Append): AppendOutcome {
    if (chain.broken) {
      metrics.add('appends_lost_total', 1)
      return 'lost'
    }
    if (registration !== undefined) chain.registration = undefined
    metrics.add('segments_committed_total', segments.length)
    return 'committed'
  }
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
