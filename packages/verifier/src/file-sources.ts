// Anchors and exports as a verification reads them from files; nothing is believed.
import { entriesPath, parseEntries, type Tile, tilePath, tileWidth } from '@reseal/protocol/log'
import { toText } from './bytes.ts'
import type { LogName } from './problem.ts'
import { readAhead } from './read-ahead.ts'
import type { AnchorChange, AnchorSource, FileSource, FoundCheckpoint, LeafRow } from './sources.ts'

const prefixOf = (log: LogName): string => `${log}/checkpoint/`

/** Anchors in files: `<log>/checkpoint/…`, C2SP tile paths below `<log>/`, and leaves beside them. */
export function createAnchorSource(
  files: FileSource,
  changes?: (log: LogName) => AsyncIterable<AnchorChange>,
): AnchorSource {
  const read = async (name: string): Promise<FoundCheckpoint> => {
    const bytes = await files.get(name)
    return { name, note: (bytes && toText(bytes)) ?? '' }
  }
  return {
    checkpoints: (log, upTo) => readAhead(keysUpTo(files, log, upTo), read),
    newest: async (log) => {
      let newest: string | undefined
      for await (const { key } of files.list(prefixOf(log))) newest = key
      return newest
    },
    tile: (log, { level, index, width }: Tile) => files.get(`${log}/${tilePath(level, index, width)}`),
    leaves: (log, from, to) => readEntries(files, log, { from, to }),
    hasLeaves: async (log) => {
      for (const prefix of [`${log}/tail/`, `${log}/tile/entries/`]) {
        for await (const _ of files.list(prefix)) return true
      }
      return false
    },
    ...(changes ? { changes } : {}),
  }
}

async function* keysUpTo(files: FileSource, log: LogName, upTo: string | undefined): AsyncGenerator<string> {
  for await (const { key } of files.list(prefixOf(log))) {
    if (upTo !== undefined && key > upTo) return
    yield key
  }
}

interface Range {
  readonly from: number
  readonly to: number
}

/** Full tiles have their entry bundle; what follows the last full tile lies in pieces, one a checkpoint. */
async function readEntries(files: FileSource, log: LogName, { from, to }: Range): Promise<LeafRow[]> {
  const index = Math.floor(from / tileWidth)
  const first = index * tileWidth
  const bundle = await files.get(`${log}/${entriesPath(index)}`)
  if (bundle) return rowsOf(bundle, { from: first, to: first + tileWidth }).slice(from - first, to - first)
  const rows: LeafRow[] = []
  for (let next = from; next < to; ) {
    const piece = await findPiece(files, log, next)
    const bytes = piece && (await files.get(piece.key))
    if (!bytes) break
    const found = rowsOf(bytes, piece).filter((row) => row.index >= next && row.index < to)
    rows.push(...found)
    next = piece.to
  }
  return rows
}

/** The longest piece that holds a leaf: those of one tile that begin at it or before. */
async function findPiece(
  files: FileSource,
  log: LogName,
  leaf: number,
): Promise<(Range & { readonly key: string }) | undefined> {
  const prefix = `${log}/tail/`
  const boundary = leaf - (leaf % tileWidth)
  let best: (Range & { readonly key: string }) | undefined
  for await (const { key } of files.list(prefix, prefix + String(boundary).padStart(20, '0'))) {
    const [, from = '', to = ''] = /^(\d{20})-(\d{20})$/.exec(key.slice(prefix.length)) ?? []
    const range = { from: Number(from), to: Number(to) }
    if (from !== '' && range.from > leaf) break
    if (range.to > leaf && range.to > (best?.to ?? 0)) best = { ...range, key }
  }
  return best
}

/** Leaves that cannot be read stand there as empty ones, which no tree has: so they are named by their index. */
function rowsOf(bytes: Uint8Array, { from, to }: Range): LeafRow[] {
  const count = Math.min(to - from, tileWidth)
  let leaves: readonly Uint8Array[] = []
  try {
    leaves = parseEntries(bytes, count)
  } catch {
    leaves = Array.from({ length: count }, () => new Uint8Array(0))
  }
  return leaves.map((leaf, at) => ({ index: from + at, leaf }))
}
