// Selectors as far as a recording can answer them: what needs more than it keeps is `unknown`.

import parse, { type SelectorNode } from 'css-tree/selector-parser'

/** One condition on an element. */
export type Condition =
  | { readonly kind: 'any' }
  | { readonly kind: 'tag'; readonly name: string }
  | { readonly kind: 'type'; readonly value: string }
  | { readonly kind: 'root' }
  | {
      readonly kind: 'position'
      readonly ofType: boolean
      readonly fromEnd: boolean
      readonly step: number
      readonly offset: number
    }
  | { readonly kind: 'either'; readonly selectors: readonly Selector[] }
  | { readonly kind: 'neither'; readonly selectors: readonly Selector[] }
  | { readonly kind: 'unknown' }

/** How an element relates to the one that the part to the left speaks of. */
export type Combinator = 'descendant' | 'child' | 'next' | 'later'

/** Conditions on one element, and what stands to the left. */
export interface SelectorPart {
  readonly conditions: readonly Condition[]
  readonly combinator: Combinator | undefined
}

/** A selector without commas, its parts from right to left. */
export interface Selector {
  readonly parts: readonly SelectorPart[]
}

const unknown: Condition = { kind: 'unknown' }
/** Might match anything. */
const anything: Selector = { parts: [{ conditions: [unknown], combinator: undefined }] }
const combinators: ReadonlyMap<unknown, Combinator> = new Map([
  [' ', 'descendant'],
  ['>', 'child'],
  ['+', 'next'],
  ['~', 'later'],
])
const plainName = /^[a-zA-Z][a-zA-Z0-9-]*$/

/** The selectors of a comma-separated list. What does not parse here might match anything. */
export function compileSelectors(source: string): readonly Selector[] {
  // Escapes could spell any name, and a browser reads some of what is malformed.
  if (source.includes('\\')) return [anything]
  try {
    return compileList(parse(source, { context: 'selectorList' }))
  } catch {
    return [anything]
  }
}

function childrenOf(node: SelectorNode): readonly SelectorNode[] {
  return [...(node.children ?? [])]
}

function compileList(list: SelectorNode): readonly Selector[] {
  return childrenOf(list).map((child) => (child.type === 'Selector' ? compileSelector(child) : anything))
}

function compileSelector(selector: SelectorNode): Selector {
  const parts: SelectorPart[] = []
  let conditions: Condition[] = []
  let combinator: Combinator | undefined
  for (const node of childrenOf(selector)) {
    if (node.type !== 'Combinator') {
      conditions.push(compileCondition(node))
      continue
    }
    const found = combinators.get(node.name)
    if (found === undefined || conditions.length === 0) return anything
    parts.unshift({ conditions, combinator })
    conditions = []
    combinator = found
  }
  if (conditions.length === 0) return anything
  parts.unshift({ conditions, combinator })
  return { parts }
}

function compileCondition(node: SelectorNode): Condition {
  const name = typeof node.name === 'string' ? node.name : node.name?.name
  if (typeof name !== 'string') return unknown
  switch (node.type) {
    case 'TypeSelector':
      if (name === '*') return { kind: 'any' }
      return plainName.test(name) ? { kind: 'tag', name } : unknown
    case 'AttributeSelector':
      return compileAttribute(name, node)
    case 'PseudoClassSelector':
      return compilePseudo(name.toLowerCase(), node)
    default:
      return unknown
  }
}

function compileAttribute(name: string, { matcher, value }: SelectorNode): Condition {
  if (name.toLowerCase() !== 'type' || matcher !== '=' || typeof value !== 'object') return unknown
  const text = value?.type === 'String' ? value.value : value?.name
  return typeof text === 'string' ? { kind: 'type', value: text.toLowerCase() } : unknown
}

function compilePseudo(name: string, node: SelectorNode): Condition {
  switch (name) {
    case 'root':
      return { kind: 'root' }
    case 'is':
    case 'where':
    case 'not': {
      const [list] = childrenOf(node)
      if (list?.type !== 'SelectorList') return unknown
      return { kind: name === 'not' ? 'neither' : 'either', selectors: compileList(list) }
    }
    case 'first-child':
    case 'last-child':
    case 'first-of-type':
    case 'last-of-type':
      return position(name, { step: 0, offset: 1 })
    case 'nth-child':
    case 'nth-last-child':
    case 'nth-of-type':
    case 'nth-last-of-type': {
      const [nth] = childrenOf(node)
      const places = nth?.type === 'Nth' && !nth.selector ? placesOf(nth.nth) : undefined
      return places === undefined ? unknown : position(name, places)
    }
    default:
      return unknown
  }
}

interface Places {
  readonly step: number
  readonly offset: number
}

function position(name: string, { step, offset }: Places): Condition {
  return { kind: 'position', ofType: name.endsWith('of-type'), fromEnd: name.includes('last'), step, offset }
}

function placesOf(nth: SelectorNode | undefined): Places | undefined {
  if (nth?.type === 'Identifier') {
    if (nth.name === 'odd') return { step: 2, offset: 1 }
    return nth.name === 'even' ? { step: 2, offset: 0 } : undefined
  }
  if (nth?.type !== 'AnPlusB') return undefined
  const step = Number(nth.a ?? 0)
  const offset = Number(nth.b ?? 0)
  return Number.isSafeInteger(step) && Number.isSafeInteger(offset) ? { step, offset } : undefined
}
