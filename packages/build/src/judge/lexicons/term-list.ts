// How a lexicon is written, and how its terms are compared with a text: in lower case, without accents, hyphens as spaces.

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

/** The terms of a lexicon that is written as one string, with `|` between terms. */
export function termsOf(...lists: readonly string[]): ReadonlySet<string> {
  return new Set(lists.flatMap((list) => list.split('|')).map((term) => wordsOf(term).join(' ')))
}
