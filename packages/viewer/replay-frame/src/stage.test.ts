import { describe, expect, it } from 'vitest'
import { placePage } from './stage.ts'

describe('placePage', () => {
  it('scales a larger page down and centres it', () => {
    expect(placePage({ width: 1600, height: 800 }, { width: 800, height: 600 })).toEqual({
      scale: 0.5,
      left: 0,
      top: 100,
    })
  })

  it('leaves a smaller page at its own size', () => {
    expect(placePage({ width: 400, height: 300 }, { width: 800, height: 600 })).toEqual({
      scale: 1,
      left: 200,
      top: 150,
    })
  })

  it('takes a page without a size as it is', () => {
    expect(placePage({ width: 0, height: 0 }, { width: 800, height: 600 })).toEqual({
      scale: 1,
      left: 0,
      top: 0,
    })
  })
})
