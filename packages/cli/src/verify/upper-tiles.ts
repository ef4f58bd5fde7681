// Tiles above the leaf hashes follow from them; whoever reads proofs from the anchor relies on them (C2SP tlog-tiles).
import { newTiles, rootOf, type Tile, tileWidth } from '@reseal/protocol/log'
import type { LogName, ProblemCollector } from './problem.ts'
import type { AnchorSource } from './sources.ts'

/** Gathers the roots of full tiles of leaf hashes, in order. */
export interface TileRoots {
  add(leafHashes: readonly Uint8Array[]): void
  list(): readonly Uint8Array[]
}

/** Empty; holds one hash for every 256 leaves, and the last tile. */
export function createTileRoots(): TileRoots {
  const roots: Uint8Array[] = []
  let open: Uint8Array[] = []
  return {
    add(leafHashes) {
      for (const hash of leafHashes) {
        open.push(hash)
        if (open.length < tileWidth) continue
        roots.push(rootOf(open))
        open = []
      }
    },
    list: () => roots,
  }
}

/** Where the tiles are, and whom to tell. */
export interface UpperTilesInput {
  readonly log: LogName
  readonly anchor: AnchorSource
  readonly problems: ProblemCollector
}

/** Compares every anchored tile of level 1 and above with what the leaves give. */
export async function verifyUpperTiles(
  input: UpperTilesInput,
  tileRoots: readonly Uint8Array[],
  size: number,
): Promise<void> {
  let hashes = tileRoots
  let level = 1
  for (const tile of newTiles(0, size).filter((candidate) => candidate.level > 0)) {
    if (tile.level > level) {
      hashes = rootsOfFullTiles(hashes)
      level = tile.level
    }
    await verifyTile(input, tile, hashes)
  }
}

async function verifyTile(
  { log, anchor, problems }: UpperTilesInput,
  tile: Tile,
  hashes: readonly Uint8Array[],
): Promise<void> {
  const { level, index, width } = tile
  const first = index * tileWidth
  const place = { log, leafIndex: first * tileWidth ** level }
  const bytes = await anchor.tile(log, tile)
  if (!bytes) {
    problems.report('tile_missing', place, `an anchored tile of level ${level} is missing`)
  } else if (!Buffer.concat(hashes.slice(first, first + width)).equals(bytes)) {
    problems.report(
      'tile_altered',
      place,
      `an anchored tile of level ${level} does not follow from the leaves`,
    )
  }
}

function rootsOfFullTiles(hashes: readonly Uint8Array[]): Uint8Array[] {
  const fullCount = Math.floor(hashes.length / tileWidth)
  return Array.from({ length: fullCount }, (_, index) =>
    rootOf(hashes.slice(index * tileWidth, (index + 1) * tileWidth)),
  )
}
