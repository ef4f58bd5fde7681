// Asks the page which rules match an element (design §5.1). Natives are taken once, at the start: what the
// page overrides afterwards does not change what a rule sees.

import type { Level, RuleSet } from '@reseal/redaction-rules'
import { CaptureError } from './capture-error.ts'

/** Levels by rules, remembered for as long as one event is handled. */
export interface PageLevels {
  /** The level in force at an element, ancestors included; across shadow roots and frames. */
  levelOf(element: Element): Level | undefined
  /** Forgets: the page may have changed. */
  reset(): void
}

const strictness = { allow: 1, mask: 2, block: 3 } as const

/**
 * Throws unless this browser parses each selector of the rules.
 *
 * @throws CaptureError `invalid_selector` with the path of the first rule that does not parse.
 */
export function checkSelectors(rules: RuleSet): void {
  const fragment = document.createDocumentFragment()
  for (const list of ['allow', 'mask', 'block'] as const) {
    for (const [index, rule] of rules[list].entries()) {
      try {
        fragment.querySelector(rule.selector)
      } catch (cause) {
        throw new CaptureError('invalid_selector', { path: `${list}[${index}].selector`, cause })
      }
    }
  }
}

interface Natives {
  readonly matches: Element['matches']
  readonly parentNode: (() => unknown) | undefined
}

type View = Window & typeof globalThis

const nativesOf = (view: View): Natives => ({
  matches: view.Element.prototype.matches,
  parentNode: Object.getOwnPropertyDescriptor(view.Node.prototype, 'parentNode')?.get,
})

// A page that overrides `matches` would decide what rules see, and what is overridden cannot be told from what is not.
// So the browser's own are taken from a frame that no script has touched.
function takeNatives(): Natives {
  const frame = document.createElement('iframe')
  document.documentElement.append(frame)
  const natives = nativesOf((frame.contentWindow ?? window) as View)
  frame.remove()
  return natives
}

/** Creates the levels of a page. Selectors have been checked. */
export function createPageLevels(rules: RuleSet): PageLevels {
  // One by one: joined with commas, a selector that leaves a bracket open would swallow the next.
  const selectors = (['block', 'mask', 'allow'] as const).flatMap((level) =>
    rules[level].map((rule) => [level, rule.selector] as const),
  )
  // Without rules nothing is asked.
  const { matches, parentNode } = selectors.length === 0 ? nativesOf(window) : takeNatives()
  let known = new Map<Element, Level | undefined>()

  function ownLevel(element: Element): Level | undefined {
    for (const [level, selector] of selectors) {
      if (Reflect.apply(matches, element, [selector])) return level
    }
    return undefined
  }

  function parentOf(element: Element): Element | undefined {
    const parent: unknown =
      parentNode === undefined ? element.parentNode : Reflect.apply(parentNode, element, [])
    if (parent === null || !(typeof parent === 'object')) return undefined
    const { nodeType } = parent as Node
    if (nodeType === 1) return parent as Element
    if (nodeType === 11) return (parent as Partial<ShadowRoot>).host
    return (parent as Document).defaultView?.frameElement ?? undefined
  }

  function levelOf(element: Element): Level | undefined {
    // Up to the nearest ancestor that is known, then down again: no recursion, however deep the page.
    const path: Element[] = []
    let at: Element | undefined = element
    while (at !== undefined && !known.has(at)) {
      path.push(at)
      at = parentOf(at)
    }
    let level = at === undefined ? undefined : known.get(at)
    for (const step of path.reverse()) {
      const own = ownLevel(step)
      if (own !== undefined && (level === undefined || strictness[own] > strictness[level])) level = own
      known.set(step, level)
    }
    return level === 'allow' && element.ownerDocument.designMode === 'on' ? 'mask' : level
  }

  return {
    levelOf,
    reset() {
      if (known.size > 0) known = new Map()
    },
  }
}
