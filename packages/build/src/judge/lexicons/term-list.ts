// How a lexicon is written, and how its terms are compared with a text: in lower case, without accents, hyphens as spaces.
import { readFileSync } from 'node:fs'

/** The words of a text as they are compared: lower case, without accents and possessives; a hyphen parts words. */
export function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/['’]s(?!\p{L})/gu, '')
      .match(/[\p{L}\d]+(?:['’.][\p{L}]+)*/gu) ?? []
  )
}

/** The terms of lexicons, each written as one string with `|` between terms. */
export function termsOf(...lists: readonly string[]): ReadonlySet<string> {
  return new Set(lists.flatMap((list) => list.split('|')).map((term) => wordsOf(term).join(' ')))
}

/** The terms of a file beside this package's code (lexicons/SOURCE.md), one a line. */
export function readTerms(name: 'conditions' | 'drugs' | 'procedures' | 'english'): string[] {
  const file = new URL(`../../../lexicons/${name}.txt`, import.meta.url)
  return readFileSync(file, 'utf8').trimEnd().split('\n')
}
