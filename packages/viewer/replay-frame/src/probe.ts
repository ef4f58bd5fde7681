// Answers what is at a point of the frame, or which thing of a kind comes next: its kind and what let it through.
import type { ProbedThing, ThingKind } from './frame-messages.ts'
import { boxSelector, fieldSelector, kindOfText, type Marks, type PageView } from './page-survey.ts'
import { type Box, boxOf, elementAt, linesOf, moved, offsetOf, type PlacedThing } from './where-things-are.ts'

/** The thing at a point of the page; `box` in pixels of the page. */
export function probePage(page: PageView, x: number, y: number, marks: Marks): ProbedThing | undefined {
  const at = elementAt(page, x, y)
  if (at === undefined) return undefined
  const { element, view } = at
  const around = element.closest(boxSelector) ?? element.closest(fieldSelector)
  const node = around ?? textAt(element, at, marks)
  return node === undefined ? undefined : describe(node, offsetBox(boxOf({ node }), view, page), marks)
}

/** A placed thing as it is told. */
export function tellThing({ thing, box }: PlacedThing, marks: Marks): ProbedThing | undefined {
  return describe(thing.node, box, marks)
}

/** The thing of a kind that follows another one in the order of the page, and after the last the first. */
export function nextThing(
  placed: readonly PlacedThing[],
  kind: ThingKind,
  after: Node | undefined,
): PlacedThing | undefined {
  const ofKind = placed.filter(({ thing }) => thing.kind === kind)
  const last = ofKind.findIndex(({ thing }) => thing.node === after)
  return ofKind[(last + 1) % ofKind.length]
}

// Of the texts of an element the one whose line is at the point; of a single one also beside its letters.
function textAt(
  element: Element,
  point: { readonly x: number; readonly y: number },
  marks: Marks,
): Text | undefined {
  const texts = Array.from(element.childNodes).filter(
    (node): node is Text => node.nodeType === Node.TEXT_NODE && kindOfText(node as Text, marks) !== undefined,
  )
  const under = texts.find((text) => linesOf(text).some((line) => holds(line, point)))
  return under ?? (texts.length === 1 && element.childElementCount === 0 ? texts[0] : undefined)
}

function holds(
  { left, top, right, bottom }: DOMRect,
  { x, y }: { readonly x: number; readonly y: number },
): boolean {
  return x >= left && x <= right && y >= top && y <= bottom
}

function offsetBox(box: Box, view: PageView, page: PageView): Box {
  return moved(box, offsetOf(view, page))
}

function describe(node: Text | Element, box: Box, marks: Marks): ProbedThing | undefined {
  const { provenance, idOf } = marks
  const isText = node.nodeType === Node.TEXT_NODE
  const element = isText ? node.parentElement : (node as Element)
  const kind = isText ? kindOfText(node as Text, marks) : elementKind(node as Element)
  if (kind === undefined || element === null) return undefined
  const known = provenance.ofAttributes(idOf(element))
  const origin = isText ? provenance.ofText(idOf(node)) : known.get('value')
  const id = idOf(node)
  const isClosed = kind === 'masked' || kind === 'field' || kind === 'blocked'
  const isReadable = kind === 'static' || kind === 'rule' || kind === 'field'
  return {
    kind,
    ...(isReadable && origin !== undefined ? { origin } : {}),
    ...(id > 0 ? { node: id } : {}),
    within: namesAround(isText ? element : element.parentElement),
    ...(isClosed ? { inForce: provenance.inForce() } : {}),
    ...(isText ? {} : { element: element.tagName.toLowerCase().slice(0, longestName) }),
    attributes: Array.from(known)
      .filter(([name]) => name !== 'value')
      .map(([name, { kind: by, rule }]) => ({ name, kind: by, ...(rule === undefined ? {} : { rule }) })),
    box: { left: box.left, top: box.top, width: box.width, height: box.height },
  }
}

const longestName = 32
const mostNames = 4

function namesAround(innermost: Element | null): string[] {
  const names: string[] = []
  for (let at = innermost; at !== null && names.length < mostNames; at = at.parentElement) {
    const name = at.tagName.toLowerCase().slice(0, longestName)
    if (name === 'body' || name === 'html') break
    names.unshift(name)
  }
  return names
}

function elementKind(element: Element): ThingKind {
  return element.matches(boxSelector) ? 'blocked' : 'field'
}
