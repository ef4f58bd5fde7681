// Fits the recorded page into the frame, scaled down and never up.

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

/** Centres the page in the space, as large as fits, at most at its own size. */
export function placePage(page: PageSize, space: PageSize): Placement {
  if (page.width <= 0 || page.height <= 0) return { scale: 1, left: 0, top: 0 }
  const scale = Math.min(1, space.width / page.width, space.height / page.height)
  return {
    scale,
    left: Math.max(0, Math.round((space.width - page.width * scale) / 2)),
    top: Math.max(0, Math.round((space.height - page.height * scale) / 2)),
  }
}
