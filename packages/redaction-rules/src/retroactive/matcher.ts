// Asks selectors of the recorded page. Capture leaves out scripts and much of what belongs into a head, so what
// stands beside an element is known only in part; `no` is said only where nothing that was left out could matter.

import type { PageNode } from './page-mirror.ts'
import type { Condition, Selector, SelectorPart } from './selector.ts'
import { all, any, not, type Truth } from './truth.ts'

/** Answers as long as the page stays as it is. */
export interface Matcher {
  /** Whether any of the selectors matches the element. */
  matches(selectors: readonly Selector[], element: PageNode): Truth
  /** Forgets what was found: the page has changed. */
  forget(): void
}

// Elements that every browser knows by these names: they are recorded as they are, never as a token.
const certainNames: ReadonlySet<string> = new Set(
  (
    'a abbr address area article aside b base bdi bdo blockquote body br button canvas caption cite code col colgroup ' +
    'datalist dd del details dfn dialog div dl dt em embed fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head ' +
    'header hr html i iframe img input ins kbd label legend li link main map mark meta meter nav noscript object ol ' +
    'optgroup option output p param picture pre progress q rp rt ruby s samp script section select small source span ' +
    'strong style sub summary sup table tbody td template textarea tfoot th thead time title tr track u ul var video wbr'
  ).split(' '),
)
// What capture may leave out of a page.
const unrecorded: ReadonlySet<string> = new Set([
  'script',
  'link',
  'meta',
  'base',
  'title',
  'style',
  'noscript',
])
// What the observer writes for a name that it does not take.
const standIn = 'div'
const tokenPrefix = 'x-'
// Beyond this many neighbours nobody counts.
const maxSiblings = 1_024

/** Creates a matcher. */
export function createMatcher(): Matcher {
  const known = new Map<SelectorPart, Map<PageNode, Truth>>()

  function matches(selectors: readonly Selector[], element: PageNode): Truth {
    return any(selectors, (selector) => matchPart(selector, 0, element))
  }

  function matchPart(selector: Selector, index: number, element: PageNode): Truth {
    const part = selector.parts[index]
    if (part === undefined) return 'maybe'
    const answers = known.get(part) ?? new Map<PageNode, Truth>()
    known.set(part, answers)
    const answer = answers.get(element)
    if (answer !== undefined) return answer
    const own = all(part.conditions, (condition) => holds(condition, element))
    const found =
      own === 'no' || part.combinator === undefined
        ? own
        : all([own, matchLeft(selector, index, element)], (truth) => truth)
    answers.set(element, found)
    return found
  }

  function matchLeft(selector: Selector, index: number, element: PageNode): Truth {
    const left = index + 1
    switch (selector.parts[index]?.combinator) {
      case 'child': {
        const parent = parentElement(element)
        return parent === undefined ? 'no' : matchPart(selector, left, parent)
      }
      case 'descendant':
        return any(ancestors(element), (ancestor) => matchPart(selector, left, ancestor))
      case 'next':
        return matchNext(selector, left, element)
      case 'later':
        return matchLater(selector, left, element)
      case undefined:
        return 'yes'
    }
  }

  // Something that was left out may stand between.
  function matchNext(selector: Selector, left: number, element: PageNode): Truth {
    if (element.parent?.isUnordered === true || mayBeUnrecorded(selector.parts[left])) return 'maybe'
    const [previous] = siblings(element, 'previous')
    if (previous === undefined || matchPart(selector, left, previous) === 'no') return 'no'
    return 'maybe'
  }

  function matchLater(selector: Selector, left: number, element: PageNode): Truth {
    if (element.parent?.isUnordered === true || mayBeUnrecorded(selector.parts[left])) return 'maybe'
    let result: Truth = 'no'
    let count = 0
    for (const sibling of siblings(element, 'previous')) {
      count += 1
      if (count > maxSiblings) return 'maybe'
      const truth = matchPart(selector, left, sibling)
      if (truth === 'yes') return 'yes'
      if (truth === 'maybe') result = 'maybe'
    }
    return result
  }

  function holds(condition: Condition, element: PageNode): Truth {
    switch (condition.kind) {
      case 'any':
        return 'yes'
      case 'tag':
        return isTag(condition.name, element)
      case 'type':
        return element.tag === 'input' && element.type !== undefined && element.type !== condition.value
          ? 'no'
          : 'maybe'
      case 'root':
        return element.parent?.kind === 'document' && !element.isShadow ? 'yes' : 'no'
      case 'position':
        return isAt(condition, element)
      case 'either':
        return matches(condition.selectors, element)
      case 'neither':
        return not(matches(condition.selectors, element))
      case 'unknown':
        return 'maybe'
    }
  }

  return { matches, forget: () => known.clear() }
}

function isTag(name: string, { tag }: PageNode): Truth {
  const lower = name.toLowerCase()
  const isCertain = certainNames.has(lower)
  if (tag.startsWith(tokenPrefix)) return isCertain ? 'no' : 'maybe'
  if (tag === standIn && !isCertain) return 'maybe'
  if (tag !== lower) return 'no'
  // Of an element in another namespace the case counts; a stand-in is none of that name.
  return lower === name && tag !== standIn && isCertain ? 'yes' : 'maybe'
}

function parentElement(element: PageNode): PageNode | undefined {
  return element.isShadow || element.parent?.kind !== 'element' ? undefined : element.parent
}

function* ancestors(element: PageNode): Generator<PageNode> {
  for (let at = parentElement(element); at !== undefined; at = parentElement(at)) yield at
}

function* siblings(element: PageNode, direction: 'previous' | 'next'): Generator<PageNode> {
  for (let at = element[direction]; at !== undefined; at = at[direction]) {
    if (at.kind === 'element' && at.isShadow === element.isShadow) yield at
  }
}

function mayBeUnrecorded(part: SelectorPart | undefined): boolean {
  return !part?.conditions.some(
    (condition) => condition.kind === 'tag' && !unrecorded.has(condition.name.toLowerCase()),
  )
}

function isAt(
  { ofType, fromEnd, step, offset }: Extract<Condition, { kind: 'position' }>,
  element: PageNode,
): Truth {
  const { tag } = element
  if (element.parent?.isUnordered === true) return 'maybe'
  if (ofType && (tag === standIn || !certainNames.has(tag))) return 'maybe'
  let place = 1
  let count = 0
  for (const sibling of siblings(element, fromEnd ? 'next' : 'previous')) {
    count += 1
    if (count > maxSiblings) return 'maybe'
    if (!ofType || sibling.tag === tag) place += 1
  }
  if (ofType && !unrecorded.has(tag)) return isOneOf(place, step, offset) ? 'yes' : 'no'
  // Its true place is this one or a later one.
  return step > 0 || offset >= place ? 'maybe' : 'no'
}

function isOneOf(place: number, step: number, offset: number): boolean {
  if (step === 0) return place === offset
  const turns = (place - offset) / step
  return turns >= 0 && Number.isInteger(turns)
}
