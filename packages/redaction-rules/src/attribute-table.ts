// The attributes that shape a page, and what each may hold. An attribute that is not here is not recorded.

import type { Vocabulary } from './redaction-options.ts'
import type { TokenMap } from './token-map.ts'

/**
 * What an attribute may hold: `flag` nothing, `count` up to three digits, `order` the sign of a tab index,
 * `size` a length, `keyword` a word of HTML, `language` a language tag, `state` true, false or a token,
 * `name` the token of a whole value, `data` likewise with a name of the page's choosing, `names` the tokens of a list, `link` a bare "#" or the
 * token of a fragment, `css` a value of the property of that name, `style` declarations, `media` a query,
 * `numbers` a list of bounded numbers, `exact` a word of SVG, `outline` the geometry of a shape.
 */
export type AttributeKind =
  | 'flag'
  | 'count'
  | 'order'
  | 'size'
  | 'keyword'
  | 'language'
  | 'state'
  | 'name'
  | 'data'
  | 'names'
  | 'link'
  | 'css'
  | 'style'
  | 'media'
  | 'numbers'
  | 'exact'
  | 'outline'

const index = (lists: Partial<Record<AttributeKind, string>>): ReadonlyMap<string, AttributeKind> =>
  new Map(
    (Object.keys(lists) as AttributeKind[]).flatMap((kind) =>
      (lists[kind] ?? '').split(' ').map((name) => [name, kind] as const),
    ),
  )

const kinds = /* @__PURE__ */ index({
  flag: 'disabled readonly required multiple hidden open inert nowrap controls',
  count: 'colspan rowspan span cols rows size border cellpadding cellspacing',
  order: 'tabindex',
  size: 'width height',
  keyword: 'type dir align valign wrap contenteditable rr_open_mode',
  language: 'lang',
  state:
    'role aria-expanded aria-hidden aria-disabled aria-current aria-invalid aria-busy aria-modal aria-orientation ' +
    'aria-haspopup aria-sort aria-selected aria-live aria-readonly aria-required aria-multiselectable',
  name: 'id for name list form slot popovertarget',
  names: 'class part headers aria-controls aria-labelledby aria-describedby aria-owns',
  link: 'href xlink:href',
  style: 'style',
  media: 'media',
  css: 'bgcolor color',
})

// On SVG elements only. Presentation attributes go by the name of their property, so they need no list.
const svgKinds = /* @__PURE__ */ index({
  numbers: 'viewbox x y x1 x2 y1 y2 dx dy cx cy r rx ry fx fy fr refx refy markerwidth markerheight',
  outline: 'd points',
  exact: 'gradientunits patternunits clippathunits maskunits spreadmethod preserveaspectratio',
  css: 'gradienttransform patterntransform',
})

/** Kind of an attribute by its name in lower case, or undefined when it is not recorded. */
export function attributeKind(
  vocabulary: Vocabulary,
  name: string,
  isSvg: boolean,
): AttributeKind | undefined {
  if (name.startsWith('data-')) return 'data'
  const kind = kinds.get(name) ?? (isSvg ? svgKinds.get(name) : undefined)
  return kind ?? (isSvg && vocabulary.isCssWord(`${name}:`) ? 'css' : undefined)
}

const keywords: ReadonlySet<string> = /* @__PURE__ */ new Set(
  (
    'button checkbox color date datetime-local email file hidden image month number password radio range reset search ' +
    'submit tel text time url week menu ltr rtl auto left right center justify top middle bottom baseline soft hard off ' +
    'true false plaintext-only modal non-modal'
  ).split(' '),
)

const svgWords =
  /^(?:userSpaceOnUse|objectBoundingBox|pad|reflect|repeat|none|x(?:Min|Mid|Max)Y(?:Min|Mid|Max)(?: (?:meet|slice))?)$/

/** The recorded name of a `data-` attribute: the page chose it. */
export function dataAttributeName(tokens: TokenMap, name: string): string {
  return `data-${tokens.token(name)}`
}

/** The recorded value of an attribute whose kind says all; undefined when the value is none that it may hold. */
export function redactWord(tokens: TokenMap, kind: AttributeKind, value: string): string | undefined {
  // Most often, and for nothing.
  if (kind === 'name') return tokens.token(value)
  if (kind === 'names') return tokens.tokenList(value)
  const word = value.trim().toLowerCase()
  const when = (isKnown: boolean, known: string): string | undefined => (isKnown ? known : undefined)
  switch (kind) {
    case 'flag':
      return ''
    case 'count':
      return when(/^\d{1,3}$/.test(value), value)
    case 'order':
      return word.startsWith('-') ? '-1' : '0'
    case 'keyword':
      return when(word === '' || keywords.has(word), word)
    case 'language':
      return when(/^[a-z]{2}(?:-[a-z]{2})?$/.test(word), word)
    case 'exact':
      return when(svgWords.test(value), value)
    case 'state':
      return /^(?:true|false|)$/.test(value) ? value : tokens.token(value)
    // A plain true or false would be an answer.
    case 'data':
      return value === '' ? '' : tokens.token(value)
    default:
      return undefined
  }
}
