// What an inclusion proof costs to compute and to verify in a log of ten million leaves: the code that makes receipts, reading
// tiles of a folder as the anchor has them. The tree is simulated: all of its leaves are alike, so that the few tiles that
// differ stand for all of the 40,000, and every one has its true hashes. Floor: SHA-256 of one node, so many times as the tree
// is high.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  appendLeaves,
  emptyFrontier,
  encodeTile,
  frontierRoot,
  inclusionProofFromTiles,
  leafHash,
  nodeHash,
  parseTile,
  type ReadTile,
  rootOf,
  type Tile,
  tileWidth,
  verifyInclusion,
} from '@reseal/protocol/log'
import { createFolderObjectStore, tileKey } from '@reseal/store'

/** One figure in the shape that `npm run bench` prints. */
export interface Measurement {
  readonly id: string
  readonly value: number
  readonly unit: string
  readonly floor: number
  readonly ratio: number
  readonly budget: number
  readonly met: boolean
}

const leafCount = 10_000_000
const proofCount = 400
const budgetMs = 1

/** Measures `log.proof` (ms of computing an inclusion proof), `log.proof_read` (with tiles from a folder), `log.proof_verify`. */
export async function measureLogProofs(): Promise<Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'reseal-proofs-'))
  try {
    const store = createFolderObjectStore({ root: folder })
    const tree = await writeTree(async (tile, hashes) =>
      store.put(tileKey('audit', tile), encodeTile(hashes)),
    )
    // One object stands for all full tiles of a level, which are equal.
    const placeOf = (tile: Tile): Tile => (tile.width === tileWidth ? { ...tile, index: 0 } : tile)
    const readStored: ReadTile = async (tile) =>
      parseTile(await store.get(tileKey('audit', placeOf(tile))), tile.width)
    const readKept: ReadTile = async (tile) => tree.tiles.get(nameOf(placeOf(tile))) ?? []

    const indexes = Array.from(
      { length: proofCount },
      (_, i) => Math.floor((i * leafCount) / proofCount) + (i % 257),
    )
    const proofs: Uint8Array[][] = []
    for (const index of indexes)
      proofs.push(await inclusionProofFromTiles(readKept, { index, size: leafCount }))

    const claimOf = (index: number) => ({ leafHash: tree.leaf, index, size: leafCount, root: tree.root })
    const wrong = indexes.filter((index, i) => !verifyInclusion(claimOf(index), proofs[i] ?? []))
    if (wrong.length > 0) throw new Error('a proof does not verify')

    const floorMs = await medianMs(indexes, async () => hashUp(tree.leaf))
    const computeMs = await medianMs(indexes, (index) =>
      inclusionProofFromTiles(readKept, { index, size: leafCount }),
    )
    const readMs = await medianMs(indexes, (index) =>
      inclusionProofFromTiles(readStored, { index, size: leafCount }),
    )
    const verifyMs = await medianMs(indexes, async (index, i) =>
      verifyInclusion(claimOf(index), proofs[i] ?? []),
    )
    const entry = (id: string, value: number, met: boolean): Measurement => ({
      id,
      value,
      unit: 'ms',
      floor: floorMs,
      ratio: value / floorMs,
      budget: budgetMs,
      met,
    })
    return [
      entry('log.proof', computeMs, computeMs <= budgetMs),
      entry('log.proof_read', readMs, true),
      entry('log.proof_verify', verifyMs, verifyMs <= budgetMs),
    ]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Tree {
  readonly leaf: Uint8Array
  readonly root: Uint8Array
  readonly tiles: ReadonlyMap<string, readonly Uint8Array[]>
}

const nameOf = ({ level, index, width }: Tile): string => `${level}/${index}/${width}`

/** The distinct tiles: a level has one full tile many times over, and one at its right edge. */
async function writeTree(write: (tile: Tile, hashes: readonly Uint8Array[]) => Promise<void>): Promise<Tree> {
  const leaf = leafHash(new TextEncoder().encode('{"time_ms":0}'))
  const tiles = new Map<string, readonly Uint8Array[]>()
  // Roots of the perfect subtrees at the right edge, largest first.
  const edge: Uint8Array[] = []
  let hash: Uint8Array = leaf
  for (let level = 0, count = leafCount; count > 0; level++, count = Math.floor(count / tileWidth)) {
    const width = count % tileWidth
    for (const tile of [
      ...(count >= tileWidth ? [{ level, index: 0, width: tileWidth }] : []),
      ...(width > 0 ? [{ level, index: Math.floor(count / tileWidth), width }] : []),
    ]) {
      const hashes = Array.from({ length: tile.width }, () => hash)
      tiles.set(nameOf(tile), hashes)
      await write(tile, hashes)
    }
    const below = hash
    edge.unshift(
      ...appendLeaves(
        emptyFrontier,
        Array.from({ length: width }, () => below),
      ).hashes,
    )
    hash = rootOf(Array.from({ length: tileWidth }, () => below))
  }
  return { leaf, tiles, root: frontierRoot({ size: leafCount, hashes: edge }) }
}

function hashUp(leaf: Uint8Array): Uint8Array {
  let hash = leaf
  for (let height = Math.ceil(Math.log2(leafCount)); height > 0; height--) hash = nodeHash(hash, leaf)
  return hash
}

async function medianMs(
  indexes: readonly number[],
  work: (index: number, position: number) => Promise<unknown>,
): Promise<number> {
  const times: number[] = []
  for (const [position, index] of indexes.entries()) {
    const start = performance.now()
    await work(index, position)
    times.push(performance.now() - start)
  }
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
}
