import { describe, expect, it } from 'vitest'
import { following, isZoomed, moved, zoomed } from './timeline-window.ts'

const whole = { fromMs: 0, toMs: 100_000 }

describe('zoomed', () => {
  it('keeps the moment where it was', () => {
    expect(zoomed(whole, whole, 0.5, 40_000)).toEqual({ fromMs: 20_000, toMs: 70_000 })
  })

  it('goes no closer than two seconds and no further than the whole', () => {
    const close = zoomed(whole, whole, 0.0001, 50_000)
    expect(close.toMs - close.fromMs).toBe(2_000)
    expect(zoomed(whole, close, 1e6, 0)).toEqual(whole)
    expect(isZoomed(whole, whole)).toBe(false)
  })

  it('takes a session of no length as it is', () => {
    expect(zoomed({ fromMs: 5, toMs: 5 }, { fromMs: 5, toMs: 5 }, 0.5, 5)).toEqual({ fromMs: 5, toMs: 5 })
  })
})

describe('moved and following', () => {
  it('stay within the whole', () => {
    expect(moved(whole, { fromMs: 10_000, toMs: 20_000 }, -50_000)).toEqual({ fromMs: 0, toMs: 10_000 })
    expect(moved(whole, { fromMs: 10_000, toMs: 20_000 }, 1e9)).toEqual({ fromMs: 90_000, toMs: 100_000 })
  })

  it('turn to the part that holds the moment, and stay while it does', () => {
    const shown = { fromMs: 10_000, toMs: 20_000 }
    expect(following(whole, shown, 15_000)).toBe(shown)
    expect(following(whole, shown, 21_000)).toEqual({ fromMs: 20_000, toMs: 30_000 })
  })
})
