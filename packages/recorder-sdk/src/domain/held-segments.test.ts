import { describe, expect, it } from 'vitest'
import { createHeldSegments, heldSizeLimit } from './held-segments.ts'
import type { SegmentDraft } from './segment-collector.ts'

const secondMs = 1_000

const draft = (startSecond: number, keyframe: boolean, json = `[${startSecond}]`): SegmentDraft => ({
  json,
  startMs: startSecond * secondMs,
  endMs: (startSecond + 5) * secondMs,
  keyframe,
  final: false,
})

describe('held segments', () => {
  it('hand out what they took, in order, once', () => {
    const held = createHeldSegments()
    const drafts = [draft(0, true), draft(5, false), draft(10, false)]
    for (const one of drafts) expect(held.add(one)).toBe(true)
    expect(held.take()).toEqual(drafts)
    expect(held.take()).toEqual([])
  })

  it('begin with a keyframe and cover the last minute, at most one keyframe more', () => {
    const held = createHeldSegments()
    for (let second = 0; second < 600; second += 5) {
      held.add(draft(second, second % 60 === 0))
      const drafts = held.take()
      for (const one of drafts) held.add(one)
      expect(drafts[0]?.keyframe).toBe(true)
      const startMs = drafts[0]?.startMs ?? 0
      const endMs = drafts.at(-1)?.endMs ?? 0
      if (endMs > 60 * secondMs) expect(endMs - startMs).toBeGreaterThanOrEqual(60 * secondMs)
      expect(endMs - startMs).toBeLessThanOrEqual(125 * secondMs)
    }
  })

  it('keep the keyframe that a page at rest still shows', () => {
    const held = createHeldSegments()
    held.add(draft(0, true))
    held.add(draft(1_000, false))
    expect(held.take()).toHaveLength(2)
  })

  it('forget what comes before the first keyframe', () => {
    const held = createHeldSegments()
    expect(held.add(draft(0, false))).toBe(false)
    expect(held.add(draft(5, true))).toBe(true)
    expect(held.take()).toEqual([draft(5, true)])
  })

  it('stay within their size by dropping the oldest', () => {
    const held = createHeldSegments()
    const large = 'x'.repeat(heldSizeLimit / 2)
    held.add(draft(0, true, large))
    held.add(draft(5, false))
    expect(held.add(draft(10, true, large))).toBe(true)
    expect(held.take().map(({ startMs }) => startMs)).toEqual([10_000])
  })

  it('forget all of a stretch that alone is too large', () => {
    const held = createHeldSegments()
    held.add(draft(0, true, 'x'.repeat(heldSizeLimit)))
    expect(held.add(draft(5, false))).toBe(false)
    expect(held.take()).toEqual([])
  })
})
