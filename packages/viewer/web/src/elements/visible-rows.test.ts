import { describe, expect, it } from 'vitest'
import { rowsWithin } from './visible-rows.ts'

describe('rowsWithin', () => {
  const list = { count: 100_000, rowHeight: 20, overscan: 5 }

  it('is what is in view, and a few on either side', () => {
    expect(rowsWithin(list, { top: 0, height: 100 })).toEqual([0, 10])
    expect(rowsWithin(list, { top: 1_000_000, height: 100 })).toEqual([49_995, 50_010])
  })

  it('ends with the list, also where it became shorter than what was scrolled', () => {
    expect(rowsWithin(list, { top: 1_999_950, height: 100 })).toEqual([99_992, 99_999])
    expect(rowsWithin({ ...list, count: 3 }, { top: 2_000, height: 100 })).toEqual([2, 2])
    expect(rowsWithin({ ...list, count: 0 }, { top: 0, height: 100 })).toEqual([0, -1])
  })
})
