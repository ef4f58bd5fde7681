// Names the page chose (ids, classes, custom elements, data attributes) become tokens that are stable within
// a stream: the same name gives the same token, so selectors still match, and nothing of the name remains.

import { createResults } from './remembered.ts'

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
  /**
   * To be called as a full snapshot begins. Where many names have come since the last turn, those that were not used since the
   * one before are forgotten, and each that is used from here on stays; true then, and whoever keeps tokens has to ask anew.
   */
  turn(): boolean
}

// A page that makes up names without end must not grow the map without end; names beyond share one token,
// which costs styling, never privacy.
const maxNames = 65_536
const maxNameLength = 512
const maxMarks = 64
// Made since the last turn: pages with fewer names never forget any.
const namesPerTurn = 8_192
const maxListCharacters = 200_000
const space = /[ \t\n\f\r]+/

interface Mark {
  readonly token: string
  readonly bears: (names: string) => boolean
}

/** Creates the map of one stream. */
export function createTokenMap(): TokenMap {
  let recent = new Map<string, string>()
  let older = new Map<string, string>()
  let given = 0
  let givenAtTurn = 0
  const lists = createResults(maxListCharacters)
  const marks = new Map<string, Mark>()

  function token(name: string): string {
    const known = recent.get(name)
    if (known !== undefined) return known
    const before = older.get(name)
    if (before === undefined && (recent.size + older.size >= maxNames || name.length > maxNameLength))
      return 'r0'
    if (before === undefined) given += 1
    else older.delete(name)
    const made = before ?? `r${given}`
    recent.set(name, made)
    return made
  }

  function tokenList(names: string): string {
    const known = lists.get(names)
    if (known !== undefined) return known
    const made = names.split(space).filter(Boolean).map(token).join(' ')
    if (names.length <= maxNameLength) lists.set(names, made)
    return made
  }

  function classList(names: string): string {
    let list = tokenList(names)
    for (const mark of marks.values()) if (mark.bears(names)) list += ` ${mark.token}`
    return list
  }

  function classMark(operator: string, text: string): string | undefined {
    // No class has a space in it.
    const name = `${operator} ${text}`
    const known = marks.get(name)
    if (known !== undefined) return `.${known.token}`
    if (marks.size >= maxMarks) return undefined
    const mark: Mark = {
      token: token(name),
      bears: (names) =>
        operator === '*=' ? names.includes(text) : names[operator === '^=' ? 'startsWith' : 'endsWith'](text),
    }
    marks.set(name, mark)
    return `.${mark.token}`
  }

  function turn(): boolean {
    if (given - givenAtTurn < namesPerTurn) return false
    givenAtTurn = given
    older = recent
    recent = new Map()
    lists.clear()
    return true
  }

  return {
    token,
    tokenList,
    classList,
    classMark,
    turn,
    known: (name) => recent.get(name) ?? older.get(name),
  }
}
