import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundRange, type TimelineSegment } from './bound-range.ts'

const roomy = { sizeBytes: 1_000_000, segmentCount: 1000, durationMs: 120_000 }

function timeline(count: number): TimelineSegment[] {
  return Array.from({ length: count }, (_, index) => ({
    index: index + 6,
    startMs: index * 5000,
    endMs: index * 5000 + 4999,
    sizeBytes: 100,
  }))
}

describe('boundRange', () => {
  it('takes all that is given and wanted', () => {
    const range = boundRange(timeline(4), 9, roomy)
    expect(range?.segments.map((segment) => segment.index)).toEqual([6, 7, 8, 9])
    expect(range).toMatchObject({ fromMs: 0, toMs: 19_999, nextIndex: null })
  })

  it('stops at the bytes and says where to go on', () => {
    expect(boundRange(timeline(4), 9, { ...roomy, sizeBytes: 399 })?.nextIndex).toBe(9)
  })

  it('stops at the count and says where to go on', () => {
    expect(boundRange(timeline(4), 9, { ...roomy, segmentCount: 2 })?.nextIndex).toBe(8)
  })

  it('stops at two minutes and says where to go on', () => {
    const range = boundRange(timeline(60), 65, roomy)
    expect(range?.segments).toHaveLength(24)
    expect(range).toMatchObject({ fromMs: 0, toMs: 119_999, nextIndex: 30 })
  })

  it('goes on where more is wanted than was given', () => {
    expect(boundRange(timeline(4), 10, roomy)?.nextIndex).toBe(10)
  })

  it('serves one segment even where that exceeds the bound', () => {
    expect(
      boundRange(timeline(4), 9, { sizeBytes: 1, segmentCount: 1, durationMs: 0 })?.segments,
    ).toHaveLength(1)
  })

  it('gives nothing for no segments', () => {
    expect(boundRange([], 9, roomy)).toBeUndefined()
  })

  it('names a range that covers every segment it holds, whatever the page’s clock did', () => {
    const times = fc.array(fc.tuple(fc.nat(50_000), fc.nat(9000), fc.nat(500)), {
      minLength: 1,
      maxLength: 30,
    })
    fc.assert(
      fc.property(times, (given) => {
        const segments = given.map(([startMs, lengthMs, sizeBytes], index) => ({
          index,
          startMs,
          endMs: startMs + lengthMs,
          sizeBytes,
        }))
        const range = boundRange(segments, segments.length - 1, {
          sizeBytes: 700,
          segmentCount: 4,
          durationMs: 60_000,
        })
        for (const segment of range?.segments ?? []) {
          expect(segment.startMs).toBeGreaterThanOrEqual(range?.fromMs ?? Number.NaN)
          expect(segment.endMs).toBeLessThanOrEqual(range?.toMs ?? Number.NaN)
        }
        if ((range?.segments.length ?? 0) > 1) {
          expect((range?.toMs ?? 0) - (range?.fromMs ?? 0)).toBeLessThanOrEqual(60_000)
        }
      }),
    )
  })
})
