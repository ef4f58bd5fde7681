// Style sheets, rules and declaration lists. The number and order of rules stays: rrweb names rules by index.

import type { Vocabulary } from '../redaction-options.ts'
import type { TokenMap } from '../token-map.ts'
import { redactSelector } from './selector.ts'
import { findToken, readTokens, type TokenStream, tokenType as t, unescapeCss } from './token-stream.ts'
import { redactIdent, redactValue, type ValueContext, type ValueRange } from './value.ts'

/** Redacts CSS of one stream. */
export interface CssRedactor {
  readonly vocabulary: Vocabulary
  /** A style sheet's text, or a run of rules. */
  sheet(text: string): string
  /** The text of a `style` attribute. */
  declarations(text: string): string
  /** One value; `property` in any case. Empty when the property is none that CSS knows. */
  value(property: string, text: string): string
  /** A property's name, variables as tokens; undefined when it is none that CSS knows. */
  property(name: string): string | undefined
  /** A value of no property: a media query list, a transformation. */
  words(text: string): string
}

// Holds a rule's place in the list of rules without doing anything.
const placeholder = '@media not all{}'
const maxDepth = 24
const maxCached = 4_096
const maxCachedLength = 8_192
const maxCachedSheets = 64

const droppedAtRules: ReadonlySet<string> = new Set(['charset', 'namespace'])
const ruleLists: ReadonlySet<string> = new Set(['media', 'supports', 'layer', 'container', 'starting-style'])
const keyframes: ReadonlySet<string> = new Set(['keyframes', '-webkit-keyframes'])

type BlockKind = 'rules' | 'style'

