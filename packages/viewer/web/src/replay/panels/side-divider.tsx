// The bar between the replay and its panels: dragged, or moved with the arrow keys. The width is kept in this browser.
import { type KeyboardEvent, type PointerEvent, useState } from 'react'

const key = 'reseal.side'
const least = 300
const most = 1_000
/** What the replay keeps in any case. */
const leastReplay = 320
const step = 24

/** The width that was chosen, in CSS pixels; undefined until one was. */
export function useSideWidth(): readonly [number | undefined, (width: number) => void] {
  const [width, setWidth] = useState(recall)
  return [
    width,
    (wanted) => {
      const roomy = Math.max(least, Math.min(most, window.innerWidth - leastReplay))
      const kept = Math.round(Math.min(roomy, Math.max(least, wanted)))
      setWidth(kept)
      window.localStorage.setItem(key, String(kept))
    },
  ]
}

function recall(): number | undefined {
  const kept = Number(window.localStorage.getItem(key) ?? '')
  return kept >= least && kept <= most ? kept : undefined
}

export function SideDivider(props: {
  readonly width: number | undefined
  readonly onWidth: (width: number) => void
}) {
  const { width, onWidth } = props
  const widthOf = (divider: Element) => divider.nextElementSibling?.getBoundingClientRect().width ?? 0
  const press = (event: KeyboardEvent) => {
    const now = width ?? widthOf(event.currentTarget)
    if (event.key === 'ArrowLeft') onWidth(now + step)
    else if (event.key === 'ArrowRight') onWidth(now - step)
    else if (event.key === 'Home') onWidth(most)
    else if (event.key === 'End') onWidth(least)
    else return
    event.preventDefault()
  }
  const drag = (event: PointerEvent) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    const right = event.currentTarget.nextElementSibling?.getBoundingClientRect().right ?? 0
    onWidth(right - event.clientX - 4)
  }
  return (
    <div
      className="side-divider"
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label="Width of the panels"
      aria-valuemin={least}
      aria-valuemax={most}
      aria-valuenow={width ?? 480}
      onKeyDown={press}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
    />
  )
}
