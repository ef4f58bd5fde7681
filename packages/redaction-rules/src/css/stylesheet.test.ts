import fc from 'fast-check'
import { describe, expect, inject, it } from 'vitest'
import { createMask } from '../mask-text.ts'
import { createTokenMap } from '../token-map.ts'
import { shippedVocabulary } from '../vocabulary/shipped.ts'
import { createCssRedactor } from './stylesheet.ts'

const mask = createMask()
const redactor = () => createCssRedactor(createTokenMap(), shippedVocabulary, createMask())
const sheet = (text: string): string => redactor().sheet(text)

// A rule's place among its siblings, counted the way CSSOM counts.
function countRules(css: string): number {
  let depth = 0
  let rules = 0
  for (const char of css) {
    if (char === '{') depth += 1
    if (char === '}') {
      depth -= 1
      if (depth === 0) rules += 1
    }
    if (char === ';' && depth === 0) rules += 1
  }
  return rules
}

describe('selectors', () => {
  it.each([
    ['.patient .patient-name{}', '.r1 .r2{}'],
    ['#a > .a + p ~ *{}', '#r1 > .r1 + p ~ *{}'],
    ['.md\\:grid{}', '.r1{}'],
    ['.\\61 bc,.abc{}', '.r1,.r1{}'],
    ['my-card p::before{}', 'x-r1 p::before{}'],
    ['a:hover:not(.b):nth-child(2n+1 of .c)::after{}', 'a:hover:not(.r1):nth-child(2n+1 of .r2)::after{}'],
    ['a:unheard-of,b::made-up(c){}', 'a:not(*),b:not(*){}'],
    ['[data-size="sm"] [data-size=sm]{}', '[data-r1="r2"] [data-r1="r2"]{}'],
    ['[type="text"],[disabled],[aria-expanded=true]{}', '[type="text"],[disabled],[aria-expanded="true"]{}'],
    ['[class~="a"],[id=a]{}', '[class~="r1"],[id="r1"]{}'],
    [
      '[title="Jane"],[href^="/p/"],[class|=Jane],[value=Jane],[type=Jane]{}',
      Array(5).fill(':not(*)').join(',') + '{}',
    ],
    [
      'a:nth-child(-n + 3):nth-child(4829 1133),a:nth-child(48291133n),a:nth-child(jane){}',
      'a:nth-child(-n + 3):nth-child(0),a:nth-child(0),a:nth-child(0){}',
    ],
    ['[lang #jane "de"],[lang |= "de" jane]{}', ':not(*),[lang|="de"]{}'],
    ['p:lang(de),p:lang(Jane)::part(Jane){}', 'p:lang(de),p:lang(und)::part(r1){}'],
    [':host(.a) ::slotted(.b){}', ':host(.r1) ::slotted(.r2){}'],
    ['.a{&:hover{color:red}.b &{color:red}}', '.r1{&:hover{color:red;}.r2 &{color:red;}}'],
  ])('rewrites %s', (from, to) => {
    expect(sheet(from)).toBe(to)
  })
})

