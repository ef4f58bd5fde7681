// Proves that the log in the database is the anchored one, grown or equal (design.md §7). Every process does so before
// it appends: after a failover or a restore it must not write on top of a shorter or another history.
import { appendLeaves, emptyFrontier, frontierRoot } from '@reseal/protocol/log'
import { type Database, guardDatabase } from '../database/database.ts'
import type { LogName } from '../logs/log-name.ts'
import { readComputedLeafHashes, readLogExtent } from '../logs/log-reader.ts'
import { StoreError } from '../store-error.ts'
import type { Anchor } from './anchor.ts'

/**
 * Recomputes the root at the newest anchored size from the leaves themselves. Costs one read of the log.
 * @throws StoreError log_behind_anchor, log_inconsistent, bad_anchor, object_store_unavailable, database_unavailable
 */
export async function assertConsistentWithAnchor(db: Database, anchor: Anchor, log: LogName): Promise<void> {
  // The anchor first: what is appended meanwhile only makes the log longer.
  const checkpoint = await anchor.latestCheckpoint(log)
  const { size, leafCount } = await guardDatabase(() => readLogExtent(db, log))
  if (checkpoint && size < checkpoint.size) throw new StoreError('log_behind_anchor')
  if (leafCount !== size) throw new StoreError('log_inconsistent')
  if (!checkpoint) return
  let frontier = emptyFrontier
  for await (const hashes of readComputedLeafHashes(db, log, { from: 0, to: checkpoint.size })) {
    frontier = appendLeaves(frontier, hashes)
  }
  if (frontier.size !== checkpoint.size) throw new StoreError('log_inconsistent')
  if (!Buffer.from(checkpoint.root).equals(frontierRoot(frontier))) throw new StoreError('log_inconsistent')
}
