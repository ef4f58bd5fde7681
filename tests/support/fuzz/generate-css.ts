// Style sheets, rules and declarations with secrets wherever CSS can carry one.
import type { Random } from './random.ts'
import type { SecretMint } from './secrets.ts'
import { namingProperties, numberProperties } from './words.ts'

/** What generators draw from. */
export interface Source {
  readonly random: Random
  readonly mint: SecretMint
}

const escapeFirst = (word: string): string => `\\${word.charCodeAt(0).toString(16)} ${word.slice(1)}`

/** A secret as an identifier, at times with escapes. */
function ident({ random, mint }: Source, place: string): string {
  const word = mint.word(place)
  switch (random.below(5)) {
    case 0:
      return escapeFirst(word)
    case 1:
      return word.toUpperCase()
    case 2:
      return `-${word}-x`
    default:
      return word
  }
}

function text(source: Source, place: string): string {
  const { random, mint } = source
  const word = mint.word(place)
  return random.pick([
    `"${word}"`,
    `'Ms ${word}'`,
    `"\\${word.charCodeAt(0).toString(16).padStart(6, '0')}${word.slice(1)}"`,
    `"line\\\n${word}"`,
  ])
}

function url({ random, mint }: Source): string {
  const word = mint.word('css.url')
  return random.pick([
    `url(/i/${word}.png)`,
    `url("https://h.invalid/?n=${word}#${word}")`,
    `url( '${word}' )`,
    `url(data:image/svg+xml,%3Csvg%3E${word})`,
    `url(data:text/plain;base64,${Buffer.from(`xx${word}`).toString('base64')})`,
    `image-set("${word}.png" 1x, url(${word}) 2x)`,
    `src("${word}")`,
    `URL(${word})`,
    `url(#${word})`,
  ])
}

/** One property with its value; at times a number is the secret. */
export function declaration(source: Source): readonly [property: string, value: string] {
  const { random, mint } = source
  const number = (): string => {
    const digits = mint.digits('css.number')
    return random.pick([
      digits,
      `${digits}px`,
      `0.${digits}`,
      `.${digits}em`,
      `-${digits}%`,
      `${digits}ms`,
      `1e${digits}`,
      `${digits}deg`,
      `calc(1px * ${digits})`,
      `#${digits.slice(0, 8)}`,
      `${digits}${'x'}`,
      `U+${digits}`,
      `rgb(${digits} 0 0 / .${digits})`,
      `scale(.${digits})`,
      `translate(${digits}px)`,
      `path("M${digits} 0")`,
      `polygon(0 ${digits}px)`,
      `1/${digits}`,
      `cubic-bezier(0,${digits},1,1)`,
      `repeat(${digits}, 1fr)`,
      `2${digits}`,
    ])
  }
  switch (random.below(11)) {
    case 0:
      return [random.pick(numberProperties), number()]
    case 1:
      return [`--n${random.below(9)}`, number()]
    case 2:
      return [`--${ident(source, 'css.variable name')}`, random.pick(['1px', 'red', '{a:b}', ''])]
    case 3:
      return [
        `--v${random.below(9)}`,
        random.pick([
          () => ident(source, 'css.variable value'),
          () => text(source, 'css.variable value'),
          () => `{ ${ident(source, 'css.variable block')}: ${text(source, 'css.variable block')}; }`,
          () => url(source),
          () => `${ident(source, 'css.function name')}(1)`,
          () => `<!-- ${mint.word('css.variable comment')} -->`,
          () => `/* ${mint.word('css.comment')} */ 1`,
          () =>
            `[${ident(source, 'css.variable brackets')}] 1${mint.word('css.unit')} #${mint.word('css.hash')} @${mint.word('css.at')}`,
        ])(),
      ]
    case 4:
      return [
        'content',
        random.pick([
          () => text(source, 'css.content'),
          () => `attr(data-${mint.word('css.attr')})`,
          () => `attr(${mint.word('css.attr')} type(<length>), ${text(source, 'css.attr fallback')})`,
          () => `counter(${mint.word('css.counter')}, ${mint.word('css.counter style')})`,
          () => `counters(${mint.word('css.counter')}, ${text(source, 'css.counters')})`,
          () => `${url(source)} / ${text(source, 'css.alternative text')}`,
          () => `open-quote ${text(source, 'css.content')} ${text(source, 'css.content')}`,
        ])(),
      ]
    case 5:
      return [
        random.pick([
          'background',
          'background-image',
          'mask',
          'border-image',
          'list-style',
          'cursor',
          'filter',
          'fill',
          '-webkit-mask-image',
          'src',
          'shape-outside',
          'offset-path',
        ]),
        url(source),
      ]
    case 6:
      return [ident(source, 'css.property name'), random.pick(['red', '1px'])]
    case 7:
      return [random.pick(namingProperties), text(source, 'css.string')]
    case 8:
      return [
        'color',
        random.pick([
          () => `var(--${mint.word('css.variable reference')}, ${ident(source, 'css.fallback')})`,
          () => `env(${mint.word('css.env')}, ${mint.word('css.env')})`,
          () => `if(style(--x: ${mint.word('css.if')}): red)`,
          () => `light-dark(${mint.word('css.colour')}, red)`,
          () => `color-mix(in ${mint.word('css.colour')}, red, blue)`,
          () => `--${mint.word('css.dashed function')}(1)`,
          () => ident(source, 'css.colour'),
        ])(),
      ]
    case 9:
      return ['width', `1${mint.word('css.unit')}`]
    default:
      return [random.pick(namingProperties), ident(source, 'css.identifier')]
  }
}

