// Paints regions over the page: a fill, a hatching or an outline, so that the kinds differ without colour too.

import type { Treatment } from './explain-element.ts'
import type { Region } from './find-regions.ts'

/** Colours of the kinds, as the panel's legend shows them too. */
export const treatmentColours: Readonly<Record<Treatment, string>> = {
  masked: '#2456d6',
  blocked: '#b42318',
  allowed: '#0f7b43',
}

const fillAlpha = 0.16
const hatchStep = 7

function hatch(pen: CanvasRenderingContext2D, rect: DOMRect): void {
  pen.save()
  pen.beginPath()
  pen.rect(rect.x, rect.y, rect.width, rect.height)
  pen.clip()
  pen.beginPath()
  for (let x = rect.x - rect.height; x < rect.right; x += hatchStep) {
    pen.moveTo(x, rect.bottom)
    pen.lineTo(x + rect.height, rect.y)
  }
  pen.stroke()
  pen.restore()
}

function paintRect(pen: CanvasRenderingContext2D, rect: DOMRect, treatment: Treatment): void {
  const colour = treatmentColours[treatment]
  pen.strokeStyle = colour
  pen.fillStyle = colour
  pen.lineWidth = 1
  if (treatment === 'blocked') hatch(pen, rect)
  else if (treatment === 'masked') {
    pen.globalAlpha = fillAlpha
    pen.fillRect(rect.x, rect.y, rect.width, rect.height)
    pen.globalAlpha = 1
    pen.fillRect(rect.x, rect.bottom - 1, rect.width, 1)
    return
  }
  pen.setLineDash([])
  pen.strokeRect(rect.x - 1, rect.y - 1, rect.width + 2, rect.height + 2)
}

/** Paints what of `regions` lies in the viewport onto a canvas that covers it. */
export function paintRegions(
  canvas: HTMLCanvasElement,
  regions: readonly Region[],
  shown: ReadonlySet<Treatment>,
): void {
  const pen = canvas.getContext('2d')
  if (pen === null) return
  const scale = window.devicePixelRatio
  canvas.width = window.innerWidth * scale
  canvas.height = window.innerHeight * scale
  pen.scale(scale, scale)
  for (const { explanation, rects } of regions) {
    if (!shown.has(explanation.treatment)) continue
    for (const rect of rects) {
      if (rect.bottom < 0 || rect.top > window.innerHeight) continue
      paintRect(pen, rect, explanation.treatment)
    }
  }
}
