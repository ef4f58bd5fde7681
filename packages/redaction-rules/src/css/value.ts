// Values of declarations, and preludes that read like them (@media, @supports). Only CSS's own words, numbers
// of bounded size, colours, tokens and masks come out; what the page wrote in its own words never does.

import type { TokenMap } from '../token-map.ts'
import { isCssIdent, isCssUnit } from '../vocabulary/css-words.ts'
import { isCommonFont } from '../vocabulary/font-families.ts'
import { stringContent, type TokenStream, tokenType as t, unescapeCss } from './token-stream.ts'

/** What values are written with. */
export interface ValueContext {
  readonly tokens: TokenMap
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

const hexColour = /^#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i
const numberPart = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,2})?/i
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

// Larger than any length or z-index that still differs in effect, smaller than a record number.
const maxMagnitude = 99_999
// A variable can hold anything a script likes; without a unit, three digits are enough for ratios and weights.
const maxVariableNumber = 999

function boundedNumber(text: string, limit: number): string {
  const value = Number(text)
  if (!Number.isFinite(value)) return '0'
  const bounded = Math.max(-limit, Math.min(limit, value))
  return String(Math.round(bounded * 10_000) / 10_000)
}

/** An identifier of the page's choosing, or CSS's own word as it is. Dashed ones stay dashed. */
export function redactIdent(context: ValueContext, raw: string): string {
  return remembered(context, raw, () => redactNewIdent(context, raw))
}

function redactNewIdent(context: ValueContext, raw: string): string {
  const ident = unescapeCss(raw)
  if (ident.startsWith('--')) return `--${context.tokens.token(ident)}`
  const lower = ident.toLowerCase()
  return isCssIdent(lower) ? lower : context.tokens.token(ident)
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
    return `"${areas.map((area) => (/^\.+$/.test(area) ? '.' : redactIdent(context, area))).join(' ')}"`
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

function redactNumber(property: string, type: number, raw: string): string {
  const isVariable = property.startsWith('--')
  if (type === t.number) return boundedNumber(raw, isVariable ? maxVariableNumber : maxMagnitude)
  const digits = numberPart.exec(raw)?.[0] ?? '0'
  const bounded = boundedNumber(digits, maxMagnitude)
  if (type === t.percentage) return `${bounded}%`
  const unit = raw.slice(digits.length).toLowerCase()
  return isCssUnit(unit) ? bounded + unit : bounded
}

/** The redacted text of tokens `from` to `to` as a value of `property` (lower case; `--` for a variable). */
export function redactValue(
  context: ValueContext,
  stream: TokenStream,
  range: { readonly from: number; readonly to: number },
  property: string,
): string {
  let out = ''
  let index = range.from
  while (index < range.to) {
    const type = stream.type(index)
    const raw = stream.text(index)
    index += 1
    switch (type) {
      case t.ident:
        out +=
          takesFont(property) && isCommonFont(raw.toLowerCase())
            ? raw.toLowerCase()
            : redactIdent(context, raw)
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
          out += `${redactIdent(context, name.slice(0, -1))}(`
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
        out += hexColour.test(raw) ? raw.toLowerCase() : '#000'
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
        out += remembered(context, property.startsWith('--') ? `-- ${raw}` : raw, () =>
          redactNumber(property, type, raw),
        )
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
