import fc from 'fast-check'
import { expect, inject, test } from 'vitest'
import { outcomeOf } from '../test/refusal.ts'
import { decodeBase64, decodeBase64url, encodeBase64, encodeBase64url } from './base64.ts'

// RFC 4648 §10.
test.each([
  ['', ''],
  ['f', 'Zg=='],
  ['fo', 'Zm8='],
  ['foo', 'Zm9v'],
  ['foob', 'Zm9vYg=='],
  ['fooba', 'Zm9vYmE='],
  ['foobar', 'Zm9vYmFy'],
])('%j is %j', (text, encoded) => {
  const bytes = new TextEncoder().encode(text)
  expect(encodeBase64(bytes)).toBe(encoded)
  expect(decodeBase64(encoded)).toEqual(bytes)
  expect(encodeBase64url(bytes)).toBe(encoded.replaceAll('=', ''))
})

test('agrees with the platform on any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(encodeBase64(bytes)).toBe(btoa(String.fromCharCode(...bytes)))
      expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes)
      expect(decodeBase64url(encodeBase64url(bytes))).toEqual(bytes)
    }),
  )
})

test('accepts one text for each byte string', () => {
  const character = fc.constantFrom(...'AQgw4f-_+/= \n\u00e9'.split(''))
  fc.assert(
    fc.property(fc.string({ unit: character, maxLength: 12 }), (text) => {
      const outcome = outcomeOf(() => expect(encodeBase64url(decodeBase64url(text))).toBe(text))
      expect(['accepted', 'bad_base64']).toContain(outcome)
    }),
    { numRuns: 2000 * inject('propertyTimes') },
  )
})

test.each(['A', 'AB', 'AA=', 'AA==', 'A+', 'A/', ' AA', 'AA\n', 'A\u0410', '=='])(
  'base64url %j is refused',
  (text) => {
    expect(outcomeOf(() => decodeBase64url(text))).toBe('bad_base64')
  },
)

test.each(['AA', 'AA=', 'AB==', 'AAB=', 'A===', '====', 'AA==AA==', 'A-==', 'AA= ', 'AA=A'])(
  'base64 %j is refused',
  (text) => {
    expect(outcomeOf(() => decodeBase64(text))).toBe('bad_base64')
  },
)