/** Declarations as text, with harmless ones between. */
export function declarations(source: Source): string {
  const { random } = source
  const parts = Array.from({ length: 1 + random.below(3) }, () => {
    const [property, value] = declaration(source)
    return `${property}:${value}${random.oneIn(6) ? ' !important' : ''}`
  })
  if (random.oneIn(3)) parts.unshift('color:red')
  if (random.oneIn(12)) parts.push(`/* ${source.mint.word('css.comment')} */`)
  return parts.join(';')
}

function selector(source: Source): string {
  const { random, mint } = source
  return random.pick([
    () => `.${ident(source, 'css.class selector')}`,
    () => `#${ident(source, 'css.id selector')}`,
    () => `${mint.word('css.type selector')}`,
    () => `x-${mint.word('css.type selector')}::before`,
    () => `[data-${mint.word('css.attribute selector')}]`,
    () => `[${ident(source, 'css.attribute selector')}=x]`,
    () => `[title=${text(source, 'css.attribute value')} i]`,
    () => `[class*=${ident(source, 'css.attribute value')}]`,
    () => `a[href^=${text(source, 'css.attribute value')}]`,
    () =>
      `:is(.a,.${mint.word('css.class selector')}):not(#${mint.word('css.id selector')}):has(> ${mint.word('css.type selector')})`,
    () => `p:lang(${mint.word('css.lang')})`,
    () => `::part(${mint.word('css.part')})`,
    () => `:state(${mint.word('css.state')})`,
    () => `::highlight(${mint.word('css.highlight')})`,
    () => `::view-transition-group(${mint.word('css.view transition')})`,
    () =>
      `::slotted(.${mint.word('css.class selector')}), :host(.${mint.word('css.class selector')}), :host-context(.${mint.word('css.class selector')})`,
    () => `:${mint.word('css.pseudo-class')}`,
    () => `::${mint.word('css.pseudo-element')}(x)`,
    () =>
      `:nth-child(${mint.digits('css.nth')}n+${mint.digits('css.nth')} of .${mint.word('css.class selector')})`,
    () => `${mint.word('css.namespace')}|p, *|${mint.word('css.type selector')}`,
    () => `.a /* ${mint.word('css.comment')} */ .b`,
  ])()
}