describe('values', () => {
  it.each([
    ['color:red;width:calc(100% - 2.5rem)!important', 'color:red;width:calc(100% - 2.5rem)!important;'],
    ['content:"";quotes:none', 'content:"";quotes:none;'],
    ['content:"Jane Doe, 4711"', `content:"${mask('Jane Doe, 4711')}";`],
    ['content:attr(title) "\\4a ane"', `content:"xx" "${mask('Jane')}";`],
    ['background:#fff url(/img/jane.png) no-repeat', 'background:#fff none no-repeat;'],
    ['background:url("data:image/png;base64,amFuZQ==")', 'background:none;'],
    ['background:image-set("jane.png" 1x)', 'background:none;'],
    ['fill:url(#grad)', 'fill:url(#r1);'],
    ['fill:url("http://h/p?mrn=7#grad")', 'fill:url(#r1);'],
    ['font:600 15px/24px "Segoe UI",Arial,"Jane Sans",Jane', 'font:600 15px/24px "segoe ui",arial,"r1",r2;'],
    ['grid-template-areas:"photo name" "photo ...."', 'grid-template-areas:"r1 name" "r1 .";'],
    ['animation:jane 2s ease-in-out infinite', 'animation:r1 2s ease-in-out infinite;'],
    ['--jane:Jane', '--r1:r2;'],
    ['--a:{b:c};color:var(--a,blue)', '--r1:{r2:r3};color:var(--r1,blue);'],
    ['--mrn:48291133;z-index:2147483647;width:48291133px', '--r1:1000;z-index:99999;width:99999px;'],
    ['width:7jane;height:1e3px', 'width:7;height:1000px;'],
    ['jane:1px;color:jane', 'color:r1;'],
    ['unicode-range:U+26', ''],
    ['color:red;/* jane */;;', 'color:red;'],
    ['color:#48291133;background:#1E90FF;fill:#abc', 'color:#4213;background:#19f;fill:#abc;'],
    ['counter-reset:pulse 128 step 1', 'counter-reset:r1 0 step 1;'],
    // What a bar, a ring or a gauge shows is a reading: halves, thirds and quarters only.
    ['width:37%;left:82%;top:-12.5%', 'width:33.3333%;left:75%;top:0%;'],
    ['width:100%;height:50%;flex-basis:66.666%', 'width:100%;height:50%;flex-basis:66.6667%;'],
    ['--share:calc(20% - 8px);--bar:37%', '--r1:calc(20% - 8px);--r2:40%;'],
    [
      '--a:14.2857142857%;--b:14.3%;--c:10%;width:14.2857142857%',
      '--r1:14.2857%;--r2:20%;--r3:0%;width:25%;',
    ],
    ['transform:scaleX(.37) translate(12px,8px)', 'transform:scalex(0.3333) translate(12px,8px);'],
    // Forms of Mantine divide a row by it.
    ['--width:calc(20% - (1rem - 1rem / 5))', '--r1:calc(20% - (1rem - 1rem / 5));'],
    ['transform:rotate(133 37 12)', 'transform:rotate(135 37 12);'],
    ['transform:rotate(133deg);rotate:.37turn', 'transform:rotate(135deg);rotate:0.375turn;'],
    ['--value:37;--columns:3;flex-grow:82', '--r1:33.3333;--r2:1;flex-grow:75;'],
    // small whole numbers are answers (pain 0 to 10).
    ['--pain:7;--pain:-2;--on:1;--off:0;--fill:.37', '--r1:1;--r1:1;--r2:1;--r3:0;--r4:0.3333;'],
    ['opacity:.36;filter:brightness(.37)', 'opacity:0.3333;filter:brightness(0.3333);'],
    // A paused animation stands at the share that its delay gives.
    ['animation-delay:-.37s;animation-duration:1.23s', 'animation-delay:0s;animation-duration:1.2s;'],
    ['animation-delay:-370ms;transition-duration:137ms', 'animation-delay:0ms;transition-duration:100ms;'],
    // The thumb of a slider: how far it is moved in tells the share.
    [
      'left:calc(36% + 2.8px);top:max(2.8px + (36% - 22px),1px)',
      'left:calc(33.3333% + 0px);top:max(0px + (33.3333% - 24px),0px);',
    ],
    ['transform:translate(12px,3px);padding:2px', 'transform:translate(12px,3px);padding:2px;'],
    ['width:calc(.37*100%);height:calc(100% / 3)', 'width:calc(0.3333*100%);height:calc(100% / 3);'],
    ['stroke-dasharray:37 100;stroke-dashoffset:12px', 'stroke-dasharray:0 0;stroke-dashoffset:0px;'],
    [`box-shadow:${'1px 2px #000,'.repeat(100)}0 0 red`, ''],
  ])('redacts %s', (from, to) => {
    expect(redactor().declarations(from)).toBe(to)
  })

  it('keeps shares, scales and turns where they are asked for exact', () => {
    const css = redactor()
    const text = 'width:37%;rotate:133deg;flex-grow:82;opacity:.37'
    expect(css.declarations(text, true)).toBe('width:37%;rotate:133deg;flex-grow:82;opacity:0.37;')
    expect(css.value('width', '37%', true)).toBe('37%')
    // What is remembered of one does not show in the other.
    expect(css.declarations(text)).toBe('width:33.3333%;rotate:135deg;flex-grow:75;opacity:0.3333;')
  })

  it('gives a variable the same token wherever it stands', () => {
    const css = redactor()
    expect(css.property('--brand')).toBe('--r1')
    expect(css.value('color', 'var(--brand)')).toBe('var(--r1)')
    expect(css.value('jane', '1px')).toBe('')
  })
})

describe('at-rules', () => {
  it.each([
    [
      '@media (min-width:600px) and (prefers-color-scheme:dark){a{color:red}}',
      '@media (min-width:600px) and (prefers-color-scheme:dark){a{color:red;}}',
    ],
    ['@keyframes jane{from{top:0}50%{top:1px}to{}}', '@keyframes r1{from{top:0;}50%{top:1px;}to{}}'],
    ['@layer base,jane;@layer jane{p{top:0}}', '@layer r1,r2;@layer r2{p{top:0;}}'],
    ['@supports (display:grid){p{top:0}}', '@supports (display:grid){p{top:0;}}'],
    ['@container side (min-width:1px){p{top:0}}', '@container side (min-width:1px){p{top:0;}}'],
    ['@font-face{font-family:Jane;src:url(jane.woff)}', '@font-face{}'],
    ['@charset "jane";@namespace jane url(jane);p{top:0}', 'p{top:0;}'],
    ['@jane jane{jane}', '@media not all{}'],
    ['@media (jane){p{top:0}}', '@media (r1){p{top:0;}}'],
    ['@scope (.jane) to (.doe > p){p{top:0}}', '@scope (.r1) to (.r2 > p){p{top:0;}}'],
    ['@scope{p{top:0}}', '@scope {p{top:0;}}'],
    ['a{@media print{top:0;b{top:1px}}}', 'a{@media print{top:0;b{top:1px;}}}'],
  ])('redacts %s', (from, to) => {
    expect(sheet(from)).toBe(to)
  })

  it('keeps the number of rules, by which rrweb names them', () => {
    const text =
      '@import url(a.css);@font-face{}@property --a{syntax:"*"}@counter-style b{}.c{}@page d{}@unheard-of{}p:e{}'
    expect(countRules(sheet(text))).toBe(8)
  })
})

