// Verifies one log: the tree of the anchored tiles against every signed checkpoint, then the database's leaves
// against that tree. RFC 6962 §2.1, C2SP tlog-tiles.
import {
  appendLeaves,
  emptyFrontier,
  type Frontier,
  frontierRoot,
  leafHash,
  parseTile,
  tileWidth,
} from '@reseal/protocol/log'
import {
  checkCheckpoint,
  createNoteVerifier,
  orderCheckpoints,
  type PinnedLog,
  type SignedCheckpoint,
} from './checkpoints.ts'
import type { LogName, ProblemCollector } from './problem.ts'
import type { AnchorSource, DatabaseSource, FoundCheckpoint, LeafRow, VerifyProgress } from './sources.ts'
import { createTileRoots, type TileRoots, verifyUpperTiles } from './upper-tiles.ts'

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
  readonly anchor: AnchorSource
  readonly database: DatabaseSource
  /** The log's anchored checkpoints, read before the database's view was taken. */
  readonly found: readonly FoundCheckpoint[]
  /** A signed checkpoint that the person who verifies kept from before. */
  readonly kept?: string
  readonly problems: ProblemCollector
  /** Called for every leaf of the database that the tree does not contradict, ascending. */
  visit(leaves: readonly VisitedLeaf[]): Promise<void>
  onProgress?(progress: VerifyProgress): void
}

/** What was proven of one log. */
export interface LogReport {
  /** Leaves the database holds. */
  readonly size: number
  /** Leaves covered by the newest checkpoint that the pinned key signed. */
  readonly anchoredSize: number
  readonly checkpointCount: number
  /** Leaves newer than every checkpoint. */
  readonly unprovenCount: number
  /** True where leaves exist and no checkpoint is anchored at all. */
  readonly unanchored: boolean
}

/** Leaf hashes from `start` on that no checkpoint has confirmed yet. */
interface Pending {
  readonly start: number
  readonly frontier: Frontier
  readonly tileHashes: (Uint8Array | undefined)[]
  readonly rows: (LeafRow | undefined)[]
  readonly rowHashes: (Uint8Array | undefined)[]
}

/** Verifies one log from its first leaf to its last. */
export async function verifyLog(input: LogInput): Promise<LogReport> {
  const { log, problems, database } = input
  const checkpoints = await signedCheckpoints(input)
  const { headSize, size } = await database.extent(log)
  const anchored = checkpoints.filter(({ kept }) => !kept)
  const anchoredSize = anchored.at(-1)?.size ?? 0
  const keptAhead = checkpoints.find((checkpoint) => checkpoint.kept && checkpoint.size > anchoredSize)
  if (keptAhead) {
    const detail = 'the anchor ends before the kept checkpoint: its newest checkpoints are gone'
    problems.report('kept_checkpoint_inconsistent', { log, treeSize: keptAhead.size }, detail)
  }
  await verifyAnchoredPart(
    input,
    checkpoints.filter((checkpoint) => checkpoint.size <= anchoredSize),
    size,
  )
  await visitUnanchored(input, anchoredSize, size)
  // Leaves cut off below the anchor are named already, by what the anchor has of them.
  if (size !== headSize && Math.max(size, headSize) > anchoredSize) {
    const detail = "the log's head and its newest leaf disagree beyond the newest checkpoint"
    problems.report('log_head_altered', { log, leafIndex: Math.min(size, headSize) }, detail)
  }
  return {
    size,
    anchoredSize,
    checkpointCount: anchored.length,
    unprovenCount: Math.max(0, size - anchoredSize),
    unanchored: anchored.length === 0 && size > 0,
  }
}

async function signedCheckpoints(input: LogInput): Promise<readonly SignedCheckpoint[]> {
  const { log, pinned, problems, kept } = input
  const check = { log, pinned, verifier: createNoteVerifier(pinned.verifierKey), problems }
  const signed: SignedCheckpoint[] = []
  for (const found of input.found) {
    const checkpoint = await checkCheckpoint(check, found)
    if (checkpoint) signed.push(checkpoint)
    input.onProgress?.({ step: 'checkpoints', log, done: signed.length, total: input.found.length })
  }
  const own =
    kept === undefined ? undefined : await checkCheckpoint(check, { name: 'kept', note: kept }, true)
  // Anchored first: where both have one size, the anchored one is the one that counts leaves.
  return orderCheckpoints(log, own ? [...signed, own] : signed, problems)
}

async function verifyAnchoredPart(
  input: LogInput,
  checkpoints: readonly SignedCheckpoint[],
  databaseSize: number,
): Promise<void> {
  const anchoredSize = checkpoints.at(-1)?.size ?? 0
  const tileRoots = createTileRoots()
  let pending = emptyPending(0, emptyFrontier)
  let next = 0
  while (checkpoints[next]?.size === 0) next += 1
  for (let start = 0; start < anchoredSize; start += tileWidth) {
    const width = Math.min(tileWidth, anchoredSize - start)
    await readTile(input, pending, { start, width })
    for (let target = checkpoints[next]; target && target.size <= start + width; target = checkpoints[next]) {
      pending = await confirm(input, pending, { target, databaseSize, tileRoots })
      next += 1
    }
    input.onProgress?.({ step: 'log', log: input.log, done: start + width, total: anchoredSize })
  }
  await verifyUpperTiles(input, tileRoots.list(), anchoredSize)
}

function emptyPending(start: number, frontier: Frontier): Pending {
  return { start, frontier, tileHashes: [], rows: [], rowHashes: [] }
}

