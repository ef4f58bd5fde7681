// Reads what is anchored (design.md §7): signed checkpoints and hash tiles, written once to an object store that the
// database's owner cannot rewrite. Nothing is believed before its signature is checked.
import {
  type NoteVerifier,
  parseCheckpoint,
  parseTile,
  type Tile,
  tilePath,
  tileWidth,
  verifyNote,
} from '@reseal/protocol/log'
import type { LogName } from '../logs/log-name.ts'
import type { ObjectStore } from '../objects/object-store.ts'
import { StoreError } from '../store-error.ts'
import type { AnchorPlaceName } from './anchor-places.ts'
import { edgeTiles } from './tile-tree.ts'

/** A checkpoint whose signature was verified. */
export interface AnchoredCheckpoint {
  readonly log: LogName
  /** Leaves. */
  readonly size: number
  /** 32 bytes. */
  readonly root: Uint8Array
  /** The signed note itself (C2SP tlog-checkpoint). */
  readonly note: string
}

/** Who signs each log's checkpoints; the verifier's name is the log's origin. */
export type AnchorVerifiers = Readonly<Record<LogName, NoteVerifier>>

/** A place that holds what the first one does, and can be read like it. */
export interface AnchorCopy {
  readonly anchor: Anchor
  /** Whether a process that appends insists on proving itself against it. */
  readonly isRequired: boolean
}

/** What is anchored. Every method may throw StoreError bad_anchor, object_store_unavailable. */
export interface Anchor {
  readonly store: ObjectStore
  readonly verifiers: AnchorVerifiers
  /** Further places with the same checkpoints, tiles and leaves. */
  readonly copies: readonly AnchorCopy[]
  /** Places that have to have a checkpoint before it counts as anchored, beside this one. */
  readonly requiredPlaces: readonly AnchorPlaceName[]
  /** All places beside this one, required or not. */
  readonly furtherPlaces: readonly AnchorPlaceName[]
  /** The checkpoint of the largest size. */
  latestCheckpoint(log: LogName): Promise<AnchoredCheckpoint | undefined>
  /** Leaves under the largest checkpoint that this reader has seen so far; nothing is asked. */
  knownSize(log: LogName): number
  /** All, or those that are larger than `afterSize`, ascending by size. */
  listCheckpoints(log: LogName, options?: { readonly afterSize?: number }): AsyncIterable<AnchoredCheckpoint>
  /** The hashes of one tile. */
  readTile(log: LogName, tile: Tile): Promise<Uint8Array[]>
  /** Leaf hashes of the log as it was at an anchored size, in order. */
  readLeafHashes(log: LogName, size: number): AsyncIterable<Uint8Array>
}

/** What an anchor is read from. */
export interface AnchorOptions {
  readonly store: ObjectStore
  readonly verifiers: AnchorVerifiers
  readonly copies?: readonly AnchorCopy[]
  readonly requiredPlaces?: readonly AnchorPlaceName[]
  readonly furtherPlaces?: readonly AnchorPlaceName[]
}

/** Builds a reader; it remembers the newest checkpoint it saw, to search on from there. */
export function createAnchor(options: AnchorOptions): Anchor {
  const { store, verifiers, copies = [], requiredPlaces = [], furtherPlaces = requiredPlaces } = options
  const newest = new Map<LogName, AnchoredCheckpoint>()
  const readTile = (log: LogName, tile: Tile) => readAnchoredTile(store, log, tile)
  return {
    store,
    verifiers,
    copies,
    requiredPlaces,
    furtherPlaces,
    latestCheckpoint: async (log) => {
      const known = newest.get(log)
      const found = await findNewestKey(store, log, known ? known.size + 1 : 0)
      if (found === undefined) return known
      const checkpoint = await readCheckpoint(store, log, found, verifiers[log])
      newest.set(log, checkpoint)
      return checkpoint
    },
    knownSize: (log) => newest.get(log)?.size ?? 0,
    async *listCheckpoints(log, { afterSize } = {}) {
      const prefix = checkpointPrefix(log)
      // Sorts after every name of that size.
      const from = afterSize === undefined ? {} : { startAfter: `${prefix}${padded(afterSize)}-g` }
      for await (const { key } of store.list(prefix, from)) {
        yield await readCheckpoint(store, log, key, verifiers[log])
      }
    },
    readTile,
    async *readLeafHashes(log, size) {
      const full = Math.floor(size / tileWidth)
      for (let index = 0; index < full; index += 1)
        yield* await readTile(log, { level: 0, index, width: tileWidth })
      const edge = edgeTiles(size).find(({ level }) => level === 0)
      if (edge) yield* await readTile(log, edge)
    },
  }
}

/** Where a checkpoint lies: sizes padded, so that listing is ascending; the root in the name tells forks apart. */
export function checkpointKey(log: LogName, size: number, root: Uint8Array): string {
  return `${checkpointPrefix(log)}${padded(size)}-${Buffer.from(root).toString('hex').slice(0, 16)}`
}

/** Where a tile lies: C2SP tlog-tiles paths below the log's name. */
export function tileKey(log: LogName, { level, index, width }: Tile): string {
  return `${log}/${tilePath(level, index, width)}`
}

function checkpointPrefix(log: LogName): string {
  return `${log}/checkpoint/`
}

function padded(size: number): string {
  return String(size).padStart(20, '0')
}

/**
 * The last checkpoint's key at or after a size. There may be one a second for years, and stores list only ascending:
 * so leap ahead in doubling steps and back in halving ones, a handful of listings for any number.
 */
async function findNewestKey(
  store: ObjectStore,
  log: LogName,
  fromSize: number,
): Promise<string | undefined> {
  const prefix = checkpointPrefix(log)
  const firstFrom = async (size: number): Promise<string | undefined> => {
    for await (const { key } of store.list(prefix, { startAfter: prefix + padded(size) })) return key
    return undefined
  }
  let newest = await firstFrom(fromSize)
  for (let step = 1; newest !== undefined && step >= 1; ) {
    const next = await firstFrom(sizeInKey(newest) + step)
    step = next === undefined ? Math.floor(step / 2) : step * 2
    newest = next ?? newest
  }
  return newest
}

function sizeInKey(key: string): number {
  const match = /\/checkpoint\/(\d{20})-[0-9a-f]{16}$/.exec(key)
  const size = Number(match?.[1] ?? Number.NaN)
  if (!Number.isSafeInteger(size)) throw new StoreError('bad_anchor')
  return size
}

async function readCheckpoint(
  store: ObjectStore,
  log: LogName,
  key: string,
  verifier: NoteVerifier,
): Promise<AnchoredCheckpoint> {
  const note = Buffer.from(await store.get(key)).toString('utf8')
  try {
    const { origin, size, root } = parseCheckpoint(await verifyNote(note, verifier))
    if (origin !== verifier.name || key !== checkpointKey(log, size, root)) throw new StoreError('bad_anchor')
    return { log, size, root, note }
  } catch (cause) {
    throw cause instanceof StoreError ? cause : new StoreError('bad_anchor', cause)
  }
}

async function readAnchoredTile(store: ObjectStore, log: LogName, tile: Tile): Promise<Uint8Array[]> {
  try {
    return parseTile(await store.get(tileKey(log, tile)), tile.width)
  } catch (cause) {
    if (cause instanceof StoreError && cause.code === 'object_store_unavailable') throw cause
    throw new StoreError('bad_anchor', cause)
  }
}
