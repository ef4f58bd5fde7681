// Selectors, rewritten by the same map that rewrites the page's names, so that the same elements match.

import { redactAttributeSelector } from '../attribute-selector.ts'
import { redactElementName } from '../element-name.ts'
import { stringContent, type TokenStream, tokenType as t, unescapeCss } from './token-stream.ts'
import type { ValueContext } from './value.ts'

// Valid, matches nothing, and takes one selector of a list out without the others.
const never = ':not(*)'

const nthArgument = /^(?:[+-]?\d{0,4}n?(?:-\d{1,4})?|even|odd|of|-?n(?:-\d{1,4})?)$/i
const languageTag = /^[a-z]{2}(?:-[a-z]{2})?$/i

function nameAfter(stream: TokenStream, index: number, to: number): string | undefined {
  return index < to && stream.type(index) === t.ident ? unescapeCss(stream.text(index)) : undefined
}

function redactTypeName(context: ValueContext, name: string): string {
  const lower = name.toLowerCase()
  // `from` and `to` are selectors of keyframes; no element has these names.
  if (lower === 'from' || lower === 'to') return lower
  return redactElementName(context.tokens, context.vocabulary, lower)
}

function redactAttribute(context: ValueContext, stream: TokenStream, from: number, to: number): string {
  let name = ''
  let operator = ''
  let value: string | undefined
  for (let index = from; index < to; index++) {
    const type = stream.type(index)
    const raw = stream.text(index)
    if (type === t.whiteSpace || type === t.comment) continue
    if (name === '') name = unescapeCss(raw).toLowerCase()
    else if (type === t.delim) operator += raw
    else if (value === undefined) value = type === t.string ? stringContent(raw) : unescapeCss(raw)
  }
  return redactAttributeSelector(context, name, operator, value) ?? never
}

function redactNth(context: ValueContext, stream: TokenStream, from: number, to: number): string {
  let out = ''
  for (let index = from; index < to; index++) {
    const type = stream.type(index)
    const raw = stream.text(index)
    if (type === t.ident && raw.toLowerCase() === 'of') {
      return `${out}of ${redactSelector(context, stream, index + 1, to)}`
    }
    if (type === t.whiteSpace) out += ' '
    else if (raw === '+' || raw === '-' || nthArgument.test(raw)) out += raw.toLowerCase()
    else return '0'
  }
  return out
}

function redactArguments(
  context: ValueContext,
  stream: TokenStream,
  range: readonly [number, number],
  name: string,
): string {
  const [from, to] = range
  if (name.startsWith('nth-')) return redactNth(context, stream, from, to)
  if (name === 'lang' || name === 'dir') {
    let text = ''
    for (let index = from; index < to; index++) text += stream.text(index)
    return languageTag.test(text.trim()) || context.vocabulary.isCssWord(text.trim().toLowerCase())
      ? text.trim().toLowerCase()
      : 'und'
  }
  if (name === 'part' || name === 'state' || name === 'highlight' || name.startsWith('view-transition')) {
    let text = ''
    for (let index = from; index < to; index++) {
      const part = nameAfter(stream, index, to)
      if (part !== undefined) text += `${text === '' ? '' : ' '}${context.tokens.token(part)}`
    }
    return text
  }
  return redactSelector(context, stream, from, to)
}

/** The redacted text of tokens `from` to `to` as a selector list, or as selectors of keyframes. */
export function redactSelector(context: ValueContext, stream: TokenStream, from: number, to: number): string {
  let out = ''
  let index = from
  while (index < to) {
    const type = stream.type(index)
    const raw = stream.text(index)
    switch (type) {
      case t.ident:
        out += redactTypeName(context, unescapeCss(raw))
        break
      case t.hash:
        out += `#${context.tokens.token(unescapeCss(raw.slice(1)))}`
        break
      case t.delim: {
        const name = raw === '.' ? nameAfter(stream, index + 1, to) : undefined
        if (name !== undefined) {
          out += `.${context.tokens.token(name)}`
          index += 1
        } else if ('>+~*&|'.includes(raw)) out += raw
        break
      }
      case t.colon: {
        const isElement = stream.type(index + 1) === t.colon
        const at = index + (isElement ? 2 : 1)
        const colons = isElement ? '::' : ':'
        const name = at < to ? unescapeCss(stream.text(at)).toLowerCase() : ''
        if (stream.type(at) === t.function && at < to) {
          const end = Math.min(stream.closes(at), to)
          const bare = name.slice(0, -1)
          out += context.vocabulary.isCssWord(colons + name)
            ? `${colons}${bare}(${redactArguments(context, stream, [at + 1, end], bare)})`
            : never
          index = end
        } else {
          out +=
            stream.type(at) === t.ident && context.vocabulary.isCssWord(colons + name) ? colons + name : never
          index = at
        }
        break
      }
      case t.leftSquare: {
        const end = Math.min(stream.closes(index), to)
        out += redactAttribute(context, stream, index + 1, end)
        index = end
        break
      }
      case t.comma:
        out += ','
        break
      case t.percentage:
        out += /^\d{1,3}(?:\.\d{1,4})?%$/.test(raw) ? raw : '0%'
        break
      case t.whiteSpace:
      case t.comment:
        if (!out.endsWith(' ')) out += ' '
        break
      default:
        break
    }
    index += 1
  }
  return out.trim()
}
