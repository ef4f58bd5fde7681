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

  it.each([
    ['text', 'x'],
    ['a list', []],
    ['a foreign object', { id: 'patient', startedAtMs: 1, lastActivityMs: 1, withdrawalToken: 'x' }],
    ['a number as id', { id: 1 }],
    ['times that are no numbers', { id: '0'.repeat(8), startedAtMs: '1', lastActivityMs: null }],
  ])('does not believe %s in storage', (_, value) => {
    kept = value
    const session = keeper().begin()
    expect(session.id).toMatch(/^[0-9a-f-]{36}$/)
    expect(session.startedAtMs).toBe(nowMs)
  })
})
