// Tiles above the leaf hashes follow from them; whoever reads proofs from the anchor relies on them (C2SP tlog-tiles).
import { rootOf, tileWidth } from '@reseal/protocol/log'
import { concat, isSame } from './bytes.ts'
import type { LogName, ProblemCollector } from './problem.ts'
import type { AnchorSource } from './sources.ts'

/** Compares anchored tiles of level 1 and above with what the leaves give, while these go by. */
export interface UpperTilesCheck {
  add(leafHashes: readonly Uint8Array[]): Promise<void>
  /** Compares the partial tiles at the right edge. */
  end(): Promise<void>
}

/** Where the tiles are, and whom to tell. */
export interface UpperTilesInput {
  readonly log: LogName
  readonly anchor: AnchorSource
  readonly problems: ProblemCollector
}

interface OpenTile {
  index: number
  hashes: Uint8Array[]
}

/** Holds one open tile a level. */
export function createUpperTilesCheck(input: UpperTilesInput): UpperTilesCheck {
  const levels: OpenTile[] = []
  const put = async (level: number, hash: Uint8Array): Promise<void> => {
    const tile = levels[level] ?? { index: 0, hashes: [] }
    levels[level] = tile
    tile.hashes.push(hash)
    if (tile.hashes.length < tileWidth) return
    if (level > 0) await compare(input, level, tile)
    const root = rootOf(tile.hashes)
    levels[level] = { index: tile.index + 1, hashes: [] }
    await put(level + 1, root)
  }
  return {
    add: async (leafHashes) => {
      for (const hash of leafHashes) await put(0, hash)
    },
    end: async () => {
      for (const [level, tile] of levels.entries()) {
        if (level > 0 && tile.hashes.length > 0) await compare(input, level, tile)
      }
    },
  }
}

async function compare(
  { log, anchor, problems }: UpperTilesInput,
  level: number,
  { index, hashes }: OpenTile,
): Promise<void> {
  const place = { log, leafIndex: index * tileWidth ** (level + 1) }
  const bytes = await anchor.tile(log, { level, index, width: hashes.length })
  if (!bytes) {
    problems.report('tile_missing', place, `an anchored tile of level ${level} is missing`)
  } else if (!isSame(concat(hashes), bytes)) {
    const detail = `an anchored tile of level ${level} does not follow from the leaves`
    problems.report('tile_altered', place, detail)
  }
}
