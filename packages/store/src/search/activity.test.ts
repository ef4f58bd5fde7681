import { describe, expect, it } from 'vitest'
import { activityParts, addActivities, drawActivity, measureActivity } from './activity.ts'

const at = (...seconds: number[]) =>
  measureActivity(seconds.map((second) => 1_700_000_000_000 + second * 1000))

describe('activity', () => {
  it('is none without events', () => {
    expect(measureActivity([])).toBeUndefined()
    expect(addActivities(undefined, undefined)).toBeUndefined()
  })

  it('counts every event once, however long it gets', () => {
    const hours = Array.from({ length: 2_000 }, (_, number) => number * 17.3)
    const all = at(...hours)
    expect(all?.counts.reduce((sum, count) => sum + count, 0)).toBe(hours.length)
    expect(all?.counts.length).toBeLessThanOrEqual(activityParts)
    expect(all?.counts.length).toBeGreaterThan(activityParts / 2 - 1)
  })

  it('is the same in whatever order it is added up', () => {
    const [a, b, c] = [at(0, 1, 2), at(60, 61), at(7_200)]
    const once = addActivities(addActivities(a, b), c)
    expect(addActivities(c, addActivities(b, a))).toEqual(once)
    expect(addActivities(addActivities(c, a), b)).toEqual(once)
  })

  it('is drawn with nothing where nothing happened', () => {
    const drawn = drawActivity(at(0, 0, 0, 0, 5) ?? { stepMs: 1, first: 0, counts: [] })
    expect([drawn[0], drawn.at(-1)]).toEqual([99, 50])
    expect(drawn.slice(1, -1).every((part) => part === 0)).toBe(true)
  })
})
