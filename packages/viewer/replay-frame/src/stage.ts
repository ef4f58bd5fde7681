// Fits the recorded page into the frame: whole, as wide as it, or at its own size; scaled down and never up.
import type { Fit } from './frame-messages.ts'

/** Size of the recorded page's viewport in CSS pixels. */
export interface PageSize {
  readonly width: number
  readonly height: number
}

/** Where the page is put: the scale and the offset of its top left corner. */
export interface Placement {
  readonly scale: number
  readonly left: number
  readonly top: number
}

/** How the page is looked at, and by how many pixels of the frame it is moved up and left where it is larger. */
export interface Looking {
  readonly fit: Fit
  readonly x: number
  readonly y: number
}

/** The whole page. */
export const wholePage: Looking = { fit: 'whole', x: 0, y: 0 }

/** Centres the page in the space, or where it is larger moves it, no further than to its edges. */
export function placePage(page: PageSize, space: PageSize, looking: Looking = wholePage): Placement {
  if (page.width <= 0 || page.height <= 0) return { scale: 1, left: 0, top: 0 }
  const scale = scaleOf(page, space, looking.fit)
  return {
    scale,
    left: offsetOf(page.width * scale, space.width, looking.x),
    top: offsetOf(page.height * scale, space.height, looking.y),
  }
}

function scaleOf(page: PageSize, space: PageSize, fit: Fit): number {
  const [across, down] = [space.width / page.width, space.height / page.height]
  if (fit === 'full') return 1
  return fit === 'width' ? Math.min(1, across) : Math.min(1, across, down)
}

function offsetOf(length: number, space: number, moved: number): number {
  if (length <= space) return Math.round((space - length) / 2)
  return 0 - Math.round(Math.min(length - space, Math.max(0, moved)))
}
