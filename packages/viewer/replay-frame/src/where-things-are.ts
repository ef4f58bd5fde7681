// Where the things of a replayed page are, in pixels of the recorded viewport: what is in view, and what is at a point.
import type { KindCounts, ThingKind } from './frame-messages.ts'
import type { PageView, ShownThing, Survey } from './page-survey.ts'

/** A rectangle in CSS pixels. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** A thing and where it is. */
export interface PlacedThing {
  readonly thing: ShownThing
  readonly box: Box
}

/** What of a page can be seen without scrolling. Things that others cover count. */
export function thingsInView(surveys: readonly Survey[], page: PageView): PlacedThing[] {
  return surveys.flatMap(({ view, things }) => {
    const clips = new Map<Element, Box>()
    const offset = offsetOf(view, page)
    const whole = { left: 0, top: 0, width: view.innerWidth, height: view.innerHeight }
    return things.flatMap((thing) => {
      const owner = ownerOf(thing)
      if (owner === null || !owner.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
        return []
      // A text shows where its element does; an element where what is around it does.
      const around = thing.node.nodeType === Node.TEXT_NODE ? owner : owner.parentElement
      const clip = around === null ? whole : clipOf(around, whole, clips)
      const seen = shared(boxOf(thing), clip)
      const onPage = shared(moved(seen, offset), {
        ...whole,
        width: page.innerWidth,
        height: page.innerHeight,
      })
      return isEmpty(onPage) ? [] : [{ thing, box: onPage }]
    })
  })
}

/** How many there are of each kind. */
export function countKinds(placed: readonly PlacedThing[]): KindCounts {
  const counts: Record<ThingKind, number> = {
    static: 0,
    rule: 0,
    unmarked: 0,
    masked: 0,
    field: 0,
    blocked: 0,
  }
  for (const { thing } of placed) {
    // The text of an editable region is of the field that it stands in.
    if (thing.kind !== 'field' || thing.node.nodeType !== Node.TEXT_NODE) counts[thing.kind] += 1
  }
  return counts
}

/** The element at a point of the page, in whatever frame or shadow root, and the point as its document has it. */
export function elementAt(
  page: PageView,
  x: number,
  y: number,
):
  | { readonly element: Element; readonly view: PageView; readonly x: number; readonly y: number }
  | undefined {
  const found = page.document.elementFromPoint(x, y)
  let element: Element | null = found
  while (element?.shadowRoot) {
    const inner: Element | null = element.shadowRoot.elementFromPoint(x, y)
    if (inner === null || inner === element) break
    element = inner
  }
  if (element === null) return undefined
  const inner = element.tagName === 'IFRAME' ? (element as HTMLIFrameElement) : undefined
  if (inner?.contentDocument && inner.contentWindow !== null) {
    const { left, top } = insideOf(inner)
    return elementAt(inner.contentWindow as PageView, x - left, y - top)
  }
  return { element, view: page, x, y }
}

/** The lines that a text takes, in its document's viewport. */
export function linesOf(text: Text): readonly DOMRect[] {
  const range = text.ownerDocument.createRange()
  range.selectNodeContents(text)
  return Array.from(range.getClientRects())
}

/** Where a thing is, in its document's viewport. */
export function boxOf({ node }: Pick<ShownThing, 'node'>): Box {
  if (node.nodeType !== Node.TEXT_NODE) return (node as Element).getBoundingClientRect()
  const range = (node as Text).ownerDocument.createRange()
  range.selectNodeContents(node)
  return range.getBoundingClientRect()
}

/** How far a document's viewport lies from that of the page. */
export function offsetOf(view: PageView, page: PageView): { readonly left: number; readonly top: number } {
  const offset = { left: 0, top: 0 }
  for (let at: PageView = view; at !== page && at.frameElement !== null; at = at.parent as PageView) {
    const { left, top } = insideOf(at.frameElement)
    offset.left += left
    offset.top += top
  }
  return offset
}

/** A box moved by an offset. */
export function moved(box: Box, { left, top }: { readonly left: number; readonly top: number }): Box {
  return { left: box.left + left, top: box.top + top, width: box.width, height: box.height }
}

function insideOf(frame: Element): { readonly left: number; readonly top: number } {
  const { left, top } = frame.getBoundingClientRect()
  return { left: left + frame.clientLeft, top: top + frame.clientTop }
}

function ownerOf({ node }: ShownThing): Element | null {
  return node.nodeType === Node.TEXT_NODE ? node.parentElement : (node as Element)
}

// What is cut off at an element and around it. Remembered: a page has fewer elements than texts ask for.
function clipOf(element: Element, whole: Box, known: Map<Element, Box>): Box {
  const done = known.get(element)
  if (done !== undefined) return done
  const around = element.parentElement === null ? whole : clipOf(element.parentElement, whole, known)
  const { overflowX, overflowY } = element.ownerDocument.defaultView?.getComputedStyle(element) ?? {}
  // The root's own scrolling is the viewport's.
  const cuts = overflowX !== 'visible' || overflowY !== 'visible'
  const isRoot = element.tagName === 'HTML' || element.tagName === 'BODY'
  const clip = cuts && !isRoot ? shared(element.getBoundingClientRect(), around) : around
  known.set(element, clip)
  return clip
}

function shared(one: Box, other: Box): Box {
  const left = Math.max(one.left, other.left)
  const top = Math.max(one.top, other.top)
  return {
    left,
    top,
    width: Math.min(one.left + one.width, other.left + other.width) - left,
    height: Math.min(one.top + one.height, other.top + other.height) - top,
  }
}

const isEmpty = ({ width, height }: Box) => width < 1 || height < 1
