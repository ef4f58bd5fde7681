import { tokenize, tokenNames } from 'css-tree/tokenizer'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CssNode, readNodes, stringContent, unescapeCss } from './nodes.ts'

// Tokens without closers, which have a place in the tree only.
function tokensOf(nodes: readonly CssNode[]): string[] {
  return nodes.flatMap((node) => (typeof node === 'string' ? [node] : [node.open, ...tokensOf(node.nodes)]))
}

const spaces = new Set(['whitespace-token', 'comment-token', 'CDO-token', 'CDC-token'])
const leftOut = new Set(['bad-string-token', 'bad-url-token'])

/** css-tree's tokens in the same form. */
function expectedTokens(source: string): string[] {
  const tokens: string[] = []
  tokenize(source, (type, start, end) => {
    const name = tokenNames[type] ?? ''
    const text = source.slice(start, end)
    if (spaces.has(name)) tokens.push(' ')
    else if (!leftOut.has(name) && !/^[)\]}]$/.test(text)) tokens.push(text)
  })
  return tokens
}

const pieces = [
  ...Array.from('abe-_\\+.#@:;,(){}[]%/*"\'!<>=~^$|&5 \n\r\f\té\u00a0\x7f\u{1f600}'),
  '\\61 ',
  '\\"',
  '\\\n',
  '\\(',
  '--',
  '-->',
  '<!--',
  '/*',
  '*/',
  '1e3',
  '.5',
  '1.',
  '+2n-1',
  '2px',
  '50%',
  'url(',
  'URL( ',
  'url("',
  'url(a b',
  'calc(',
  '@media',
  '#fff',
  'U+26',
]

describe('readNodes', () => {
  it('reads the tokens that css-tree reads', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 24 }), (parts) => {
        // A backslash that ends the text escapes nothing.
        const source = `${parts.join('')} `
        expect(tokensOf(readNodes(source))).toEqual(expectedTokens(source))
      }),
      { numRuns: 20_000 },
    )
  })

  it.each([
    [
      'a{b:c(d)}',
      ['a', { open: '{', close: '}', nodes: ['b', ':', { open: 'c(', close: ')', nodes: ['d'] }] }],
    ],
    [
      '[a](b',
      [
        { open: '[', close: ']', nodes: ['a'] },
        { open: '(', close: ')', nodes: ['b'] },
      ],
    ],
    ['a ( b', ['a', ' ', { open: '(', close: ')', nodes: [' ', 'b'] }]],
    // An escaped parenthesis is part of the name.
    ['.a\\({}', ['.', 'a\\(', { open: '{', close: '}', nodes: [] }]],
    ['a)b}c', ['a', 'b', 'c']],
    ['<!--a/*b*/ --> \n', [' ', 'a', ' ', ' ', ' ', ' ']],
    ['"a\nb', ['b']],
    ['url(a"b)c', ['c']],
    ['URL(a)url("b")', ['URL(a)', { open: 'url(', close: ')', nodes: ['"b"'] }]],
    ['@a#b+1.5px -2%', ['@a', '#b', '+1.5px', ' ', '-2%']],
    ['(a}b)c', [{ open: '(', close: ')', nodes: ['a', 'b'] }, 'c']],
  ])('puts tokens into their brackets: %s', (source, nodes) => {
    expect(readNodes(source)).toEqual(nodes)
  })

  it('takes megabytes of one token, broken ones included', () => {
    const long = 'a'.repeat(4_000_000)
    const escapes = '\\a'.repeat(1_000_000)
    for (const source of [
      long,
      `"${long}`,
      `'${escapes}`,
      `url(${long}`,
      `/*${long}`,
      `#${escapes}`,
      '1'.repeat(4_000_000),
    ]) {
      expect(readNodes(source)).toHaveLength(1)
    }
  })
})

describe('escapes', () => {
  it.each([
    ['\\4a ane', 'Jane'],
    ['\\00004aane', 'Jane'],
    ['a\\:b\\\nc', 'a:bc'],
    ['\\0\\ffffff', '\ufffd\ufffd'],
  ])('of %j resolve', (text, resolved) => {
    expect(unescapeCss(text)).toBe(resolved)
  })

  it.each([
    ['"a"', 'a'],
    ["'a\\'b", "a'b"],
    ['"', ''],
  ])('of the string %j resolve', (text, content) => {
    expect(stringContent(text)).toBe(content)
  })
})
