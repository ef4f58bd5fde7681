// Paints what a replayed page shows by its kind, without touching the boxes of its elements: highlights on texts,
// attributes on fields. What changes is painted before the next frame is drawn; all is looked at again soon after.
import { isMaskedText } from '@reseal/redaction-rules'
import type { ThingKind } from './frame-messages.ts'
import {
  type Marks,
  type PageView,
  type ShownThing,
  type Survey,
  surveyPage,
  thingsOf,
} from './page-survey.ts'
import {
  type BarKind,
  barAttribute,
  highlightNames,
  nativeAttribute,
  shadowRules,
  shownAttribute,
} from './thing-styles.ts'

/** Paints one page, and knows what it shows. */
export interface Painter {
  /** Paints the whole page before the next frame is drawn. */
  paintAll(): void
  /** Paints nodes before the next frame is drawn: those that are new with what is below them, others by themselves. */
  paintChanged(ids: { readonly added: readonly unknown[]; readonly changed: readonly unknown[] }): void
  showProvenance(shown: boolean): void
  /** What the page shows, as of the last painting of all of it. */
  surveys(): readonly Survey[]
  stop(): void
}

const svgNamespace = 'http://www.w3.org/2000/svg'
const allNames: readonly string[] = [
  ...new Set([...Object.values(highlightNames.plain), ...Object.values(highlightNames.tinted)]),
]
/** Of more changes at once the whole page is painted: a jump applies thousands. */
const maxChanged = 400
/** Between two paintings of the whole page, and how many times as long as the last one took. */
const restMs = 400
const restShare = 12

interface Painting {
  readonly marks: Marks
  /** Where each text is painted now. */
  readonly painted: WeakMap<Node, { readonly highlight: Highlight; readonly range: AbstractRange }>
  /** What the shadow roots of a document adopt. */
  readonly shadowSheets: WeakMap<PageView, CSSStyleSheet>
  isShown: boolean
}

/** Starts with an empty page. Where the browser has no custom highlights, masked text stays as letters. */
export function startPainter(
  view: PageView,
  marks: Marks & { readonly nodeOf: (id: number) => Node | null },
  onPainted: () => void,
): Painter {
  let frame = 0
  let timer = 0
  let isWhole = false
  let mayPaintAllAt = 0
  const painting: Painting = {
    marks,
    painted: new WeakMap(),
    shadowSheets: new WeakMap(),
    isShown: false,
  }
  let surveys: readonly Survey[] = []
  // Whether a node is new, by its id.
  let waiting = new Map<unknown, boolean>()

  const paintWhole = () => {
    const began = performance.now()
    window.clearTimeout(timer)
    timer = 0
    surveys = surveyPage(view, marks)
    for (const survey of surveys) paintDocument(survey, painting)
    const endedAt = performance.now()
    mayPaintAllAt = endedAt + Math.max(restMs, restShare * (endedAt - began))
    onPainted()
  }
  const draw = () => {
    frame = 0
    const now = waiting
    waiting = new Map()
    if (isWhole || now.size > maxChanged) {
      isWhole = false
      return paintWhole()
    }
    for (const [id, isNew] of now) {
      const node = typeof id === 'number' ? marks.nodeOf(id) : null
      if (node?.isConnected) paintNode(node, isNew, painting)
    }
    if (timer === 0) timer = window.setTimeout(paintAll, Math.max(0, mayPaintAllAt - performance.now()))
  }
  const drawSoon = () => {
    if (frame === 0) frame = window.requestAnimationFrame(draw)
  }
  const paintAll = () => {
    isWhole = true
    drawSoon()
  }
  return {
    paintAll,
    paintChanged: ({ added, changed }) => {
      for (const id of changed) waiting.set(id, waiting.get(id) ?? false)
      for (const id of added) waiting.set(id, true)
      drawSoon()
    },
    showProvenance: (shown) => {
      painting.isShown = shown
      paintAll()
    },
    surveys: () => surveys,
    stop: () => {
      window.cancelAnimationFrame(frame)
      window.clearTimeout(timer)
    },
  }
}

