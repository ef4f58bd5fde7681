// Inclusion proofs (RFC 6962 §2.1.1) out of anchored tiles: a handful of tiles, however long the log is.
import { nodeHash, rootOf, tileWidth } from '@reseal/protocol/log'
import type { Anchor, LogName } from '@reseal/store'

/** Which leaf of which tree. */
export interface ProofRequest {
  readonly log: LogName
  /** From 0, below `treeSize`. */
  readonly index: number
  /** Size of an anchored checkpoint. */
  readonly treeSize: number
}

/**
 * Sibling hashes from the leaf upwards.
 * @throws StoreError bad_anchor, object_store_unavailable
 */
export async function proveInclusion(anchor: Anchor, request: ProofRequest): Promise<Uint8Array[]> {
  const readNodes = createNodeReader(anchor, request)
  const proof: Uint8Array[] = []
  let start = 0
  let end = request.treeSize
  while (end - start > 1) {
    const split = start + largestPowerBelow(end - start)
    if (request.index < split) {
      proof.push(await subtreeRoot(readNodes, split, end))
      end = split
    } else {
      proof.push(await subtreeRoot(readNodes, start, split))
      start = split
    }
  }
  return proof.reverse()
}

/** Hashes `[first, first + count)` of a tile level; they lie in one tile. */
type ReadNodes = (level: number, first: number, count: number) => Promise<readonly Uint8Array[]>

const levelsPerTile = 8

function createNodeReader(anchor: Anchor, { log, treeSize }: ProofRequest): ReadNodes {
  const tiles = new Map<string, Promise<Uint8Array[]>>()
  return async (level, first, count) => {
    const index = Math.floor(first / tileWidth)
    const width = Math.min(tileWidth, Math.floor(treeSize / tileWidth ** level) - index * tileWidth)
    const name = `${level}/${index}`
    const tile = tiles.get(name) ?? anchor.readTile(log, { level, index, width })
    tiles.set(name, tile)
    const at = first - index * tileWidth
    return (await tile).slice(at, at + count)
  }
}

/** Root over leaves `[start, end)`: perfect subtrees come from tiles, the ragged right edge is put together. */
async function subtreeRoot(readNodes: ReadNodes, start: number, end: number): Promise<Uint8Array> {
  const count = end - start
  const height = Math.log2(count)
  if (!Number.isInteger(height)) {
    const split = start + largestPowerBelow(count)
    return nodeHash(await subtreeRoot(readNodes, start, split), await subtreeRoot(readNodes, split, end))
  }
  const level = Math.floor(height / levelsPerTile)
  const width = tileWidth ** level
  return rootOf(await readNodes(level, start / width, count / width))
}

function largestPowerBelow(size: number): number {
  let power = 1
  while (power * 2 < size) power *= 2
  return power
}
