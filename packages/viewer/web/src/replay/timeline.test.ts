import { describe, expect, it } from 'vitest'
import type { SegmentReply, SessionReply, StreamReply } from '../../../src/api-types.ts'
import {
  activityOf,
  clampMoment,
  createTimeline,
  fractionAt,
  momentAt,
  streamAfter,
  streamAt,
} from './timeline.ts'

function segment(index: number, startMs: number, endMs: number, sizeBytes = 1000): SegmentReply {
  return { index, startMs, endMs, keyframe: index === 0, sizeBytes }
}

function stream(id: string, segments: readonly SegmentReply[]): StreamReply {
  const startedAtMs = segments[0]?.startMs ?? 0
  const endedAtMs = segments.at(-1)?.endMs ?? 0
  return { stream: id, startedAtMs, endedAtMs, segmentCount: segments.length, segments }
}

function session(streams: readonly StreamReply[]): SessionReply {
  return {
    id: 's',
    app: 'a',
    startedAtMs: 1000,
    endedAtMs: 1000,
    durationMs: 0,
    streamCount: streams.length,
    segmentCount: 0,
    sizeBytes: 0,
    state: 'closed',
    streams,
    purposes: [],
  }
}

const first = stream('first', [segment(0, 1_000, 6_000), segment(1, 6_000, 11_000)])
const tab = stream('tab', [segment(0, 8_000, 20_000)])
const later = stream('later', [segment(0, 40_000, 50_000)])
const timeline = createTimeline(session([later, tab, first]))

describe('timeline', () => {
  it('spans all streams in the order they began', () => {
    expect([timeline.fromMs, timeline.toMs]).toEqual([1_000, 50_000])
    expect(timeline.streams.map(({ stream: id }) => id)).toEqual(['first', 'tab', 'later'])
  })

  it('names the stretches that no stream covers', () => {
    expect(timeline.gaps).toEqual([{ fromMs: 20_000, toMs: 40_000 }])
  })

  it('is a point for a session without streams', () => {
    const empty = createTimeline(session([]))
    expect([empty.fromMs, empty.toMs, empty.gaps]).toEqual([1_000, 1_000, []])
    expect(fractionAt(empty, 5_000)).toBe(0)
    expect(streamAt(empty, 0)).toBeUndefined()
  })

  it('goes from moments to fractions and back, within the axis', () => {
    expect(momentAt(timeline, fractionAt(timeline, 8_000))).toBe(8_000)
    expect(fractionAt(timeline, 0)).toBe(0)
    expect(momentAt(timeline, 2)).toBe(50_000)
    expect(clampMoment(timeline, 99_000)).toBe(50_000)
  })

  it('stays on the stream that is watched while it lasts', () => {
    expect(streamAt(timeline, 9_000)?.stream).toBe('tab')
    expect(streamAt(timeline, 9_000, 'first')?.stream).toBe('first')
    expect(streamAt(timeline, 12_000, 'first')?.stream).toBe('tab')
  })

  it('takes the next stream in a gap', () => {
    expect(streamAt(timeline, 30_000)?.stream).toBe('later')
    expect(streamAt(timeline, 90_000)?.stream).toBe('later')
  })

  it('goes on with a stream still running, then with the next to begin', () => {
    expect(streamAfter(timeline, first)?.stream).toBe('tab')
    expect(streamAfter(timeline, tab)?.stream).toBe('later')
    expect(streamAfter(timeline, later)).toBeUndefined()
  })

  it('gives activity between 0 and 1, none in a gap', () => {
    const parts = activityOf(timeline, 49)
    expect(parts).toHaveLength(49)
    expect(parts.every((part) => part >= 0 && part <= 1)).toBe(true)
    expect(parts[25]).toBe(0)
    expect(parts[6]).toBeGreaterThan(0)
  })
})
