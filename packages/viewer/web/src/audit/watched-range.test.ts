import { describe, expect, it } from 'vitest'
import type { AuditEventReply } from '../../../src/api-types.ts'
import { watchedRange } from './watched-range.ts'

const session = { startedAtMs: 100_000, durationMs: 200_000 }

function event(target: AuditEventReply['target']): AuditEventReply {
  return {
    index: 1,
    id: 'e',
    timeMs: 0,
    action: 'replay.read',
    outcome: 'success',
    actor: { issuer: 'local', subject: 'eng-1', roles: ['engineer'], method: 'link' },
    client: { ip: null, userAgent: null },
    anchored: true,
    ...(target === undefined ? {} : { target }),
  }
}

describe('watchedRange', () => {
  it('places the range in its session', () => {
    expect(watchedRange(event({ fromMs: 110_000, toMs: 150_000 }), session)).toEqual({
      parts: [{ from: 0.05, to: 0.25 }],
      text: '0:10–0:50 of 3:20',
      isPlayed: false,
    })
  })

  it('stays within the session', () => {
    const range = watchedRange(event({ fromMs: 0, toMs: 900_000 }), session)
    expect(range?.parts).toEqual([{ from: 0, to: 1 }])
  })

  it('places each span that was played', () => {
    const closed = {
      ...event({ fromMs: 100_000, toMs: 300_000 }),
      action: 'replay.close',
      extent: { replayMs: 30_000, spans: ['100000-120000', '290000-300000'] },
    }
    expect(watchedRange(closed, session)).toEqual({
      parts: [
        { from: 0, to: 0.1 },
        { from: 0.95, to: 1 },
      ],
      text: '0:30 played of 3:20',
      isPlayed: true,
    })
  })

  it('gives nothing for an event without a range', () => {
    expect(watchedRange(event(undefined), session)).toBeUndefined()
    expect(watchedRange(event({ session: 's' }), session)).toBeUndefined()
  })
})
