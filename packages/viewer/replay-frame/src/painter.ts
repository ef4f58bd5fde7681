// Paints what a replayed page shows by its kind, without touching the boxes of its elements: highlights on texts,
// attributes on fields. Looks again after whatever rrweb applied.
import { isMaskedText } from '@reseal/redaction-rules'
import type { ThingKind } from './frame-messages.ts'
import { type Marks, type PageView, type Survey, surveyPage } from './page-survey.ts'
import { type BarKind, barAttribute, highlightNames, shownAttribute } from './thing-styles.ts'

/** Paints one page, and knows what it shows. */
export interface Painter {
  /** Paints before the next frame is drawn. */
  schedule(): void
  showProvenance(shown: boolean): void
  /** What the page shows, as of the last painting. */
  surveys(): readonly Survey[]
  stop(): void
}

const svgNamespace = 'http://www.w3.org/2000/svg'
const allNames: readonly string[] = [
  ...new Set([...Object.values(highlightNames.plain), ...Object.values(highlightNames.tinted)]),
]

/** Starts with an empty page. Where the browser has no custom highlights, masked text stays as letters. */
export function startPainter(view: PageView, marks: Marks, onPainted: () => void): Painter {
  let scheduled = 0
  let isShown = false
  let surveys: readonly Survey[] = []
  const paint = () => {
    scheduled = 0
    surveys = surveyPage(view, marks)
    for (const survey of surveys) paintDocument(survey, isShown, marks)
    onPainted()
  }
  const schedule = () => {
    if (scheduled === 0) scheduled = window.requestAnimationFrame(paint)
  }
  return {
    schedule,
    showProvenance: (shown) => {
      isShown = shown
      schedule()
    },
    surveys: () => surveys,
    stop: () => window.cancelAnimationFrame(scheduled),
  }
}

function paintDocument({ view, things }: Survey, isShown: boolean, marks: Marks): void {
  view.document.documentElement?.toggleAttribute(shownAttribute, isShown)
  const names: Partial<Record<ThingKind, string>> = isShown ? highlightNames.tinted : highlightNames.plain
  const ranges = new Map<string, AbstractRange[]>(allNames.map((name) => [name, []]))
  for (const { node, kind } of things) {
    if (node.nodeType !== Node.TEXT_NODE) {
      if (kind === 'field') markField(node as Element, marks)
      continue
    }
    ranges.get(names[kind] ?? '')?.push(rangeOf(view, node as Text))
    const parent = node.parentElement
    // Drawn text keeps its fill under a highlight.
    if (parent?.namespaceURI === svgNamespace) mark(parent, kind === 'masked' ? 'drawn' : undefined)
  }
  for (const button of view.document.querySelectorAll<HTMLInputElement>(buttonSelector)) {
    mark(button, isMaskedText(button.value) ? 'button' : undefined)
  }
  if (!('highlights' in view.CSS)) return
  for (const [name, found] of ranges) view.CSS.highlights.set(name, new view.Highlight(...found))
}

const buttonSelector = 'input:is([type=button],[type=submit],[type=reset])'
const stateless = 'input:is([type=checkbox],[type=radio],[type=range],[type=color],[type=file])'

// Without a rule nothing of what it holds is recorded: a date or a number looks empty then, and is masked all the same.
function markField(field: Element, { provenance, idOf }: Marks): void {
  if (field.matches(stateless)) return
  if (!field.matches('input, textarea, select')) return mark(field, 'editable')
  const isOpen = provenance.ofAttributes(idOf(field)).has('value')
  if (field.tagName === 'SELECT') {
    const chosen = (field as HTMLSelectElement).selectedOptions[0]?.text ?? ''
    return mark(field, isMaskedText(chosen) ? 'chosen' : undefined)
  }
  mark(field, isOpen ? undefined : 'typed')
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
