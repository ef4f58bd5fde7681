// Sizes of the elements that are recorded as boxes.

import type { ElementBox, ShapeBox } from '@reseal/redaction-rules'

/** Size of an element's border box, or undefined when it is not shown. */
export function measureBox(element: Element): ElementBox | undefined {
  // A missing image shows its text.
  if (element.localName === 'img' && (element as HTMLImageElement).naturalWidth === 0) return undefined
  const isHtml = element instanceof HTMLElement || 'offsetWidth' in element
  const { offsetWidth = 0, offsetHeight = 0 } = isHtml ? (element as HTMLElement) : {}
  const rect = isHtml ? { width: offsetWidth, height: offsetHeight } : element.getBoundingClientRect()
  if (rect.width === 0 && rect.height === 0) return undefined
  const display = element.ownerDocument.defaultView?.getComputedStyle(element).display
  return { width: rect.width, height: rect.height, isInline: display === 'inline' }
}

/** The middle of an element in its frame's viewport. */
export function measureCentre(element: Element): { readonly x: number; readonly y: number } {
  const { left, top, width, height } = element.getBoundingClientRect()
  return { x: left + width / 2, y: top + height / 2 }
}

/** The rectangle that an SVG shape fills, in its own coordinates, or undefined when it is not drawn. */
export function measureShape(element: Element): ShapeBox | undefined {
  try {
    return 'getBBox' in element ? (element as SVGGraphicsElement).getBBox() : undefined
  } catch {
    // Firefox throws for a shape that is not rendered. Without a rectangle the shape is simply not there.
    return undefined
  }
}

const lateTags = new Set(['IMG', 'VIDEO', 'OBJECT', 'EMBED', 'INPUT'])

/** Calls back when an image or the like has arrived, and with it its size. */
export function trackLateBoxes(onBox: (element: Element) => void): () => void {
  const listener = (event: Event): void => {
    const { target } = event
    if (target instanceof Element && lateTags.has(target.tagName)) onBox(target)
  }
  document.addEventListener('load', listener, true)
  document.addEventListener('loadedmetadata', listener, true)
  return () => {
    document.removeEventListener('load', listener, true)
    document.removeEventListener('loadedmetadata', listener, true)
  }
}
