// What the recordings log says of what is there now, put into rows: batches that were removed, streams that ended or were
// forgotten on purpose.
import { decodeBase64url } from '@reseal/protocol'
import type { ReindexRepository, RemovedClaim } from '@reseal/store'
import type { ReindexProblems } from './problem.ts'
import type { Removals, StampedLeaf } from './read-removals.ts'

const claimsPerPage = 1000

/** Removed batches have rows too: what names them is known, and objects that are there still go in their time. */
export async function markRemoved(repository: ReindexRepository, removals: Removals): Promise<void> {
  let page: RemovedClaim[] = []
  for (const { batch, removalIndex, timeMs, into } of removals.list()) {
    const {
      batch: id,
      object: objectKey,
      sha256,
      sizeBytes,
      segments: segmentCount,
      index: leafIndex,
    } = batch
    const hash = new Uint8Array(Buffer.from(sha256, 'hex'))
    const claim = {
      id,
      objectKey,
      sha256: hash,
      sizeBytes,
      segmentCount,
      leafIndex,
      createdAtMs: batch.timeMs,
    }
    page.push({ ...claim, removalIndex, removedAtMs: timeMs, ...(into !== undefined && { into }) })
    if (page.length < claimsPerPage) continue
    await repository.markRemoved(page)
    page = []
  }
  if (page.length > 0) await repository.markRemoved(page)
}

/** What marking works with. */
export interface Marking {
  readonly repository: ReindexRepository
  readonly problems: ReindexProblems
  /** Streams that were refused from some segment on. */
  readonly broken: ReadonlySet<string>
  readonly removals: Removals
}

/** What the log says of streams that are there now: that they ended, or were forgotten on purpose. */
export async function markStreams(
  pages: AsyncIterable<readonly StampedLeaf[]>,
  marking: Marking,
): Promise<{ closed: number; tombstoned: number }> {
  let closed = 0
  let tombstoned = 0
  for await (const page of pages) {
    closed += await markClosed(marking, page)
    const tombstones = page.flatMap((leaf) => (leaf.type === 'tombstone' ? [leaf] : []))
    if (tombstones.length === 0) continue
    tombstoned += await marking.repository.markTombstoned(
      tombstones.map((leaf) => ({
        stream: leaf.stream,
        session: leaf.session,
        appId: leaf.app,
        timeMs: leaf.timeMs,
        reason: leaf.reason,
        ...(leaf.reason === 'withdrawal' && { token: decodeBase64url(leaf.token) }),
      })),
    )
  }
  return { closed, tombstoned }
}

async function markClosed(
  { repository, problems, broken, removals }: Marking,
  page: readonly StampedLeaf[],
): Promise<number> {
  // Of several of a stream the last counts.
  const closes = new Map(
    page.flatMap((leaf) => (leaf.type === 'close' ? [[leaf.stream, leaf] as const] : [])),
  )
  if (closes.size === 0) return 0
  const tips = await repository.tips([...closes.keys()])
  const headers = await repository.headerHashes([...closes.keys()])
  const claims = [...closes.values()].flatMap((close) => {
    const tip = tips.get(close.stream)
    const header = headers.get(close.stream)
    const hasHeader = tip && header && Buffer.from(header).toString('hex') === close.headerHash
    const isAtEnd = tip?.nextIndex === close.segments
    // Of a stream that is folded the link was compared when it was closed.
    const { lastLink } = tip ?? {}
    const hasLink = !isAtEnd || !lastLink || Buffer.from(lastLink).toString('hex') === close.lastLink
    if (hasHeader && hasLink && tip.nextIndex >= close.segments) {
      return [{ stream: close.stream, segmentCount: close.segments }]
    }
    if (removals.isForgotten(close.stream)) {
      if (tip === undefined) return []
      // What is left of it: nothing is added to that, and nobody closes it again.
      const isPart = hasHeader && tip.nextIndex < close.segments
      if (isPart) return [{ stream: close.stream, segmentCount: tip.nextIndex }]
    }
    if (!broken.has(close.stream)) {
      const segmentIndex = hasHeader ? Math.min(tip.nextIndex, close.segments - 1) : 0
      problems.report('close_leaf_disagrees', { stream: close.stream, segmentIndex })
    }
    return []
  })
  return claims.length === 0 ? 0 : repository.markClosed(claims)
}
