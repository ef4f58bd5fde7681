import { describe, expect, it } from 'vitest'
import { rangeEndOf, segmentsFrom } from '../../../test/range-server.ts'
import type { RangeRequest } from '../api/replays.ts'
import { addRun, type HeldRun, planRange, runAtMoment } from './range-plan.ts'

// Ten minutes: a segment every 5 s, a keyframe every 60 s.
const startMs = 1_000_000
const segments = segmentsFrom(startMs, 120)
const stream = { fromMs: startMs, toMs: startMs + 599_900 }
const paused = (atMs: number) => ({ atMs, playing: false, speed: 1 })
const playing = (atMs: number, speed = 1) => ({ atMs, playing: true, speed })
const join = (a: HeldRun, b: HeldRun): HeldRun => ({
  ...a,
  lastIndex: b.lastIndex,
  untilMs: b.untilMs,
  isLast: b.isLast,
})

function run(firstIndex: number, lastIndex: number): HeldRun {
  const fromMs = startMs + firstIndex * 5_000
  const isLast = lastIndex === 119
  const untilMs = isLast ? startMs + 599_900 : startMs + (lastIndex + 1) * 5_000
  return { firstIndex, lastIndex, fromMs, untilMs, isLast }
}

/** What is held once a range was read. */
function read(runs: readonly HeldRun[], range: RangeRequest): HeldRun[] {
  const { firstIndex, lastIndex } = rangeEndOf(segments, range)
  return addRun(runs, run(firstIndex, lastIndex), join)
}

describe('range plan', () => {
  it('reads a short window at a position that is not held', () => {
    expect(planRange(stream, [], paused(startMs + 303_000))).toEqual({
      fromMs: startMs + 303_000,
      toMs: startMs + 311_000,
    })
  })

  it('asks for as much in a session of eight hours as in one of a minute', () => {
    const long = { fromMs: startMs, toMs: startMs + 8 * 3_600_000 }
    const range = planRange(long, [], paused(startMs + 7 * 3_600_000))
    expect((range?.toMs ?? 0) - (range?.fromMs ?? 0)).toBe(8_000)
  })

  it('reads nothing more while paused on what is held', () => {
    expect(planRange(stream, [run(0, 3)], paused(startMs + 15_000))).toBeUndefined()
  })

  it('reads on by index while playing, without a lead-in', () => {
    expect(planRange(stream, [run(0, 3)], playing(startMs + 12_000))).toEqual({
      fromIndex: 4,
      fromMs: startMs + 20_000,
      toMs: startMs + 42_000,
    })
  })

  it('looks further ahead at a higher speed', () => {
    expect(planRange(stream, [run(0, 3)], playing(startMs + 12_000, 8))?.toMs).toBe(startMs + 252_000)
  })

  it('waits while enough is held ahead', () => {
    expect(planRange(stream, [run(0, 3)], playing(startMs + 9_000))).toBeUndefined()
    expect(planRange(stream, [run(0, 30)], playing(startMs + 12_000))).toBeUndefined()
  })

  it('reads several segments at once, so that one audit event covers them', () => {
    let reads = 0
    let runs: HeldRun[] = [run(0, 1)]
    for (let atMs = startMs; atMs < startMs + 590_000; atMs += 100) {
      const range = planRange(stream, runs, playing(atMs))
      if (range === undefined) continue
      reads += 1
      runs = read(runs, range)
    }
    expect(reads).toBeLessThanOrEqual(40)
    expect(runs).toHaveLength(1)
  })

  it('names what is held before it, so that a lead-in is not served again', () => {
    const range = planRange(stream, [run(0, 3)], paused(startMs + 50_000))
    expect(range).toEqual({
      heldFrom: 0,
      heldTo: 3,
      fromMs: startMs + 50_000,
      toMs: startMs + 58_000,
    })
    expect(read([run(0, 3)], range ?? { fromMs: 0, toMs: 0 })).toEqual([run(0, 11)])
  })

  it('stops before what is already held', () => {
    expect(planRange(stream, [run(0, 3), run(5, 9)], playing(startMs + 15_000))?.toMs).toBe(startMs + 24_999)
  })

  it('asks for whole milliseconds, whatever the clock says', () => {
    const ranges = [
      planRange(stream, [], paused(startMs + 303_000.4)),
      planRange(stream, [run(0, 3)], playing(startMs + 12_000.7, 0.5)),
    ]
    expect(ranges.flatMap((range) => [range?.fromMs, range?.toMs]).every(Number.isInteger)).toBe(true)
  })

  it('ends with the stream', () => {
    expect(planRange(stream, [run(108, 119)], playing(startMs + 590_000))).toBeUndefined()
    expect(planRange(stream, [run(108, 119)], playing(startMs + 599_900))).toBeUndefined()
  })

  it('joins runs that touch and keeps those apart that do not', () => {
    const apart = addRun([run(12, 14)], run(0, 2), join)
    expect(apart).toEqual([run(0, 2), run(12, 14)])
    expect(addRun(apart, run(3, 11), join)).toEqual([run(0, 14)])
  })

  it('reaches every moment of a stream by following its own plans, and reads nothing twice', () => {
    let runs: HeldRun[] = []
    const seen = new Set<number>()
    for (let atMs = startMs; atMs < startMs + 600_000; atMs += 1_000) {
      for (
        let range = planRange(stream, runs, playing(atMs));
        range;
        range = planRange(stream, runs, playing(atMs))
      ) {
        const { firstIndex, lastIndex } = rangeEndOf(segments, range)
        for (let index = firstIndex; index <= lastIndex; index += 1) {
          expect(seen).not.toContain(index)
          seen.add(index)
        }
        runs = read(runs, range)
      }
    }
    expect(runs).toEqual([run(0, 119)])
  })

  it('holds the last frame until the next segment begins', () => {
    const runs = [run(0, 3)]
    expect(runAtMoment(runs, startMs + 19_999)).toBe(runs[0])
    expect(runAtMoment(runs, startMs + 20_000)).toBeUndefined()
    // Before the first segment, and behind the last, its frame is the nearest.
    expect(runAtMoment(runs, startMs - 5_000)).toBe(runs[0])
    expect(runAtMoment([run(108, 119)], startMs + 700_000)).toBeDefined()
  })
})
