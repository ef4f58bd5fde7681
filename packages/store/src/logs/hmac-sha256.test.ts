// RFC 4231 vectors and agreement with node:crypto.
import { createHmac, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { hmacSha256Hex } from './hmac-sha256.ts'

test.each([
  [
    '1',
    '0b'.repeat(20),
    '4869205468657265',
    'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  ],
  [
    '2',
    '4a656665',
    '7768617420646f2079612077616e7420666f72206e6f7468696e673f',
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  ],
  ['3', 'aa'.repeat(20), 'dd'.repeat(50), '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe'],
])('RFC 4231 §4.%s', (_, key, message, expected) => {
  expect(hmacSha256Hex(Buffer.from(key, 'hex'), Buffer.from(message, 'hex'))).toBe(expected)
})

test('agrees with createHmac for every key length up to a block', () => {
  for (let length = 0; length <= 64; length += 1) {
    const [key, message] = [randomBytes(length), randomBytes(length * 3)]
    expect(hmacSha256Hex(key, message)).toBe(createHmac('sha256', key).update(message).digest('hex'))
  }
  expect(() => hmacSha256Hex(randomBytes(65), randomBytes(1))).toThrow(RangeError)
})
