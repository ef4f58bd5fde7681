// Inclusion and consistency proofs (RFC 6962 §2.1.1, §2.1.2) out of C2SP tlog-tiles: a handful of tiles, however long the
// log is.
import { ProtocolError } from '../protocol-error.ts'
import { nodeHash, rootOf } from './merkle-tree.ts'
import { type Tile, tileWidth } from './tiles.ts'
import { isSize, largestPowerBelow } from './tree-size.ts'

/** Gives the hashes of a tile, as many as its width says. */
export type ReadTile = (tile: Tile) => Promise<readonly Uint8Array[]>

/** Which leaf of which tree. */
export interface InclusionRequest {
  /** From 0, below `size`. */
  readonly index: number
  /** Leaves of a tree whose tiles were written: that of a checkpoint. */
  readonly size: number
}

/** Which beginning of which tree. */
export interface ConsistencyRequest {
  readonly oldSize: number
  /** As of `InclusionRequest`. */
  readonly size: number
}

/**
 * The proof that leaf `index` is in the tree: sibling hashes from the leaf upwards. Reads each tile once.
 * @throws {ProtocolError} `bad_proof` when there is no such leaf; `bad_tile` for a tile of another width; what `readTile` throws
 */
export async function inclusionProofFromTiles(
  readTile: ReadTile,
  { index, size }: InclusionRequest,
): Promise<Uint8Array[]> {
  if (!isSize(index) || !isSize(size) || index >= size) throw new ProtocolError('bad_proof')
  const subtreeRoot = createSubtreeReader(readTile, size)
  const proof: Promise<Uint8Array>[] = []
  let [start, end] = [0, size]
  while (end - start > 1) {
    const split = start + largestPowerBelow(end - start)
    if (index < split) {
      proof.push(subtreeRoot(split, end))
      end = split
    } else {
      proof.push(subtreeRoot(start, split))
      start = split
    }
  }
  return (await Promise.all(proof)).reverse()
}

/**
 * The proof that the first `oldSize` leaves are the beginning of the tree. Reads each tile once.
 * @throws {ProtocolError} as `inclusionProofFromTiles`
 */
export async function consistencyProofFromTiles(
  readTile: ReadTile,
  { oldSize, size }: ConsistencyRequest,
): Promise<Uint8Array[]> {
  if (!isSize(oldSize) || !isSize(size) || oldSize > size) throw new ProtocolError('bad_proof')
  if (oldSize === 0 || oldSize === size) return []
  const subtreeRoot = createSubtreeReader(readTile, size)
  const proof: Promise<Uint8Array>[] = []
  let [start, end] = [0, size]
  while (oldSize < end) {
    const split = start + largestPowerBelow(end - start)
    if (oldSize <= split) {
      proof.push(subtreeRoot(split, end))
      end = split
    } else {
      proof.push(subtreeRoot(start, split))
      start = split
    }
  }
  // RFC 6962 §2.1.2: the old root itself is left out while the old tree is the whole left part.
  if (start > 0) proof.push(subtreeRoot(start, end))
  return (await Promise.all(proof)).reverse()
}

type SubtreeReader = (start: number, end: number) => Promise<Uint8Array>

const levelsPerTile = Math.log2(tileWidth)

/** Roots over leaves `[start, end)`: perfect subtrees come from tiles, the ragged right edge is put together. */
function createSubtreeReader(readTile: ReadTile, size: number): SubtreeReader {
  const tiles = new Map<string, Promise<readonly Uint8Array[]>>()
  const readNodes = async (level: number, first: number, count: number): Promise<readonly Uint8Array[]> => {
    const index = Math.floor(first / tileWidth)
    const width = Math.min(tileWidth, Math.floor(size / tileWidth ** level) - index * tileWidth)
    const name = `${level}/${index}`
    const tile = tiles.get(name) ?? readTile({ level, index, width })
    tiles.set(name, tile)
    const hashes = await tile
    if (hashes.length !== width) throw new ProtocolError('bad_tile')
    const at = first - index * tileWidth
    return hashes.slice(at, at + count)
  }
  const subtreeRoot: SubtreeReader = async (start, end) => {
    const count = end - start
    const height = Math.log2(count)
    if (!Number.isInteger(height)) {
      const split = start + largestPowerBelow(count)
      return nodeHash(...(await Promise.all([subtreeRoot(start, split), subtreeRoot(split, end)])))
    }
    const level = Math.floor(height / levelsPerTile)
    const width = tileWidth ** level
    return rootOf(await readNodes(level, start / width, count / width))
  }
  return subtreeRoot
}
