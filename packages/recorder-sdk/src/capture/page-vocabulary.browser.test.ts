import { shippedVocabulary } from '@reseal/redaction-rules/vocabulary'
import { afterEach, describe, expect, it } from 'vitest'
import { createPageVocabulary } from './page-vocabulary.ts'

const words = (text: string): string[] => text.trim().split(/\s+/)

//
describe('the vocabulary of the page', () => {
  const vocabulary = createPageVocabulary()

  it.each(
    words(`p div input table svg g path lineargradient radialgradient clippath foreignobject textpath animatetransform
      fegaussianblur fefunca femergenode h1 search dialog`),
  )('knows the element %s', (name) => {
    expect(vocabulary.isElement(name)).toBe(true)
  })

  it.each(
    words(
      `jane my-card x-r1 font-face mi math patient linearjane fejane constructor __proto__ jane-doe p/ P ${'a'.repeat(64)}`,
    ),
  )('does not know the element %s', (name) => {
    expect(vocabulary.isElement(name)).toBe(false)
  })

  it.each([
    'color:',
    '-webkit-line-clamp:',
    'stroke-dasharray:',
    'calc(',
    '-webkit-linear-gradient(',
    ':hover',
    ':nth-child(',
    ':not(',
    ':lang(',
    ':host(',
    '::before',
    '::part(',
    '::slotted(',
    '::-webkit-scrollbar',
    'red',
    'currentcolor',
    'rebeccapurple',
    'flex',
    'min-content',
    'evenodd',
    'ease-in-out',
    'opacity',
    'min-width',
    'prefers-reduced-motion',
    '-webkit-min-device-pixel-ratio',
    'reduce',
    'auto-fill',
    'safe-area-inset-top',
    'important',
    'oklab',
    'pre-wrap',
    'fantasy',
  ])('knows the word %s', (word) => {
    expect(vocabulary.isCssWord(word)).toBe(true)
  })

  it.each([
    'jane',
    'jane:',
    'jane(',
    ':jane',
    '::jane',
    ':jane(',
    '::-webkit-jane',
    '::-moz-jane',
    '-webkit-jane:',
    '-jane-linear-gradient(',
    '-jane-color',
    'jane-min-width',
    'min-jane',
    'red jane',
    'color transition-jane',
    'color) or (color',
    'red;jane',
    'color:jane',
    'jane\\',
    '--jane',
    '--jane:',
    '',
    // Languages and counter styles stand where a page may put names of its own.
    'armenian',
    'ethiopic-numeric',
    'georgian',
    'arial',
    'georgia',
    // A font, an animation, a counter.
    'spin',
    'sidebar',
  ])('does not know the word %s', (word) => {
    expect(vocabulary.isCssWord(word)).toBe(false)
  })

  it.each([
    ['red', 'color', true],
    ['red', 'animation', false],
    ['brown', 'grid-area', false],
    ['infinite', 'animation', true],
    ['alternate', '-webkit-animation', true],
    ['rotate', 'animation-name', false],
    ['rotate', 'animation', false],
    ['content', 'container-name', false],
    ['rotate', 'transition', true],
    ['opacity', 'will-change', true],
    ['content', 'grid-area', false],
    ['none', 'transition', true],
    ['inset', 'box-shadow', true],
    ['bold', 'font', true],
    ['jane', 'animation', false],
    ['jane', 'list-style-type', false],
    ['jane', 'transition-property', false],
    ['jane', 'color-scheme', false],
    ['jane', 'jane', false],
  ] as const)('knows %s where %s stands: %s', (word, property, isKnown) => {
    expect(vocabulary.isCssWord(word, property)).toBe(isKnown)
  })

  it('knows units', () => {
    const known = words('px em rem vh dvh cqi deg turn ms fr dppx x')
    const unknown = ['jane', 'mg', '0px', 'PX', '', 'px)', 'px jane']
    expect(known.filter((unit) => !vocabulary.isCssUnit(unit))).toEqual([])
    expect(unknown.filter((unit) => vocabulary.isCssUnit(unit))).toEqual([])
  })

  it('lets no name of a person through but those that CSS took for its own', () => {
    const names = words(`
      james mary robert patricia john jennifer michael linda david elizabeth william barbara richard susan joseph jessica
      thomas sarah charles karen christopher lisa daniel nancy matthew betty anthony sandra mark margaret donald ashley
      steven kimberly paul emily andrew donna joshua michelle kenneth carol kevin amanda brian melissa george deborah
      timothy stephanie ronald rebecca jason laura edward sharon jeffrey cynthia ryan kathleen jacob amy gary angela
      nicholas shirley eric anna jonathan brenda stephen pamela larry emma justin nicole scott helen brandon samantha
      grace rose faith hope joy violet ivy olive hazel amber ruby jade pearl iris lily daisy dawn summer autumn april may
      june georgia virginia carolina florence sydney paris madison jordan chase grant frank max will bill rich rob gene
      dale glen reed heath cliff forrest art miles pierce victor rusty skip chip drew dean earl duke prince king
      smith johnson williams brown jones garcia miller davis rodriguez martinez hernandez lopez gonzalez wilson anderson
      taylor moore jackson martin lee perez thompson white harris sanchez clark ramirez lewis robinson walker young allen
      king wright scott torres nguyen hill flores green adams nelson baker hall rivera campbell mitchell carter roberts
      black gray grey gold silver stone woods fields page bush ford field park lake snow frost winter day knight bishop
      pope abbott parker cook cooper fisher hunter mason potter tanner weaver cross long short strong small little
      armstrong england french german scott welsh irish lane street banks bridges wells rivers marsh moss peacock crane
      finch swan wolf fox lamb bird rice bean berry pepper salmon bass singer tan chen wang li zhang liu yang huang zhao
      wu zhou xu sun ma zhu hu lin guo he gao luo song tang han feng deng cao peng zeng xiao tian dong pan yuan cai jiang
      yu du ye cheng wei su lu ding ren shen yao kumar singh sharma patel khan ali ahmed hassan kim park choi jung sato
      suzuki takahashi tanaka ivanov petrov novak schmidt schneider fischer weber meyer wagner becker hoffmann`)
    const known = [...new Set(names)].filter((name) => vocabulary.isCssWord(name))
    // Colours, and a few words more.
    expect(known.sort()).toEqual(
      words(
        'black brown field gold gray green grey mark olive page ruby salmon silver small snow tan violet white',
      ),
    )
  })

  // What they differ in: the lists go by the parts of a word (`jump-auto` is theirs alone) and know what other browsers
  // prefix; the browser knows each colour, and each name of an element that was ever in use (`xmp`).
  it('agrees with the lists that Node uses on what pages are made of', () => {
    const properties = Array.from(getComputedStyle(document.documentElement))
    const both = properties.filter((name) => shippedVocabulary.isCssWord(`${name}:`))
    expect(both.filter((name) => !vocabulary.isCssWord(`${name}:`))).toEqual([])
    expect(both.length / properties.length).toBeGreaterThan(0.8)

    const elements = words(`
      a abbr address article aside audio b base bdi bdo blockquote body br button canvas caption cite code col colgroup data
      datalist dd del details dfn dialog div dl dt em embed fieldset figcaption figure footer form h1 h6 head header hgroup
      hr html i iframe img input ins kbd label legend li link main map mark menu meta meter nav noscript object ol optgroup
      option output p picture pre progress q rp rt ruby s samp script search section select slot small source span strong
      style sub summary sup table tbody td template textarea tfoot th thead time title tr track u ul var video wbr svg
      animate animatemotion animatetransform circle clippath defs desc ellipse feblend fecolormatrix fecomponenttransfer
      fecomposite feconvolvematrix fediffuselighting fedisplacementmap fedropshadow feflood fefunca fegaussianblur feimage
      femerge femergenode femorphology feoffset fespecularlighting fetile feturbulence filter foreignobject g image line
      lineargradient marker mask metadata mpath path pattern polygon polyline radialgradient rect set stop switch symbol
      text textpath tspan use view`)
    const values = words(`
      absolute relative fixed sticky static block inline inline-block flex inline-flex grid inline-grid contents flow-root
      none auto hidden visible scroll clip collapse nowrap wrap wrap-reverse row row-reverse column column-reverse dense
      center start end flex-start flex-end left right top bottom stretch baseline space-between space-around space-evenly
      solid dashed dotted double bold bolder italic normal uppercase lowercase capitalize underline line-through ellipsis
      break-word break-all keep-all pointer default not-allowed grab move border-box content-box padding-box cover contain
      no-repeat repeat-x fill scale-down transparent currentcolor inherit initial unset revert ease ease-in ease-out linear
      infinite alternate both forwards backwards running paused min-content max-content fit-content auto-fill auto-fit
      isolate multiply screen overlay serif sans-serif monospace red green blue black white gray and not only screen print`)
    expect(
      elements.filter((name) => !vocabulary.isElement(name) || !shippedVocabulary.isElement(name)),
    ).toEqual([])
    expect(
      values.filter((word) => !vocabulary.isCssWord(word) || !shippedVocabulary.isCssWord(word)),
    ).toEqual([])
    expect([vocabulary, shippedVocabulary].map(({ isCssWord }) => isCssWord('jump-auto'))).toEqual([
      false,
      true,
    ])
    expect([vocabulary, shippedVocabulary].map(({ isCssWord }) => isCssWord('peru'))).toEqual([true, false])
  })
})

