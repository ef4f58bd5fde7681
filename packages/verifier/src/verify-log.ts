// Verifies one log in two passes: first the anchored tiles against every signed checkpoint, which says which hashes count;
// then every leaf, wherever one is kept, against those. RFC 6962 §2.1, C2SP tlog-tiles.
import { leafHash, tileWidth } from '@reseal/protocol/log'
import { isSame } from './bytes.ts'
import { type PinnedLog, readCheckpoints } from './checkpoints.ts'
import type { Platform } from './platform.ts'
import type { LogName, ProblemCollector, ProblemKind } from './problem.ts'
import type { AnchorSource, FoundCheckpoint, LeafRow, LeafSource, VerifyProgress } from './sources.ts'
import { createTrustedHashes } from './trusted-hashes.ts'
import { createUpperTilesCheck } from './upper-tiles.ts'

/** A leaf whose bytes agree with the anchored tree, or one beyond it. */
export interface VisitedLeaf {
  readonly index: number
  readonly leaf: Uint8Array
  readonly anchored: boolean
}

/** What one log's verification needs. */
export interface LogInput {
  readonly log: LogName
  readonly pinned: PinnedLog
  readonly platform: Platform
  readonly anchor: AnchorSource
  /** The log's anchored checkpoints, ascending; none newer than the view that the leaves were taken from. */
  readonly found: AsyncIterable<FoundCheckpoint>
  /** Wherever leaves are kept; what they say is taken from the first that holds them as anchored. */
  readonly leaves: readonly LeafSource[]
  /** A signed checkpoint that the person who verifies kept from before. */
  readonly kept?: string
  readonly problems: ProblemCollector
  /** Called for every leaf that the tree does not contradict, ascending. */
  visit(leaves: readonly VisitedLeaf[]): Promise<void>
  onProgress?(progress: VerifyProgress): void
}

/** What was proven of one log. */
export interface LogReport {
  /** Leaves that are known: anchored, in the database or in the export. */
  readonly size: number
  /** Leaves covered by the newest checkpoint that the pinned key signed. */
  readonly anchoredSize: number
  readonly checkpointCount: number
  /** Leaves newer than every checkpoint. */
  readonly unprovenCount: number
  /** True where no checkpoint is anchored at all. */
  readonly unanchored: boolean
}

/** Verifies one log from its first leaf to its last. */
export async function verifyLog(input: LogInput): Promise<LogReport> {
  const { log, problems } = input
  const checkpoints = await readCheckpoints(input)
  const { anchoredSize, anchoredCount } = checkpoints
  const trusted = await createTrustedHashes(input, checkpoints)
  const upperTiles = createUpperTilesCheck(input)
  for (let start = 0; start < anchoredSize; start += tileWidth) {
    const end = Math.min(start + tileWidth, anchoredSize)
    const hashes = await trusted.read(start, end)
    await upperTiles.add(hashes)
    await compareLeaves(input, start, hashes)
    input.onProgress?.({ step: 'log', log, done: end, total: anchoredSize })
  }
  await upperTiles.end()
  const ahead = input.leaves.find(
    ({ kind, size }) => kind === 'database' && size !== undefined && size > anchoredSize,
  )
  if (ahead) await visitUnanchored(input, ahead, anchoredSize)
  let size = Math.max(anchoredSize, ahead?.size ?? 0)
  for (const source of input.leaves) size = Math.max(size, (await source.end?.()) ?? 0)
  for (const source of input.leaves) checkHead(log, source, { anchoredSize, problems })
  return {
    size,
    anchoredSize,
    checkpointCount: anchoredCount,
    unprovenCount: size - anchoredSize,
    unanchored: anchoredCount === 0,
  }
}

