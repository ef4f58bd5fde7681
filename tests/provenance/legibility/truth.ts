// Which characters of a screen are static: those that the same screen shows with other data as well.
import type { SeenText } from './read-texts.ts'

/** A text of a page and where its letters and digits come from. */
export interface TrueText extends SeenText {
  /** They stay the same whatever the data say. */
  readonly staticCount: number
  /** They are others with other data. */
  readonly dynamicCount: number
  /** The words of these. */
  readonly dynamicWords: readonly string[]
  /** They are others with other labels, and labels come from data in this app. */
  readonly labelCount: number
}

/** What a screen shows, and what it shows with other data, and with other labels where these come from data. */
export interface Versions {
  readonly real: readonly SeenText[]
  readonly data: readonly SeenText[]
  readonly labels: readonly SeenText[] | undefined
}

/** Letters and digits: what can be read. Signs between them mean nothing without them. */
export const countSigns = (text: string): number => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0

const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '')

/** Words that two texts share in the same order: the longest common subsequence. */
function sharedWords(words: readonly string[], others: readonly string[]): string[] {
  const rows = words.map(() => others.map(() => 0))
  const at = (row: number, column: number): number => rows[row]?.[column] ?? 0
  for (let row = words.length - 1; row >= 0; row -= 1) {
    for (let column = others.length - 1; column >= 0; column -= 1) {
      const line = rows[row] as number[]
      line[column] =
        words[row] === others[column]
          ? 1 + at(row + 1, column + 1)
          : Math.max(at(row + 1, column), at(row, column + 1))
    }
  }
  const shared: string[] = []
  let [row, column] = [0, 0]
  while (row < words.length && column < others.length) {
    if (words[row] === others[column]) {
      shared.push(words[row] as string)
      row += 1
      column += 1
    } else if (at(row + 1, column) >= at(row, column + 1)) row += 1
    else column += 1
  }
  return shared
}

const keyOf = ({ path, kind }: SeenText): string => `${path} ${kind}`

/** Truth of a screen. A text that the screen with other data lacks came from the data. */
export function tellTruth({ real, data, labels }: Versions): TrueText[] {
  const otherData = byPlace(data)
  const otherLabels = byPlace(labels ?? real)
  return real.map((seen) => {
    const key = keyOf(seen)
    const steady = sharedWords(wordsOf(seen.text), wordsOf(otherData.get(key) ?? ''))
    const both = sharedWords(steady, wordsOf(otherLabels.get(key) ?? ''))
    const [all, notData, staticCount] = [seen.text, steady.join(' '), both.join(' ')].map(countSigns) as [
      number,
      number,
      number,
    ]
    const dynamicWords = wordsOf(seen.text).filter((word) => !steady.includes(word))
    return {
      ...seen,
      staticCount,
      dynamicCount: all - notData,
      dynamicWords,
      labelCount: notData - staticCount,
    }
  })
}

const byPlace = (texts: readonly SeenText[]): ReadonlyMap<string, string> =>
  new Map(texts.map((seen) => [keyOf(seen), seen.text]))

/** Share of the texts whose place another version has as well: far below 1, it is another screen. */
export function sharedPlaces(real: readonly SeenText[], other: readonly SeenText[]): number {
  const places = byPlace(other)
  return real.filter((text) => places.has(keyOf(text))).length / Math.max(1, real.length)
}
