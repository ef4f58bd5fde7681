import { describe, expect, it } from 'vitest'
import { firstAfter, isActivity, skipTarget } from './idle.ts'

describe('idle time', () => {
  it('jumps to shortly before the next thing that happens', () => {
    expect(skipTarget([1_000, 20_000], 2_000, 60_000)).toBe(19_500)
  })

  it('plays through short pauses', () => {
    expect(skipTarget([1_000, 5_000], 2_000, 60_000)).toBeUndefined()
  })

  it('jumps no further than is known', () => {
    expect(skipTarget([1_000], 2_000, 30_000)).toBe(29_500)
    expect(skipTarget([], 2_000, 3_000)).toBeUndefined()
  })

  it('lands where it does not jump again', () => {
    const activity = [0, 10_000, 50_000]
    for (let atMs = 0; atMs < 60_000; atMs += 250) {
      const target = skipTarget(activity, atMs, 60_000)
      if (target !== undefined) expect(skipTarget(activity, target, 60_000)).toBeUndefined()
    }
  })

  it('counts what a person did, not what the page redraws', () => {
    const event = (type: number, data: object = {}) => ({ type, timestamp: 0, data })
    expect(isActivity(event(3, { source: 2 }))).toBe(true)
    expect(isActivity(event(3, { source: 0 }))).toBe(false)
    expect(isActivity(event(2))).toBe(false)
    expect(isActivity(event(6))).toBe(true)
    expect(isActivity({ type: 3, timestamp: 0, data: null })).toBe(false)
  })

  it('finds the first later moment', () => {
    expect([0, 1, 2, 5, 9].map((atMs) => firstAfter([1, 2, 5], atMs))).toEqual([0, 1, 2, 3, 3])
  })
})
