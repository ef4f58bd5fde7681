// Which rows of a long list are in view: all are of one height, so it takes no more than arithmetic, and few bytes.
import { type RefObject, useEffect, useState } from 'react'
import { flushSync } from 'react-dom'

/** A list whose rows have one height, in CSS pixels. */
export interface RowList {
  readonly count: number
  readonly rowHeight: number
  /** What scrolls. */
  readonly scroller: RefObject<HTMLElement | null>
  /** Rows that are there before they are seen, on either side. */
  readonly overscan: number
  /** What stays above the rows while they scroll. */
  readonly headHeight?: number
}

/** A row that is in the document, and where it begins. */
export interface VisibleRow {
  readonly index: number
  readonly start: number
}

/** The rows to put into the document. */
export interface VisibleRows {
  readonly rows: readonly VisibleRow[]
  readonly totalHeight: number
  /** Scrolls no further than it takes to see the row, or to the middle. */
  readonly scrollTo: (index: number, place?: 'nearest' | 'middle') => void
}

/** The first and the last row that a stretch of the list shows. */
export function rowsWithin(
  { count, rowHeight, overscan }: Pick<RowList, 'count' | 'rowHeight' | 'overscan'>,
  { top, height }: { readonly top: number; readonly height: number },
): readonly [first: number, last: number] {
  const first = Math.floor(Math.max(0, top) / rowHeight) - overscan
  const last = Math.floor(Math.max(0, top + height) / rowHeight) + overscan
  return [Math.max(0, Math.min(first, count - 1)), Math.min(count - 1, last)]
}

/** Follows what scrolls. */
export function useVisibleRows(list: RowList): VisibleRows {
  const { count, rowHeight, scroller, headHeight = 0 } = list
  const [view, setView] = useState({ top: 0, height: window.innerHeight })
  const isEmpty = count === 0
  // What scrolls may stand around the list, and is there only once all is.
  useEffect(() => {
    const element = scroller.current
    if (element === null) return undefined
    const look = () => {
      const { scrollTop, clientHeight } = element
      const step = Math.floor(scrollTop / rowHeight) * rowHeight
      setView((now) =>
        now.top === step && now.height === clientHeight ? now : { top: step, height: clientHeight },
      )
    }
    // Before the next picture: otherwise one scrolls into nothing.
    const scrolled = () => flushSync(look)
    look()
    element.addEventListener('scroll', scrolled, { passive: true })
    const sizes = new ResizeObserver(look)
    sizes.observe(element)
    return () => {
      element.removeEventListener('scroll', scrolled)
      sizes.disconnect()
    }
  }, [scroller, rowHeight, isEmpty])
  const [first, last] = rowsWithin(list, { top: view.top, height: view.height + rowHeight })
  return {
    rows: Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => ({
      index: first + at,
      start: (first + at) * rowHeight,
    })),
    totalHeight: count * rowHeight,
    scrollTo: (index, place = 'nearest') => {
      const element = scroller.current
      if (element === null) return
      const [start, room] = [index * rowHeight, element.clientHeight - headHeight]
      const { scrollTop } = element
      if (place === 'middle') element.scrollTop = start - (room - rowHeight) / 2
      else if (start < scrollTop) element.scrollTop = start
      else if (start + rowHeight > scrollTop + room) element.scrollTop = start + rowHeight - room
    },
  }
}
