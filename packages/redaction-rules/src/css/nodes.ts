// CSS text as tokens in their brackets (CSS Syntax Level 3, R-7). Linear and total, by css-tree's tokenizer.

import { tokenize } from 'css-tree/tokenizer'

/** A token as it is written, comments and white space as one space; or what a bracket holds. */
export type CssNode = string | CssBlock

/** A bracket: `open` is `(`, `[`, `{` or a function's name with its parenthesis. */
export interface CssBlock {
  readonly open: string
  readonly close: string
  readonly nodes: CssNode[]
}

// Types of tokens, as css-tree numbers them: what opens a bracket, what is white space, what is a closer by itself or
// broken off.
const closers: Readonly<Record<number, string>> = { 2: ')', 19: ']', 21: ')', 23: '}' }
const spaces = [13, 14, 15, 25]
const scraps = [6, 8, 20, 22, 24]
const word = /^(?:-?[a-z_\\\x80-\uffff]|--)/i
const quoted = /^["']/

/** Whether a token is a word, which a `url()` without quotes looks like too. */
export function isWord(text: string): boolean {
  return word.test(text)
}

/** Whether a token is a string. */
export function isQuoted(text: string): boolean {
  return quoted.test(text)
}

/**
 * Reads CSS text. Brackets that nothing closes end with the text; closers that close nothing are left out, and so are
 * strings and addresses that are broken off.
 */
export function readNodes(source: string): CssNode[] {
  const root: CssBlock = { open: '', close: '', nodes: [] }
  const path = [root]
  tokenize(source, (type, start, end) => {
    const text = source.slice(start, end)
    const { nodes, close } = path.at(-1) ?? root
    const closer = closers[type]
    if (closer !== undefined) {
      const block: CssBlock = { open: text, close: closer, nodes: [] }
      nodes.push(block)
      path.push(block)
    } else if (text === close) path.pop()
    else if (spaces.includes(type)) nodes.push(' ')
    else if (!scraps.includes(type)) nodes.push(text)
  })
  return root.nodes
}

/** The words of nodes as they are written, without what brackets hold. */
export function plainText(nodes: readonly CssNode[]): string {
  return nodes.filter((node) => typeof node === 'string').join('')
}

const escapes = /\\(?:([\da-f]{1,6})[ \t\n\f\r]?|\n|([^]))/gi

/** Resolves the escapes of a word or of a string's content. */
export function unescapeCss(text: string): string {
  if (!text.includes('\\')) return text
  return text.replace(escapes, (_all, hex: string | undefined, other: string | undefined) => {
    if (hex === undefined) return other ?? ''
    const code = parseInt(hex, 16)
    return code > 0x10ffff || code === 0 ? '\ufffd' : String.fromCodePoint(code)
  })
}

/** The content of a string as it is written. */
export function stringContent(text: string): string {
  const quote = text.charAt(0)
  return unescapeCss(text.slice(1, text.length > 1 && text.endsWith(quote) ? -1 : undefined))
}
