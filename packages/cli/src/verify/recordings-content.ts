// What the leaves of a log say: the pinned origin, times that do not decrease, and the batches and closes of the
// recordings log (design.md §5.7).
import { parseRecordingsLeaf } from '@reseal/store'
import type { PinnedLog } from './checkpoints.ts'
import type { ListedBatch } from './objects.ts'
import type { LogName, ProblemCollector } from './problem.ts'
import type { CloseLeaf } from './streams.ts'
import type { Tombstone } from './tombstones.ts'
import type { VisitedLeaf } from './verify-log.ts'

/** Batches, closes and tombstones in the order of the log. */
export interface RecordingsContent {
  readonly batches: ListedBatch[]
  readonly closes: Map<string, CloseLeaf[]>
  /** By stream. */
  readonly tombstones: Map<string, Tombstone>
}

/** Reads leaves of the recordings log into `content`; one that cannot be read is a finding. */
export function collectLeaves(
  leaves: readonly VisitedLeaf[],
  content: RecordingsContent,
  problems: ProblemCollector,
): void {
  for (const { index: leafIndex, leaf } of leaves) {
    const parsed = tryParse(leaf)
    if (parsed?.type === 'batch') {
      const { batch: id, object: objectKey } = parsed
      content.batches.push({ id, objectKey, sha256: Buffer.from(parsed.sha256, 'hex'), leafIndex })
    } else if (parsed?.type === 'close') {
      const close: CloseLeaf = {
        leafIndex,
        stream: parsed.stream,
        segmentCount: parsed.segments,
        lastLink: Buffer.from(parsed.lastLink, 'hex'),
        headerHash: Buffer.from(parsed.headerHash, 'hex'),
        final: parsed.final,
      }
      const known = content.closes.get(close.stream)
      if (known) known.push(close)
      else content.closes.set(close.stream, [close])
    } else if (parsed?.type === 'tombstone') {
      const { stream, session, reason, token, timeMs } = parsed
      const headerHash = Buffer.from(parsed.headerHash, 'hex')
      content.tombstones.set(stream, { leafIndex, stream, session, headerHash, reason, token, timeMs })
    } else if (!parsed) {
      problems.report('leaf_unreadable', { log: 'recordings', leafIndex }, 'a leaf is of no known form')
    }
  }
}

function tryParse(leaf: Uint8Array): ReturnType<typeof parseRecordingsLeaf> | undefined {
  try {
    return parseRecordingsLeaf(leaf)
  } catch {
    return undefined
  }
}

/** Checks what leaves of either log have in common: leaf 0 pins origin and key, and times do not decrease. */
export function createLeafCheck(
  log: LogName,
  pinned: PinnedLog,
  problems: ProblemCollector,
): (leaves: readonly VisitedLeaf[]) => void {
  let lastMs = 0
  return (leaves) => {
    for (const { index: leafIndex, leaf } of leaves) {
      if (leafIndex === 0) checkPin(leaf, { log, pinned, problems })
      const timeMs = timeOf(leaf)
      if (timeMs < lastMs) {
        problems.report('time_decreases', { log, leafIndex }, 'a leaf is older than the one before it')
      }
      lastMs = Math.max(lastMs, timeMs)
    }
  }
}

function checkPin(
  leaf: Uint8Array,
  { log, pinned, problems }: { log: LogName; pinned: PinnedLog; problems: ProblemCollector },
): void {
  const parsed = tryParse(leaf)
  const holds =
    parsed?.type === 'origin' && parsed.origin === pinned.origin && parsed.key === pinned.verifierKey
  if (!holds)
    problems.report('pin_altered', { log, leafIndex: 0 }, 'leaf 0 does not pin the expected origin and key')
}

const timePattern = /"time_ms":(\d{1,16})/

/** Leaves are canonical JSON, so the member is found without parsing the whole; NaN never compares as smaller. */
function timeOf(leaf: Uint8Array): number {
  return Number(timePattern.exec(Buffer.from(leaf).toString('latin1'))?.[1] ?? Number.NaN)
}
