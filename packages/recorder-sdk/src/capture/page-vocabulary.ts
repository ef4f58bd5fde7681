// The vocabulary of this browser, asked of the browser itself: no word lists to load, and a word it does not know is a
// word of the page's. Natives come from a frame that no script has touched.

import type { Vocabulary } from '@reseal/redaction-rules'
import { takeFromUntouchedFrame, type View } from './untouched-frame.ts'

// What cannot be asked for: words that no property takes by themselves, or that stand beside names of the page's choosing.
const loneWords: ReadonlySet<string> = /* @__PURE__ */ new Set(
  (
    'all and at auto auto-fill auto-fit auto-flow both-edges by circle closest-corner closest-side coarse ' +
    'cursive dark decimal disc ellipse fantasy farthest-corner farthest-side fill fine first from hsl important ' +
    'in inherit initial inset jump-both jump-end jump-none jump-start landscape last light lower-alpha ' +
    'lower-roman mandatory monospace more no-preference none not of oklab oklch only or portrait pre pre-line ' +
    'pre-wrap print proximity reduce revert safe safe-area-inset-bottom safe-area-inset-left ' +
    'safe-area-inset-right safe-area-inset-top sans-serif screen serif span square srgb srgb-linear standalone ' +
    'to unset upper-alpha upper-roman'
  ).split(' '),
)
const functions: ReadonlySet<string> = /* @__PURE__ */ new Set(
  (
    'blur brightness calc clamp color-mix conic-gradient contrast counter counters cubic-bezier drop-shadow env ' +
    'fit-content grayscale hsl hsla hue-rotate hwb inset invert lab lch light-dark linear linear-gradient matrix matrix3d ' +
    'max min minmax oklab oklch opacity path perspective polygon radial-gradient rect repeat repeating-conic-gradient ' +
    'repeating-linear-gradient repeating-radial-gradient rgb rgba rotate rotate3d rotatex rotatey rotatez round saturate ' +
    'scale scale3d scalex scaley selector sepia skew skewx skewy steps style translate translate3d translatex translatey ' +
    'translatez url var circle ellipse'
  ).split(' '),
)

// The property, then the word as CSS writes it.
const spelling = /^([^ ]*) (::?)?(-[a-z]+-)?([a-z][a-z\d-]{0,47})([:(])?$/
const plainName = /^[a-z][a-z\d]{0,31}$/
const plainUnit = /^[a-z]{1,5}$/
const svgNamespace = 'http://www.w3.org/2000/svg'
const transitions = /^(?:-[a-z]+-)?(?:transition|will-change)/
/** What takes this takes any word. */
const invented = 'qreseal'
const maxRemembered = 4_096
// Asking every property takes half a millisecond.
const maxSearches = 1_024

function remembering(ask: (key: string) => boolean): (key: string) => boolean {
  const known = new Map<string, boolean>()
  return (key) => {
    let answer = known.get(key)
    if (answer === undefined) {
      answer = ask(key)
      if (known.size < maxRemembered) known.set(key, answer)
    }
    return answer
  }
}

/** What the browser is asked by. */
export interface VocabularyNatives {
  supports(property: string, value?: string): boolean
  readonly matchMedia: View['matchMedia']
  readonly getComputedStyle: View['getComputedStyle']
  readonly blank: Document
}

/** Takes from a window what its browser is asked by. */
export function vocabularyNativesOf({
  CSS: { supports },
  matchMedia,
  getComputedStyle,
  document: { implementation },
}: View): VocabularyNatives {
  return {
    supports: (property, value) =>
      Reflect.apply(supports, undefined, value === undefined ? [property] : [property, value]),
    matchMedia,
    getComputedStyle,
    // A document without a window: no element of it loads, runs or is upgraded.
    blank: implementation.createHTMLDocument(''),
  }
}

/** Asks this browser which words are its own. To be called before the page's nodes are looked at. */
export function createPageVocabulary(
  natives: VocabularyNatives = takeFromUntouchedFrame(vocabularyNativesOf),
): Vocabulary {
  const { supports, matchMedia, getComputedStyle, blank } = natives

  let properties: readonly string[] | undefined
  let searches = 0
  const takes = (property: string, value: string): boolean =>
    supports(property, value) && !supports(property, invented)

  // A shorthand takes some words only beside others; its longhands take them alone.
  function isKeyword(word: string, property: string): boolean {
    if (property !== '' && takes(property, word)) return true
    const scope = property.replace(/^-[a-z]+-/, '').split('-', 1)[0] ?? ''
    if (scope === '' && ++searches > maxSearches) return false
    properties ??= Array.from(Reflect.apply(getComputedStyle, window, [document.documentElement]))
    return properties.some((name) => name.startsWith(scope) && !name.startsWith('--') && takes(name, word))
  }

  const isProperty = (name: string): boolean => supports(name, 'inherit')

  function hasFeature(name: string): boolean {
    return Reflect.apply(matchMedia, window, [`(${name}),not (${name})`]).matches
  }

  function isFeature(word: string): boolean {
    return hasFeature(word.replace(/^(-[a-z]+-)?(?:min|max)-/, '$1')) && !hasFeature(invented)
  }

  const isPseudo = (prefix: string, name: string, end: string): boolean =>
    (end === '' ? [''] : ['(a)', '(1)']).some((rest) => supports(`selector(${prefix}${name}${rest})`))

  const isWord = remembering((key) => {
    const [, property = '', colons = '', vendor = '', bare = '', end = ''] = spelling.exec(key) ?? []
    const word = vendor + bare
    if (word === '') return false
    if (colons !== '') return isPseudo(colons, word, end) && !isPseudo(colons, vendor + invented, end)
    if (end === '(') return functions.has(bare) && ['', '-webkit-', '-moz-'].includes(vendor)
    if (end === ':') return isProperty(word)
    // Names of properties and features are cheaper to ask for than keywords.
    if (loneWords.has(word)) return true
    if ((property === '' || transitions.test(property)) && isProperty(word)) return true
    return (property === '' && isFeature(word)) || isKeyword(word, property)
  })

  function isSvgElement(name: string): boolean {
    return blank.createElementNS(svgNamespace, name).constructor.name !== 'SVGElement'
  }

  return {
    isElement: remembering((name) => {
      if (!plainName.test(name)) return false
      if (blank.createElement(name).constructor.name !== 'HTMLUnknownElement') return true
      // SVG writes some names in mixed case: linearGradient, feGaussianBlur.
      const base = name.replace(/^fe(.)/, (_all, letter: string) => `fe${letter.toUpperCase()}`)
      return Array.from(base).some((letter, index) =>
        isSvgElement(
          base.slice(0, index) + (index === 0 ? letter : letter.toUpperCase()) + base.slice(index + 1),
        ),
      )
    }),
    isCssWord: (ident, property = '') => isWord(`${property} ${ident}`),
    isCssUnit: remembering(
      (unit) =>
        plainUnit.test(unit) &&
        (/^(?:x|dpi|dpcm|dppx)$/.test(unit) ||
          ['width', 'rotate', 'transition-delay', 'grid-template-columns'].some((name) =>
            supports(name, `1${unit}`),
          )),
    ),
  }
}
