// Outlines in the replayed page what rules that wait for approval would open or close. The text itself was never recorded:
// only where it stood is known, and by elements' names and places which rule would concern it.
import { isMaskedText } from '@reseal/redaction-rules'
import { boxSelector, type PageView } from './page-survey.ts'
import type { PreviewCommand, PreviewCounts, PreviewRule } from './preview-messages.ts'
import type { Provenance } from './provenance.ts'

/** Attribute of an element that is concerned; its value says how. */
const previewAttribute = 'data-reseal-preview'

/** Styles of the outlines. An outline moves nothing. */
export const previewRules: readonly string[] = [
  `[${previewAttribute}] { outline-offset: 1px !important; }`,
  `[${previewAttribute}="opens"] { outline: 2px solid #b3261e !important; background-color: rgb(179 38 30 / 0.12) !important; }`,
  `[${previewAttribute}="may-open"] { outline: 1px dashed #b3261e !important; }`,
  `[${previewAttribute}="closes"] { outline: 2px solid #1a7445 !important; background-color: rgb(26 116 69 / 0.12) !important; }`,
  `[${previewAttribute}="may-close"] { outline: 1px dashed #1a7445 !important; }`,
]

type Concern = 'opens' | 'may-open' | 'closes' | 'may-close'

/** What is asked of a page. */
export interface PreviewPage {
  readonly view: PageView
  readonly idOf: (node: Node) => number
  readonly provenance: Pick<Provenance, 'ofText'>
}

// A page of more is not one that anyone looks over.
const maxElements = 20_000

/** Marks each element that holds text, or is a box, and is concerned; says how many are. */
export function paintPreview(
  { view, idOf, provenance }: PreviewPage,
  { opens, closes }: Pick<PreviewCommand, 'opens' | 'closes'>,
): PreviewCounts {
  const counts = { opens: 0, mayOpen: 0, closes: 0, mayClose: 0 }
  const { document } = view
  const closedIds = new Set(closes.filter(({ list }) => list === 'allow').map(({ id }) => id))
  const elements = [...document.querySelectorAll('body *')].slice(0, maxElements)
  for (const element of elements) {
    const concern = concernOf(element)
    if (concern === undefined) {
      if (element.hasAttribute(previewAttribute)) element.removeAttribute(previewAttribute)
      continue
    }
    counts[countNames[concern]] += 1
    if (element.getAttribute(previewAttribute) !== concern) element.setAttribute(previewAttribute, concern)
  }
  return counts

  function concernOf(element: Element): Concern | undefined {
    const texts = [...element.childNodes].filter(hasText)
    const isBox = element.matches(boxSelector)
    if (texts.length === 0 && !isBox) return undefined
    const isClosed = isBox || texts.some(({ data }) => isMaskedText(data))
    const isReadable = texts.some(({ data }) => !isMaskedText(data))
    if (isReadable) {
      // Which rule let a text through the recording says.
      const isNamed = texts.some((text) => closedIds.has(ruleOf(text) ?? ''))
      if (isNamed) return 'closes'
      const closing = closes.filter(({ list }) => list !== 'allow')
      const found = strongest(element, closing)
      if (found !== undefined) return found ? 'closes' : 'may-close'
    }
    if (!isClosed) return undefined
    const found = strongest(element, opens)
    if (found === undefined) return undefined
    return found && !isBox ? 'opens' : 'may-open'
  }

  function ruleOf(text: Text): string | undefined {
    const origin = provenance.ofText(idOf(text))
    return origin?.kind === 'rule' ? origin.rule : undefined
  }
}

const countNames = {
  opens: 'opens',
  'may-open': 'mayOpen',
  closes: 'closes',
  'may-close': 'mayClose',
} as const satisfies Readonly<Record<Concern, keyof PreviewCounts>>

function hasText(node: ChildNode): node is Text {
  return node.nodeType === Node.TEXT_NODE && (node.nodeValue ?? '').trim() !== ''
}

/** Whether a rule surely, or only perhaps, concerns the element or one around it; undefined where none does. */
function strongest(element: Element, rules: readonly PreviewRule[]): boolean | undefined {
  let found: boolean | undefined
  for (const { selector, sure } of rules) {
    if (found === true) break
    if (isWithin(element, selector)) found = sure
  }
  return found
}

function isWithin(element: Element, selector: string): boolean {
  try {
    return element.closest(selector) !== null
  } catch {
    // One that this browser does not know concerns nothing that it could outline.
    return false
  }
}
