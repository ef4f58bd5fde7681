// CSS text as tokens in their brackets (CSS Syntax Level 3, R-7). Linear and total, by css-tree's tokenizer.

import { tokenize } from 'css-tree/tokenizer'

/** A token as it is written, comments and white space as one space; or what a bracket holds. */
export type CssNode = string | CssBlock

/** A bracket: `open` is `(`, `[`, `{` or a function's name with its parenthesis. */
export interface CssBlock {
  readonly open: string
  readonly nodes: CssNode[]
}

// Types of tokens, as css-tree numbers them.
const closers: Readonly<Record<number, string>> = { 2: ')', 19: ']', 21: ')', 23: '}' }
const spaces: ReadonlySet<number> = /* @__PURE__ */ new Set([13, 14, 15, 25])
const broken: ReadonlySet<number> = /* @__PURE__ */ new Set([6, 8])
const word = /^(?:-?[a-z_\\\x80-\uffff]|--)/i

/** Whether a token is a word, which a `url()` without quotes looks like too. */
export function isWord(text: string): boolean {
  return word.test(text)
}

/** Whether a token is a string. */
export function isQuoted(text: string): boolean {
  return text.startsWith('"') || text.startsWith("'")
}

/** What closes a bracket. */
export function closerOf(open: string): string {
  return open === '{' ? '}' : open === '[' ? ']' : ')'
}

/**
 * Reads CSS text. Brackets that nothing closes end with the text; closers that close nothing are left out, and so are
 * strings and addresses that are broken off.
 */
export function readNodes(source: string): CssNode[] {
  let nodes: CssNode[] = []
  const root = nodes
  const outer: { readonly nodes: CssNode[]; readonly closer: string | undefined }[] = []
  let closer: string | undefined
  tokenize(source, (type, start, end) => {
    const text = source.slice(start, end)
    const closes = closers[type]
    if (closes !== undefined) {
      const block: CssBlock = { open: text, nodes: [] }
      nodes.push(block)
      outer.push({ nodes, closer })
      nodes = block.nodes
      closer = closes
    } else if (text === closer) {
      const before = outer.pop()
      nodes = before?.nodes ?? root
      closer = before?.closer
    } else if (spaces.has(type)) nodes.push(' ')
    else if (!broken.has(type) && text !== ')' && text !== ']' && text !== '}') nodes.push(text)
  })
  return root
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
