import { expect, test } from 'vitest'
import { type ChainTip, judge } from './judge.ts'
import type { PreparedSegment } from './prepare-parcel.ts'

const link = (n: number): Uint8Array => new Uint8Array(32).fill(n + 1)

function segment(index: number, options: Partial<PreparedSegment> = {}): PreparedSegment {
  const bytes = new Uint8Array()
  const times = { startMs: 0, endMs: 0 }
  const flags = { keyframe: false, final: false }
  return {
    index,
    ...flags,
    ...times,
    prevLink: link(index - 1),
    link: link(index),
    sha256: link(99),
    bytes,
    ...options,
  }
}

const tipAt = (nextIndex: number, closed = false): ChainTip => ({
  nextIndex,
  link: link(nextIndex - 1),
  closed,
})

test('segments that continue the chain extend it', () => {
  const verdict = judge(tipAt(3), [segment(3), segment(4)])
  expect(verdict).toMatchObject({ kind: 'append', tip: tipAt(5) })
})

test('segments before the end are repeats, the rest is new', () => {
  const verdict = judge(tipAt(3), [segment(2), segment(3)])
  expect(verdict).toMatchObject({ kind: 'append', repeats: [{ index: 2 }], fresh: [{ index: 3 }] })
})

test('a segment beyond the end is a gap that names the first one missing', () => {
  expect(judge(tipAt(3), [segment(4)])).toEqual({ kind: 'gap', wantedIndex: 3 })
})

test('a segment with another history is a conflict', () => {
  expect(judge(tipAt(3), [segment(3, { prevLink: link(77) })])).toEqual({ kind: 'conflict', index: 3 })
})

test('a final segment closes; what follows is refused, what came before may be repeated', () => {
  const verdict = judge(tipAt(3), [segment(3, { final: true })])
  expect(verdict).toMatchObject({ kind: 'append', tip: tipAt(4, true) })
  expect(judge(tipAt(3), [segment(3, { final: true }), segment(4)])).toEqual({ kind: 'closed' })
  expect(judge(tipAt(4, true), [segment(4)])).toEqual({ kind: 'closed' })
  expect(judge(tipAt(4, true), [segment(3, { final: true })])).toMatchObject({ kind: 'append', fresh: [] })
})
