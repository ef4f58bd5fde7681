// CSS text as tokens in their brackets (CSS Syntax Level 3). Linear, total: each pattern takes what it can and never
// has to give back. What a browser reads differently costs styling only, for each token is redacted by itself.

/** A token as it is written, comments and white space as one space; or what a bracket holds. */
export type CssNode = string | CssBlock

/** A bracket: `open` is `(`, `[`, `{` or a function's name with its parenthesis. */
export interface CssBlock {
  readonly open: string
  readonly nodes: CssNode[]
}

const space = '[ \\t\\n\\f\\r]'
const hex = `\\\\(?:[\\da-f]{1,6}${space}?`
const escaped = `${hex}|[^\\n\\f\\r\\da-f])`
const letters = '[-\\w\\x80-\\uffff]*'
const nameRest = `${letters}(?:${escaped}${letters})*`
const name = `(?:-?(?:[a-z_\\x80-\\uffff]|${escaped})|--)${nameRest}`
const until = (closer: string, newline: string): string => {
  const plain = `[^${closer}\\\\${newline}]*`
  return `${plain}(?:${hex}|[^])${plain})*${closer}?`
}
const tokens: RegExp = /* @__PURE__ */ new RegExp(
  [
    `${space}+|/\\*[^]*?(?:\\*/|$)|<!--|-->`,
    `"${until('"', '\\n\\f\\r')}|'${until("'", '\\n\\f\\r')}`,
    `url\\((?!${space}*["'])${until('\\)', '')}`,
    `[+-]?(?:\\d*\\.)?\\d+(?:e[+-]?\\d+)?(?:%|${name})?`,
    `#${nameRest}|@${name}|${name}|[^]`,
  ].join('|'),
  'gi',
)
const blank = /^(?:[ \t\n\f\r]|\/\*|<!--|-->)/
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
  return open.endsWith('{') ? '}' : open.endsWith('[') ? ']' : ')'
}

/** Reads CSS text. Brackets that nothing closes end with the text; closers that close nothing are left out. */
export function readNodes(source: string): CssNode[] {
  const root: CssNode[] = []
  const outer: CssNode[][] = []
  let closer = ''
  const closers: string[] = []
  let nodes = root
  for (const text of source.match(tokens) ?? []) {
    if (text === '(' || text === '[' || text === '{') {
      const before = nodes.at(-1)
      const isFunction = text === '(' && typeof before === 'string' && isWord(before)
      const block: CssBlock = { open: isFunction ? `${before}(` : text, nodes: [] }
      nodes.splice(isFunction ? -1 : nodes.length, 1, block)
      outer.push(nodes)
      closers.push(closer)
      nodes = block.nodes
      closer = closerOf(text)
    } else if (text === closer) {
      closer = closers.pop() ?? ''
      nodes = outer.pop() ?? root
    } else if (text !== ')' && text !== ']' && text !== '}') nodes.push(blank.test(text) ? ' ' : text)
  }
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
