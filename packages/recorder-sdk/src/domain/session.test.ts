import { beforeEach, describe, expect, it } from 'vitest'
import { createSessionKeeper, type SessionOptions } from './session.ts'

const minuteMs = 60_000

describe('session', () => {
  let nowMs: number
  let kept: unknown
  const record = {
    read: () => kept,
    write: (value: unknown) => {
      kept = JSON.parse(JSON.stringify(value))
    },
  }
  const options = {
    now: () => nowMs,
    limits: { idleMs: 30 * minuteMs, lengthMs: 12 * 60 * minuteMs },
    rates: { sessions: 1, onError: 0 },
    random: () => 0.5,
  }
  const keeper = (change: Partial<SessionOptions> = {}) =>
    createSessionKeeper(record, { ...options, ...change })

  beforeEach(() => {
    nowMs = Date.UTC(2026, 0, 1)
    kept = undefined
  })

  it('goes on in another tab and after a reload', () => {
    const first = keeper().begin()
    nowMs += 29 * minuteMs
    expect(keeper().begin()).toEqual(first)
  })

  it('ends after 30 idle minutes', () => {
    const sessions = keeper()
    const first = sessions.begin()
    nowMs += 30 * minuteMs
    expect(sessions.isOver()).toBe(true)
    expect(sessions.touch()).toBe(false)
    const second = sessions.begin()
    expect(second.id).not.toBe(first.id)
    expect(second.withdrawalToken).not.toBe(first.withdrawalToken)
  })

  it('is kept alive by activity in another tab', () => {
    const here = keeper()
    const there = keeper()
    here.begin()
    there.begin()
    nowMs += 20 * minuteMs
    expect(there.touch()).toBe(true)
    nowMs += 20 * minuteMs
    expect(here.isOver()).toBe(false)
    expect(here.touch()).toBe(true)
  })

  it('ends after 12 hours however active', () => {
    const sessions = keeper()
    sessions.begin()
    for (let elapsed = 0; elapsed < 12 * 60 - 20; elapsed += 20) {
      nowMs += 20 * minuteMs
      expect(sessions.touch()).toBe(true)
    }
    nowMs += 20 * minuteMs
    expect(sessions.touch()).toBe(false)
  })

  it('starts anew when the clock was set back', () => {
    const first = keeper().begin()
    nowMs -= minuteMs
    expect(keeper().begin().id).not.toBe(first.id)
  })

  it('keeps nothing of a declined session but that it was declined', () => {
    const sessions = keeper()
    sessions.begin()
    sessions.decline()
    expect(kept).toEqual({ declined: true })
    expect(keeper().isDeclined()).toBe(true)
    keeper().begin()
    expect(keeper().isDeclined()).toBe(false)
  })

  it('has the limits it is given', () => {
    const limits = { idleMs: minuteMs, lengthMs: 3 * minuteMs }
    const sessions = keeper({ limits })
    const { id } = sessions.begin()
    nowMs += minuteMs - 1
    expect(sessions.touch()).toBe(true)
    nowMs += minuteMs - 1
    expect(sessions.touch()).toBe(true)
    nowMs += minuteMs - 1
    expect(sessions.touch()).toBe(true)
    nowMs += 3
    expect(sessions.touch()).toBe(false)
    expect(keeper({ limits }).begin().id).not.toBe(id)
  })

  it('is not brought back by activity in a tab that does not know of a decline yet', () => {
    const here = keeper()
    const { id } = here.begin()
    const there = keeper()
    there.begin()
    expect(there.decline()?.id).toBe(id)
    nowMs += minuteMs
    expect(here.touch()).toBe(false)
    expect(kept).toEqual({ declined: true })
  })

  describe('sampling', () => {
    const rates = { sessions: 0.5, onError: 0.5 }

    it.each([
      [[0.49], 'all'],
      [[0.5, 0.49], 'on-error'],
      [[0.5, 0.5], 'none'],
    ])('draws %j as %s', (draws, sampling) => {
      const random = () => draws.shift() ?? Number.NaN
      expect(keeper({ rates, random }).begin().sampling).toBe(sampling)
    })

    it('is decided once a session, whatever later page loads draw', () => {
      const { id } = keeper({ rates, random: () => 0.9 }).begin()
      const next = keeper({ rates: { sessions: 1, onError: 1 }, random: () => 0 })
      expect(next.begin()).toMatchObject({ id, sampling: 'none' })
      nowMs += 31 * minuteMs
      expect(next.begin()).toMatchObject({ sampling: 'all' })
    })

    it('keeps to the share', () => {
      let drawn = 0
      const random = () => (drawn++ % 100) / 100
      const count = { all: 0, 'on-error': 0, none: 0 }
      for (let session = 0; session < 100; session += 1) {
        kept = undefined
        count[keeper({ rates: { sessions: 0.25, onError: 0 }, random }).begin().sampling] += 1
        // One draw a session is over when all of it is recorded, two else.
        drawn = session + 1
      }
      expect(count).toEqual({ all: 25, 'on-error': 0, none: 75 })
    })

    it('turns to all in every tab once one met an error, and stays so', () => {
      const onError = { rates: { sessions: 0, onError: 1 }, random: () => 0 }
      const here = keeper(onError)
      const there = keeper(onError)
      here.begin()
      there.begin()
      expect(there.recordsAll()).toBe(false)
      here.recordAll()
      expect(there.recordsAll()).toBe(true)
      nowMs += minuteMs
      expect(there.touch()).toBe(true)
      nowMs += minuteMs
      expect(here.touch()).toBe(true)
      expect(keeper(onError).begin().sampling).toBe('all')
    })
  })

  describe('command', () => {
    it('sample-less makes a tenth of the shares of sessions that begin, until it is taken back', () => {
      const rates = { sessions: 0.5, onError: 0.5 }
      const sessions = keeper({ rates, random: () => 0.04 })
      sessions.obey('sample-less')
      expect(keeper({ rates, random: () => 0.04 }).begin().sampling).toBe('all')
      kept = { command: 'sample-less' }
      expect(keeper({ rates, random: () => 0.06 }).begin().sampling).toBe('none')
      sessions.obey(undefined)
      expect(kept).not.toHaveProperty('command')
      nowMs += 31 * minuteMs
      expect(keeper({ rates, random: () => 0.06 }).begin().sampling).toBe('all')
    })

    it('block holds in every tab and page load, over sessions and declines, until it is taken back', () => {
      const sessions = keeper()
      sessions.begin()
      sessions.obey('block')
      expect(keeper().isBlocked()).toBe(true)
      nowMs += 60 * minuteMs
      keeper().begin()
      sessions.decline()
      keeper().begin()
      expect(keeper().isBlocked()).toBe(true)
      sessions.obey(undefined)
      expect(keeper().isBlocked()).toBe(false)
    })

    it('later holds for ten minutes', () => {
      const sessions = keeper()
      sessions.begin()
      sessions.obey('later')
      expect(keeper().sendsInMs()).toBe(10 * minuteMs)
      nowMs += 9 * minuteMs
      expect(keeper().sendsInMs()).toBe(minuteMs)
      nowMs += minuteMs
      expect(keeper().sendsInMs()).toBe(0)
      nowMs -= 60 * minuteMs
      expect(keeper().sendsInMs()).toBe(0)
    })

    it('off is in force for an hour, unless a receipt comes without it', () => {
      const sessions = keeper()
      sessions.begin()
      expect(sessions.isOff()).toBe(false)
      sessions.obey('off')
      nowMs += 59 * minuteMs
      expect(keeper().isOff()).toBe(true)
      nowMs -= 60 * minuteMs
      expect(keeper().isOff()).toBe(false)
      nowMs += 61 * minuteMs
      expect(keeper().isOff()).toBe(false)
      sessions.obey('off')
      expect(keeper().isOff()).toBe(true)
      sessions.obey(undefined)
      expect(keeper().isOff()).toBe(false)
    })

    it('of any other word is none', () => {
      const sessions = keeper()
      sessions.begin()
      const before = kept
      for (const word of ['allow', '__proto__', '']) sessions.obey(word)
      expect(kept).toEqual(before)
      kept = { ...(kept as object), command: 'allow' }
      expect([keeper().isBlocked(), keeper().sendsInMs()]).toEqual([false, 0])
    })
  })

  it.each([
    ['text', 'x'],
    ['a list', []],
    ['a foreign object', { id: 'patient', startedAtMs: 1, lastActivityMs: 1, withdrawalToken: 'x' }],
    ['a number as id', { id: 1 }],
    [
      'a sampling in a list',
      {
        id: '6f9619ff-8b86-4d01-b42d-00c04fc964ff',
        withdrawalToken: 'A'.repeat(43),
        sampling: ['all'],
        startedAtMs: 1,
        lastActivityMs: 1,
      },
    ],
    ['a sampling that there is not', { id: crypto.randomUUID(), sampling: 'ALL', startedAtMs: 1 }],
    ['times that are no numbers', { id: '0'.repeat(8), startedAtMs: '1', lastActivityMs: null }],
  ])('does not believe %s in storage', (_, value) => {
    kept = value
    const session = keeper().begin()
    expect(session.id).toMatch(/^[0-9a-f-]{36}$/)
    expect(session.startedAtMs).toBe(nowMs)
  })
})
