import { describe, expect, it } from 'vitest'
import { activityOf, activityParts, gapsOf } from './session-activity.ts'

function segmentsOf(count: number, everyMs = 5_000) {
  return Array.from({ length: count }, (_, index) => ({
    index,
    startMs: index * everyMs,
    endMs: index * everyMs + 4_999,
    keyframe: index % 12 === 0,
    length: 2_000 + (index % 5) * 1_000,
  }))
}

describe('activity', () => {
  it('is as many numbers for eight hours as for a minute', () => {
    for (const count of [0, 1, 12, 720, 5_760]) {
      const parts = activityOf(segmentsOf(count), { fromMs: 0, toMs: count * 5_000 })
      expect(parts).toHaveLength(activityParts)
      expect(parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 99)).toBe(true)
    }
  })

  it('is nothing where nothing was recorded, and something where little was', () => {
    const parts = activityOf(
      [
        { index: 0, startMs: 0, endMs: 900, keyframe: false, length: 1 },
        { index: 1, startMs: 238_000, endMs: 239_999, keyframe: false, length: 1_000_000 },
      ],
      { fromMs: 0, toMs: 240_000 },
    )
    expect([parts[0], parts[100], parts[239]]).toEqual([1, 0, 99])
  })
})

describe('gaps', () => {
  it('are the pauses that are longer than the recorder’s rhythm', () => {
    const [first, second, third] = segmentsOf(3, 30_000)
    expect(
      gapsOf(
        [third, first, second].filter((each) => each !== undefined),
        { fromMs: 0, toMs: 1 },
      ),
    ).toEqual([
      { fromMs: 4_999, toMs: 30_000 },
      { fromMs: 34_999, toMs: 60_000 },
    ])
    expect(gapsOf(segmentsOf(20), { fromMs: 0, toMs: 100_000 })).toEqual([])
  })

  it('are bounded, the longest told', () => {
    const segments = Array.from({ length: 500 }, (_, index) => ({
      index,
      startMs: index * 100_000 + (index === 250 ? 50_000 : 0),
      endMs: index * 100_000 + 60_000,
      keyframe: true,
      length: 1,
    }))
    const gaps = gapsOf(segments, { fromMs: 0, toMs: 50_000_000 })
    expect(gaps).toHaveLength(64)
    expect(gaps).toContainEqual({ fromMs: 24_960_000, toMs: 25_050_000 })
  })
})
