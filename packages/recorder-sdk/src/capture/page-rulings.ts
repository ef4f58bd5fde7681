// Asks the page which rules match an element (design §5.1, R-12.1, R-12.2). Natives are taken once, at the start: what
// the page overrides does not change what a rule sees.

import type { Rule, RuleSet, Ruling } from '@reseal/redaction-rules'
import { CaptureError } from './capture-error.ts'
import { takeFromUntouchedFrame, type View } from './untouched-frame.ts'

/** Rulings of a page, remembered for as long as one event is handled. */
export interface PageRulings {
  /**
   * What the rules say of an element, its ancestors across shadow roots and frames included; undefined: nothing. A mask
   * or block around the slot in which it is shown counts too.
   */
  rulingOf(element: Element): Ruling | undefined
  /** The index, into `rules.attributes`, of the first rule that matches the element itself and names the attribute. */
  attributeRuleOf(element: Element, name: string): number | undefined
  /** Forgets: the page may have changed. */
  reset(): void
}

/** What holds at an element; shared with its children as long as they match nothing of their own. */
interface Standing {
  readonly ruling: Ruling | undefined
  /** Trust rules that match the element or an ancestor in its document: inside, markup may allow. */
  readonly trust: readonly number[]
}

const nothing: Standing = { ruling: undefined, trust: [] }

const levels = ['block', 'mask', 'allow'] as const

function getterOf(owner: object, name: string): (target: unknown) => unknown {
  const get = Object.getOwnPropertyDescriptor(owner, name)?.get
  if (get === undefined) throw new CaptureError('unsupported')
  return (target) => Reflect.apply(get, target, [])
}

type Getter = (target: unknown) => unknown

/** What rules are asked by. A form's field named `parentNode` stands in the way of the form's own: properties are read by native getters. */
export interface RulingNatives {
  readonly matches: Element['matches']
  readonly getAttribute: Element['getAttribute']
  readonly parentNodeOf: Getter
  readonly firstChildOf: Getter
  readonly nextSiblingOf: Getter
  readonly nodeTypeOf: Getter
  readonly ownerDocumentOf: Getter
  readonly dataOf: Getter
  readonly hostOf: Getter
  readonly shadowRootOf: Getter
  readonly slotOf: Getter
  readonly slotOfText: Getter
  readonly viewOf: Getter
  readonly frameOf: Getter
  readonly designModeOf: Getter
}

/** Takes from a window what rules are asked by. */
export const rulingNativesOf = (view: View): RulingNatives => ({
  matches: view.Element.prototype.matches,
  getAttribute: view.Element.prototype.getAttribute,
  parentNodeOf: getterOf(view.Node.prototype, 'parentNode'),
  firstChildOf: getterOf(view.Node.prototype, 'firstChild'),
  nextSiblingOf: getterOf(view.Node.prototype, 'nextSibling'),
  nodeTypeOf: getterOf(view.Node.prototype, 'nodeType'),
  ownerDocumentOf: getterOf(view.Node.prototype, 'ownerDocument'),
  dataOf: getterOf(view.CharacterData.prototype, 'data'),
  hostOf: getterOf(view.ShadowRoot.prototype, 'host'),
  shadowRootOf: getterOf(view.Element.prototype, 'shadowRoot'),
  slotOf: getterOf(view.Element.prototype, 'assignedSlot'),
  slotOfText: getterOf(view.Text.prototype, 'assignedSlot'),
  viewOf: getterOf(view.Document.prototype, 'defaultView'),
  frameOf: getterOf(view, 'frameElement'),
  designModeOf: getterOf(view.Document.prototype, 'designMode'),
})

function merge(outer: readonly number[], own: readonly number[]): readonly number[] {
  return own.length === 0 ? outer : [...new Set([...outer, ...own])]
}

function strictest(a: Ruling | undefined, b: Ruling | undefined): Ruling | undefined {
  if (a === undefined || b === undefined) return a ?? b
  if (a.level === b.level) return { level: a.level, rules: merge(a.rules, b.rules) }
  return levels.indexOf(a.level) < levels.indexOf(b.level) ? a : b
}

/**
 * Creates the rulings of a page. Selectors have been checked.
 *
 * @throws CaptureError `unsupported` where the DOM lacks what an element's ancestors are found by.
 */
