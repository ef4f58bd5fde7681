// An outline around one node of the replayed page, over the page and not in it.
import type { Box } from './where-things-are.ts'

/** The outline of one replayed page. */
export interface NodeOutline {
  /** Outlines a node from now on; undefined outlines none. */
  show(id: number | undefined): void
  /** Follows the node to where it is now. */
  place(): void
  stop(): void
}

/** Starts without an outline. `boxOf` is where a node is now, in pixels of the frame; undefined where it is not seen. */
export function startNodeOutline(root: HTMLElement, boxOf: (id: number) => Box | undefined): NodeOutline {
  const element = document.createElement('div')
  element.className = 'node-outline'
  element.hidden = true
  root.append(element)
  let shown: number | undefined
  const place = () => {
    const box = shown === undefined ? undefined : boxOf(shown)
    element.hidden = box === undefined
    if (box === undefined) return
    element.style.left = `${box.left}px`
    element.style.top = `${box.top}px`
    element.style.width = `${box.width}px`
    element.style.height = `${box.height}px`
  }
  return {
    show: (id) => {
      shown = id
      place()
    },
    place,
    stop: () => element.remove(),
  }
}