function paintDocument({ view, things, shadows }: Survey, painting: Painting): void {
  view.document.documentElement?.toggleAttribute(shownAttribute, painting.isShown)
  for (const shadow of shadows) styleShadow(view, shadow, painting)
  // Afresh, so that what is gone is forgotten.
  if ('highlights' in view.CSS) {
    for (const name of allNames) view.CSS.highlights.set(name, new view.Highlight())
  }
  for (const thing of things) paintThing(view, thing, painting)
  for (const button of view.document.querySelectorAll<HTMLInputElement>(buttonSelector)) markButton(button)
}

// rrweb replaces what a shadow root adopts whenever the recording says so.
function styleShadow(view: PageView, shadow: ShadowRoot, { isShown, shadowSheets }: Painting): void {
  shadow.host.toggleAttribute(shownAttribute, isShown)
  let sheet = shadowSheets.get(view)
  if (sheet === undefined) {
    sheet = new view.CSSStyleSheet()
    sheet.replaceSync(shadowRules.join('\n'))
    shadowSheets.set(view, sheet)
  }
  if (!shadow.adoptedStyleSheets.includes(sheet)) shadow.adoptedStyleSheets.push(sheet)
}

function paintNode(node: Node, isNew: boolean, painting: Painting): void {
  const view = node.ownerDocument?.defaultView as PageView | null | undefined
  if (!view) return
  unpaint(node, painting)
  for (const thing of thingsOf(node, isNew, painting.marks)) paintThing(view, thing, painting)
  if (node.nodeType === Node.ELEMENT_NODE && (node as Element).matches(buttonSelector)) {
    markButton(node as HTMLInputElement)
  }
}

function unpaint(node: Node, { painted }: Painting): void {
  const before = painted.get(node)
  before?.highlight.delete(before.range)
  painted.delete(node)
}

function paintThing(view: PageView, { node, kind }: ShownThing, painting: Painting): void {
  const { isShown, marks, painted } = painting
  if (node.nodeType !== Node.TEXT_NODE) {
    if (kind === 'field') markField(node as Element, marks)
    return
  }
  unpaint(node, painting)
  const names: Partial<Record<ThingKind, string>> = isShown ? highlightNames.tinted : highlightNames.plain
  const name = names[kind]
  const highlight = name !== undefined && 'highlights' in view.CSS ? view.CSS.highlights.get(name) : undefined
  if (highlight !== undefined) {
    const range = rangeOf(view, node as Text)
    highlight.add(range)
    painted.set(node, { highlight, range })
  }
  const parent = node.parentElement
  // Drawn text keeps its fill under a highlight.
  if (parent?.namespaceURI === svgNamespace) mark(parent, kind === 'masked' ? 'drawn' : undefined)
}

const buttonSelector = 'input:is([type=button],[type=submit],[type=reset])'
const stateless = 'input:is([type=checkbox],[type=radio],[type=range],[type=color],[type=file])'

function markButton(button: HTMLInputElement): void {
  if (isMaskedText(button.value)) markNative(button)
  mark(button, isMaskedText(button.value) ? 'button' : undefined)
}

// Without a rule nothing of what it holds is recorded: a date or a number looks empty then, and is masked all the same.
function markField(field: Element, { provenance, idOf }: Marks): void {
  if (field.matches(stateless)) return
  if (!field.matches('input, textarea, select')) return mark(field, 'editable')
  const isOpen = provenance.ofAttributes(idOf(field)).has('value')
  if (field.tagName === 'SELECT') {
    const chosen = (field as HTMLSelectElement).selectedOptions[0]?.text ?? ''
    return mark(field, isMaskedText(chosen) ? 'chosen' : undefined)
  }
  if (!isOpen) markNative(field)
  mark(field, isOpen ? undefined : 'typed')
}

// One that the page did not style loses the browser's own look with the first background, and shows a bevel.
function markNative(field: Element): void {
  const style = field.ownerDocument.defaultView?.getComputedStyle(field).borderTopStyle
  if (style === 'inset' || style === 'outset') field.setAttribute(nativeAttribute, '')
}

function mark(element: Element, value: BarKind | undefined): void {
  if (value === undefined) element.removeAttribute(barAttribute)
  else if (element.getAttribute(barAttribute) !== value) element.setAttribute(barAttribute, value)
}

function rangeOf(view: PageView, node: Text): AbstractRange {
  return new view.StaticRange({
    startContainer: node,
    startOffset: 0,
    endContainer: node,
    endOffset: node.length,
  })
}
