// What a place that was away, or is new, has missed of the first place's checkpoints.
import type { LogName } from '../logs/log-name.ts'
import type { Anchor, AnchoredCheckpoint } from './anchor.ts'

// Bounds one run; the rest comes in the next.
const checkpointsAtOnce = 200

/**
 * Checkpoints that are larger than `size`, ascending, so many at most. A place that has none yet begins with the newest: it
 * covers everything before it, and there may be one a second for years.
 * @throws StoreError bad_anchor, object_store_unavailable
 */
export async function readCheckpointsAfter(
  anchor: Anchor,
  log: LogName,
  size: number | undefined,
): Promise<readonly AnchoredCheckpoint[]> {
  if (size === undefined) {
    const newest = await anchor.latestCheckpoint(log)
    return newest === undefined ? [] : [newest]
  }
  const found: AnchoredCheckpoint[] = []
  for await (const checkpoint of anchor.listCheckpoints(log, { afterSize: size })) {
    if (found.push(checkpoint) === checkpointsAtOnce) break
  }
  return found
}
