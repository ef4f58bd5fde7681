import { describe, expect, it } from 'vitest'
import type { IntegrityReply, LogIntegrity } from '../../../src/api-types.ts'
import { anchorItem, anchorSentence, formatAge, verificationItem } from './integrity.ts'

function log(change: Partial<LogIntegrity> = {}): LogIntegrity {
  return { size: 10, anchoredSize: 10, anchorAgeMs: 400, unanchoredForMs: 0, ...change }
}

function integrity(audit: LogIntegrity, recordings: LogIntegrity = log()): IntegrityReply {
  const anchoring = { maxAgeMs: 60_000, isStrict: false, places: [], alteredCount: 0 }
  return { logs: { audit, recordings }, anchoring }
}

describe('trust line', () => {
  it('gives the age of the newest anchor', () => {
    expect(anchorItem(integrity(log()), 0)).toMatchObject({ tone: 'good', text: 'anchored 0.4 s ago' })
    expect(anchorItem(integrity(log({ anchorAgeMs: 61_000 })), 2_000).text).toBe('anchored 2.4 s ago')
  })

  it('warns when a leaf of either log waits for its anchor', () => {
    const waiting = log({ size: 12, unanchoredForMs: 30_000 })
    expect(anchorItem(integrity(log(), waiting), 0)).toMatchObject({
      tone: 'warning',
      text: 'anchoring waits 30 s',
    })
  })

  it('says that replays are paused once an audit event has waited too long, and which place lacks it', () => {
    const late = integrity(log({ size: 17, unanchoredForMs: 90_000 }))
    late.anchoring.places = [
      { place: 's3', isRequired: false, missingCount: 0 },
      { place: 'sink', isRequired: true, missingCount: 7 },
    ]
    expect(anchorItem(late, 0)).toMatchObject({ tone: 'error', text: 'anchors late, 90 s: replays paused' })
    expect(anchorItem(late, 0).explanation).toContain('HTTPS sink (required) lacks 7')
    expect(anchorSentence(late).text).toBe(
      'anchors late, 90 s: replays paused · 7 not anchored yet · bucket copy has all · HTTPS sink (required) lacks 7',
    )
    expect(anchorSentence(integrity(log())).text).toBe('anchored 0.4 s ago · every leaf is anchored')
  })

  it('says that anchors were altered, whatever their age', () => {
    const altered = integrity(log())
    altered.anchoring.alteredCount = 2
    expect(anchorItem(altered, 0)).toMatchObject({ tone: 'error', text: 'anchors altered' })
  })

  it('says so when nothing was ever anchored', () => {
    const never = log({ anchorAgeMs: null, anchoredSize: 0 })
    expect(anchorItem(integrity(never, never), 0).tone).toBe('error')
  })

  it('tells the last verification', () => {
    expect(verificationItem(integrity(log())).text).toBe('not verified yet')
    expect(verificationItem({ ...integrity(log()), lastVerification: { atMs: 0, ok: true } }).tone).toBe(
      'good',
    )
    expect(verificationItem({ ...integrity(log()), lastVerification: { atMs: 0, ok: false } }).tone).toBe(
      'error',
    )
  })

  it('writes ages in the unit that keeps them short', () => {
    expect([0, 400, 12_300, 180_000, 7_200_000, 432_000_000].map(formatAge)).toEqual([
      '0.0 s',
      '0.4 s',
      '12 s',
      '3 min',
      '2 h',
      '5 d',
    ])
  })
})
