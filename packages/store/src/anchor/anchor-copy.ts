// A further place with the same checkpoints, tiles and leaves as the first (design.md §7): a folder or a bucket. It takes
// over the first one's checkpoints, those too that it missed while it was away; while the first is away, it goes on alone.
import type { LogName } from '../logs/log-name.ts'
import { readLogSize } from '../logs/log-reader.ts'
import { StoreError } from '../store-error.ts'
import type { Anchor } from './anchor.ts'
import type { AnchorPlaceName, AnchorPlaces } from './anchor-places.ts'
import { type AnchorWriterOptions, createAnchorWriter } from './anchor-writer.ts'
import { readCheckpointsAfter } from './checkpoints-after.ts'

/** What a copy is made of. */
export interface AnchorCopierOptions extends Omit<AnchorWriterOptions, 'anchor'> {
  readonly place: Extract<AnchorPlaceName, 'folder' | 's3'>
  readonly first: Anchor
  readonly copy: Anchor
  readonly places: AnchorPlaces
}

/** Brings a copy up to date. One call at a time. */
export interface AnchorCopier {
  /**
   * Resolves to whether there was anything to do.
   * @throws StoreError log_behind_anchor, log_inconsistent, bad_anchor, object_store_unavailable, database_unavailable
   */
  copyLog(log: LogName): Promise<boolean>
}

/** Builds a copier; with its first call for a log it proves the database consistent with the copy's newest checkpoint. */
export function createAnchorCopier(options: AnchorCopierOptions): AnchorCopier {
  const { db, first, copy, place, places } = options
  const writer = createAnchorWriter({ ...options, anchor: copy })
  const copied = new Map<LogName, number>()

  async function copyNews(log: LogName, size: number): Promise<number> {
    const missed = await readCheckpointsAfter(first, log, size > 0 ? size : undefined).catch(ifAway)
    if (missed === undefined) return (await writer.anchorLog(log))?.size ?? size
    await writer.storeCheckpoints(log, missed)
    return missed.at(-1)?.size ?? size
  }

  return {
    async copyLog(log) {
      const known = copied.get(log)
      // Without news nothing is asked of either place: listings of a bucket cost money.
      if (known !== undefined && known === (await readLogSize(db, log))) return false
      copied.delete(log)
      const before = known ?? (await copy.latestCheckpoint(log))?.size ?? 0
      const after = await copyNews(log, before)
      if (after > 0 && (known === undefined || after > before)) await places.recordSize(place, log, after)
      copied.set(log, after)
      return after > before
    },
  }
}

function ifAway(error: unknown): undefined {
  if (error instanceof StoreError && error.code === 'object_store_unavailable') return undefined
  throw error
}
