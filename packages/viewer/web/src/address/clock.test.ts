import { describe, expect, it } from 'vitest'
import { formatClock, formatPosition, parsePosition } from './clock.ts'

describe('positions', () => {
  it('writes durations as minutes and seconds, hours where there are any', () => {
    expect([0, 8_000, 252_900, 3_723_000].map(formatClock)).toEqual(['0:00', '0:08', '4:12', '1:02:03'])
    expect(formatClock(-5)).toBe('0:00')
  })

  it('reads back what it writes', () => {
    for (const positionMs of [0, 1, 999, 8_250, 59_999, 60_000, 3_723_456]) {
      expect(parsePosition(formatPosition(positionMs))).toBe(positionMs)
    }
  })

  it('reads minutes and hours, and bare numbers as milliseconds', () => {
    expect(['8250', '0:08', '1:02:03.5'].map(parsePosition)).toEqual([8250, 8000, 3_723_500])
  })

  it('refuses what is no position', () => {
    for (const text of ['', 'x', '-1', '1:2:3:4', '1e9', ' 8', '8 ', '0:', ':8', '1.', '1.5', '0:08.']) {
      expect(parsePosition(text)).toBeUndefined()
    }
  })
})