async function readTile(
  { log, anchor, database, problems }: LogInput,
  pending: Pending,
  { start, width }: { start: number; width: number },
): Promise<void> {
  const index = start / tileWidth
  const bytes = await anchor.tile(log, { level: 0, index, width })
  let hashes: readonly (Uint8Array | undefined)[] = []
  try {
    if (bytes) hashes = parseTile(bytes, width)
    else problems.report('tile_missing', { log, leafIndex: start }, 'an anchored tile is missing')
  } catch {
    problems.report('tile_altered', { log, leafIndex: start }, 'an anchored tile has the wrong size')
  }
  const rows = new Map((await database.leaves(log, start, start + width)).map((row) => [row.index, row]))
  for (let offset = 0; offset < width; offset += 1) {
    const row = rows.get(start + offset)
    pending.tileHashes.push(hashes[offset])
    pending.rows.push(row)
    pending.rowHashes.push(row && leafHash(row.leaf))
  }
}

const nothing = new Uint8Array(32)

/** The leaf hashes that the tree is built from: the anchor's where it has them. */
function trusted({ tileHashes, rowHashes }: Pending): Uint8Array[] {
  return tileHashes.map((hash, offset) => hash ?? rowHashes[offset] ?? nothing)
}

/** Holds the pending leaves up to a checkpoint against its root; gives what is pending after it. */
async function confirm(
  input: LogInput,
  pending: Pending,
  {
    target,
    databaseSize,
    tileRoots,
  }: { target: SignedCheckpoint; databaseSize: number; tileRoots: TileRoots },
): Promise<Pending> {
  const { log, problems } = input
  const count = target.size - pending.start
  const fromTiles = trusted(pending).slice(0, count)
  const fromRows = pending.rowHashes.slice(0, count)
  const grown = appendLeaves(pending.frontier, fromTiles)
  const rest: Pending = {
    start: target.size,
    frontier: grown,
    tileHashes: pending.tileHashes.slice(count),
    rows: pending.rows.slice(count),
    rowHashes: pending.rowHashes.slice(count),
  }
  if (hasRoot(grown, target)) {
    tileRoots.add(fromTiles)
    await compareRows(input, pending, { hashes: fromTiles, databaseSize })
    return rest
  }
  const firstDifference = fromTiles.findIndex((hash, offset) => !isSame(hash, fromRows[offset]))
  const leafIndex = pending.start + Math.max(0, firstDifference)
  const allRows = fromRows.filter((hash) => hash !== undefined)
  const byRows = allRows.length === count ? appendLeaves(pending.frontier, allRows) : undefined
  if (byRows && hasRoot(byRows, target)) {
    const detail = 'an anchored tile disagrees with the signed checkpoint; the database agrees with it'
    problems.report('tile_altered', { log, leafIndex }, detail)
    tileRoots.add(allRows)
    await compareRows(input, pending, { hashes: fromRows, databaseSize })
    return { ...rest, frontier: byRows }
  }
  const kind = target.kept ? 'kept_checkpoint_inconsistent' : 'checkpoint_inconsistent'
  const detail = 'neither the anchored tiles nor the database give the root of a signed checkpoint'
  problems.report(kind, { log, treeSize: target.size, leafIndex }, detail)
  tileRoots.add(fromTiles)
  await compareRows(input, pending, { hashes: fromTiles, databaseSize })
  return rest
}

function hasRoot(frontier: Frontier, { root }: SignedCheckpoint): boolean {
  return isSame(frontierRoot(frontier), root)
}

function isSame(left: Uint8Array, right: Uint8Array | undefined): boolean {
  return right !== undefined && Buffer.compare(left, right) === 0
}

async function compareRows(
  { log, problems, visit }: LogInput,
  pending: Pending,
  { hashes, databaseSize }: { hashes: readonly (Uint8Array | undefined)[]; databaseSize: number },
): Promise<void> {
  const visited: VisitedLeaf[] = []
  for (const [offset, hash] of hashes.entries()) {
    const leafIndex = pending.start + offset
    const row = pending.rows[offset]
    const rowHash = pending.rowHashes[offset]
    if (!row || !rowHash) {
      const [kind, detail] =
        leafIndex >= databaseSize
          ? (['log_cut_off', 'the newest leaves are gone from the database; the anchor has them'] as const)
          : (['leaf_missing', 'a leaf is gone from the database; the anchor has it'] as const)
      problems.report(kind, { log, leafIndex }, detail)
    } else if (!isSame(rowHash, hash)) {
      problems.report(
        'leaf_altered',
        { log, leafIndex },
        'a leaf in the database is not the one that was anchored',
      )
    } else {
      visited.push({ index: leafIndex, leaf: row.leaf, anchored: true })
    }
  }
  await visit(visited)
}

const visitCount = 1024

/** Leaves newer than the newest checkpoint: nothing proves them, but a gap among them is still a finding. */
async function visitUnanchored(
  { log, database, problems, visit }: LogInput,
  from: number,
  to: number,
): Promise<void> {
  let expected = from
  for (let start = from; start < to; start += visitCount) {
    const rows = await database.leaves(log, start, Math.min(to, start + visitCount))
    // One leaf far out must not make the verifier look for millions that were never there.
    if (rows.length === 0) {
      problems.report('leaf_missing', { log, leafIndex: expected }, 'a leaf is missing between others')
      return
    }
    for (const row of rows) {
      if (row.index > expected) {
        problems.report('leaf_missing', { log, leafIndex: expected }, 'a leaf is missing between others')
      }
      expected = row.index + 1
    }
    await visit(rows.map(({ index, leaf }) => ({ index, leaf, anchored: false })))
  }
}
