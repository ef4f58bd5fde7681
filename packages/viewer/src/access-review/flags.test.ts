// What the weekly review flags, and what it leaves alone.
import type { AuditRecord } from '@reseal/store'
import { describe, expect, test } from 'vitest'
import { type AccessFlag, flagsOf, type PersonAccesses, pastOf } from './flags.ts'
import { mondayOf, nameOfWeek, parseWeek, weekMs } from './weeks.ts'

// Monday, 2026-11-16, UTC.
const mondayMs = Date.UTC(2026, 10, 16)
const hourMs = 3_600_000
const noon = mondayMs + 12 * hourMs

interface Made {
  readonly timeMs?: number
  readonly session?: string
  readonly denied?: boolean
  readonly grant?: string
}

const record = ({ timeMs = noon, session = 's-1', denied = false, grant }: Made = {}): AuditRecord =>
  ({
    event: {
      action: 'replay.open',
      outcome: denied ? 'denied' : 'success',
      timeMs,
      target: { session, app: 'clinic' },
      ...(grant !== undefined && { grant }),
    },
  }) as unknown as AuditRecord

const flags = (made: readonly Made[], given: Partial<PersonAccesses> = {}): readonly AccessFlag[] =>
  flagsOf({
    records: made.map(record),
    past: [3, 0, 0, 0],
    breakGlass: new Set(['grant-1']),
    hours: { timeZone: 'UTC', from: 7, to: 19 },
    ...given,
  })

const sessions = (count: number): Made[] => Array.from({ length: count }, (_, at) => ({ session: `s-${at}` }))
const refusals = (count: number, everyMs: number): Made[] =>
  Array.from({ length: count }, (_, at) => ({ denied: true, timeMs: noon + at * everyMs }))

describe('a person’s week in an app', () => {
  test('as every other has no flag', () => {
    expect(flags(sessions(3))).toEqual([])
  })

  test.each([
    ['more than twice as many sessions as ever', sessions(10), { past: [4] }, ['volume']],
    ['twice as many', sessions(10), { past: [5] }, []],
    ['many of few', sessions(9), { past: [1] }, []],
    ['an app that they did not open before', sessions(1), { past: [0, 0] }, ['first-time']],
    ['one that they were refused', refusals(1, 0), { past: [0] }, []],
    ['five refusals within ten minutes', refusals(5, 150_000), {}, ['denied-burst']],
    ['five within more', refusals(5, 150_001), {}, []],
    ['four at once', refusals(4, 0), {}, []],
    ['a grant that nobody approved', [{ grant: 'grant-1' }], {}, ['break-glass']],
    ['one that somebody did', [{ grant: 'grant-2' }], {}, []],
    ['the evening', [{ timeMs: mondayMs + 19 * hourMs }], {}, ['off-hours']],
    ['the early morning', [{ timeMs: mondayMs + 7 * hourMs - 1 }], {}, ['off-hours']],
    ['a Saturday', [{ timeMs: noon + 5 * 24 * hourMs }], {}, ['off-hours']],
    [
      'the evening in London, at noon in New York',
      [{ timeMs: mondayMs + 19 * hourMs }],
      { hours: { timeZone: 'America/New_York', from: 7, to: 19 } },
      [],
    ],
    ['what was refused in the evening', [{ timeMs: mondayMs + 20 * hourMs, denied: true }], {}, []],
  ] as const)('with %s', (_, made, given, expected) => {
    expect(flags(made, given)).toEqual(expected)
  })

  test('has the gravest flag first', () => {
    const all = [...sessions(20), ...refusals(5, 0), { grant: 'grant-1', timeMs: mondayMs }]
    expect(flags(all, { past: [0] })).toEqual([
      'break-glass',
      'denied-burst',
      'volume',
      'first-time',
      'off-hours',
    ])
  })
})

test('the past is counted by weeks, each session once', () => {
  const before = (weeks: number, session: string) => record({ timeMs: noon - weeks * weekMs, session })
  const records = [before(1, 'a'), before(1, 'a'), before(1, 'b'), before(2, 'a'), before(9, 'a')]
  expect(pastOf(records, mondayMs)).toEqual([2, 1, 0, 0, 0, 0, 0, 0])
})

test('a week is named by its Monday, and by no other day', () => {
  expect(nameOfWeek(mondayMs)).toBe('2026-11-16')
  for (const timeMs of [mondayMs, noon, mondayMs + weekMs - 1]) expect(mondayOf(timeMs)).toBe(mondayMs)
  expect(parseWeek('2026-11-16')).toBe(mondayMs)
  for (const name of ['2026-11-17', '2026-13-01', 'week', '2026-11-16T00:00']) {
    expect(parseWeek(name)).toBeUndefined()
  }
})
