// Style sheets, rules and declaration lists. The number and order of rules stays: rrweb names rules by index.

import type { Vocabulary } from '../redaction-options.ts'
import { createResults, type Results } from '../remembered.ts'
import type { TokenMap } from '../token-map.ts'
import { type CssNode, isWord, readNodes, unescapeCss } from './nodes.ts'
import { redactSelector } from './selector.ts'
import { redactValue, type ValueContext } from './value.ts'

/** Redacts CSS of one stream. */
export interface CssRedactor {
  readonly vocabulary: Vocabulary
  /** A style sheet's text, or a run of rules. */
  sheet(text: string): string
  /** The text of a `style` attribute; `isExact` keeps shares, scales and turns as they are. */
  declarations(text: string, isExact?: boolean): string
  /** One value; `property` in any case. Empty when the property is none that CSS knows. */
  value(property: string, text: string, isExact?: boolean): string
  /** A property's name, variables as tokens; undefined when it is none that CSS knows. */
  property(name: string): string | undefined
  /** A value of no property: a media query list, a transformation. */
  words(text: string): string
  /** Forgets results: tokens were given anew. */
  forget(): void
}

// Holds a rule's place in the list of rules without doing anything.
const placeholder = '@media not all{}'
const maxDepth = 24
// Characters of CSS text.
const maxSheetCharacters = 2_000_000
const maxStyleCharacters = 200_000

const keptRules = /^@(?:(media|supports|layer|container|starting-style)|(-webkit-keyframes|keyframes)|scope)$/

interface Scope {
  /** Whether declarations may stand here. */
  readonly isStyle: boolean
  readonly isCoarse: boolean
  readonly depth: number
}

/** Creates the CSS redactor of one stream. */
export function createCssRedactor(
  tokens: TokenMap,
  vocabulary: Vocabulary,
  mask: (text: string) => string,
): CssRedactor {
  const context: ValueContext = { tokens, vocabulary, mask }

  function property(name: string): string | undefined {
    if (name.startsWith('--')) return `--${tokens.token(name)}`
    const lower = name.toLowerCase()
    return vocabulary.isCssWord(`${lower}:`) ? lower : undefined
  }

  function declaration(nodes: readonly CssNode[], isCoarse: boolean): string {
    const colon = nodes.indexOf(':')
    const [raw] = nodes
    const name = typeof raw === 'string' && isWord(raw) && colon > 0 ? property(unescapeCss(raw)) : undefined
    if (name === undefined) return ''
    const value = redactValue(context, nodes.slice(colon + 1), { property: name, isCoarse })
    return value === '' && !name.startsWith('--') ? '' : `${name}:${value};`
  }

  function atRule(
    name: string,
    rest: readonly CssNode[],
    block: readonly CssNode[] | undefined,
    scope: Scope,
  ): string {
    if (name === '@charset' || name === '@namespace') return ''
    const [kept, list, frames] = keptRules.exec(name) ?? []
    const isKept = block === undefined ? name === '@layer' : kept !== undefined
    if (!isKept) return name === '@font-face' ? `${name}{}` : placeholder
    // What animations and containers are called must read the same where properties name them.
    const property = frames ? 'animation-name' : name === '@container' ? 'container-name' : ''
    const prelude =
      name === '@scope'
        ? redactSelector(context, rest)
        : redactValue(context, rest, { property, isCoarse: false })
    if (block === undefined) return `${name} ${prelude};`
    const inner: Scope = { ...scope, isStyle: list !== undefined && scope.isStyle, depth: scope.depth + 1 }
    return `${name} ${prelude}{${rules(block, inner)}}`
  }

  function rules(nodes: readonly CssNode[], scope: Scope): string {
    const { isStyle, isCoarse, depth } = scope
    if (depth > maxDepth) return ''
    let out = ''
    let from = 0
    while (from < nodes.length) {
      const first = nodes[from]
      if (first === ' ' || first === ';') {
        from += 1
        continue
      }
      const at = typeof first === 'string' && first.startsWith('@') ? unescapeCss(first).toLowerCase() : ''
      const isVariable = isStyle && typeof first === 'string' && first.startsWith('--')
      let to = from
      let block: readonly CssNode[] | undefined
      for (; to < nodes.length && block === undefined; to++) {
        const node = nodes[to]
        if (node === ';' && (isStyle || at !== '')) break
        if (typeof node === 'object' && node.open === '{' && !isVariable) block = node.nodes
      }
      const run = nodes.slice(from, block === undefined ? to : to - 1)
      if (at !== '') out += atRule(at, run.slice(1), block, scope)
      else if (block !== undefined) {
        out += `${redactSelector(context, run) || ':not(*)'}{${rules(block, { isStyle: true, isCoarse, depth: depth + 1 })}}`
      } else if (isStyle) out += declaration(run, isCoarse)
      from = to
    }
    return out
  }

  // Sheets come again with every snapshot, and pages set the same few styles over and over.
  const known = [
    createResults(maxSheetCharacters),
    createResults(maxStyleCharacters),
    createResults(maxStyleCharacters),
  ] as const

  function remembering(results: Results, isStyle: boolean, isCoarse: boolean): (text: string) => string {
    return (text) => {
      const before = results.get(text)
      if (before !== undefined) return before
      const made = rules(readNodes(text), { isStyle, isCoarse, depth: 0 })
      results.set(text, made)
      return made
    }
  }

  const exact = remembering(known[1], true, false)
  const coarse = remembering(known[2], true, true)
  return {
    vocabulary,
    property,
    sheet: remembering(known[0], false, false),
    forget: () => {
      for (const results of known) results.clear()
    },
    declarations: (text, isExact = false) => (isExact ? exact : coarse)(text),
    value(name, text, isExact = false) {
      const known = property(name)
      if (known === undefined) return ''
      const nodes = readNodes(text)
      const end = nodes.indexOf(';')
      return redactValue(context, end < 0 ? nodes : nodes.slice(0, end), {
        property: known,
        isCoarse: !isExact,
      })
    },
    words: (text) => redactValue(context, readNodes(text), { property: '', isCoarse: false }),
  }
}
