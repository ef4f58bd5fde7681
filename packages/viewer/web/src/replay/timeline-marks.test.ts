import { describe, expect, it } from 'vitest'
import type { Signal } from './signals.ts'
import { clockWords, groupMarks, groupWords, marksNear, marksOf } from './timeline-marks.ts'

const signal = (kind: Signal['kind'], atMs: number, more: Partial<Signal> = {}): Signal => ({
  kind,
  atMs,
  level: '',
  text: 'x',
  ...more,
})

describe('marksOf', () => {
  it('marks what one looks for, and nothing else', () => {
    const marks = marksOf(
      [
        signal('error', 3),
        signal('network', 1, { tone: 'bad' }),
        signal('network', 2),
        signal('network', 4, { level: 'route' }),
        signal('click', 5),
        signal('page', 6, { level: 'LCP' }),
        signal('page', 7, { level: 'long task' }),
        signal('app', 8, { level: 'event' }),
        signal('app', 9, { level: 'tag' }),
        signal('console', 10),
      ],
      [{ id: 'n', stream: 's', atMs: 2, text: 'slow', author: 'a', writtenAtMs: 0, removable: false }],
    )
    expect(marks.map(({ kind }) => kind)).toEqual([
      'request',
      'note',
      'error',
      'page',
      'frustration',
      'vital',
      'app',
    ])
  })
})

describe('groupMarks', () => {
  const whole = { fromMs: 0, toMs: 100_000 }

  it('makes one of what stands in one place, and apart when closer', () => {
    const marks = marksOf([signal('error', 50_000), signal('error', 50_100), signal('click', 50_000)], [])
    const groups = groupMarks(marks, whole, new Set())
    expect(groups.map(({ first, count }) => `${first.kind} ${count}`)).toEqual(['error 2', 'frustration 1'])
    expect(groupWords(groups[0] ?? { first: marks[0] as never, count: 0 }, 0)).toContain('and 1 more')
    const closer = groupMarks(marks, { fromMs: 49_000, toMs: 51_000 }, new Set(['frustration']))
    expect(closer.map(({ count }) => count)).toEqual([1, 1])
  })

  it('leaves out what is not shown', () => {
    expect(groupMarks(marksOf([signal('error', 5)], []), { fromMs: 10, toMs: 20 }, new Set())).toEqual([])
  })
})

describe('marksNear', () => {
  it('gives the closest, in order of time', () => {
    const marks = marksOf(
      [1, 40, 52, 59, 90].map((atMs) => signal('error', atMs)),
      [],
    )
    expect(marksNear(marks, 50, { withinMs: 20, most: 2 }).map(({ atMs }) => atMs)).toEqual([52, 59])
  })
})

describe('clockWords', () => {
  it('speaks a duration', () => {
    expect(clockWords(0)).toBe('0 seconds')
    expect(clockWords(61_000)).toBe('1 minute 1 second')
    expect(clockWords(7_205_000)).toBe('2 hours 5 seconds')
    expect(clockWords(120_000)).toBe('2 minutes')
  })
})
