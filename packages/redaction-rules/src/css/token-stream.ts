// CSS text as tokens with matched brackets (CSS Syntax Level 3). Linear, total, without backtracking.

import { tokenize } from 'css-tree/tokenizer'

/** Token types, numbered as css-tree numbers them. */
export const tokenType = {
  ident: 1,
  function: 2,
  atKeyword: 3,
  hash: 4,
  string: 5,
  badString: 6,
  url: 7,
  badUrl: 8,
  delim: 9,
  number: 10,
  percentage: 11,
  dimension: 12,
  whiteSpace: 13,
  cdo: 14,
  cdc: 15,
  colon: 16,
  semicolon: 17,
  comma: 18,
  leftSquare: 19,
  rightSquare: 20,
  leftParen: 21,
  rightParen: 22,
  leftCurly: 23,
  rightCurly: 24,
  comment: 25,
} as const

/** A run of tokens. `closes[i]` is the index of the bracket that closes `i`, or the count of tokens. */
export interface TokenStream {
  readonly count: number
  type(index: number): number
  text(index: number): string
  closes(index: number): number
}

const closerOf = new Map<number, number>([
  [tokenType.function, tokenType.rightParen],
  [tokenType.leftParen, tokenType.rightParen],
  [tokenType.leftSquare, tokenType.rightSquare],
  [tokenType.leftCurly, tokenType.rightCurly],
])

/** Tokenizes CSS text. */
export function readTokens(source: string): TokenStream {
  const types: number[] = []
  const starts: number[] = []
  const ends: number[] = []
  const partners: number[] = []
  const open: number[] = []
  tokenize(source, (type, start, end) => {
    const index = types.length
    types.push(type)
    partners.push(-1)
    starts.push(start)
    ends.push(end)
    if (closerOf.has(type)) {
      open.push(index)
      return
    }
    const last = open.at(-1)
    // A closer that does not fit the innermost open bracket is part of its content.
    if (last !== undefined && closerOf.get(types[last] ?? 0) === type) {
      open.pop()
      partners[last] = index
    }
  })
  const count = types.length
  return {
    count,
    type: (index) => types[index] ?? 0,
    text: (index) => source.slice(starts[index] ?? 0, ends[index] ?? 0),
    closes: (index) => {
      const partner = partners[index] ?? -1
      return partner === -1 ? count : partner
    },
  }
}

/** Index of the first token of `types` at or after `from` outside brackets, or `to`. */
export function findToken(stream: TokenStream, from: number, to: number, types: readonly number[]): number {
  let index = from
  while (index < to) {
    const type = stream.type(index)
    if (types.includes(type)) return index
    index = closerOf.has(type) ? stream.closes(index) + 1 : index + 1
  }
  return to
}

const escape = /\\(?:([0-9a-fA-F]{1,6})[ \t\n\f\r]?|\n|([^]))/g

/** Resolves the escapes of an identifier or of a string's content. */
export function unescapeCss(text: string): string {
  if (!text.includes('\\')) return text
  return text.replace(escape, (_all, hex: string | undefined, other: string | undefined) => {
    if (hex === undefined) return other ?? ''
    const code = parseInt(hex, 16)
    return code > 0x10ffff || code === 0 ? '\ufffd' : String.fromCodePoint(code)
  })
}

/** The content of a string token, without quotes. */
export function stringContent(text: string): string {
  const quote = text.charAt(0)
  return unescapeCss(text.slice(1, text.length > 1 && text.endsWith(quote) ? -1 : undefined))
}