export function createPageRulings(
  rules: RuleSet,
  natives: RulingNatives = takeFromUntouchedFrame(rulingNativesOf),
): PageRulings {
  const opensEditables = rules.allow.map(({ opens }) => opens?.includes('editables') === true)
  let known = new Map<Element, Standing>()
  let knownTexts = new Map<Element, Ruling | undefined>()

  // Most elements match nothing: one question tells. Selectors that leave a bracket open were refused.
  const anyRule = levels
    .flatMap((level) => rules[level])
    .concat(rules.trust)
    .map(({ selector }) => selector)
    .join(',')

  const isMatch = (element: Element, selector: string): boolean =>
    Reflect.apply(natives.matches, element, [selector])

  function matching(list: readonly Rule[], element: Element): readonly number[] {
    const indexes: number[] = []
    for (const [index, { selector }] of list.entries()) if (isMatch(element, selector)) indexes.push(index)
    return indexes
  }

  const markupOf = (element: unknown): string | null =>
    Reflect.apply(natives.getAttribute, element, ['data-reseal'])

  function standingOf(element: Element, parent: Standing): Standing {
    const isHeard = parent.trust.length > 0 && markupOf(element) === 'allow'
    if (!isHeard && (anyRule === '' || !isMatch(element, anyRule))) return parent
    let { ruling } = parent
    // From the strictest: below it a looser level has no say.
    for (const level of levels) {
      const own = [...matching(rules[level], element)]
      if (isHeard && level === 'allow') own.push(...parent.trust.map((index) => rules.allow.length + index))
      const outer = ruling?.level === level ? ruling.rules : []
      if (own.length > 0) ruling = { level, rules: merge(outer, own) }
      if (ruling?.level === level) break
    }
    return { ruling, trust: merge(parent.trust, matching(rules.trust, element)) }
  }

  // The parent, a shadow root's host, or the frame that shows the document.
  function parentOf(element: Element): { readonly parent: unknown; readonly isFrame: boolean } {
    const node = natives.parentNodeOf(element)
    if (node === null) return { parent: undefined, isFrame: false }
    const nodeType = natives.nodeTypeOf(node)
    if (nodeType === 1) return { parent: node, isFrame: false }
    if (nodeType === 9) {
      const view = natives.viewOf(node)
      return { parent: view && natives.frameOf(view), isFrame: true }
    }
    try {
      return { parent: natives.hostOf(node), isFrame: false }
    } catch {
      // A fragment that is no shadow root.
      return { parent: undefined, isFrame: false }
    }
  }

  // What closes a slot closes what is shown in it: rules, and the markup of the shadow tree, which the redactor sees
  // around the slot only.
  function closingOf(slot: unknown): Ruling | undefined {
    const { ruling } = find(slot as Element)
    let closing = ruling?.level === 'allow' ? undefined : ruling
    for (let at = slot; natives.nodeTypeOf(at) === 1; at = natives.parentNodeOf(at)) {
      const said = markupOf(at)
      if (said === 'block' || said === 'mask') closing = strictest(closing, { level: said, rules: [] })
    }
    return closing
  }

  // Text that stands in the host itself is asked for by the host.
  function closingOfText(host: Element): Ruling | undefined {
    if (natives.shadowRootOf(host) === null) return undefined
    if (knownTexts.has(host)) return knownTexts.get(host)
    let closing: Ruling | undefined
    for (let child = natives.firstChildOf(host); child !== null; child = natives.nextSiblingOf(child)) {
      if (natives.nodeTypeOf(child) !== 3 || !/\S/.test(String(natives.dataOf(child)))) continue
      const slot = natives.slotOfText(child)
      if (slot !== null) closing = strictest(closing, closingOf(slot))
    }
    knownTexts.set(host, closing)
    return closing
  }

  function find(element: Element): Standing {
    // Up to the nearest ancestor that is known, then down again: no recursion, however deep the page.
    const path: { readonly step: Element; readonly isFrameRoot: boolean }[] = []
    let at: Element | undefined = element
    let standing: Standing = nothing
    while (at !== undefined) {
      const found = known.get(at)
      if (found !== undefined) {
        standing = found
        break
      }
      const { parent, isFrame } = parentOf(at)
      path.push({ step: at, isFrameRoot: isFrame })
      at = (parent ?? undefined) as Element | undefined
    }
    for (const { step, isFrameRoot } of path.reverse()) {
      // What a frame shows may be anybody's: trust ends at the frame, levels do not.
      standing = standingOf(step, isFrameRoot ? { ...standing, trust: [] } : standing)
      const slot = natives.slotOf(step)
      if (slot !== null) standing = { ...standing, ruling: strictest(standing.ruling, closingOf(slot)) }
      known.set(step, standing)
    }
    return standing
  }

  // In a document that is edited as a whole the redactor sees no editable region: only what opens one counts.
  function inDesignMode({ rules: indexes }: Ruling): Ruling | undefined {
    const opening = indexes.filter((index) => opensEditables[index])
    return opening.length === 0 ? undefined : { level: 'allow', rules: opening }
  }

  return {
    rulingOf(element) {
      const ruling = strictest(find(element).ruling, closingOfText(element))
      if (ruling?.level !== 'allow') return ruling
      return natives.designModeOf(natives.ownerDocumentOf(element)) === 'on' ? inDesignMode(ruling) : ruling
    },
    attributeRuleOf(element, name) {
      const index = rules.attributes.findIndex(
        (rule) => (rule.names as readonly string[]).includes(name) && isMatch(element, rule.selector),
      )
      return index < 0 ? undefined : index
    },
    reset() {
      if (known.size === 0) return
      known = new Map()
      knownTexts = new Map()
    },
  }
}
