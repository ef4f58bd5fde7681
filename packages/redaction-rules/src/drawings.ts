// Drawings (SVG) as wholes: an icon is interface, a code or a chart is data (section 10).

import type { RedactionContext } from './context.ts'
import type { Drawing } from './node-mirror.ts'
import { type Fields, field } from './read.ts'
import { isIconSize, subpathCount } from './svg-geometry.ts'

const shapes = 'path,rect,circle,ellipse,line,polyline,polygon,use,image,text,tspan'
const shapeTags: ReadonlySet<string> = /* @__PURE__ */ new Set(/* @__PURE__ */ shapes.split(','))
// A chart has tens of shapes, a QR code drawn with rectangles hundreds; a bar code is some twenty rectangles.
const maxShapes = 96
const rectWeight = 5
// An icon is drawn with a few strokes, a QR code with a hundred.
const maxIconSubpaths = 32

/** Asks the page how many shapes a drawing has, so that its first ones do not show before it is known for data. */
export function measureDrawing(context: RedactionContext, drawing: Drawing | undefined): void {
  if (drawing === undefined || isSurplus(drawing)) return
  const count = (selector: string): number => context.options.countOf?.(drawing.id, selector) ?? 0
  drawing.pageShapeCount = count(shapes) + (rectWeight - 1) * count('rect')
}

/** Whether a drawing has more shapes than one that is no code. */
export function isSurplus({ shapeCount, pageShapeCount }: Drawing): boolean {
  return Math.max(shapeCount, pageShapeCount) > maxShapes
}

/** Whether the outlines of a drawing show. */
export function isIcon(drawing: Drawing): boolean {
  return drawing.isIcon && drawing.subpathCount <= maxIconSubpaths
}

/** The drawing that an element of SVG is part of, with the element counted. */
export function drawingWith(
  context: RedactionContext,
  element: { readonly id: number; readonly tag: string; readonly attributes: Fields },
  inherited: Drawing | undefined,
): Drawing | undefined {
  const { id, tag, attributes } = element
  let drawing = inherited
  if (drawing === undefined) {
    if (tag !== 'svg') return undefined
    const [width, height, viewBox] = ['width', 'height', 'viewBox'].map((name) => field(attributes, name))
    const isOne = isIconSize(width, height, viewBox)
    drawing = { id, isIcon: isOne, shapeCount: 0, pageShapeCount: 0, subpathCount: 0 }
    measureDrawing(context, drawing)
  }
  if (shapeTags.has(tag)) drawing.shapeCount += tag === 'rect' ? rectWeight : 1
  drawing.subpathCount += subpathCount(field(attributes, 'd'))
  return drawing
}
