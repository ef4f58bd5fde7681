// Finds what a replayed page shows: its texts, fields and boxes with their kinds, through frames and shadow roots.
import { isMaskedText } from '@reseal/redaction-rules'
import type { ThingKind } from './frame-messages.ts'
import type { Provenance } from './provenance.ts'

/** Globals of one replayed document. */
export type PageView = Window & typeof globalThis

/** What the kinds of things are told by. */
export interface Marks {
  readonly provenance: Provenance
  idOf(node: Node): number
}

/** A thing that is shown: a text, or the element of a field or a box. */
export interface ShownThing {
  readonly node: Text | Element
  readonly kind: ThingKind
}

/** What one document shows. */
export interface Survey {
  readonly view: PageView
  readonly things: readonly ShownThing[]
  /** Its shadow roots, which the document's styles do not reach. */
  readonly shadows: readonly ShadowRoot[]
}

/** What a person types or chooses in. */
export const fieldSelector =
  'input:not([type=hidden],[type=button],[type=submit],[type=reset],[type=image]), textarea, select, [contenteditable]:not([contenteditable=false])'
/** The redactor marks every blocked box, images and media among them. */
export const boxSelector = '[data-reseal="block"]'
const editable = '[contenteditable]:not([contenteditable=false])'

const unseen: ReadonlySet<string> = new Set('STYLE SCRIPT NOSCRIPT TITLE OPTION TEXTAREA TEMPLATE'.split(' '))
const readable = /[\p{L}\p{N}]/u

/** Looks at a document and at those of the frames in it. */
export function surveyPage(view: PageView, marks: Marks): Survey[] {
  const things: ShownThing[] = []
  const shadows: ShadowRoot[] = []
  const inner: Survey[] = []
  look(view.document, {
    found: (thing) => things.push(thing),
    entered: (shadow) => shadows.push(shadow),
    framed: (frame) => inner.push(...surveyPage(frame, marks)),
    marks,
  })
  return [{ view, things, shadows }, ...inner]
}

/** What a node shows, and if wanted what is below it in its own document. */
export function thingsOf(node: Node, withBelow: boolean, marks: Marks): ShownThing[] {
  const things: ShownThing[] = []
  const looking = {
    found: (thing: ShownThing) => things.push(thing),
    entered: () => undefined,
    framed: () => undefined,
    marks,
  }
  meet(node, looking)
  if (withBelow) look(node, looking)
  return things
}

interface Looking {
  readonly found: (thing: ShownThing) => void
  readonly entered: (shadow: ShadowRoot) => void
  readonly framed: (view: PageView) => void
  readonly marks: Marks
}

function look(root: Node, looking: Looking): void {
  const document = root.ownerDocument ?? (root as Document)
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) meet(node, looking)
}

function meet(node: Node, looking: Looking): void {
  const { found, entered, framed, marks } = looking
  if (node.nodeType === Node.TEXT_NODE) {
    const kind = kindOfText(node as Text, marks)
    if (kind !== undefined) found({ node: node as Text, kind })
  }
  if (node.nodeType !== Node.ELEMENT_NODE) return
  const element = node as Element
  const kind = kindOfElement(element)
  if (kind !== undefined) found({ node: element, kind })
  if (element.shadowRoot !== null) {
    entered(element.shadowRoot)
    look(element.shadowRoot, looking)
  }
  const view = element.tagName === 'IFRAME' ? viewOf(element as HTMLIFrameElement) : undefined
  if (view !== undefined) framed(view)
}

/** What a text is; undefined where it says nothing or is not seen. */
export function kindOfText(node: Text, { provenance, idOf }: Marks): ThingKind | undefined {
  const parent = node.parentElement
  if (parent !== null && unseen.has(parent.tagName)) return undefined
  if (isMaskedText(node.data)) return parent?.closest(editable) ? 'field' : 'masked'
  if (!readable.test(node.data)) return undefined
  return provenance.ofText(idOf(node))?.kind ?? 'unmarked'
}

// A field, a box, or nothing by itself.
function kindOfElement(element: Element): ThingKind | undefined {
  if (element.matches(boxSelector)) return 'blocked'
  return element.matches(fieldSelector) ? 'field' : undefined
}

// Undefined of a frame whose document cannot be reached.
function viewOf(frame: HTMLIFrameElement): PageView | undefined {
  return frame.contentDocument === null ? undefined : ((frame.contentWindow as PageView | null) ?? undefined)
}
