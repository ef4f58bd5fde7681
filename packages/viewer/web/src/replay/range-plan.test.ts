import { describe, expect, it } from 'vitest'
import type { SegmentReply } from '../../../src/api-types.ts'
import {
  addRun,
  type HeldRun,
  keyframeIndexBefore,
  planRange,
  runEndMs,
  segmentIndexAt,
} from './range-plan.ts'

// Ten minutes: a segment every 5 s, a keyframe every 60 s.
const segments: readonly SegmentReply[] = Array.from({ length: 120 }, (_, index) => ({
  index,
  startMs: 1_000_000 + index * 5_000,
  endMs: 1_000_000 + index * 5_000 + 4_900,
  keyframe: index % 12 === 0,
  sizeBytes: 4096,
}))
const startMs = 1_000_000
const paused = (atMs: number) => ({ atMs, playing: false, speed: 1 })
const playing = (atMs: number, speed = 1) => ({ atMs, playing: true, speed })
const join = (a: HeldRun, b: HeldRun): HeldRun => ({ firstIndex: a.firstIndex, lastIndex: b.lastIndex })

describe('range plan', () => {
  it('reads a short window at a position that is not held', () => {
    expect(planRange(segments, [], paused(startMs + 303_000))).toEqual({
      fromMs: startMs + 303_000,
      toMs: startMs + 311_000,
    })
  })

  it('asks for as much in a long session as in a short one', () => {
    const late = planRange(segments, [], paused(startMs + 590_000))
    const early = planRange(segments.slice(0, 12), [], paused(startMs + 5_000))
    expect((late?.toMs ?? 0) - (late?.fromMs ?? 0)).toBeLessThanOrEqual(8_000)
    expect((early?.toMs ?? 0) - (early?.fromMs ?? 0)).toBe(8_000)
  })

  it('reads nothing more while paused on what is held', () => {
    expect(planRange(segments, [{ firstIndex: 0, lastIndex: 3 }], paused(startMs + 15_000))).toBeUndefined()
  })

  it('reads on by index while playing, without a lead-in', () => {
    expect(planRange(segments, [{ firstIndex: 0, lastIndex: 3 }], playing(startMs + 12_000))).toEqual({
      fromIndex: 4,
      fromMs: startMs + 20_000,
      toMs: startMs + 42_000,
    })
  })

  it('looks further ahead at a higher speed', () => {
    const range = planRange(segments, [{ firstIndex: 0, lastIndex: 3 }], playing(startMs + 12_000, 8))
    expect(range?.toMs).toBe(startMs + 252_000)
  })

  it('waits while enough is held ahead', () => {
    expect(planRange(segments, [{ firstIndex: 0, lastIndex: 3 }], playing(startMs + 9_000))).toBeUndefined()
    expect(planRange(segments, [{ firstIndex: 0, lastIndex: 30 }], playing(startMs + 12_000))).toBeUndefined()
  })

  it('reads several segments at once, so that one audit event covers them', () => {
    let reads = 0
    let runs: HeldRun[] = [{ firstIndex: 0, lastIndex: 1 }]
    for (let atMs = startMs; atMs < startMs + 590_000; atMs += 100) {
      const range = planRange(segments, runs, playing(atMs))
      if (range === undefined) continue
      reads += 1
      const lastIndex = segments.findLastIndex((segment) => segment.startMs <= range.toMs)
      runs = addRun(runs, { firstIndex: range.fromIndex ?? 0, lastIndex }, join)
    }
    expect(reads).toBeLessThanOrEqual(40)
  })

  it('goes on from a held lead-in instead of reading it again', () => {
    expect(planRange(segments, [{ firstIndex: 0, lastIndex: 3 }], paused(startMs + 50_000))).toEqual({
      fromIndex: 4,
      fromMs: startMs + 20_000,
      toMs: startMs + 58_000,
    })
  })

  it('stops before what is already held', () => {
    const runs = [
      { firstIndex: 0, lastIndex: 3 },
      { firstIndex: 5, lastIndex: 9 },
    ]
    expect(planRange(segments, runs, playing(startMs + 15_000))?.toMs).toBe(startMs + 24_999)
  })

  it('asks for whole milliseconds, whatever the clock says', () => {
    const ranges = [
      planRange(segments, [], paused(startMs + 303_000.4)),
      planRange(segments, [{ firstIndex: 0, lastIndex: 3 }], playing(startMs + 12_000.7, 0.5)),
    ]
    expect(ranges.flatMap((range) => [range?.fromMs, range?.toMs]).every(Number.isInteger)).toBe(true)
  })

  it('ends with the stream', () => {
    expect(
      planRange(segments, [{ firstIndex: 108, lastIndex: 119 }], playing(startMs + 590_000)),
    ).toBeUndefined()
    expect(planRange([], [], playing(0))).toBeUndefined()
  })

  it('joins runs that touch and keeps those apart that do not', () => {
    const apart = addRun<HeldRun>([{ firstIndex: 12, lastIndex: 14 }], { firstIndex: 0, lastIndex: 2 }, join)
    expect(apart).toEqual([
      { firstIndex: 0, lastIndex: 2 },
      { firstIndex: 12, lastIndex: 14 },
    ])
    expect(addRun(apart, { firstIndex: 3, lastIndex: 11 }, join)).toEqual([{ firstIndex: 0, lastIndex: 14 }])
  })

  it('reaches every moment of a stream by following its own plans', () => {
    let runs: HeldRun[] = []
    for (let atMs = startMs; atMs < startMs + 600_000; atMs += 1_000) {
      for (
        let range = planRange(segments, runs, playing(atMs));
        range;
        range = planRange(segments, runs, playing(atMs))
      ) {
        const { toMs } = range
        const firstIndex =
          range.fromIndex ?? keyframeIndexBefore(segments, segmentIndexAt(segments, range.fromMs))
        const lastIndex = segments.findLastIndex((segment) => segment.startMs <= toMs)
        runs = addRun(runs, { firstIndex, lastIndex }, join)
      }
    }
    expect(runs).toEqual([{ firstIndex: 0, lastIndex: 119 }])
  })

  it('holds the last frame until the next segment begins', () => {
    expect(runEndMs(segments, { firstIndex: 0, lastIndex: 3 })).toBe(startMs + 20_000)
    expect(runEndMs(segments, { firstIndex: 0, lastIndex: 119 })).toBe(startMs + 599_900)
  })
})
