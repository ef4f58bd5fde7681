import { describe, expect, it } from 'vitest'
import type { SessionReply, StreamReply } from '../../../src/api-types.ts'
import { clampMoment, createTimeline, fractionAt, momentAt, streamAfter, streamAt } from './timeline.ts'

function stream(
  id: string,
  startedAtMs: number,
  endedAtMs: number,
  gaps: StreamReply['gaps'] = [],
): StreamReply {
  return { stream: id, startedAtMs, endedAtMs, segmentCount: 2, gaps }
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
    activity: [0, 99],
    purposes: [],
  }
}

const first = stream('first', 1_000, 11_000)
const tab = stream('tab', 8_000, 20_000)
const later = stream('later', 40_000, 50_000)
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

  it('names what a stream leaves out where no other has it', () => {
    const asleep = stream('asleep', 0, 100_000, [
      { fromMs: 10_000, toMs: 40_000 },
      { fromMs: 60_000, toMs: 90_000 },
    ])
    const awake = stream('awake', 55_000, 75_000)
    expect(createTimeline(session([asleep, awake])).gaps).toEqual([
      { fromMs: 10_000, toMs: 40_000 },
      { fromMs: 75_000, toMs: 90_000 },
    ])
  })

  it('has a row for each tab that is open at once, page loads behind one another in one', () => {
    const loads = [first, tab, stream('second load', 11_000, 30_000), later]
    const { lanes } = createTimeline(session(loads))
    expect(lanes.map((lane) => lane.map(({ stream: id }) => id))).toEqual([
      ['first', 'second load', 'later'],
      ['tab'],
    ])
  })

  it('gives activity between 0 and 1', () => {
    expect(timeline.activity).toEqual([0, 1])
  })
})