//
describe('a word', () => {
  const asked = (text: string): string[] => {
    const words: string[] = []
    const isCssWord = (word: string, property?: string): boolean => {
      if (!/[:(]/.test(word)) words.push(`${word} ${property}`)
      return true
    }
    createCssRedactor(createTokenMap(), { ...shippedVocabulary, isCssWord }, createMask()).sheet(text)
    return words
  }

  it.each([
    ['p{color:red}', ['red color']],
    ['p{-WEBKIT-Animation:rotate}', ['rotate -webkit-animation']],
    ['@keyframes rotate{}', ['rotate animation-name']],
    // What stands inside a function may be a value of any property, and so may a variable's.
    ['p{mask:linear-gradient(red)}', ['red ']],
    ['p{--a:red}', ['red ']],
    ['p{grid-template:[a] repeat(2,[a] b)/"c"}', ['a', 'a', 'b', 'c'].map((name) => `${name} grid-template`)],
    ['@media (width){}', ['width ']],
    ['@container side (width){}', ['side container-name', 'width ']],
  ])('is asked for where it stands: %s', (text, words) => {
    expect(asked(text)).toEqual(words)
  })
})

//
describe('colours have sixteen steps a channel, also in style sheets', () => {
  it.each([
    ['rgb(113, 35, 69)', 'rgb(119,34,68)'],
    ['rgba(113 35 69/.37)', 'rgba(119 34 68/0.375)'],
    ['hsl(213 37% 41%)', 'hsl(221 37.5% 43.75%)'],
    ['oklch(98.5% .262 247.8)', 'oklch(100% 0.25 255)'],
    ['color(srgb .443 .137 .27)', 'color(srgb 0.4375 0.125 0.25)'],
    ['rgb(calc(113) (35) var(--a,69))', 'rgb(calc(119) (34) var(--r1,68))'],
    ['rgb(255 255 255)', 'rgb(255 255 255)'],
  ])('%s', (from, to) => {
    expect(sheet(`p{color:${from}}`).replaceAll(', ', ',')).toBe(`p{color:${to};}`)
    expect(redactor().declarations(`color:${from}`, true).replaceAll(', ', ',')).toBe(`color:${to};`)
  })
})

describe('style sheets', () => {
  it('keep the shares that they lay a page out with', () => {
    expect(redactor().sheet('p{width:37%;flex-grow:82;transform:rotate(133deg)}')).toBe(
      'p{width:37%;flex-grow:82;transform:rotate(133deg);}',
    )
  })
})

describe('text that is no style sheet', () => {
  it('gives nothing for a run without a block', () => {
    expect(sheet('Jane Doe "4711')).toBe('')
    expect(sheet('} ; Jane }')).toBe('')
  })

  it('is total, and never emits a word of its own choosing', () => {
    const pieces = fc.constantFrom(
      'zqjane',
      '"zqjane"',
      "'zqjane",
      '#zqjane',
      '.zqjane',
      '5zqjane',
      'zqjane(',
      '@zqjane ',
      '[lang',
      '[data-zqjane',
      '"de"]',
      ':zqjane',
      '::-webkit-zqjane',
      'url(zqjane)',
      'url("zqjane',
      '/*zqjane*/',
      '\\zqjane',
      '{',
      '}',
      '(',
      ')',
      '[',
      ']',
      ':',
      ';',
      ',',
      '.',
      '#',
      '@',
      '@media ',
      '@layer ',
      '@keyframes ',
      '@container ',
      '@scope ',
      '@supports ',
      'font:',
      'grid-area:',
      'animation:',
      '--',
      '!',
      '12',
      'px',
      '%',
      'color',
      'p',
      ' ',
      '\n',
      'nth-child(',
      'lang(',
      'is(',
      'var(',
      'attr(',
      '<!--',
      '-->',
      '=',
      '~',
      '&',
      'U+',
      '\u0000',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const css = redactor()
        const text = parts.join('')
        for (const out of [
          css.sheet(text),
          css.declarations(text),
          css.value('color', text),
          css.words(text),
        ]) {
          expect(out.toLowerCase()).not.toContain('zqjane')
        }
      }),
      { numRuns: 2_000 * inject('propertyTimes') },
    )
  })

  it('stays linear and shallow on hostile nesting', () => {
    const deep = '.a{'.repeat(20_000)
    expect(sheet(deep).length).toBeLessThan(2_000)
    expect(sheet('('.repeat(50_000))).toBe('')
    expect(sheet(`${':not('.repeat(20_000)}a${')'.repeat(20_000)}{}`).length).toBeLessThan(2_000)
    expect(redactor().declarations(`a:${'['.repeat(50_000)}`).length).toBeLessThan(100_000)
  })
})
