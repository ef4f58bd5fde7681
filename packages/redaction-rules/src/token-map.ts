// Names the page chose (ids, classes, custom elements, data attributes) become tokens that are stable within
// a stream: the same name gives the same token, so selectors still match, and nothing of the name remains.

/** Gives the token of a name. */
export interface TokenMap {
  /** `r1`, `r2`, … in the order of first use. */
  token(name: string): string
  /** The token of a name that has one. */
  known(name: string): string | undefined
  /** Each of a whitespace-separated list of names. */
  tokenList(names: string): string
  /** The same for a `class` attribute, with the marks that it bears. */
  classList(names: string): string
  /**
   * The selector that stands for `[class*=text]`, `[class^=text]` or `[class$=text]`, as tokens have no parts: `class`
   * attributes that it matches bear a mark from now on. Undefined when there are too many.
   */
  classMark(operator: string, text: string): string | undefined
}

// A page that makes up names without end must not grow the map without end; names beyond share one token,
// which costs styling, never privacy.
const maxNames = 65_536
const maxNameLength = 512
const maxMarks = 64
const space = /[ \t\n\f\r]+/

/** Creates the map of one stream. */
export function createTokenMap(): TokenMap {
  const tokens = new Map<string, string>()
  const lists = new Map<string, string>()
  const marks = new Map<string, (names: string) => boolean>()

  function token(name: string): string {
    const known = tokens.get(name)
    if (known !== undefined) return known
    if (tokens.size >= maxNames || name.length > maxNameLength) return 'r0'
    const made = `r${tokens.size + 1}`
    tokens.set(name, made)
    return made
  }

  function tokenList(names: string): string {
    const known = lists.get(names)
    if (known !== undefined) return known
    const made = names.split(space).filter(Boolean).map(token).join(' ')
    if (lists.size < maxNames && names.length <= maxNameLength) lists.set(names, made)
    return made
  }

  function classList(names: string): string {
    let list = tokenList(names)
    for (const [mark, bears] of marks) if (bears(names)) list += ` ${mark}`
    return list
  }

  function classMark(operator: string, text: string): string | undefined {
    // No class has a space in it.
    const mark = token(`${operator} ${text}`)
    if (marks.size >= maxMarks && !marks.has(mark)) return undefined
    marks.set(mark, (names) =>
      operator === '*=' ? names.includes(text) : names[operator === '^=' ? 'startsWith' : 'endsWith'](text),
    )
    return `.${mark}`
  }

  return { token, tokenList, classList, classMark, known: (name) => tokens.get(name) }
}
