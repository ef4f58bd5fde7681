// Values of declarations, and preludes that read like them (@media, @supports). Only CSS's own words, numbers
// of bounded size, colours, tokens and masks come out; what the page wrote in its own words never does.

import type { Vocabulary } from '../redaction-options.ts'
import type { TokenMap } from '../token-map.ts'
import { isCommonFont } from '../vocabulary/font-families.ts'
import { type NumberPlace, redactHexColour, redactNumber, type ValueOrigin } from './number.ts'
import { stringContent, type TokenStream, tokenType as t, unescapeCss } from './token-stream.ts'

/** What values are written with. */
export interface ValueContext {
  readonly tokens: TokenMap
  readonly vocabulary: Vocabulary
  /** Words seen and what became of them: style sheets say the same few things over and over. */
  readonly words: Map<string, string>
  mask(text: string): string
}

const maxWords = 4_096

function remembered(context: ValueContext, key: string, make: () => string): string {
  const known = context.words.get(key)
  if (known !== undefined) return known
  const made = make()
  if (context.words.size < maxWords) context.words.set(key, made)
  return made
}

const urlFragment = /#([^)"']{1,128})["']?\s*\)?$/
const resourceFunctions: ReadonlySet<string> = new Set([
  'url(',
  'src(',
  'image(',
  'image-set(',
  '-webkit-image-set(',
  'element(',
  '-moz-element(',
  'cross-fade(',
  '-webkit-cross-fade(',
])

// More than any gradient or easing needs. A QR code drawn with shadows takes hundreds.
const maxNumbers = 128

/** An identifier of the page's choosing, or CSS's own word as it is. Dashed ones stay dashed. */
export function redactIdent(context: ValueContext, property: string, raw: string): string {
  return remembered(context, `${property} ${raw}`, () => redactNewIdent(context, property, raw))
}

function redactNewIdent(context: ValueContext, property: string, raw: string): string {
  const ident = unescapeCss(raw)
  if (ident.startsWith('--')) return `--${context.tokens.token(ident)}`
  const lower = ident.toLowerCase()
  return context.vocabulary.isCssWord(lower, property) ? lower : context.tokens.token(ident)
}

function takesFont(property: string): boolean {
  return property === 'font-family' || property === 'font' || property.startsWith('--')
}

function redactString(context: ValueContext, property: string, raw: string): string {
  const content = stringContent(raw)
  if (content === '') return '""'
  const family = content.toLowerCase()
  if (takesFont(property) && isCommonFont(family)) return `"${family}"`
  if (takesFont(property) && !property.startsWith('--')) return `"${context.tokens.token(content)}"`
  if (property.startsWith('grid')) {
    const areas = content.trim().split(/\s+/)
    return `"${areas.map((area) => (/^\.+$/.test(area) ? '.' : redactIdent(context, property, area))).join(' ')}"`
  }
  return `"${context.mask(content).trim()}"`
}

// A reference into the same document keeps its id's token; every other resource is none.
function redactUrl(context: ValueContext, raw: string): string {
  const fragment = urlFragment.exec(raw)?.[1]
  return fragment === undefined ? 'none' : `url(#${context.tokens.token(unescapeCss(fragment.trim()))})`
}

function rawRange(stream: TokenStream, from: number, to: number): string {
  let text = ''
  for (let index = from; index < to; index++) text += stream.text(index)
  return text
}

// Sheets repeat their numbers; a style attribute is remembered as a whole.
function number(context: ValueContext, place: NumberPlace, type: number, raw: string): string {
  const { property, origin } = place
  const isOrdinary = origin === 'sheet' && !property.startsWith('--') && !property.startsWith('counter-')
  const make = (): string => redactNumber(context.vocabulary, place, type, raw)
  return isOrdinary ? remembered(context, raw, make) : make()
}

/** A run of tokens, and whether it is text of a style sheet. */
export interface ValueRange {
  readonly from: number
  readonly to: number
  readonly origin: ValueOrigin
}

/** The redacted text of a range as a value of `property` (lower case; `--` for a variable). */
export function redactValue(
  context: ValueContext,
  stream: TokenStream,
  range: ValueRange,
  property: string,
): string {
  const { origin } = range
  let out = ''
  let index = range.from
  let numberCount = 0
  let isAngle = false
  let depth = 0
  while (index < range.to) {
    const type = stream.type(index)
    const raw = stream.text(index)
    index += 1
    switch (type) {
      case t.ident:
        out +=
          takesFont(property) && isCommonFont(raw.toLowerCase())
            ? raw.toLowerCase()
            : redactIdent(context, depth > 0 && !property.startsWith('grid') ? '' : property, raw)
        break
      case t.function: {
        const name = unescapeCss(raw).toLowerCase()
        if (resourceFunctions.has(name) || name === 'attr(') {
          const end = Math.min(stream.closes(index - 1), range.to)
          out +=
            name === 'attr('
              ? '"xx"'
              : redactUrl(context, name === 'url(' ? rawRange(stream, index, end) : '')
          index = end + 1
        } else {
          depth += 1
          out += context.vocabulary.isCssWord(name) ? name : `${context.tokens.token(name)}(`
          isAngle = name === 'rotate('
        }
        break
      }
      case t.atKeyword:
      case t.badString:
      case t.badUrl:
      case t.cdo:
      case t.cdc:
        break
      case t.hash:
        out += redactHexColour(raw)
        break
      case t.string:
        out += redactString(context, property, raw)
        break
      case t.url:
        out += redactUrl(context, raw)
        break
      case t.number:
      case t.percentage:
      case t.dimension:
        numberCount += 1
        if (numberCount > maxNumbers) return ''
        out += number(context, { property, origin, isAngle }, type, raw)
        isAngle = false
        break
      case t.leftParen:
        depth += 1
        out += '('
        break
      case t.rightParen:
        depth -= 1
        out += ')'
        break
      case t.whiteSpace:
      case t.comment:
        if (!out.endsWith(' ')) out += ' '
        break
      // Delimiters, brackets, colons and commas are single characters of syntax; a delimiter outside ASCII is text.
      default:
        if (raw.length === 1 && raw.charCodeAt(0) < 0x80) out += raw
    }
  }
  return out.trim()
}
