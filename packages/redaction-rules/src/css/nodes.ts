// CSS text as tokens in their brackets (CSS Syntax Level 3, R-7). Linear and total: each pattern takes what it can and never
// has to give back. Half the bytes of css-tree's tokenizer, to which the tests hold it.

/** A token as it is written, comments and white space as one space; or what a bracket holds. */
export type CssNode = string | CssBlock

/** A bracket: `open` is `(`, `[`, `{` or a function's name with its parenthesis. */
export interface CssBlock {
  readonly open: string
  readonly close: string
  readonly nodes: CssNode[]
}

const space = '[ \\t\\n\\f\\r]'
const hex = `\\\\(?:[\\da-f]{1,6}${space}?`
const escaped = `${hex}|[^\\n\\f\\r\\da-f])`
const letters = '[-\\w\\x80-\\uffff]*'
const nameRest = `${letters}(?:${escaped}${letters})*`
const name = `(?:-?(?:[a-z_\\x80-\\uffff]|${escaped})|--)${nameRest}`
const until = (stops: string): string => `[^${stops}\\\\]*(?:${hex}|[^])[^${stops}\\\\]*)*`
const tokens: RegExp = /* @__PURE__ */ new RegExp(
  [
    `${space}+|/\\*[^]*?(?:\\*/|$)|<!--|-->`,
    `"${until('"\\n\\f\\r')}(?:\\r\\n|["\\n\\f\\r]|$)|'${until("'\\n\\f\\r")}(?:\\r\\n|['\\n\\f\\r]|$)`,
    `url\\((?!${space}*["'])${until('\\)')}\\)?`,
    `[+-]?(?:\\d*\\.)?\\d+(?:e[+-]?\\d+)?(?:%|${name})?`,
    `#${nameRest}|@${name}|${name}|[^]`,
  ].join('|'),
  'gi',
)
const blank = /^(?:[ \t\n\f\r]|\/\*|<!--|-->)/
// A string that its line breaks off.
const scrap = /[\n\f\r]$/
const urlStart = /^url\(/i
// An address with anything else in it is broken.
const address: RegExp = /* @__PURE__ */ new RegExp(
  `^url\\(${space}*(?:[^"'()\\\\\\s\\x00-\\x08\\x0b\\x0e-\\x1f\\x7f]|[^\\S \\t\\n\\f\\r]|${escaped})*${space}*\\)?$`,
  'i',
)
const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }
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
  let before = ''
  for (const text of source.match(tokens) ?? []) {
    const { nodes, close } = path.at(-1) ?? root
    const closer = closers[text]
    if (closer !== undefined) {
      const isFunction = text === '(' && isWord(before) && before !== '-->' && !urlStart.test(before)
      if (isFunction) nodes.pop()
      const block: CssBlock = { open: isFunction ? `${before}(` : text, close: closer, nodes: [] }
      nodes.push(block)
      path.push(block)
    } else if (text === close) path.pop()
    else if (blank.test(text)) nodes.push(' ')
    else if (text.length === 1) {
      if (text !== ')' && text !== ']' && text !== '}') nodes.push(text)
    } else if (text.startsWith('"') || text.startsWith("'")) {
      if (!scrap.test(text)) nodes.push(text)
    } else if (!urlStart.test(text) || address.test(text)) nodes.push(text)
    before = text
  }
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
