import fc from 'fast-check'
import { expect, test } from 'vitest'
import { outcomeOf } from '../test/refusal.ts'
import { limits } from './limits.ts'
import { bucketSize, isBucketSize, pad, unpad } from './padding.ts'

const buckets: number[] = []
for (let e = 0; 4 * 2 ** e <= limits.maxBucketBytes; e++) {
  for (const m of [4, 5, 6, 7]) buckets.push(m * 2 ** e)
}
const usable = buckets.filter((size) => size >= 1024 && size <= limits.maxBucketBytes)

test('gives the smallest bucket that holds the bytes, at its edges', () => {
  for (const [i, size] of usable.entries()) {
    expect(bucketSize(size)).toBe(size)
    expect(bucketSize(size - 1)).toBe(size)
    if (i + 1 < usable.length) expect(bucketSize(size + 1)).toBe(usable[i + 1])
    expect(isBucketSize(size)).toBe(true)
    expect(isBucketSize(size - 1)).toBe(false)
    expect(isBucketSize(size + 1)).toBe(false)
  }
})

test('gives the smallest bucket that holds the bytes, anywhere', () => {
  fc.assert(
    fc.property(fc.nat(limits.maxBucketBytes), (sizeBytes) => {
      expect(bucketSize(sizeBytes)).toBe(usable.find((size) => size >= sizeBytes))
    }),
  )
})

test('there are few sizes to tell segments apart by', () => {
  expect(usable.length).toBe(53)
})

test('bytes come back from their padding', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
      const padded = pad(bytes)
      expect(isBucketSize(padded.length)).toBe(true)
      expect(unpad(padded)).toEqual(bytes)
    }),
  )
})

test('unpadding is total on any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
      expect(['accepted', 'bad_length']).toContain(outcomeOf(() => unpad(bytes)))
    }),
  )
})

test('refuses what no bucket holds', () => {
  expect(pad(new Uint8Array(limits.maxBucketBytes - 4)).length).toBe(limits.maxBucketBytes)
  expect(outcomeOf(() => pad(new Uint8Array(limits.maxBucketBytes - 3)))).toBe('too_large')
})
