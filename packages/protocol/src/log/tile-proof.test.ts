import { expect, test } from 'vitest'
import { asyncOutcomeOf } from '../../test/refusal.ts'
import tessera from '../../vectors/third-party/tessera-log.json' with { type: 'json' }
import { decodeBase64 } from '../base64.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { appendLeaves, emptyFrontier, frontierRoot, leafHash } from './merkle-tree.ts'
import { consistencyProof, inclusionProof, verifyConsistency, verifyInclusion } from './proof.ts'
import { parseNote } from './signed-note.ts'
import { consistencyProofFromTiles, inclusionProofFromTiles, type ReadTile } from './tile-proof.ts'
import { parseTile, type Tile, tilePath, tileRoot, tileWidth } from './tiles.ts'

const leaves = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => leafHash(new TextEncoder().encode(`leaf ${i}`)))

const all = leaves(65_795)
const levels = levelsOf(all)
const sizes = [0, 1, 2, 3, 128, 255, 256, 257, 511, 512, 700, 65_536, 65_537, 65_795]
const roots = rootsAt(sizes)

/** The hashes of each level by the definition of tlog-tiles: roots of full subtrees of 256^level leaves. */
function levelsOf(hashes: readonly Uint8Array[]): (readonly Uint8Array[])[] {
  const upper = Array.from({ length: Math.floor(hashes.length / tileWidth) }, (_, i) =>
    tileRoot(hashes.slice(i * tileWidth, (i + 1) * tileWidth)),
  )
  return upper.length === 0 ? [hashes] : [hashes, ...levelsOf(upper)]
}

/** Roots at ascending sizes, by no tile. */
function rootsAt(ascending: readonly number[]): ReadonlyMap<number, Uint8Array> {
  let frontier = emptyFrontier
  return new Map(
    ascending.map((size) => {
      frontier = appendLeaves(frontier, all.slice(frontier.size, size))
      return [size, frontierRoot(frontier)]
    }),
  )
}

const rootAt = (size: number): Uint8Array => roots.get(size) ?? new Uint8Array(0)
const readTile: ReadTile = async ({ level, index, width }: Tile) =>
  levels[level]?.slice(index * tileWidth, index * tileWidth + width) ?? []

test('inclusion proofs out of tiles are those of the whole tree', async () => {
  for (const size of sizes) {
    for (const index of new Set([0, 1, 254, 255, 256, size >> 1, size - 2, size - 1])) {
      if (index < 0 || index >= size) continue
      const proof = await inclusionProofFromTiles(readTile, { index, size })
      const claim = { leafHash: all[index] as Uint8Array, index, size, root: rootAt(size) }
      expect(verifyInclusion(claim, proof)).toBe(true)
      if (size < 1000) expect(proof).toEqual(inclusionProof(all.slice(0, size), index))
    }
  }
})

test('consistency proofs out of tiles are those of the whole tree', async () => {
  for (const size of sizes) {
    for (const oldSize of sizes.filter((smaller) => smaller <= size)) {
      const proof = await consistencyProofFromTiles(readTile, { oldSize, size })
      const claim = { oldSize, oldRoot: rootAt(oldSize), newSize: size, newRoot: rootAt(size) }
      expect(verifyConsistency(claim, proof)).toBe(true)
      if (size < 1000) expect(proof).toEqual(consistencyProof(all.slice(0, size), oldSize))
    }
  }
})

test('each tile is read once, and only those on the way', async () => {
  const read: string[] = []
  await inclusionProofFromTiles(
    (tile) => {
      read.push(tilePath(tile.level, tile.index, tile.width))
      return readTile(tile)
    },
    { index: 300, size: 65_795 },
  )
  expect(read.toSorted()).toEqual(['tile/0/001', 'tile/0/257.p/3', 'tile/1/000', 'tile/1/001.p/1'])
})

test('tiles and checkpoints that tessera wrote prove each entry and each growth', async () => {
  const tiles: Readonly<Record<string, string>> = tessera.tiles
  const readStored: ReadTile = async ({ level, index, width }) =>
    parseTile(decodeBase64(tiles[tilePath(level, index, width)] ?? ''), width)
  const checkpoints = tessera.checkpoints.map((note) => parseCheckpoint(parseNote(note).text))
  expect(checkpoints).toHaveLength(16)
  for (const { size, root } of checkpoints) {
    for (let index = 0; index < size; index++) {
      const hashes = await readStored({ level: 0, index: 0, width: size })
      const proof = await inclusionProofFromTiles(readStored, { index, size })
      expect(verifyInclusion({ leafHash: hashes[index] as Uint8Array, index, size, root }, proof)).toBe(true)
    }
    for (const old of checkpoints.slice(0, size + 1)) {
      const claim = { oldSize: old.size, oldRoot: old.root, newSize: size, newRoot: root }
      const proof = await consistencyProofFromTiles(readStored, { oldSize: old.size, size })
      expect(verifyConsistency(claim, proof)).toBe(true)
    }
  }
})

test('refuses what is not there, and tiles of another width', async () => {
  const narrow: ReadTile = async (tile) => (await readTile(tile)).slice(1)
  const bad = [
    () => inclusionProofFromTiles(readTile, { index: 300, size: 300 }),
    () => inclusionProofFromTiles(readTile, { index: -1, size: 300 }),
    () => inclusionProofFromTiles(readTile, { index: 0, size: 0 }),
    () => consistencyProofFromTiles(readTile, { oldSize: 301, size: 300 }),
    () => consistencyProofFromTiles(readTile, { oldSize: 0.5, size: 300 }),
  ]
  for (const operation of bad) expect(await asyncOutcomeOf(operation)).toBe('bad_proof')
  expect(await asyncOutcomeOf(() => inclusionProofFromTiles(narrow, { index: 0, size: 300 }))).toBe(
    'bad_tile',
  )
})
