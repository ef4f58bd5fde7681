import { beforeEach, describe, expect, it } from 'vitest'
import {
  createSegmentCollector,
  eventSizeLimit,
  type SegmentCollector,
  type SegmentDraft,
} from './segment-collector.ts'

const startMs = Date.UTC(2026, 0, 1)

describe('segment collector', () => {
  let drafts: SegmentDraft[]
  let keyframesWanted: number
  let snapshotsTooLarge: number
  let size: number
  let timer: { readonly callback: () => void; readonly delayMs: number } | undefined
  let collector: SegmentCollector

  const event = (type: number, atMs = 0, text = '') => ({ type, timestamp: startMs + atMs, data: { text } })
  const keyframe = (atMs = 0, text = '') => {
    collector.add(event(4, atMs), { keyframe: true })
    collector.add(event(2, atMs, text), { keyframe: true })
  }
  const increment = (atMs = 0, text = '') => collector.add(event(3, atMs, text), { keyframe: false })
  const typesOf = ({ json }: SegmentDraft): number[] =>
    (JSON.parse(json) as { readonly type: number }[]).map(({ type }) => type)

  beforeEach(() => {
    drafts = []
    keyframesWanted = 0
    snapshotsTooLarge = 0
    size = 0
    timer = undefined
    collector = createSegmentCollector({
      onSegment: (draft) => drafts.push(draft),
      onKeyframeWanted: () => {
        keyframesWanted += 1
      },
      onSnapshotTooLarge: () => {
        snapshotsTooLarge += 1
      },
      onSize: (characters) => {
        size += characters
      },
      startTimer: (callback, delayMs) => {
        timer = { callback, delayMs }
        return () => {
          timer = undefined
        }
      },
    })
  })

  it('ends a segment 5 s after its first event, the first one after 1 s', () => {
    keyframe()
    increment(10)
    expect(drafts).toHaveLength(0)
    expect(timer?.delayMs).toBe(1_000)
    timer?.callback()
    expect(drafts.map(typesOf)).toEqual([[4, 2, 3]])
    expect(drafts[0]).toMatchObject({ startMs, endMs: startMs + 10, keyframe: true, final: false })
    expect(timer).toBeUndefined()
    increment(20)
    expect(timer?.delayMs).toBe(5_000)
    timer?.callback()
    expect(drafts.map(typesOf)).toEqual([[4, 2, 3], [3]])
  })

  it('ends a segment at 64 KiB', () => {
    keyframe()
    increment(1, 'x'.repeat(40_000))
    expect(drafts).toHaveLength(0)
    increment(2, 'x'.repeat(40_000))
    expect(drafts).toHaveLength(1)
    expect(timer).toBeUndefined()
  })

  it('gives an oversized event a segment of its own', () => {
    keyframe()
    increment(1)
    increment(2, 'x'.repeat(100_000))
    expect(drafts.map(typesOf)).toEqual([[4, 2, 3], [3]])
    expect(drafts.map((draft) => draft.keyframe)).toEqual([true, false])
  })

  it('opens a segment with each keyframe', () => {
    keyframe()
    increment(1)
    keyframe(2)
    increment(3)
    collector.flush()
    expect(drafts.map(typesOf)).toEqual([
      [4, 2, 3],
      [4, 2, 3],
    ])
    expect(drafts.every((draft) => draft.keyframe)).toBe(true)
  })

  it('begins a stream with its keyframe: early errors follow it, early increments go', () => {
    increment(0)
    collector.add(event(6, 1), { keyframe: false })
    collector.flush()
    expect(drafts).toHaveLength(0)
    keyframe(5)
    collector.flush()
    expect(drafts.map(typesOf)).toEqual([[4, 2, 6]])
    expect(drafts[0]).toMatchObject({ startMs: startMs + 1, endMs: startMs + 5, keyframe: true })
  })

  it('wants a keyframe after 60 s, once', () => {
    keyframe()
    increment(59_999)
    expect(keyframesWanted).toBe(0)
    increment(60_000)
    increment(60_001)
    expect(keyframesWanted).toBe(1)
    keyframe(60_002)
    increment(120_001)
    expect(keyframesWanted).toBe(1)
    increment(120_002)
    expect(keyframesWanted).toBe(2)
  })

  it('wants a keyframe after 1 MiB of increments, later where the snapshot itself is larger', () => {
    keyframe()
    for (let count = 0; count < 11; count += 1) increment(count, 'x'.repeat(100_000))
    expect(keyframesWanted).toBe(1)
    keyframe(20, 'x'.repeat(2_000_000))
    for (let count = 20; count < 39; count += 1) increment(count, 'x'.repeat(100_000))
    expect(keyframesWanted).toBe(1)
    for (let count = 39; count < 42; count += 1) increment(count, 'x'.repeat(100_000))
    expect(keyframesWanted).toBe(2)
  })

  it('drops an event over the limit and begins again from a snapshot', () => {
    keyframe()
    increment(1, 'x'.repeat(eventSizeLimit))
    collector.flush()
    expect(drafts.map(typesOf)).toEqual([[4, 2]])
    expect(keyframesWanted).toBe(1)
  })

  it('says when a snapshot is over the limit', () => {
    keyframe(0, 'x'.repeat(eventSizeLimit))
    expect(snapshotsTooLarge).toBe(1)
    expect(keyframesWanted).toBe(0)
  })

  it('says how large events are, those too that are too large to keep', () => {
    keyframe()
    increment(1)
    const before = size
    increment(2, 'x'.repeat(eventSizeLimit))
    expect(size - before).toBeGreaterThan(eventSizeLimit)
  })

  it('marks the last segment final, even an empty one, and takes nothing afterwards', () => {
    keyframe(7)
    collector.flush()
    collector.finish()
    expect(drafts.map((draft) => draft.final)).toEqual([false, true])
    expect(drafts[1]).toMatchObject({ json: '[]', startMs: startMs + 7, endMs: startMs + 7 })
    increment(8)
    collector.finish()
    expect(drafts).toHaveLength(2)
  })

  it('ends a stream without a keyframe without a segment', () => {
    collector.add(event(6), { keyframe: false })
    collector.finish()
    expect(drafts).toHaveLength(0)
  })

  it('forgets what is discarded', () => {
    keyframe()
    increment(1)
    collector.discard()
    collector.flush()
    collector.finish()
    expect(drafts).toHaveLength(0)
    expect(timer).toBeUndefined()
  })
})
