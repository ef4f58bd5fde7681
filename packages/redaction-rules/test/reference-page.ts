// A page in memory, with what capture asks of a page: written from the specification, to hold the redactors against.
// It knows elements, texts, open shadow roots, and scripts, which the observer leaves out.
import type { AttributeRule, Rule, RuleSet, Ruling } from '../src/index.ts'

/** A node of the page. */
export interface PageItem {
  readonly id: number
  /** Undefined for a text. */
  readonly tag: string | undefined
  text: string
  readonly attributes: Map<string, string>
  parent: PageItem | undefined
  /** Directly below the shadow root of its parent. */
  isShadow: boolean
  readonly children: PageItem[]
}

/** A selector as data: parts from left to right. */
export interface SelectorShape {
  readonly parts: readonly PartShape[]
  /** Between the parts, one less than there are. */
  readonly combinators: readonly string[]
}

/** Conditions on one element. */
export interface PartShape {
  readonly tag?: string
  readonly className?: string
  readonly attribute?: readonly [name: string, value: string]
  readonly pseudo?: string
  readonly not?: PartShape
}

/** Writes a selector as CSS. */
export function toCss({ parts, combinators }: SelectorShape): string {
  return parts.map((part, index) => `${partToCss(part)}${combinators[index] ?? ''}`).join('')
}

function partToCss({ tag, className, attribute, pseudo, not }: PartShape): string {
  const css = [
    tag ?? '',
    className === undefined ? '' : `.${className}`,
    attribute === undefined ? '' : `[${attribute[0]}="${attribute[1]}"]`,
    pseudo === undefined ? '' : `:${pseudo}`,
    not === undefined ? '' : `:not(${partToCss(not)})`,
  ].join('')
  return css === '' ? '*' : css
}

function treeParent(item: PageItem): PageItem | undefined {
  return item.isShadow ? undefined : item.parent
}

function elementsBeside(item: PageItem): PageItem[] {
  const { parent } = item
  return parent === undefined
    ? [item]
    : parent.children.filter((other) => other.tag !== undefined && other.isShadow === item.isShadow)
}

function matchesPart(item: PageItem, { tag, className, attribute, pseudo, not }: PartShape): boolean {
  if (tag !== undefined && item.tag !== tag) return false
  if (className !== undefined && !(item.attributes.get('class') ?? '').split(' ').includes(className))
    return false
  if (attribute !== undefined && item.attributes.get(attribute[0]) !== attribute[1]) return false
  if (pseudo !== undefined && !matchesPseudo(item, pseudo)) return false
  return not === undefined || !matchesPart(item, not)
}

function matchesPseudo(item: PageItem, pseudo: string): boolean {
  const all = elementsBeside(item)
  const same = all.filter(({ tag }) => tag === item.tag)
  switch (pseudo) {
    case 'first-child':
      return all[0] === item
    case 'last-child':
      return all.at(-1) === item
    case 'nth-child(2)':
      return all[1] === item
    case 'nth-child(even)':
      return all.indexOf(item) % 2 === 1
    case 'nth-last-child(-n+2)':
      return all.length - all.indexOf(item) <= 2
    case 'first-of-type':
      return same[0] === item
    case 'last-of-type':
      return same.at(-1) === item
    case 'nth-of-type(2)':
      return same[1] === item
    case 'root':
      return item.parent === undefined
    case 'empty':
      return item.children.every((child) => child.isShadow || (child.tag === undefined && child.text === ''))
    case 'has(b)':
      return hasBelow(item, 'b')
    default:
      throw new Error(`no such pseudo: ${pseudo}`)
  }
}

function hasBelow(item: PageItem, tag: string): boolean {
  return item.children.some((child) => !child.isShadow && (child.tag === tag || hasBelow(child, tag)))
}

/** What `element.matches` says. */
function matches(item: PageItem, { parts, combinators }: SelectorShape): boolean {
  function matchesFrom(at: PageItem, index: number): boolean {
    const part = parts[index]
    if (part === undefined || at.tag === undefined || !matchesPart(at, part)) return false
    if (index === 0) return true
    const beside = elementsBeside(at)
    const place = beside.indexOf(at)
    switch (combinators[index - 1]) {
      case ' > ': {
        const parent = treeParent(at)
        return parent !== undefined && matchesFrom(parent, index - 1)
      }
      case ' + ': {
        const previous = beside[place - 1]
        return previous !== undefined && matchesFrom(previous, index - 1)
      }
      case ' ~ ':
        return beside.slice(0, place).some((previous) => matchesFrom(previous, index - 1))
      default:
        for (let up = treeParent(at); up !== undefined; up = treeParent(up)) {
          if (matchesFrom(up, index - 1)) return true
        }
        return false
    }
  }
  return matchesFrom(item, parts.length - 1)
}

