// C2SP tlog-tiles: https://c2sp.org/tlog-tiles. Pieces of a Merkle tree of 256 hashes each, and their paths.
import { type Bytes, concatBytes, viewOf } from '../bytes.ts'
import { ProtocolError } from '../protocol-error.ts'
import { rootOf, type TreeHash } from './merkle-tree.ts'

/** Hashes of a full tile. */
export const tileWidth = 256

/** One tile: level from 0 (leaf hashes), index from 0, width 1 to 256. */
export interface Tile {
  readonly level: number
  readonly index: number
  readonly width: number
}

/**
 * `tile/<level>/<index>`, with `.p/<width>` for a partial one.
 * @throws {ProtocolError} `bad_tile`
 */
export function tilePath(level: number, index: number, width: number = tileWidth): string {
  if (!Number.isInteger(level) || level < 0 || level > 63) throw new ProtocolError('bad_tile')
  return `tile/${level}/${indexPath(index, width)}`
}

/**
 * `tile/entries/<index>`, with `.p/<width>` for a partial bundle.
 * @throws {ProtocolError} `bad_tile`
 */
export function entriesPath(index: number, width: number = tileWidth): string {
  return `tile/entries/${indexPath(index, width)}`
}

function indexPath(index: number, width: number): string {
  const validWidth = Number.isInteger(width) && width >= 1 && width <= tileWidth
  if (!Number.isSafeInteger(index) || index < 0 || !validWidth) throw new ProtocolError('bad_tile')
  const digits = String(index)
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? []
  const path = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/')
  return width === tileWidth ? path : `${path}.p/${width}`
}

/**
 * The tiles a log of `newSize` leaves has beyond those it had with `oldSize`, lowest level first: every full tile
 * completed since, and at each level the partial one at the right edge.
 * @throws {ProtocolError} `bad_tile`
 */
export function newTiles(oldSize: number, newSize: number): Tile[] {
  const valid = Number.isSafeInteger(oldSize) && Number.isSafeInteger(newSize) && oldSize >= 0
  if (!valid || newSize < oldSize) throw new ProtocolError('bad_tile')
  const tiles: Tile[] = []
  let oldCount = oldSize
  let newCount = newSize
  for (let level = 0; newCount > oldCount; level++) {
    for (let index = Math.floor(oldCount / tileWidth); index * tileWidth < newCount; index++) {
      tiles.push({ level, index, width: Math.min(tileWidth, newCount - index * tileWidth) })
    }
    oldCount = Math.floor(oldCount / tileWidth)
    newCount = Math.floor(newCount / tileWidth)
  }
  return tiles
}

/** The root that a full tile stands for one level up: its hash in the tile there. */
export function tileRoot(hashes: readonly Uint8Array[]): TreeHash {
  if (hashes.length !== tileWidth) throw new ProtocolError('bad_tile')
  return rootOf(hashes)
}

/** The bytes of a tile: its hashes one after the other. */
export function encodeTile(hashes: readonly Uint8Array[]): Bytes {
  if (hashes.length < 1 || hashes.length > tileWidth || hashes.some((hash) => hash.length !== 32)) {
    throw new ProtocolError('bad_tile')
  }
  return concatBytes(...hashes)
}

/**
 * The hashes of a tile, each a view of the given bytes.
 * @throws {ProtocolError} `bad_tile` unless there are `width` of them.
 */
export function parseTile(bytes: Uint8Array, width: number = tileWidth): Uint8Array[] {
  if (width < 1 || width > tileWidth || bytes.length !== width * 32) throw new ProtocolError('bad_tile')
  return Array.from({ length: width }, (_, i) => bytes.subarray(32 * i, 32 * i + 32))
}

/**
 * The bytes of an entry bundle: each leaf after its length as u16.
 * @throws {ProtocolError} `bad_tile`
 */
export function encodeEntries(leaves: readonly Uint8Array[]): Bytes {
  if (leaves.length < 1 || leaves.length > tileWidth || leaves.some((leaf) => leaf.length > 0xffff)) {
    throw new ProtocolError('bad_tile')
  }
  return concatBytes(...leaves.flatMap((leaf) => [new Uint8Array([leaf.length >>> 8, leaf.length]), leaf]))
}

/**
 * The leaves of an entry bundle, each a view of the given bytes.
 * @throws {ProtocolError} `bad_tile` unless there are `width` of them and nothing else.
 */
export function parseEntries(bytes: Uint8Array, width: number = tileWidth): Uint8Array[] {
  const view = viewOf(bytes)
  const leaves: Uint8Array[] = []
  let offset = 0
  while (offset + 2 <= bytes.length && leaves.length < width) {
    const end = offset + 2 + view.getUint16(offset)
    if (end > bytes.length) throw new ProtocolError('bad_tile')
    leaves.push(bytes.subarray(offset + 2, end))
    offset = end
  }
  if (offset !== bytes.length || leaves.length !== width) throw new ProtocolError('bad_tile')
  return leaves
}
