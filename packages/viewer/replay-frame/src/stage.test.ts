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

  it('shows a larger page as wide as the frame, or at its own size, and moves it to its edges and no further', () => {
    const [page, space] = [
      { width: 1600, height: 1600 },
      { width: 800, height: 600 },
    ]
    expect(placePage(page, space, { fit: 'width', x: 0, y: 0 })).toEqual({ scale: 0.5, left: 0, top: 0 })
    expect(placePage(page, space, { fit: 'width', x: 90, y: 900 })).toEqual({
      scale: 0.5,
      left: 0,
      top: -200,
    })
    expect(placePage(page, space, { fit: 'full', x: 30, y: -5 })).toEqual({ scale: 1, left: -30, top: 0 })
  })

  it('takes a page without a size as it is', () => {
    expect(placePage({ width: 0, height: 0 }, { width: 800, height: 600 })).toEqual({
      scale: 1,
      left: 0,
      top: 0,
    })
  })
})
