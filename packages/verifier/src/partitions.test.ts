// Records come back complete and in order, however little of them fits in memory.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPartitions } from './partitions.ts'
import { createWebPlatform } from './web-platform.ts'

const key = (number: number): Uint8Array => {
  const bytes = new Uint8Array(16)
  new DataView(bytes.buffer).setUint32(12, number)
  return bytes
}

describe('partitions', () => {
  it('give every key once, with its records in the order in which they were added', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(20), fc.nat(255), fc.uint8Array({ maxLength: 60 })), { maxLength: 300 }),
        fc.constantFrom(100, 2000, 1_000_000),
        async (added, partBytes) => {
          // So small that parts go outside of memory, and are spread again.
          const partitions = createPartitions(createWebPlatform(), { partBytes, bufferBytes: 128 })
          for (const [number, kind, payload] of added) partitions.add(key(number), kind, payload)
          const found = new Map<number, [number, number[]][]>()
          for await (const group of partitions.groups()) {
            const number = new DataView(group.key.buffer, group.key.byteOffset).getUint32(12)
            expect(found.has(number)).toBe(false)
            found.set(
              number,
              group.records.map(({ kind, payload }) => [kind, [...payload]]),
            )
          }
          const expected = Map.groupBy(added, ([number]) => number)
          expect(found.size).toBe(expected.size)
          for (const [number, records] of expected) {
            expect(found.get(number)).toEqual(records.map(([, kind, payload]) => [kind, [...payload]]))
          }
        },
      ),
      { numRuns: 40 },
    )
  })
})