/** One rule. */
export function styleRule(source: Source): string {
  const { random, mint } = source
  const word = (place: string): string => ident(source, `css.${place}`)
  const body = (): string => declarations(source)
  switch (random.below(26)) {
    case 0:
      return `@keyframes ${random.pick([word, (place: string) => text(source, `css.${place}`)])('keyframes')} { from { ${body()} } ${mint.digits('css.keyframe selector').slice(0, 9)}% { top: 0 } to {} }`
    case 1:
      return `@counter-style ${word('counter-style')} { system: extends ${word('counter-style')}; symbols: ${text(source, 'css.counter-style')} ${url(source)}; suffix: ${text(source, 'css.counter-style')}; range: ${mint.digits('css.counter-style')} infinite }`
    case 2:
      return `@property --${word('@property')} { syntax: ${text(source, 'css.@property syntax')}; inherits: false; initial-value: ${word('@property value')} }`
    case 3:
      return `@layer ${word('layer')}.${word('layer')} { ${selector(source)} { ${body()} } }`
    case 4:
      return `@layer ${word('layer')}, ${word('layer')};`
    case 5:
      return `@container ${word('container')} (min-width: 1px) and style(--${word('container')}: ${word('container')}) { a { ${body()} } }`
    case 6:
      return `@media (${word('media')}: ${word('media')}) or (min-width: ${mint.digits('css.media')}px) { a { ${body()} } }`
    case 7:
      return `@supports (${word('supports')}: ${word('supports')}) or selector(.${word('supports')}) or font-tech(${word('supports')}) { a { ${body()} } }`
    case 8:
      return `@font-face { font-family: ${word('font-face')}; src: ${url(source)}, local(${text(source, 'css.font-face')}) format(${word('font-face')}); unicode-range: U+${mint.digits('css.font-face').slice(0, 6)} }`
    case 9:
      return `@font-feature-values ${word('font-feature')} { @styleset { ${word('font-feature')}: ${mint.digits('css.font-feature')} } }`
    case 10:
      return `@page ${word('page')}:first { margin: 0; @top-left { content: ${text(source, 'css.page')} } }`
    case 11:
      return `@scope (.${word('scope')}) to (#${word('scope')}) { :scope { ${body()} } }`
    case 12:
      return `@import ${random.pick([url(source), text(source, 'css.import')])} layer(${word('import')}) supports(${word('import')}: x) ${word('import')};`
    case 13:
      return `@namespace ${word('namespace')} ${url(source)};`
    case 14:
      return `@${word('at-rule')} ${word('at-rule')} ${text(source, 'css.at-rule')} { ${word('at-rule')} { ${body()} } }`
    case 15:
      return `@position-try --${word('position-try')} { ${body()} } @font-palette-values --${word('palette')} { font-family: ${word('palette')}; override-colors: 0 #${mint.digits('css.palette').slice(0, 8)} }`
    case 16:
      return `@function --${word('function')}(--${word('function')} type(*): ${word('function')}) returns type(*) { result: ${word('function')}; ${body()} }`
    case 17:
      return `@view-transition { navigation: auto; types: ${word('view-transition')} } @starting-style { a { ${body()} } }`
    case 18:
      return `.a { ${body()}; &:hover .${word('nested')} { ${body()} } @media (min-width: 1px) { ${body()} } .${word('nested')} & { ${body()} } }`
    case 19:
      return random.pick([
        () => `${selector(source)} ${mint.word('css.broken')} } ${mint.word('css.broken')} { ${body()}`,
        () => `a { ${mint.word('css.broken')} ; content: "${mint.word('css.broken')} \n ; color: red }`,
        () => `a { background: url(${mint.word('css.broken')} "x ) } b { ${body()} }`,
        () => `<!-- ${mint.word('css.broken')} --> a { ${body()} } /* ${mint.word('css.broken')}`,
        () => `@media { @media ( ${mint.word('css.broken')} { ] ) } ${body()}`,
        () =>
          `a { b: { ${mint.word('css.broken')}: [ ( ${text(source, 'css.broken')} ) ] } } }} ${mint.word('css.broken')}`,
      ])()
    default:
      return `${selector(source)} { ${body()} }`
  }
}

/** A style sheet's text. */
export function styleSheet(source: Source): string {
  const { random } = source
  return Array.from({ length: 1 + random.below(3) }, () => styleRule(source)).join(
    random.pick(['\n', ' ', '']),
  )
}
