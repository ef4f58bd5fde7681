// Which leaf hashes count: the anchored tiles' where they give the roots of the signed checkpoints; where they do not, those of
// leaves that do. Needs one frontier and one tile at a time, however many leaves there are (RFC 6962 §2.1).
import {
  appendLeaves,
  emptyFrontier,
  type Frontier,
  frontierRoot,
  leafHash,
  parseTile,
  tileWidth,
} from '@reseal/protocol/log'
import { isSame } from './bytes.ts'
import type { CheckpointSeries, SignedCheckpoint } from './checkpoints.ts'
import type { LogName, ProblemCollector } from './problem.ts'
import type { AnchorSource, LeafSource, VerifyProgress } from './sources.ts'

/** What it is found out from. */
export interface TrustedHashesInput {
  readonly log: LogName
  readonly anchor: AnchorSource
  readonly leaves: readonly LeafSource[]
  readonly problems: ProblemCollector
  onProgress?(progress: VerifyProgress): void
}

/** The leaf hashes of the log up to its newest checkpoint. */
export interface TrustedHashes {
  /** Those of one tile or a part of it. */
  read(from: number, to: number): Promise<readonly Uint8Array[]>
}

/** Leaves below `to`, after the run before it, whose hashes come from `source`, or from the tiles. */
interface Run {
  to: number
  readonly source: LeafSource | undefined
}

const hashBytes = 32
const nothing = new Uint8Array(hashBytes)

/** Holds the tiles against the checkpoints; what does not fit is a finding. */
export async function createTrustedHashes(
  input: TrustedHashesInput,
  checkpoints: CheckpointSeries,
): Promise<TrustedHashes> {
  const { log } = input
  const { anchoredSize } = checkpoints
  const runs: Run[] = []
  const targets = groupBySize(checkpoints.read())
  let target = await nextTarget(targets, 0)
  let confirmed: Frontier = emptyFrontier
  let frontier: Frontier = emptyFrontier
  for (let start = 0; start < anchoredSize; start += tileWidth) {
    const end = Math.min(start + tileWidth, anchoredSize)
    const hashes = await readTile(input, start, { width: end - start, report: true })
    let from = start
    while (target && target.size <= end) {
      frontier = appendLeaves(frontier, hashes.slice(from - start, target.size - start))
      const settled = await settle({ ...input, anchoredSize }, { target, confirmed, frontier })
      addRun(runs, target.size, settled.source)
      ;({ frontier } = settled)
      confirmed = frontier
      from = target.size
      target = await nextTarget(targets, from)
    }
    frontier = appendLeaves(frontier, hashes.slice(from - start))
    input.onProgress?.({ step: 'tree', log, done: end, total: anchoredSize })
  }
  return {
    read: async (from, to) => {
      const hashes = await readTile(input, from, { width: to - from, report: false })
      let start = 0
      for (const run of runs) {
        if (run.source && run.to > from && start < to) {
          await replace(run.source, hashes, {
            base: from,
            from: Math.max(from, start),
            to: Math.min(to, run.to),
          })
        }
        start = run.to
        if (start >= to) break
      }
      return hashes
    },
  }
}

/** What a tree of one size has to give: of a fork, which is a finding already, either root. */
interface Target {
  readonly size: number
  readonly roots: readonly Uint8Array[]
  readonly kept: boolean
}

async function* groupBySize(checkpoints: AsyncIterable<SignedCheckpoint>): AsyncGenerator<Target> {
  let open: Target | undefined
  for await (const { size, root, kept } of checkpoints) {
    if (open?.size === size) open = { size, roots: [...open.roots, root], kept: open.kept && kept }
    else {
      if (open) yield open
      open = { size, roots: [root], kept }
    }
  }
  if (open) yield open
}

async function nextTarget(targets: AsyncGenerator<Target>, above: number): Promise<Target | undefined> {
  for (let next = await targets.next(); !next.done; next = await targets.next()) {
    if (next.value.size > above) return next.value
  }
  return undefined
}

function hasRoot(frontier: Frontier, { roots }: Target): boolean {
  const found = frontierRoot(frontier)
  return roots.some((root) => isSame(found, root))
}

function addRun(runs: Run[], to: number, source: LeafSource | undefined): void {
  const last = runs.at(-1)
  if (last && last.source === source) last.to = to
  else runs.push({ to, source })
}

async function replace(
  source: LeafSource,
  hashes: Uint8Array[],
  { base, from, to }: { base: number; from: number; to: number },
): Promise<void> {
  for (const { index, leaf } of await source.leaves(from, to)) hashes[index - base] = leafHash(leaf)
}

