import { expect, test } from 'vitest'
import { isTooSlow } from './request-pace.ts'

const limits = { paceGraceMs: 5000, minBytesPerSecond: 1024, bodyTimeMs: 60_000 }
const mebibyte = 2 ** 20

test.each([
  ['nothing in the time of grace', 4999, 0, 9 * mebibyte, false],
  ['nothing after it', 5000, 0, 9 * mebibyte, true],
  ['half of a large body in half of its time', 30_000, 4.5 * mebibyte, 9 * mebibyte, false],
  ['a tenth of it in half of its time', 30_000, 0.9 * mebibyte, 9 * mebibyte, true],
  ['a small body at the least rate', 10_000, 10_240, 32_768, false],
  ['a small body below it', 10_000, 9000, 32_768, true],
  ['all that was declared', 30_000, 500, 500, false],
  ['chunks at the least rate', 10_000, 10_240, 0, false],
  ['chunks below it', 10_000, 9000, 0, true],
])('%s', (...[, elapsedMs, receivedBytes, declaredBytes, slow]) => {
  expect(isTooSlow(limits, { elapsedMs, receivedBytes, declaredBytes })).toBe(slow)
})