/** The page, and what capture would ask of it. */
export interface ReferencePage {
  readonly root: PageItem
  find(id: number): PageItem | undefined
  all(): PageItem[]
  /** What the rules say, ancestors across shadow roots included. */
  rulingOf(rules: RuleSet, id: number): Ruling | undefined
  attributeRuleOf(rules: RuleSet, id: number, name: string): number | undefined
  /** A text with its allowed and static neighbours, up to the edge of its line. */
  runOf(rules: RuleSet, id: number, isStatic?: (text: string) => boolean): string | undefined
}

const levels = ['block', 'mask', 'allow'] as const
const inlineTags = new Set(['b', 'span', 'label'])
const unshownTags = new Set(['script', 'noscript'])

/** Makes a page of a root; `shapeOf` gives the selector of each rule as data. */
export function createReferencePage(root: PageItem, shapeOf: (rule: Rule) => SelectorShape): ReferencePage {
  function* walk(item: PageItem): Generator<PageItem> {
    yield item
    for (const child of item.children) yield* walk(child)
  }

  const find = (id: number): PageItem | undefined => [...walk(root)].find((item) => item.id === id)

  function standing(rules: RuleSet, item: PageItem): { ruling: Ruling | undefined; trust: number[] } {
    const outer = item.parent === undefined ? undefined : standing(rules, item.parent)
    let ruling = outer?.ruling
    const indexes = (list: readonly Rule[]): number[] =>
      list.flatMap((rule, index) => (matches(item, shapeOf(rule)) ? [index] : []))
    for (const level of levels) {
      const own = indexes(rules[level])
      if (level === 'allow' && item.attributes.get('data-reseal') === 'allow') {
        own.push(...(outer?.trust ?? []).map((index) => rules.allow.length + index))
      }
      const before = ruling?.level === level ? ruling.rules : []
      if (own.length > 0) ruling = { level, rules: [...new Set([...before, ...own])] }
      if (ruling?.level === level) break
    }
    return { ruling, trust: [...new Set([...(outer?.trust ?? []), ...indexes(rules.trust)])] }
  }

  function isOneLine(one: PageItem, other: PageItem): boolean {
    const isInline = ({ tag }: PageItem): boolean => inlineTags.has(tag ?? '')
    const contains = (outer: PageItem, inner: PageItem): boolean =>
      [...walk(outer)].some((at) => at === inner)
    if (one === other) return true
    if (!isInline(one)) return isInline(other) && contains(one, other)
    return isInline(other) || contains(other, one)
  }

  function textsAround(item: PageItem): PageItem[] {
    let top = item
    while (!top.isShadow && top.parent !== undefined) top = top.parent
    const inTree = (at: PageItem): PageItem[] => {
      if (at.tag === undefined) return [at]
      if (unshownTags.has(at.tag)) return []
      return at.children.filter((child) => !child.isShadow).flatMap(inTree)
    }
    if (!top.isShadow) return inTree(top)
    return (top.parent?.children ?? []).filter((child) => child.isShadow).flatMap(inTree)
  }

  return {
    root,
    find,
    all: () => [...walk(root)],
    rulingOf(rules, id) {
      const item = find(id)
      return item && standing(rules, item).ruling
    },
    attributeRuleOf(rules, id, name) {
      const item = find(id)
      if (item === undefined) return undefined
      const index = rules.attributes.findIndex(
        (rule: AttributeRule) => rule.names.some((known) => known === name) && matches(item, shapeOf(rule)),
      )
      return index < 0 ? undefined : index
    },
    runOf(rules, id, isStatic = () => false) {
      const item = find(id)
      if (item === undefined || item.tag !== undefined) return undefined
      const texts = textsAround(item)
      const at = texts.indexOf(item)
      if (at < 0) return item.text
      const side = (others: readonly PageItem[]): PageItem[] => {
        const found: PageItem[] = []
        let parent = treeParent(item)
        let length = 0
        for (const other of others.slice(0, 8)) {
          const next = treeParent(other)
          if (parent === undefined || next === undefined || length >= 96 || !isOneLine(parent, next)) break
          const isReadable = other.text.trim() === '' || isStatic(other.text)
          if (!isReadable && standing(rules, next).ruling?.level !== 'allow') break
          parent = next
          length += other.text.length
          found.push(other)
        }
        return found
      }
      const before = side(texts.slice(0, at).reverse()).reverse()
      return [...before, item, ...side(texts.slice(at + 1))].map(({ text }) => text).join('')
    },
  }
}