/** A tile's hashes; where it is gone or of the wrong size, those of the first leaves that are there. */
async function readTile(
  { log, anchor, leaves, problems }: TrustedHashesInput,
  start: number,
  { width, report }: { width: number; report: boolean },
): Promise<Uint8Array[]> {
  const bytes = await anchor.tile(log, { level: 0, index: start / tileWidth, width })
  if (bytes?.length === width * hashBytes) return parseTile(bytes, width)
  const hashes: Uint8Array[] = Array.from({ length: width }, () => nothing)
  const range = { base: start, from: start, to: start + width }
  for (const source of leaves.toReversed()) await replace(source, hashes, range)
  if (report && bytes) {
    const found = (at: number): Uint8Array => bytes.subarray(at * hashBytes, (at + 1) * hashBytes)
    const at = hashes.findIndex((hash, position) => !isSame(hash, found(position)))
    const place = { log, leafIndex: start + (at < 0 ? width : at) }
    problems.report('tile_altered', place, 'an anchored tile has the wrong size')
  } else if (report) {
    problems.report('tile_missing', { log, leafIndex: start }, 'an anchored tile is missing')
  }
  return hashes
}

interface SizedInput extends TrustedHashesInput {
  readonly anchoredSize: number
}

interface Settlement {
  readonly target: Target
  /** Up to the checkpoint before. */
  readonly confirmed: Frontier
  /** Up to the target, by the tiles. */
  readonly frontier: Frontier
}

/** Says whose hashes give a checkpoint's root. */
async function settle(
  input: SizedInput,
  { target, confirmed, frontier }: Settlement,
): Promise<{ frontier: Frontier; source: LeafSource | undefined }> {
  const { log, problems } = input
  if (hasRoot(frontier, target)) return { frontier, source: undefined }
  let firstDifference: number | undefined
  for (const source of input.leaves) {
    const byLeaves = await growByLeaves(input, source, { confirmed, to: target.size })
    if (byLeaves.frontier && hasRoot(byLeaves.frontier, target)) {
      const leafIndex = byLeaves.firstDifference ?? confirmed.size
      const detail = 'an anchored tile disagrees with the signed checkpoint; the leaves agree with it'
      problems.report('tile_altered', { log, leafIndex }, detail)
      return { frontier: byLeaves.frontier, source }
    }
    const earlier = Math.min(
      firstDifference ?? Number.POSITIVE_INFINITY,
      byLeaves.firstDifference ?? Number.POSITIVE_INFINITY,
    )
    if (Number.isFinite(earlier)) firstDifference = earlier
  }
  const kind = target.kept ? 'kept_checkpoint_inconsistent' : 'checkpoint_inconsistent'
  const place = { log, treeSize: target.size, leafIndex: firstDifference ?? confirmed.size }
  problems.report(
    kind,
    place,
    'neither the anchored tiles nor any leaves give the root of a signed checkpoint',
  )
  return { frontier, source: undefined }
}

/** The frontier by a source's leaves, and the first leaf that the tiles have otherwise. */
async function growByLeaves(
  input: SizedInput,
  source: LeafSource,
  { confirmed, to }: { confirmed: Frontier; to: number },
): Promise<{ frontier: Frontier | undefined; firstDifference: number | undefined }> {
  let frontier: Frontier | undefined = confirmed
  let firstDifference: number | undefined
  for (let from = confirmed.size; from < to; ) {
    const end = Math.min(to, (Math.floor(from / tileWidth) + 1) * tileWidth)
    const rows = await source.leaves(from, end)
    const isWhole = rows.length === end - from && rows.every(({ index }, at) => index === from + at)
    const hashes = rows.map(({ leaf }) => leafHash(leaf))
    frontier = frontier && isWhole ? appendLeaves(frontier, hashes) : undefined
    if (firstDifference === undefined) {
      const tile = await anchoredHashes(input, from, end)
      const at = rows.findIndex(({ index }, position) => {
        const expected = tile[index - from]
        return expected !== undefined && !isSame(expected, hashes[position])
      })
      firstDifference = at < 0 ? undefined : rows[at]?.index
    }
    if (!frontier && firstDifference !== undefined) break
    from = end
  }
  return { frontier, firstDifference }
}

/** What the tiles have of some leaves of one tile. */
async function anchoredHashes(
  { log, anchor, anchoredSize }: SizedInput,
  from: number,
  to: number,
): Promise<readonly Uint8Array[]> {
  const index = Math.floor(from / tileWidth)
  const first = index * tileWidth
  const width = Math.min(tileWidth, anchoredSize - first)
  const bytes = await anchor.tile(log, { level: 0, index, width })
  return bytes?.length === width * hashBytes ? parseTile(bytes, width).slice(from - first, to - first) : []
}
