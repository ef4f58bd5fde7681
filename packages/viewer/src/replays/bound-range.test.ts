import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundRange, type TimelineSegment } from './bound-range.ts'

const roomy = { sizeBytes: 1_000_000, segmentCount: 1000 }

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
    expect(boundRange(timeline(4), 9, { sizeBytes: 399, segmentCount: 9 })?.nextIndex).toBe(9)
  })

  it('stops at the count and says where to go on', () => {
    expect(boundRange(timeline(4), 9, { sizeBytes: 9999, segmentCount: 2 })?.nextIndex).toBe(8)
  })

  it('goes on where more is wanted than was given', () => {
    expect(boundRange(timeline(4), 10, roomy)?.nextIndex).toBe(10)
  })

  it('serves one segment even where that exceeds the bound', () => {
    expect(boundRange(timeline(4), 9, { sizeBytes: 1, segmentCount: 1 })?.segments).toHaveLength(1)
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
        const range = boundRange(segments, segments.length - 1, { sizeBytes: 700, segmentCount: 4 })
        for (const segment of range?.segments ?? []) {
          expect(segment.startMs).toBeGreaterThanOrEqual(range?.fromMs ?? Number.NaN)
          expect(segment.endMs).toBeLessThanOrEqual(range?.toMs ?? Number.NaN)
        }
      }),
    )
  })
})
