// Holds a sheet of checkpoints that was typed or scanned back against the anchored logs: each still continues what was
// printed, or which one does not. Tile hashes are hashed anew, so that nothing but the pinned key is believed.
import { appendLeaves, emptyFrontier, frontierRoot } from '@reseal/protocol/log'
import { type Anchor, type LogName, logNames, type SheetEntry, StoreError } from '@reseal/store'

/** What became of one printed checkpoint. */
export interface SheetFinding {
  readonly entry: SheetEntry
  /**
   * `continues`: the anchored log begins with what was printed; `differs`: it has another history; `shorter`: what was
   * printed is not anchored any more; `unknown`: no log of this deployment.
   */
  readonly outcome: 'continues' | 'differs' | 'shorter' | 'unknown'
  /** Leaves that are anchored today; absent for a log that is unknown. */
  readonly anchoredSize?: number
}

/** @throws StoreError bad_anchor when tiles are not those that the newest checkpoint signs; object_store_unavailable */
export async function checkSheet(
  anchor: Anchor,
  entries: readonly SheetEntry[],
): Promise<readonly SheetFinding[]> {
  const findings: SheetFinding[] = []
  for (const entry of entries) {
    const log = logNames.find((name) => anchor.verifiers[name].name === entry.origin)
    findings.push(log === undefined ? { entry, outcome: 'unknown' } : await checkEntry(anchor, log, entry))
  }
  return findings
}

async function checkEntry(anchor: Anchor, log: LogName, entry: SheetEntry): Promise<SheetFinding> {
  const newest = await anchor.latestCheckpoint(log)
  if (newest === undefined || newest.size < entry.size) {
    return { entry, outcome: 'shorter', anchoredSize: newest?.size ?? 0 }
  }
  let frontier = emptyFrontier
  let printedRoot: Uint8Array | undefined
  for await (const hash of anchor.readLeafHashes(log, newest.size)) {
    frontier = appendLeaves(frontier, [hash])
    if (frontier.size === entry.size) printedRoot = frontierRoot(frontier)
  }
  if (!isSame(frontierRoot(frontier), newest.root)) throw new StoreError('bad_anchor')
  const outcome = printedRoot && isSame(printedRoot, entry.root) ? 'continues' : 'differs'
  return { entry, outcome, anchoredSize: newest.size }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.from(a).equals(b)
}
