// The growing edge of a log's tree in C2SP tlog-tiles form: per level, the hashes of the tile not yet full. All that an
// anchoring process keeps of a log.
import {
  appendLeaves,
  emptyFrontier,
  frontierRoot,
  type Tile,
  tileRoot,
  tileWidth,
} from '@reseal/protocol/log'

/** A tree by its size and right edge; level 0 first. */
export interface TileTree {
  readonly size: number
  readonly edge: readonly (readonly Uint8Array[])[]
}

/** A tile with its hashes. */
export interface FilledTile extends Tile {
  readonly hashes: readonly Uint8Array[]
}

/** The tree without leaves. */
export const emptyTree: TileTree = { size: 0, edge: [] }

/** Tiles at the right edge of a tree of this size: what must be read to continue it. */
export function edgeTiles(size: number): Tile[] {
  const tiles: Tile[] = []
  for (let level = 0, count = size; count > 0; level += 1) {
    const width = count % tileWidth
    count = Math.floor(count / tileWidth)
    if (width > 0) tiles.push({ level, index: count, width })
  }
  return tiles
}

/** Appends leaf hashes; `tiles` are those that are new or wider than before, lowest level first. */
export function growTree(
  tree: TileTree,
  leafHashes: readonly Uint8Array[],
): { tree: TileTree; tiles: FilledTile[] } {
  const edge: Uint8Array[][] = []
  const tiles: FilledTile[] = []
  let added = leafHashes
  let count = tree.size
  for (let level = 0; level < tree.edge.length || added.length > 0; level += 1) {
    const hashes = [...(tree.edge[level] ?? []), ...added]
    const completed: Uint8Array[] = []
    let index = Math.floor(count / tileWidth)
    for (; hashes.length >= tileWidth; index += 1) {
      const full = hashes.splice(0, tileWidth)
      tiles.push({ level, index, width: tileWidth, hashes: full })
      completed.push(tileRoot(full))
    }
    if (added.length > 0 && hashes.length > 0) tiles.push({ level, index, width: hashes.length, hashes })
    edge.push(hashes)
    added = completed
    count = Math.floor(count / tileWidth)
  }
  return { tree: { size: tree.size + leafHashes.length, edge }, tiles }
}

/** The tree's RFC 6962 root, from its edge alone. */
export function treeRoot({ size, edge }: TileTree): Uint8Array<ArrayBuffer> {
  const hashes = edge.toReversed().flatMap((level) => appendLeaves(emptyFrontier, level).hashes)
  return frontierRoot({ size, hashes })
}