/** Leaves cut off below the anchor are named already, by what the anchor has of them. */
function checkHead(
  log: LogName,
  { size, headSize }: LeafSource,
  { anchoredSize, problems }: { anchoredSize: number; problems: ProblemCollector },
): void {
  if (size === undefined || headSize === undefined || size === headSize) return
  if (Math.max(size, headSize) <= anchoredSize) return
  const detail = "the log's head and its newest leaf disagree beyond the newest checkpoint"
  problems.report('log_head_altered', { log, leafIndex: Math.min(size, headSize) }, detail)
}

interface SourceWords {
  readonly altered: readonly [ProblemKind, string]
  readonly missing: readonly [ProblemKind, string]
  /** For leaves beyond the source's last one; undefined where it may end at any. */
  readonly cutOff?: readonly [ProblemKind, string]
}

const words: Readonly<Record<LeafSource['kind'], SourceWords>> = {
  database: {
    altered: ['leaf_altered', 'a leaf in the database is not the one that was anchored'],
    missing: ['leaf_missing', 'a leaf is gone from the database; the anchor has it'],
    cutOff: ['log_cut_off', 'the newest leaves are gone from the database; the anchor has them'],
  },
  anchor: {
    altered: ['entries_altered', 'a leaf that lies in the anchor is not the one that was signed'],
    missing: ['entries_missing', 'a leaf is gone from the anchor; its hash is there'],
    cutOff: ['entries_missing', 'a leaf is gone from the anchor; its hash is there'],
  },
  export: {
    altered: ['export_altered', 'a line of the export is not the event that was anchored'],
    missing: ['export_gap', 'the export leaves out an event that was anchored'],
  },
}

async function compareLeaves(input: LogInput, start: number, hashes: readonly Uint8Array[]): Promise<void> {
  const visited: (VisitedLeaf | undefined)[] = hashes.map(() => undefined)
  for (const source of input.leaves) {
    const rows = await source.leaves(start, start + hashes.length)
    compareSource(input, { source, rows, start }, { hashes, visited })
  }
  await input.visit(visited.filter((leaf) => leaf !== undefined))
}

function compareSource(
  { log, problems }: LogInput,
  { source, rows, start }: { source: LeafSource; rows: readonly LeafRow[]; start: number },
  { hashes, visited }: { hashes: readonly Uint8Array[]; visited: (VisitedLeaf | undefined)[] },
): void {
  const { altered, missing, cutOff } = words[source.kind]
  const report = (found: readonly [ProblemKind, string] | undefined, leafIndex: number): void => {
    if (found) problems.report(found[0], { log, leafIndex }, found[1])
  }
  let at = 0
  for (const [offset, hash] of hashes.entries()) {
    const index = start + offset
    while ((rows[at]?.index ?? Number.POSITIVE_INFINITY) < index) at += 1
    const row = rows[at]
    if (row?.index !== index) {
      const isBeyond = source.size !== undefined && index >= source.size
      if (!source.isPartial && index >= (source.first ?? 0)) report(isBeyond ? cutOff : missing, index)
    } else if (!isSame(hash, leafHash(row.leaf))) {
      report(altered, index)
    } else {
      visited[offset] ??= { index, leaf: row.leaf, anchored: true }
    }
  }
}

const visitCount = 1024

/** Leaves newer than the newest checkpoint: nothing proves them, but a gap among them is still a finding. */
async function visitUnanchored(
  { log, problems, visit }: LogInput,
  source: LeafSource,
  from: number,
): Promise<void> {
  const to = source.size ?? from
  const [kind] = words[source.kind].missing
  let expected = from
  for (let start = from; start < to; start += visitCount) {
    const rows = await source.leaves(start, Math.min(to, start + visitCount))
    // One leaf far out must not make the verifier look for millions that were never there.
    if (rows.length === 0) {
      problems.report(kind, { log, leafIndex: expected }, 'a leaf is missing between others')
      return
    }
    for (const row of rows) {
      if (row.index > expected)
        problems.report(kind, { log, leafIndex: expected }, 'a leaf is missing between others')
      expected = row.index + 1
    }
    await visit(rows.map(({ index, leaf }) => ({ index, leaf, anchored: false })))
  }
}
