// What leaves of either log have in common: leaf 0 pins origin and key, and times do not decrease (docs/protocol.md §10).
import type { PinnedLog } from './checkpoints.ts'
import type { LogName, ProblemCollector } from './problem.ts'
import { parseRecordingsLeaf } from './recordings-leaf.ts'
import type { VisitedLeaf } from './verify-log.ts'

/** A visitor of a log's leaves, in order. */
export function createLeafCheck(
  log: LogName,
  pinned: PinnedLog,
  problems: ProblemCollector,
): (leaves: readonly VisitedLeaf[]) => void {
  let lastMs = 0
  return (leaves) => {
    for (const { index: leafIndex, leaf } of leaves) {
      if (leafIndex === 0 && !isPin(leaf, pinned)) {
        problems.report(
          'pin_altered',
          { log, leafIndex: 0 },
          'leaf 0 does not pin the expected origin and key',
        )
      }
      const timeMs = timeOf(leaf)
      if (timeMs < lastMs) {
        problems.report('time_decreases', { log, leafIndex }, 'a leaf is older than the one before it')
      }
      if (timeMs > lastMs) lastMs = timeMs
    }
  }
}

function isPin(leaf: Uint8Array, { origin, verifierKey }: PinnedLog): boolean {
  const parsed = parseRecordingsLeaf(leaf, 0)
  return parsed?.type === 'origin' && parsed.origin === origin && parsed.key === verifierKey
}

const timePattern = /"time_ms":(\d{1,16})/
const latin1 = new TextDecoder('latin1')

/** Leaves are canonical JSON, so the member is found without parsing the whole; NaN never compares as smaller. */
function timeOf(leaf: Uint8Array): number {
  return Number(timePattern.exec(latin1.decode(leaf))?.[1] ?? Number.NaN)
}
