import { describe, expect, it } from 'vitest'
import { createPlayedSpans, withSpan } from './played-spans.ts'

const at = (atMs: number, playing = true, order = 1, stream = 'a') => ({ atMs, playing, order, stream })

describe('what was played', () => {
  it('is everything between two reports of one jump while it plays', () => {
    const played = createPlayedSpans()
    for (const atMs of [1_000.4, 1_060.2, 1_120, 1_180]) played.shown(at(atMs))
    expect(played.take()).toEqual([{ stream: 'a', spans: [{ fromMs: 1_000, toMs: 1_181 }] }])
  })

  it('is not what a jump leaves out, nor what lies between two streams', () => {
    const played = createPlayedSpans()
    played.shown(at(1_000))
    played.shown(at(1_060))
    played.shown(at(9_000, true, 2))
    played.shown(at(9_060, true, 2))
    played.shown(at(9_120, true, 2, 'b'))
    expect(played.take()).toEqual([
      {
        stream: 'a',
        spans: [
          { fromMs: 1_000, toMs: 1_061 },
          { fromMs: 9_000, toMs: 9_061 },
        ],
      },
      { stream: 'b', spans: [{ fromMs: 9_120, toMs: 9_121 }] },
    ])
  })

  it('is a frame that stands, and not the time for which it stands', () => {
    const played = createPlayedSpans()
    played.shown(at(5_000, false))
    played.shown(at(5_000, false))
    played.shown(at(8_000, false, 2))
    expect(played.take()).toEqual([
      {
        stream: 'a',
        spans: [
          { fromMs: 5_000, toMs: 5_001 },
          { fromMs: 8_000, toMs: 8_001 },
        ],
      },
    ])
  })

  it('is reported once, and again where the report did not arrive', () => {
    const played = createPlayedSpans()
    played.shown(at(1_000))
    played.shown(at(2_000))
    const taken = played.take()
    expect(played.take()).toEqual([])
    played.shown(at(3_000))
    played.restore(taken)
    expect(played.take()).toEqual([{ stream: 'a', spans: [{ fromMs: 1_000, toMs: 3_001 }] }])
  })

  it('joins spans that touch', () => {
    const spans = [
      { fromMs: 0, toMs: 10 },
      { fromMs: 20, toMs: 30 },
    ]
    expect(withSpan(spans, { fromMs: 10, toMs: 20 })).toEqual([{ fromMs: 0, toMs: 30 }])
    expect(withSpan(spans, { fromMs: 12, toMs: 15 })).toHaveLength(3)
  })
})
