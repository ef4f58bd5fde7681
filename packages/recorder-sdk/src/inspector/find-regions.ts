// Where on the page there is content, and what becomes of it: what the inspector paints.

import { type ExplainContext, type Explanation, explainElement } from './explain-element.ts'

/** A piece of content: its element, where it lies in the viewport, and what becomes of it. */
export interface Region {
  readonly element: Element
  readonly explanation: Explanation
  readonly rects: readonly DOMRect[]
}

// A page beyond this is painted in part; the panel says so.
const maxRegions = 4_000
const boxSelector =
  'img, video, audio, canvas, object, embed, input:not([type="hidden"]), textarea, select, [data-reseal="block"]'
const silentTags = new Set(['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE', 'HEAD'])

interface Walk {
  readonly context: ExplainContext
  readonly regions: Region[]
  readonly skip: Element
}

function isVisible(rect: DOMRect): boolean {
  return rect.width > 0 && rect.height > 0
}

function shifted(rect: DOMRect, x: number, y: number): DOMRect {
  return new DOMRect(rect.x + x, rect.y + y, rect.width, rect.height)
}

function addRegion(walk: Walk, element: Element, text: string, rects: DOMRect[]): Explanation | undefined {
  const visible = rects.filter(isVisible)
  if (visible.length === 0) return undefined
  const explanation = explainElement(walk.context, element, text)
  walk.regions.push({ element, explanation, rects: visible })
  return explanation
}

function visitText(walk: Walk, node: Text, x: number, y: number): void {
  const parent = node.parentElement
  const text = node.data
  if (parent === null || text.trim() === '') return
  const range = node.ownerDocument.createRange()
  range.selectNodeContents(node)
  addRegion(
    walk,
    parent,
    text,
    Array.from(range.getClientRects(), (rect) => shifted(rect, x, y)),
  )
}

function visitElement(walk: Walk, element: Element, x: number, y: number): void {
  if (element === walk.skip || silentTags.has(element.tagName)) return
  const isBlocked = walk.context.rulingOf(element)?.level === 'block'
  if (isBlocked || element.matches(boxSelector)) {
    addRegion(walk, element, '', [shifted(element.getBoundingClientRect(), x, y)])
    return
  }
  if (element.tagName === 'IFRAME') {
    const { contentDocument } = element as HTMLIFrameElement
    const rect = element.getBoundingClientRect()
    if (contentDocument?.body) visitElement(walk, contentDocument.body, x + rect.x, y + rect.y)
    return
  }
  if (element.shadowRoot !== null) visitChildren(walk, element.shadowRoot, x, y)
  visitChildren(walk, element, x, y)
}

function visitChildren(walk: Walk, parent: Node, x: number, y: number): void {
  for (let node = parent.firstChild; node !== null; node = node.nextSibling) {
    if (walk.regions.length >= maxRegions) return
    if (node.nodeType === 3) visitText(walk, node as Text, x, y)
    else if (node.nodeType === 1) visitElement(walk, node as Element, x, y)
  }
}

/** The content below `root` that is laid out, open shadow roots and same-origin frames included; `skip` is left out. */
export function findRegions(context: ExplainContext, root: Element, skip: Element): Region[] {
  const walk: Walk = { context, regions: [], skip }
  visitElement(walk, root, 0, 0)
  return walk.regions
}
