// Paints masked text as quiet bars instead of rows of letters, without touching the replayed DOM's boxes.
import { isMaskedText } from '@reseal/redaction-rules'

const highlightName = 'reseal-mask'
const fieldAttribute = 'data-reseal-mask'
const svgNamespace = 'http://www.w3.org/2000/svg'

/** Rules for rrweb's inner document; `insertStyleRules` of the Replayer puts them there. */
export const maskRules: readonly string[] = [
  `::highlight(${highlightName}) { color: transparent; background-color: rgb(128 134 145 / 0.32); text-shadow: none; }`,
  `[${fieldAttribute}] { color: transparent !important; text-shadow: none !important; background-image: linear-gradient(rgb(128 134 145 / 0.32), rgb(128 134 145 / 0.32)) !important; background-size: min(5.5em, 100%) 1em !important; background-position: left center !important; background-repeat: no-repeat !important; background-origin: content-box !important; }`,
  `text[${fieldAttribute}], tspan[${fieldAttribute}] { fill: transparent !important; stroke: transparent !important; }`,
  `textarea[${fieldAttribute}] { background-position: left top 0.25em !important; }`,
]

/** Finds the masked text of a document again whenever it changes. */
export interface MaskPainter {
  /** Looks at all of the document: after a snapshot was built, or a jump. */
  paint(): void
  stop(): void
}

/** Watches rrweb's inner document. Where the browser has no custom highlights, masked text stays as letters. */
export function startMaskPainter(view: Window & typeof globalThis): MaskPainter {
  let scheduled = 0
  const paint = () => {
    scheduled = 0
    paintText(view)
    paintFields(view.document)
  }
  const schedule = () => {
    if (scheduled === 0) scheduled = window.requestAnimationFrame(paint)
  }
  const observer = new MutationObserver(schedule)
  observer.observe(view.document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributeFilter: ['value'],
  })
  return {
    paint,
    stop: () => {
      observer.disconnect()
      window.cancelAnimationFrame(scheduled)
    },
  }
}

function paintText(view: Window & typeof globalThis): void {
  if (!('highlights' in view.CSS)) return
  const ranges: AbstractRange[] = []
  for (const node of maskedTextNodes(view.document)) {
    // A highlight paints the bar behind SVG text, but leaves its fill.
    const parent = node.parentElement
    if (parent?.namespaceURI === svgNamespace) parent.setAttribute(fieldAttribute, '')
    const range = { startContainer: node, startOffset: 0, endContainer: node, endOffset: node.length }
    ranges.push(new view.StaticRange(range))
  }
  view.CSS.highlights.set(highlightName, new view.Highlight(...ranges))
}

function* maskedTextNodes(document: Document): Generator<Text> {
  const walker = document.createTreeWalker(document, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = node as Text
    if (isHidden(text.parentElement)) continue
    if (isMaskedText(text.data)) yield text
  }
}

function isHidden(parent: Element | null): boolean {
  return parent === null || ['STYLE', 'SCRIPT', 'NOSCRIPT', 'TITLE', 'OPTION'].includes(parent.tagName)
}

function paintFields(document: Document): void {
  for (const field of document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')) {
    field.toggleAttribute(fieldAttribute, isMaskedText(field.value))
  }
  for (const select of document.querySelectorAll('select')) {
    select.toggleAttribute(fieldAttribute, isMaskedText(select.selectedOptions[0]?.text ?? ''))
  }
}
