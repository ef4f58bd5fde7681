// Values of declarations, and preludes that read like them (@media, @supports). Only CSS's own words, numbers
// of bounded size, colours, tokens and masks come out; what the page wrote in its own words never does.

import type { Vocabulary } from '../redaction-options.ts'
import type { TokenMap } from '../token-map.ts'
import {
  type CssBlock,
  type CssNode,
  isQuoted,
  isWord,
  plainText,
  stringContent,
  unescapeCss,
} from './nodes.ts'
import { colourFunction, redactHexColour, redactNumber, rotation } from './number.ts'

/** What values are written with. */
export interface ValueContext {
  readonly tokens: TokenMap
  readonly vocabulary: Vocabulary
  mask(text: string): string
}

/** Where a value stands. */
export interface ValuePlace {
  /** In lower case; empty for a prelude or a value of no property. */
  readonly property: string
  /** Whether a share, a scale or a turn may be a reading: in a style attribute, or set by a script. */
  readonly isCoarse: boolean
}

const resources = /^(?:-(?:webkit|moz)-)?(?:url|src|image|image-set|element|cross-fade)\($/
const urlFragment = /#([^)"']{1,128})["']?\s*\)?$/
// Fonts that come with systems: they decide how wide text is in the replay. Georgia is a given name too. Any other
// family becomes a token, which falls through to the next of the list.
const systemFonts = new RegExp(
  '^(?:arial|helvetica( neue)?|verdana|tahoma|times( new roman)?|courier( new)?|consolas|menlo|monaco|segoe ui|roboto' +
    '|ubuntu|(noto|liberation|dejavu)( sans)?( mono)?|-apple-system|blinkmacsystemfont|system-ui|ui-(sans-serif|monospace))$',
  'i',
)
// More than any gradient or easing needs. A QR code drawn with shadows takes hundreds.
const maxNumbers = 128
const maxDepth = 32

/** A word of the page's choosing as a token, or CSS's own as it is. Dashed ones stay dashed. */
function redactIdent(context: ValueContext, property: string, raw: string): string {
  const ident = unescapeCss(raw)
  if (ident.startsWith('--')) return `--${context.tokens.token(ident)}`
  const lower = ident.toLowerCase()
  return context.vocabulary.isCssWord(lower, property) ? lower : context.tokens.token(ident)
}

// A reference into the same document keeps its id's token; every other resource is none.
function redactUrl(context: ValueContext, raw: string): string {
  const fragment = urlFragment.exec(raw)?.[1]
  return fragment === undefined ? 'none' : `url(#${context.tokens.token(unescapeCss(fragment.trim()))})`
}

function redactString(context: ValueContext, property: string, takesFont: boolean, raw: string): string {
  const content = stringContent(raw)
  if (takesFont && systemFonts.test(content)) return `"${content.toLowerCase()}"`
  if (takesFont && !property.startsWith('--')) return `"${context.tokens.token(content)}"`
  if (!property.startsWith('grid')) return `"${context.mask(content).trim()}"`
  const areas = content.trim().split(/\s+/)
  return `"${areas.map((area) => (/^\.*$/.test(area) ? area.charAt(0) : redactIdent(context, property, area))).join(' ')}"`
}

/** The redacted text of nodes as a value; empty where it holds more numbers than a value needs. */
export function redactValue(context: ValueContext, value: readonly CssNode[], place: ValuePlace): string {
  const { property } = place
  const takesFont = /^(?:--|font(?:-family)?$)/.test(property)
  // A variable may stand for a value of any property; so may what a function takes, but for names of grid lines.
  const wordsOf = property.startsWith('--') ? '' : property
  const isUnit = (unit: string): boolean => context.vocabulary.isCssUnit(unit)
  let out = ''
  let numberCount = 0
  let owner = ''

  function block({ open, close, nodes }: CssBlock, depth: number): void {
    const name = unescapeCss(open).toLowerCase()
    if (resources.test(name)) out += redactUrl(context, name === 'url(' ? plainText(nodes) : '')
    else if (name === 'attr(') out += '"xx"'
    else {
      const isKnown = open.length === 1 || context.vocabulary.isCssWord(name)
      out += isKnown ? name : `${context.tokens.token(name)}(`
      const outer = owner
      if (name !== '(' && !colourFunction.test(owner)) owner = name
      if (depth < maxDepth) list(nodes, depth + 1)
      owner = outer
      out += close
    }
  }

  function token(raw: string, depth: number): string {
    if (isQuoted(raw)) return redactString(context, property, takesFont, raw)
    if (/^[+-]?\.?\d/.test(raw)) {
      numberCount += 1
      const number = redactNumber({ ...place, owner }, raw, isUnit)
      // Behind the angle of a rotation is a place.
      if (owner === rotation) owner = ''
      return number
    }
    if (/^url\(/i.test(raw)) return redactUrl(context, raw)
    if (isWord(raw)) {
      if (takesFont && systemFonts.test(raw)) return raw.toLowerCase()
      return redactIdent(context, depth === 0 || property.startsWith('grid') ? wordsOf : '', raw)
    }
    if (raw.startsWith('#')) return redactHexColour(raw)
    // What is left is syntax, a single character each; outside ASCII it is text.
    return raw.length === 1 && raw < '\x80' ? raw : ''
  }

  function list(nodes: readonly CssNode[], depth: number): void {
    for (const node of nodes) {
      if (typeof node !== 'string') block(node, depth)
      else if (node !== ' ') out += token(node, depth)
      else if (!out.endsWith(' ')) out += ' '
    }
  }

  list(value, 0)
  return numberCount > maxNumbers ? '' : out.trim()
}
