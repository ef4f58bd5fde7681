// Selectors, rewritten by the same map that rewrites the page's names, so that the same elements match.

import { redactAttributeSelector } from '../attribute-selector.ts'
import { redactElementName } from '../element-name.ts'
import {
  type CssBlock,
  type CssNode,
  isQuoted,
  isWord,
  plainText,
  stringContent,
  unescapeCss,
} from './nodes.ts'
import type { ValueContext } from './value.ts'

// Valid, matches nothing, and takes one selector of a list out without the others.
const never = ':not(*)'

const languageTag = /^[a-z]{2}(?:-[a-z]{2})?$/
const nth = /^(?:even|odd|[+-]?\d{0,3}n?(?: ?[+-] ?\d{1,3})?)$/
const maxDepth = 16
const namedParts = /^(?:part|state|highlight|view-transition.*)\($/

function redactTypeName({ tokens, vocabulary }: ValueContext, raw: string): string {
  const name = unescapeCss(raw).toLowerCase()
  // `from` and `to` are words of keyframes and scopes; no element has these names.
  return name === 'from' || name === 'to' ? name : redactElementName(tokens, vocabulary, name)
}

function redactAttribute(context: ValueContext, nodes: readonly CssNode[]): string {
  const [name = '', ...rest] = nodes.filter((node) => typeof node === 'string' && node !== ' ') as string[]
  const at = rest.findIndex((text) => isQuoted(text) || isWord(text))
  const value = rest[at]
  const operator = rest.slice(0, at < 0 ? rest.length : at).join('')
  if (!/^(?:[~|^$*]?=)?$/.test(operator)) return never
  return (
    redactAttributeSelector(
      context,
      unescapeCss(name).toLowerCase(),
      operator,
      value && (isQuoted(value) ? stringContent(value) : unescapeCss(value)),
    ) ?? never
  )
}

function redactArguments(context: ValueContext, { open, nodes }: CssBlock, depth: number): string {
  const name = open.toLowerCase()
  if (name.startsWith('nth-')) {
    const of = nodes.findIndex((node) => typeof node === 'string' && node.toLowerCase() === 'of')
    const which = plainText(of < 0 ? nodes : nodes.slice(0, of))
      .trim()
      .toLowerCase()
    const place = nth.test(which) ? which : '0'
    return of < 0 ? place : `${place} of ${redactSelector(context, nodes.slice(of + 1), depth)}`
  }
  const text = plainText(nodes).trim().toLowerCase()
  if (name === 'lang(' || name === 'dir(') {
    return languageTag.test(text) || text === 'ltr' || text === 'rtl' ? text : 'und'
  }
  if (!namedParts.test(name)) return redactSelector(context, nodes, depth)
  const names = nodes.filter((node) => typeof node === 'string' && isWord(node)) as string[]
  return names.map((part) => context.tokens.token(unescapeCss(part))).join(' ')
}

/** The redacted text of nodes as a selector list, or as selectors of keyframes. */
export function redactSelector(context: ValueContext, nodes: readonly CssNode[], depth = 0): string {
  if (depth > maxDepth) return never
  const { tokens, vocabulary } = context
  let out = ''
  // What stands before a name: nothing, a dot, or the colons of a pseudo-class or pseudo-element.
  let prefix = ''
  for (const node of nodes) {
    const raw = typeof node === 'string' ? node : node.open
    if (raw === '.' || raw === ':') {
      prefix += raw
      continue
    }
    const before = prefix
    prefix = ''
    if (before.startsWith(':')) {
      const name = before + unescapeCss(raw).toLowerCase()
      if (!isWord(raw) || !vocabulary.isCssWord(name)) out += never
      else out += typeof node === 'string' ? name : `${name}${redactArguments(context, node, depth + 1)})`
    } else if (typeof node !== 'string') {
      if (raw === '[') out += redactAttribute(context, node.nodes)
      // The limits of a scope.
      if (raw === '(') out += `(${redactSelector(context, node.nodes, depth + 1)})`
    } else if (isWord(raw)) {
      out += before === '' ? redactTypeName(context, raw) : `.${tokens.token(unescapeCss(raw))}`
    } else if (raw.startsWith('#')) out += `#${tokens.token(unescapeCss(raw.slice(1)))}`
    else if (raw.endsWith('%')) out += /^\d{1,3}(?:\.\d{1,4})?%$/.test(raw) ? raw : '0%'
    else if (raw === ' ' ? !out.endsWith(' ') : '>+~*&|,'.includes(raw)) out += raw
  }
  return (prefix.startsWith(':') ? out + never : out).trim()
}
