import fc from 'fast-check'
import { expect, inject, test } from 'vitest'
import { outcomeOf } from '../../test/refusal.ts'
import tessera from '../../vectors/third-party/tessera-log.json' with { type: 'json' }
import { leafHash, rootOf } from './merkle-tree.ts'
import {
  encodeEntries,
  encodeTile,
  entriesPath,
  newTiles,
  parseEntries,
  parseTile,
  tilePath,
  tileRoot,
  tileWidth,
} from './tiles.ts'

// The examples of the specification, and its rule for groups of three digits.
test.each([
  [tilePath(0, 0), 'tile/0/000'],
  [tilePath(0, 1_234_067), 'tile/0/x001/x234/067'],
  [tilePath(3, 1_234_067, 8), 'tile/3/x001/x234/067.p/8'],
  [tilePath(1, 999), 'tile/1/999'],
  [tilePath(1, 1000), 'tile/1/x001/000'],
  [tilePath(63, 0, 256), 'tile/63/000'],
  [entriesPath(0, 1), 'tile/entries/000.p/1'],
  [entriesPath(123_456_789), 'tile/entries/x123/x456/789'],
])('%s is the path %s', (path, expected) => {
  expect(path).toBe(expected)
})

test('paths are those that tessera wrote', () => {
  const paths = Array.from({ length: 15 }, (_, i) => [tilePath(0, 0, i + 1), entriesPath(0, i + 1)]).flat()
  expect(paths.sort()).toEqual(Object.keys(tessera.tiles).sort())
})

test.each([
  [() => tilePath(-1, 0)],
  [() => tilePath(64, 0)],
  [() => tilePath(0, -1)],
  [() => tilePath(0, 0.5)],
  [() => tilePath(0, 0, 0)],
  [() => tilePath(0, 0, 257)],
  [() => newTiles(2, 1)],
  [() => newTiles(-1, 1)],
  [() => tileRoot([])],
  [() => encodeTile([])],
  [() => encodeTile([new Uint8Array(31)])],
  [() => parseTile(new Uint8Array(31), 1)],
  [() => parseTile(new Uint8Array(0), 0)],
  [() => encodeEntries([])],
  [() => encodeEntries([new Uint8Array(65_536)])],
  [() => parseEntries(new Uint8Array([0, 1]), 1)],
  [() => parseEntries(new Uint8Array([0]), 1)],
  [() => parseEntries(new Uint8Array([0, 0, 0]), 1)],
  [() => parseEntries(new Uint8Array([0, 0]), 2)],
])('refuses %s', (operation) => {
  expect(outcomeOf(operation)).toBe('bad_tile')
})

test('new tiles cover what was appended and nothing that was full before', () => {
  expect(newTiles(0, 0)).toEqual([])
  expect(newTiles(3, 3)).toEqual([])
  expect(newTiles(0, 3)).toEqual([{ level: 0, index: 0, width: 3 }])
  expect(newTiles(250, 520)).toEqual([
    { level: 0, index: 0, width: 256 },
    { level: 0, index: 1, width: 256 },
    { level: 0, index: 2, width: 8 },
    { level: 1, index: 0, width: 2 },
  ])
  expect(newTiles(256, 257)).toEqual([{ level: 0, index: 1, width: 1 }])
  expect(newTiles(65_535, 65_536)).toEqual([
    { level: 0, index: 255, width: 256 },
    { level: 1, index: 0, width: 256 },
    { level: 2, index: 0, width: 1 },
  ])
})

test('tiles written as a log grows hold its root', () => {
  const growth = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(growth, (steps) => {
      const stored = new Map<string, Uint8Array[]>()
      const leaves: Uint8Array[] = []
      for (const step of steps) {
        const oldSize = leaves.length
        for (let i = 0; i < step; i++) leaves.push(leafHash(new Uint8Array([i, i >> 8, oldSize])))
        for (const { level, index, width } of newTiles(oldSize, leaves.length)) {
          const from = index * tileWidth
          const hashes =
            level === 0
              ? leaves.slice(from, from + width)
              : Array.from({ length: width }, (_, i) =>
                  tileRoot(stored.get(tilePath(level - 1, from + i)) ?? []),
                )
          stored.set(tilePath(level, index, width), parseTile(encodeTile(hashes), width))
        }
      }
      const size = leaves.length
      const full = Array.from(
        { length: Math.floor(size / tileWidth) },
        (_, i) => stored.get(tilePath(0, i)) ?? [],
      )
      const partial = size % tileWidth === 0 ? [] : stored.get(tilePath(0, full.length, size % tileWidth))
      expect(rootOf([...full.flat(), ...(partial ?? [])])).toEqual(rootOf(leaves))
      if (full.length > 0) {
        const upper = stored.get(tilePath(1, 0, full.length)) ?? []
        expect(upper).toEqual(full.map(rootOf))
      }
    }),
    { numRuns: 30 * inject('propertyTimes') },
  )
})

test('entries come back as they went in', () => {
  const leaves = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 256 })
  fc.assert(
    fc.property(leaves, (list) => {
      expect(parseEntries(encodeEntries(list), list.length)).toEqual(list)
    }),
  )
})
