import fc from 'fast-check'
import { expect, test } from 'vitest'
import { outcomeOf } from '../test/refusal.ts'
import { segmentHeaders, segments } from '../test/wire-arbitraries.ts'
import { limits, segmentHeaderBytes } from './limits.ts'
import { encodeSegmentHeader, parseSegment, type SegmentHeader } from './segment.ts'

test('reads the header that was written', () => {
  fc.assert(
    fc.property(segmentHeaders, (header) => {
      const bytes = new Uint8Array(limits.minSegmentBytes)
      bytes.set(encodeSegmentHeader(header))
      expect(parseSegment(bytes).header).toEqual(header)
    }),
  )
})

test('splits a segment without copying', () => {
  fc.assert(
    fc.property(segments, (bytes) => {
      const { header, headerBytes, ciphertext } = parseSegment(bytes)
      expect(headerBytes.length).toBe(segmentHeaderBytes)
      expect(headerBytes.length + ciphertext.length).toBe(bytes.length)
      const parts = [headerBytes, ciphertext, header.prevLink, header.nonce]
      expect(parts.every((part) => part.buffer === bytes.buffer)).toBe(true)
    }),
  )
})

const valid: SegmentHeader = {
  stream: '7d444840-9dc0-41d1-b245-5ffdce74fad2',
  index: 0,
  keyframe: false,
  final: false,
  prevLink: new Uint8Array(32),
  nonce: new Uint8Array(12),
  startMs: 1,
  endMs: 1,
}

test.each<{ code: string; change: Partial<SegmentHeader> }>([
  { code: 'bad_id', change: { stream: 'a' } },
  { code: 'bad_index', change: { index: -1 } },
  { code: 'bad_index', change: { index: 0.5 } },
  { code: 'bad_index', change: { index: 2 ** 20 } },
  { code: 'bad_link', change: { prevLink: new Uint8Array(31) } },
  { code: 'bad_length', change: { nonce: new Uint8Array(16) } },
  { code: 'bad_time', change: { startMs: -1 } },
  { code: 'bad_time', change: { startMs: 0.5 } },
  { code: 'bad_time', change: { startMs: 2 } },
  { code: 'bad_time', change: { endMs: limits.maxTimeMs + 1 } },
  { code: 'bad_time', change: { endMs: Number.NaN } },
])('is not written with $change', ({ code, change }) => {
  expect(outcomeOf(() => encodeSegmentHeader({ ...valid, ...change }))).toBe(code)
})

test('takes the last index there is', () => {
  const bytes = new Uint8Array(limits.minSegmentBytes)
  bytes.set(encodeSegmentHeader({ ...valid, index: 2 ** 20 - 1 }))
  expect(parseSegment(bytes).header.index).toBe(2 ** 20 - 1)
})

test('takes the largest segment, and none beyond', () => {
  const bytes = new Uint8Array(limits.maxSegmentBytes + 1)
  bytes.set(encodeSegmentHeader(valid))
  expect(outcomeOf(() => parseSegment(bytes.subarray(0, -1)))).toBe('accepted')
  expect(outcomeOf(() => parseSegment(bytes))).toBe('too_large')
})
