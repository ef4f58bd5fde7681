import { describe, expect, it } from 'vitest'
import { readNodes, stringContent, unescapeCss } from './nodes.ts'

describe('readNodes', () => {
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
