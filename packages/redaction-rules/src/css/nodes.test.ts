import { tokenize, tokenNames } from 'css-tree/tokenizer'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CssNode, closerOf, readNodes, stringContent, unescapeCss } from './nodes.ts'

const closers = [')', ']', '}']

// Tokens without closers, the name of a function apart from its parenthesis: closers have a place in one of the two only.
function tokensOf(nodes: readonly CssNode[]): string[] {
  return nodes.flatMap((node) =>
    typeof node === 'string'
      ? [node]
      : [...(node.open.length > 1 ? [node.open.slice(0, -1), '('] : [node.open]), ...tokensOf(node.nodes)],
  )
}

const spaces = new Set(['whitespace-token', 'comment-token', 'CDO-token', 'CDC-token'])

/** css-tree's tokens in the same form; undefined for text with errors, which the two recover from in ways of their own. */
function expectedTokens(source: string): string[] | undefined {
  const tokens: string[] = []
  let isBroken = false
  tokenize(source, (type, start, end) => {
    const name = tokenNames[type] ?? ''
    const text = source.slice(start, end)
    if (name.startsWith('bad-')) isBroken = true
    else if (spaces.has(name)) tokens.push(' ')
    else if (name === 'function-token') tokens.push(text.slice(0, -1), '(')
    else if (!closers.includes(text)) tokens.push(text)
  })
  return isBroken ? undefined : tokens
}

const pieces = [
  ...Array.from('abe-_\\+.#@:;,(){}[]%/*"\'!<>=~^$|&5 \n\té\u{1f600}'),
  '\\61 ',
  '\\"',
  '\\\n',
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
  'calc(',
  '@media',
  '#fff',
  'U+26',
]

describe('readNodes', () => {
  it('reads the tokens that CSS Syntax defines', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 24 }), (parts) => {
        // A backslash that ends the text escapes nothing.
        const source = `${parts.join('')} `
        const expected = expectedTokens(source)
        fc.pre(expected !== undefined)
        expect(tokensOf(readNodes(source))).toEqual(expected)
      }),
      { numRuns: 20_000 },
    )
  })

  it.each([
    ['a{b:c(d)}', ['a', { open: '{', nodes: ['b', ':', { open: 'c(', nodes: ['d'] }] }]],
    [
      '[a](b',
      [
        { open: '[', nodes: ['a'] },
        { open: '(', nodes: ['b'] },
      ],
    ],
    ['a ( b', ['a', ' ', { open: '(', nodes: [' ', 'b'] }]],
    // An escaped parenthesis is part of the name.
    ['.a\\({}', ['.', 'a\\(', { open: '{', nodes: [] }]],
    ['a)b}c', ['a', 'b', 'c']],
    ['(a}b)c', [{ open: '(', nodes: ['a', 'b'] }, 'c']],
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

describe('closerOf', () => {
  it.each([
    ['calc(', ')'],
    ['(', ')'],
    ['[', ']'],
    ['{', '}'],
  ])('closes %s', (open, closer) => {
    expect(closerOf(open)).toBe(closer)
  })
})
