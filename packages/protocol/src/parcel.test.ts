import fc from 'fast-check'
import { expect, test } from 'vitest'
import { outcomeOf } from '../test/refusal.ts'
import { bytes, segments, streamHeaders } from '../test/wire-arbitraries.ts'
import { limits } from './limits.ts'
import { encodeParcel, type Parcel, parseParcel } from './parcel.ts'
import { encodeStreamHeader } from './stream-header.ts'

const parcels: fc.Arbitrary<Parcel> = fc.record(
  {
    appendKey: bytes(32),
    stream: fc.record({ headerBytes: streamHeaders.map(encodeStreamHeader), enc: bytes(65) }),
    segments: fc.array(segments, { minLength: 1, maxLength: 8 }),
  },
  { requiredKeys: ['appendKey', 'segments'] },
)

test('reads what was written', () => {
  fc.assert(
    fc.property(parcels, (parcel) => {
      expect(parseParcel(encodeParcel(parcel))).toEqual(parcel)
    }),
  )
})

test('copies nothing, also where the body lies inside a larger buffer', () => {
  const body = encodeParcel({
    appendKey: new Uint8Array(32),
    segments: [new Uint8Array(1126), new Uint8Array(1126)],
  })
  const buffer = new Uint8Array(body.length + 20)
  buffer.set(body, 7)
  const parcel = parseParcel(buffer.subarray(7, 7 + body.length))
  expect(parcel.segments.every((segment) => segment.buffer === buffer.buffer)).toBe(true)
  expect(parcel.appendKey.buffer).toBe(buffer.buffer)
})

const segment = new Uint8Array(limits.minSegmentBytes)
const largest = new Uint8Array(limits.maxSegmentBytes)
const appendKey = new Uint8Array(32)

test('carries the largest segment with the largest header', () => {
  const stream = { headerBytes: new Uint8Array(2048), enc: new Uint8Array(65) }
  const encoded = encodeParcel({ appendKey, stream, segments: [largest] })
  expect(parseParcel(encoded).segments[0]?.length).toBe(limits.maxSegmentBytes)
})

test('carries as many segments as allowed', () => {
  const encoded = encodeParcel({ appendKey, segments: Array.from({ length: 64 }, () => segment) })
  expect(parseParcel(encoded).segments.length).toBe(64)
})

test.each<{ name: string; code: string; parcel: Parcel }>([
  { name: 'no segment', code: 'bad_parcel', parcel: { appendKey, segments: [] } },
  {
    name: 'an append key of 31 bytes',
    code: 'bad_parcel',
    parcel: { appendKey: new Uint8Array(31), segments: [segment] },
  },
  {
    name: 'enc of 64 bytes',
    code: 'bad_parcel',
    parcel: {
      appendKey,
      stream: { headerBytes: new Uint8Array(1), enc: new Uint8Array(64) },
      segments: [segment],
    },
  },
  {
    name: 'a header of 2049 bytes',
    code: 'too_large',
    parcel: {
      appendKey,
      stream: { headerBytes: new Uint8Array(2049), enc: new Uint8Array(65) },
      segments: [segment],
    },
  },
  {
    name: '65 segments',
    code: 'too_large',
    parcel: { appendKey, segments: Array.from({ length: 65 }, () => segment) },
  },
  {
    name: 'more bytes than a parcel',
    code: 'too_large',
    parcel: { appendKey, segments: [largest, largest] },
  },
  {
    name: 'a segment too small to be one',
    code: 'bad_length',
    parcel: { appendKey, segments: [new Uint8Array(1125)] },
  },
  {
    name: 'a segment too large to be one',
    code: 'too_large',
    parcel: { appendKey, segments: [new Uint8Array(limits.maxSegmentBytes + 1)] },
  },
])('is not written with $name', ({ code, parcel }) => {
  expect(outcomeOf(() => encodeParcel(parcel))).toBe(code)
})

test('is refused one byte beyond its limit, before anything is read', () => {
  expect(outcomeOf(() => parseParcel(new Uint8Array(limits.maxParcelBytes)))).toBe('bad_magic')
  expect(outcomeOf(() => parseParcel(new Uint8Array(limits.maxParcelBytes + 1)))).toBe('too_large')
})
