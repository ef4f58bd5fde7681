// Proves that the log in the database is the anchored one, grown or equal (design.md §7). Every process does so before
// it appends: after a failover or a restore it must not write on top of a shorter or another history.
import { appendLeaves, emptyFrontier, frontierRoot } from '@reseal/protocol/log'
import { type Database, guardDatabase } from '../database/database.ts'
import type { LogName } from '../logs/log-name.ts'
import { readComputedLeafHashes, readLogExtent } from '../logs/log-reader.ts'
import { StoreError } from '../store-error.ts'
import type { Anchor, AnchoredCheckpoint } from './anchor.ts'

/**
 * Recomputes the roots at the newest anchored sizes, of the first place and of each copy, from the leaves themselves.
 * Costs one read of the log. A copy that is not required and does not answer is passed over.
 * @throws StoreError log_behind_anchor, log_inconsistent, bad_anchor, object_store_unavailable, database_unavailable
 */
export async function assertConsistentWithAnchor(db: Database, anchor: Anchor, log: LogName): Promise<void> {
  // The anchors first: what is appended meanwhile only makes the log longer.
  const checkpoints = await newestOfAll(anchor, log)
  const { size, leafCount } = await guardDatabase(() => readLogExtent(db, log))
  if (checkpoints.some((checkpoint) => size < checkpoint.size)) throw new StoreError('log_behind_anchor')
  if (leafCount !== size) throw new StoreError('log_inconsistent')
  let frontier = emptyFrontier
  for (const checkpoint of checkpoints) {
    const range = { from: frontier.size, to: checkpoint.size }
    for await (const hashes of readComputedLeafHashes(db, log, range)) {
      frontier = appendLeaves(frontier, hashes)
    }
    if (frontier.size !== checkpoint.size) throw new StoreError('log_inconsistent')
    if (!Buffer.from(checkpoint.root).equals(frontierRoot(frontier))) throw new StoreError('log_inconsistent')
  }
}

/** Ascending by size. */
async function newestOfAll(anchor: Anchor, log: LogName): Promise<AnchoredCheckpoint[]> {
  const { copies } = anchor
  const newest = await Promise.all([
    anchor.latestCheckpoint(log),
    ...copies.map((copy) => copy.anchor.latestCheckpoint(log).catch(unlessAway(copy.isRequired))),
  ])
  return newest.filter((checkpoint) => checkpoint !== undefined).sort((a, b) => a.size - b.size)
}

function unlessAway(isRequired: boolean): (error: unknown) => undefined {
  return (error) => {
    const isAway = error instanceof StoreError && error.code === 'object_store_unavailable'
    if (isAway && !isRequired) return undefined
    throw error
  }
}
