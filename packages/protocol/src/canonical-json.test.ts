import fc from 'fast-check'
import { expect, test } from 'vitest'
import { outcomeOf } from '../test/refusal.ts'
import { canonicalize, type JsonValue, parseJsonBytes, requireCanonical } from './canonical-json.ts'

test('writes the example of RFC 8785, section 3.2.2', () => {
  const value = JSON.parse(
    '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],' +
      '"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
  )
  expect(canonicalize(value)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  )
})

test('sorts members as RFC 8785, section 3.2.3', () => {
  const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 }
  const order = [...canonicalize(value).matchAll(/:(\d)/g)].map(([, digit]) => Number(digit))
  expect(order).toEqual([2, 4, 6, 7, 1, 5, 3])
})

// RFC 8785, appendix B.
test.each([
  [0, '0'],
  [-0, '0'],
  [5e-324, '5e-324'],
  [1.7976931348623157e308, '1.7976931348623157e+308'],
  [9007199254740992, '9007199254740992'],
  [295147905179352830000, '295147905179352830000'],
  [1e21, '1e+21'],
  [1e-7, '1e-7'],
  [333333333.3333332, '333333333.3333332'],
])('writes %d as %s', (value, text) => {
  expect(canonicalize(value)).toBe(text)
})

test.each([
  { name: 'NaN', value: Number.NaN },
  { name: 'infinity', value: Number.POSITIVE_INFINITY },
  { name: 'a lone surrogate', value: 'a\ud800' },
  { name: 'a lone surrogate as a name', value: { '\udc00': 1 } },
  { name: 'undefined', value: { a: undefined } },
  { name: 'a hole', value: Array(1) },
  { name: 'a bigint', value: 1n },
  { name: 'a date', value: new Date(0) },
  { name: 'a map', value: new Map() },
  { name: 'bytes', value: new Uint8Array(1) },
])('refuses $name', ({ value }) => {
  expect(outcomeOf(() => canonicalize(value as JsonValue))).toBe('bad_json')
})

test('refuses nesting beyond the limit, and cycles with it', () => {
  const nested = (depth: number): JsonValue => (depth === 0 ? 0 : [nested(depth - 1)])
  expect(outcomeOf(() => canonicalize(nested(64)))).toBe('accepted')
  expect(outcomeOf(() => canonicalize(nested(65)))).toBe('bad_json')
  const cycle: JsonValue[] = []
  cycle.push(cycle)
  expect(outcomeOf(() => canonicalize(cycle))).toBe('bad_json')
})

test('is idempotent, and keeps the value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const text = canonicalize(value as JsonValue)
      const again = JSON.parse(text) as JsonValue
      expect(canonicalize(again)).toBe(text)
      requireCanonical(new TextEncoder().encode(text), again)
    }),
  )
})

test('writes a member named __proto__ as any other', () => {
  const text = '{"__proto__":{"a":1},"b":2}'
  expect(canonicalize(JSON.parse(text))).toBe(text)
})

test('reading is total on any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(['accepted', 'bad_json']).toContain(outcomeOf(() => parseJsonBytes(bytes)))
    }),
  )
})

test('reading survives nesting of a million', () => {
  const bytes = new TextEncoder().encode('['.repeat(1_000_000))
  expect(outcomeOf(() => parseJsonBytes(bytes))).toBe('bad_json')
})
