import { expect, test } from 'vitest'
import { formatSize, parseSize } from './parse-size.ts'

test.each([
  ['1', 1],
  ['2048', 2048],
  ['50GiB', 50 * 2 ** 30],
  ['1 TiB', 2 ** 40],
])('%s is %d bytes', (text, bytes) => {
  expect(parseSize('bytes-per-day', text)).toBe(bytes)
})

test.each(['', '0', '-1', '1.5GiB', '50GB', 'all', '1e9', '999999999999999TiB'])(
  '"%s" is no size',
  (text) => {
    expect(() => parseSize('bytes-per-day', text)).toThrow(expect.objectContaining({ code: 'usage' }))
  },
)

test.each([
  [0, '0 bytes'],
  [1023, '1023 bytes'],
  [1536, '1.5 KiB'],
  [50 * 2 ** 30, '50 GiB'],
])('%d is written %s', (bytes, text) => {
  expect(formatSize(bytes)).toBe(text)
})
