// The attributes that shape a page, and what each may hold. An attribute that is not here is not recorded.

import type { Vocabulary } from './redaction-options.ts'

/**
 * What an attribute may hold: `flag` nothing, `count` up to three digits, `order` the sign of a tab index,
 * `size` a length, `keyword` a word of HTML, `language` a language tag, `state` true, false or a token,
 * `name` the token of a whole value, `names` the tokens of a list, `link` a bare "#" or the
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
  | 'names'
  | 'link'
  | 'css'
  | 'style'
  | 'media'
  | 'numbers'
  | 'exact'
  | 'outline'

const table: readonly (readonly [AttributeKind, string])[] = [
  ['flag', 'disabled readonly required multiple hidden open inert nowrap controls'],
  ['count', 'colspan rowspan span cols rows size border cellpadding cellspacing'],
  ['order', 'tabindex'],
  ['size', 'width height'],
  ['keyword', 'type dir align valign wrap contenteditable rr_open_mode'],
  ['language', 'lang'],
  [
    'state',
    'role aria-expanded aria-hidden aria-disabled aria-current aria-invalid aria-busy aria-modal aria-orientation ' +
      'aria-haspopup aria-sort aria-selected aria-live aria-readonly aria-required aria-multiselectable',
  ],
  ['name', 'id for name list form slot popovertarget'],
  ['names', 'class part headers aria-controls aria-labelledby aria-describedby aria-owns'],
  ['link', 'href xlink:href'],
  ['style', 'style'],
  ['media', 'media'],
  ['css', 'bgcolor color'],
]

// On SVG elements only. Presentation attributes go by the name of their property, so they need no list.
const svgTable: readonly (readonly [AttributeKind, string])[] = [
  ['numbers', 'viewbox x y x1 x2 y1 y2 dx dy cx cy r rx ry fx fy fr refx refy markerwidth markerheight'],
  ['outline', 'd points'],
  ['exact', 'gradientunits patternunits clippathunits maskunits spreadmethod preserveaspectratio'],
  ['css', 'gradienttransform patterntransform'],
]

function index(entries: readonly (readonly [AttributeKind, string])[]): ReadonlyMap<string, AttributeKind> {
  const kinds = new Map<string, AttributeKind>()
  for (const [kind, names] of entries) for (const name of names.split(' ')) kinds.set(name, kind)
  return kinds
}

const kinds = /* @__PURE__ */ index(table)
const svgKinds = /* @__PURE__ */ index(svgTable)

/** Kind of an attribute by its name in lower case, or undefined when it is not recorded. */
export function attributeKind(
  vocabulary: Vocabulary,
  name: string,
  isSvg: boolean,
): AttributeKind | undefined {
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

/** Whether a value in lower case is one that HTML defines for the attributes of kind `keyword`. */
export function isKeyword(value: string): boolean {
  return keywords.has(value)
}

const svgWords =
  /^(?:userSpaceOnUse|objectBoundingBox|pad|reflect|repeat|none|x(?:Min|Mid|Max)Y(?:Min|Mid|Max)(?: (?:meet|slice))?)$/

/** Whether a value is one that SVG defines for the attributes of kind `exact`; their case matters. */
export function isSvgWord(value: string): boolean {
  return svgWords.test(value)
}
