import { describe, expect, it } from 'vitest'
import { backoffDelay } from './backoff.ts'

describe('backoffDelay', () => {
  it('doubles up to a minute', () => {
    expect([1, 2, 3, 4, 7, 8, 100].map((count) => backoffDelay(count, 1))).toEqual([
      1_000, 2_000, 4_000, 8_000, 60_000, 60_000, 60_000,
    ])
  })

  it('spreads over half of the delay', () => {
    expect(backoffDelay(3, 0)).toBe(2_000)
    expect(backoffDelay(3, 0.5)).toBe(3_000)
  })

  it('never comes back before Retry-After', () => {
    expect(backoffDelay(1, 0, 30_000)).toBeGreaterThanOrEqual(30_000)
    expect(backoffDelay(1, 0, 0)).toBeGreaterThan(0)
  })
})