describe('a page that overrides what the browser is asked', () => {
  const { supports } = CSS
  const { createElement } = Document.prototype
  const { matchMedia } = window

  afterEach(() => {
    CSS.supports = supports
    Document.prototype.createElement = createElement
    window.matchMedia = matchMedia
  })

  //
  it('changes no answer, before the start or after it', () => {
    const early = createPageVocabulary()
    CSS.supports = () => true
    window.matchMedia = () => ({ matches: true }) as MediaQueryList
    const late = createPageVocabulary()
    Document.prototype.createElement = () => document.body
    for (const vocabulary of [early, late]) {
      expect(vocabulary.isCssWord('zqjane')).toBe(false)
      expect(vocabulary.isCssWord('zqjane:')).toBe(false)
      expect(vocabulary.isCssWord(':zqjane')).toBe(false)
      expect(vocabulary.isCssUnit('zqj')).toBe(false)
      expect(vocabulary.isElement('zqjane')).toBe(false)
      expect(vocabulary.isCssWord('dotted')).toBe(true)
      expect(vocabulary.isElement('blockquote')).toBe(true)
    }
  })

  it('makes no word of a property that it registers or a component that it defines', () => {
    CSS.registerProperty({ name: '--zqjane', syntax: '*', inherits: true, initialValue: 'zqdoe' })
    CSS.registerProperty({
      name: '--zqkind',
      syntax: '<custom-ident>',
      inherits: true,
      initialValue: 'zqdoe',
    })
    document.documentElement.style.setProperty('--zqplain', 'zqdoe')
    let isMade = false
    customElements.define(
      'zq-jane',
      class extends HTMLElement {
        constructor() {
          super()
          isMade = true
        }
      },
    )
    const vocabulary = createPageVocabulary()
    for (const word of ['zqdoe', 'zqjane', '--zqjane', '--zqjane:', '--zqkind:', '--zqplain:']) {
      expect(vocabulary.isCssWord(word)).toBe(false)
      expect(vocabulary.isCssWord(word, '--zqkind')).toBe(false)
    }
    expect(vocabulary.isElement('zq-jane')).toBe(false)
    expect(isMade).toBe(false)
  })
})
