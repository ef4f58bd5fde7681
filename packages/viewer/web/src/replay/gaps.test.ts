import type { GapPayload } from '@reseal/redaction-rules'
import { describe, expect, it } from 'vitest'
import { gapAt, gapMarksOf, gapSentence, gapsOf } from './gaps.ts'

const mark = (atMs: number, payload: GapPayload) => ({ atMs, ...payload })

describe('gaps of a recording', () => {
  it('are read from the events that say so', () => {
    const payload = { reason: 'flood', part: true }
    expect(
      gapMarksOf([
        { type: 6, timestamp: 5, data: { plugin: 'reseal/gap', payload } },
        { type: 6, timestamp: 6, data: { plugin: 'reseal/console', payload: {} } },
        { type: 3, timestamp: 7, data: {} },
      ]),
    ).toEqual([{ atMs: 5, reason: 'flood', part: true }])
  })

  it('last from their beginning to their end, also where only the end is held', () => {
    const end = mark(90, { reason: 'flood', durationMs: 50 })
    const gap = { reason: 'flood', isPart: false, fromMs: 40, toMs: 90 }
    expect(gapsOf([mark(40, { reason: 'flood' }), end], 1_000)).toEqual([gap])
    expect(gapsOf([end], 1_000)).toEqual([gap])
  })

  it('last as far as is held where the end is not known', () => {
    expect(gapsOf([mark(40, { reason: 'cpu', part: true })], 70)).toEqual([
      { reason: 'cpu', isPart: true, fromMs: 40, toMs: 70 },
    ])
  })

  it('of the whole page come before those of a part', () => {
    const gaps = gapsOf([mark(10, { reason: 'flood', part: true }), mark(40, { reason: 'too-large' })], 100)
    expect(gapAt(gaps, 20)?.isPart).toBe(true)
    expect(gapAt(gaps, 50)?.reason).toBe('too-large')
    expect(gapAt(gaps, 5)).toBeUndefined()
  })

  it('say why in words', () => {
    expect(gapSentence({ reason: 'flood', isPart: false })).toBe('Not recorded: the page changed too fast')
    expect(gapSentence({ reason: 'too-large', isPart: true })).toBe(
      'A part of the page is not recorded: the page was too large',
    )
  })
})
