// How masked text, fields and boxes look in the replay, and the tints of all kinds once provenance is shown. Rules of
// rrweb's inner document: nothing here changes where a thing stands or how large it is (design.md §9).

/** Highlights by kind: always, and instead while provenance is shown. */
export const highlightNames = {
  plain: { masked: 'reseal-mask', field: 'reseal-mask' },
  tinted: {
    static: 'reseal-static',
    rule: 'reseal-rule',
    unmarked: 'reseal-unmarked',
    masked: 'reseal-masked',
    field: 'reseal-field',
  },
} as const

/** On fields, buttons and drawn text, whose letters a bar stands for; its value says which. */
export const barAttribute = 'data-reseal-mask'
/** On the root of each document while provenance is shown. */
export const shownAttribute = 'data-reseal-provenance'

/** On fields and buttons that have the browser's own border. */
export const nativeAttribute = 'data-reseal-native'

/** What a bar stands for: drawn text, the label of a button, what is typed, chosen, or written in an editable region. */
export type BarKind = 'drawn' | 'button' | 'typed' | 'chosen' | 'editable'

interface Tint {
  readonly ground: string
  readonly line: string
}
type TextTint = Tint & { readonly text: string }

const bar = 'rgb(128 134 145 / 0.42)'
// On white the same as the bar.
const drawnBar = '#cacdd2'
const cursor = 'rgb(128 134 145 / 0.95)'
// The colours of the legend (replay.css), on grounds of their own: whatever the page's are, they can be read.
const tints = {
  static: { ground: '#d6f0ea', text: '#073c34', line: '#0b7a6c' },
  rule: { ground: '#dcebf8', text: '#0d3550', line: '#0f5f8f' },
  unmarked: { ground: '#fdecc8', text: '#4a2f00', line: '#855300' },
  masked: { ground: 'transparent', line: '#777e8b' },
  field: { ground: '#ece5f8', line: '#7352b0' },
} as const

const flat = (color: string) => `linear-gradient(${color}, ${color})`
const barOf = (kind: BarKind) => `[${barAttribute}="${kind}"]`
const drawn = ':is(text, tspan, textPath)'
const shown = `[${shownAttribute}]`
const field =
  ':is(input:not([type=hidden],[type=button],[type=submit],[type=reset],[type=image]), textarea, select, [contenteditable]:not([contenteditable=false]))'
// Thinner than the line and without the gaps between words: a bar a line, as high as the letters are.
const barText = (name: string, { ground, line }: Tint) =>
  `::highlight(${name}) { background-color: ${ground}; color: transparent; text-shadow: 0 0 transparent; text-decoration: line-through 0.72em ${line}; }`
const tintedText = (name: string, { ground, text, line }: TextTint, style: string) =>
  `::highlight(${name}) { background-color: ${ground}; color: ${text}; text-shadow: none; text-decoration: underline ${style} ${line}; }`
const important = (declarations: Readonly<Record<string, string>>) =>
  Object.entries(declarations)
    .map(([name, value]) => `${name}: ${value} !important;`)
    .join(' ')
const barInside = { 'background-repeat': 'no-repeat', 'background-origin': 'content-box' }

/** For `insertStyleRules` of the Replayer. */
export const thingRules: readonly string[] = [
  barText(highlightNames.plain.masked, { ground: 'transparent', line: bar }),
  // Drawn text (SVG) has no decoration by a highlight, and keeps its fill: letters and line are of one colour, which is
  // see-through as a whole, where opacity is known.
  `${drawn}${barOf('drawn')} { fill: ${drawnBar} !important; stroke: none !important; text-decoration: line-through 0.72em !important; }`,
  `text${barOf('drawn')} { fill: rgb(128 134 145) !important; opacity: 0.42 !important; }`,
  // Not the color: the arrow of a select and the calendar of a date have it.
  `[${barAttribute}]:not(${barOf('editable')}, ${barOf('drawn')}) { -webkit-text-fill-color: transparent !important; text-shadow: none !important; }`,
  `:is(${barOf('button')}, ${barOf('chosen')}) { ${important({
    ...barInside,
    'background-image': flat(bar),
    'background-size': 'min(5em, 100%) 0.72em',
    'background-position': 'left center',
  })} }`,
  `${barOf('chosen')}:dir(rtl) { background-position: right center !important; }`,
  `${barOf('button')} { background-position: center !important; }`,
  // The bar of a field begins with a text cursor: here somebody may have typed.
  `${barOf('typed')} { ${important({
    ...barInside,
    'background-image': `${flat(cursor)}, ${flat(bar)}`,
    'background-size': '2px 1.2em, min(5em, 100% - 7px) 0.72em',
    'background-position': 'left center, left 7px center',
  })} }`,
  `${barOf('typed')}:dir(rtl) { background-position: right center, right 7px center !important; }`,
  `textarea${barOf('typed')} { background-position: left top 0.15em, left 7px top 0.4em !important; }`,
  `textarea${barOf('typed')}:dir(rtl) { background-position: right top 0.15em, right 7px top 0.4em !important; }`,
  `[${nativeAttribute}][${barAttribute}] { border-color: transparent !important; box-shadow: inset 0 0 0 1px #767676 !important; }`,
  `${barOf('editable')} { box-shadow: inset 2px 0 ${cursor} !important; }`,
  `[data-reseal="block"] { background: repeating-linear-gradient(135deg, rgb(128 134 145 / 0.1) 0 6px, rgb(128 134 145 / 0.28) 6px 7px) !important; outline: 1px solid rgb(128 134 145 / 0.4); outline-offset: -1px; }`,
  tintedText(highlightNames.tinted.static, tints.static, 'solid 2px'),
  tintedText(highlightNames.tinted.rule, tints.rule, 'dashed 2px'),
  tintedText(highlightNames.tinted.unmarked, tints.unmarked, 'wavy 1.5px'),
  barText(highlightNames.tinted.masked, tints.masked),
  barText(highlightNames.tinted.field, tints.field),
  `${shown} ${drawn}${barOf('drawn')} { fill: ${tints.masked.line} !important; opacity: 1 !important; }`,
  `${shown} ${field} { outline: 2px dotted ${tints.field.line} !important; outline-offset: 0 !important; }`,
  `${shown} ${barOf('chosen')} { background-image: ${flat(tints.field.line)} !important; }`,
  `${shown} ${barOf('typed')} { background-image: ${flat(tints.field.line)}, ${flat(tints.field.line)} !important; }`,
  `${shown} :is(${barOf('typed')}, ${barOf('chosen')}) { background-color: ${tints.field.ground} !important; }`,
  `${shown} ${barOf('button')} { background-image: ${flat(tints.masked.line)} !important; }`,
  `${shown} [data-reseal="block"] { background: repeating-linear-gradient(135deg, #e9eaec 0 6px, #7d828c 6px 8px) !important; outline: 2px solid #55575c !important; outline-offset: -2px; }`,
]

/** The same for shadow roots, whose hosts bear {@link shownAttribute}. */
export const shadowRules: readonly string[] = thingRules.map((rule) =>
  rule.replace(`${shown} `, `:host(${shown}) `),
)