/** Creates the CSS redactor of one stream. */
export function createCssRedactor(
  tokens: TokenMap,
  vocabulary: Vocabulary,
  mask: (text: string) => string,
): CssRedactor {
  const context: ValueContext = { tokens, vocabulary, words: new Map(), mask }
  const properties = new Map<string, string | undefined>()
  const sheets = new Map<string, string>()
  const fragments = new Map<string, string>()

  function property(name: string): string | undefined {
    const known = properties.get(name)
    if (known !== undefined) return known
    const lower = name.toLowerCase()
    const made = name.startsWith('--')
      ? `--${tokens.token(name)}`
      : vocabulary.isCssWord(`${lower}:`)
        ? lower
        : undefined
    if (properties.size < maxCached) properties.set(name, made)
    return made
  }

  function declaration(stream: TokenStream, range: ValueRange): string {
    const { from, to, origin } = range
    const colon = findToken(stream, from, to, [t.colon])
    if (stream.type(from) !== t.ident || colon === to) return ''
    const name = property(unescapeCss(stream.text(from)))
    if (name === undefined) return ''
    const value = redactValue(context, stream, { from: colon + 1, to, origin }, name)
    return value === '' && !name.startsWith('--') ? '' : `${name}:${value};`
  }

  function atRule(stream: TokenStream, from: number, range: Range): { text: string; next: number } {
    const name = unescapeCss(stream.text(from).slice(1)).toLowerCase()
    const end = findToken(stream, from + 1, range.to, [t.semicolon, t.leftCurly])
    const hasBlock = stream.type(end) === t.leftCurly && end < range.to
    const close = hasBlock ? Math.min(stream.closes(end), range.to) : end
    const next = close + 1
    if (droppedAtRules.has(name)) return { text: '', next }
    const inner: Range = { ...range, from: end + 1, to: close, depth: range.depth + 1 }
    if (!hasBlock) {
      const isLayerList = name === 'layer'
      return { text: isLayerList ? `@layer ${prelude(stream, from, end)};` : placeholder, next }
    }
    if (keyframes.has(name)) {
      return { text: `@${name} ${prelude(stream, from, end)}{${block(stream, inner, 'rules')}}`, next }
    }
    if (ruleLists.has(name)) {
      return {
        text: `@${name} ${prelude(stream, from, end)}{${block(stream, inner, range.kind ?? 'rules')}}`,
        next,
      }
    }
    if (name === 'scope') {
      return { text: `@scope ${scopePrelude(stream, from + 1, end)}{${block(stream, inner, 'rules')}}`, next }
    }
    return { text: name === 'font-face' ? '@font-face{}' : placeholder, next }
  }

  function prelude(stream: TokenStream, from: number, to: number): string {
    const name = stream.text(from).toLowerCase()
    // What animations and queries name must read the same in both places.
    const property = name.endsWith('keyframes')
      ? 'animation-name'
      : name === '@container'
        ? 'container-name'
        : ''
    return redactValue(context, stream, { from: from + 1, to, origin: 'sheet' }, property)
  }

  function scopePrelude(stream: TokenStream, from: number, to: number): string {
    let out = ''
    for (let index = from; index < to; index++) {
      if (stream.type(index) === t.leftParen) {
        const close = Math.min(stream.closes(index), to)
        out += `(${redactSelector(context, stream, index + 1, close)}) `
        index = close
      } else if (stream.type(index) === t.ident) out += `${redactIdent(context, '', stream.text(index))} `
    }
    return out
  }

  function block(stream: TokenStream, range: Range, kind: BlockKind): string {
    if (range.depth > maxDepth) return ''
    let out = ''
    let index = range.from
    while (index < range.to) {
      const type = stream.type(index)
      if (
        type === t.whiteSpace ||
        type === t.comment ||
        type === t.semicolon ||
        type === t.cdo ||
        type === t.cdc
      ) {
        index += 1
        continue
      }
      if (type === t.atKeyword) {
        const rule = atRule(stream, index, { ...range, kind })
        out += rule.text
        index = rule.next
        continue
      }
      const isVariable = kind === 'style' && type === t.ident && stream.text(index).startsWith('--')
      const stops = kind === 'rules' ? [t.leftCurly] : isVariable ? [t.semicolon] : [t.semicolon, t.leftCurly]
      const end = findToken(stream, index, range.to, stops)
      if (end < range.to && stream.type(end) === t.leftCurly) {
        const close = Math.min(stream.closes(end), range.to)
        const inner: Range = { ...range, from: end + 1, to: close, depth: range.depth + 1 }
        const selector = redactSelector(context, stream, index, end)
        out += `${selector === '' ? ':not(*)' : selector}{${block(stream, inner, 'style')}}`
        index = close + 1
      } else {
        if (kind === 'style') out += declaration(stream, { from: index, to: end, origin: range.origin })
        index = end + 1
      }
    }
    return out
  }

  function cached(cache: Map<string, string>, text: string, make: () => string): string {
    const known = cache.get(text)
    if (known !== undefined) return known
    const made = make()
    cache.set(text, made)
    return made
  }

  function parse(text: string, kind: BlockKind): string {
    const stream = readTokens(text)
    const origin = kind === 'rules' ? 'sheet' : 'inline'
    return block(stream, { from: 0, to: stream.count, depth: 0, origin }, kind)
  }

  return {
    vocabulary,
    property,
    sheet(text) {
      if (sheets.size >= maxCachedSheets) sheets.clear()
      return cached(sheets, text, () => parse(text, 'rules'))
    },
    declarations(text) {
      if (text.length > maxCachedLength) return parse(text, 'style')
      if (fragments.size >= maxCached) fragments.clear()
      return cached(fragments, text, () => parse(text, 'style'))
    },
    value(name, text) {
      const known = property(name)
      if (known === undefined) return ''
      const stream = readTokens(text)
      return redactValue(
        context,
        stream,
        { from: 0, to: findToken(stream, 0, stream.count, [t.semicolon]), origin: 'inline' },
        known,
      )
    },
    words(text) {
      const stream = readTokens(text)
      return redactValue(context, stream, { from: 0, to: stream.count, origin: 'sheet' }, '')
    },
  }
}

interface Range extends ValueRange {
  readonly depth: number
  readonly kind?: BlockKind
}
