// Finds the terms of lexicons in the words of a text, the longest first, in the singular and the plural.

const maxTermWords = 5

/** Words from `start` up to but not including `end` that are a term. */
export interface TermSpan {
  readonly start: number
  readonly end: number
}

/** The terms in the words, from left to right, none within another. */
export function findTerms(words: readonly string[], terms: ReadonlySet<string>): TermSpan[] {
  const spans: TermSpan[] = []
  let start = 0
  while (start < words.length) {
    const end = endOfTerm(words, start, terms)
    if (end !== undefined) spans.push({ start, end })
    start = end ?? start + 1
  }
  return spans
}

function endOfTerm(words: readonly string[], start: number, terms: ReadonlySet<string>): number | undefined {
  for (let end = Math.min(words.length, start + maxTermWords); end > start; end -= 1) {
    const written = words.slice(start, end).join(' ')
    if (singularsOf(written).some((term) => terms.has(term))) return end
  }
  return undefined
}

function singularsOf(term: string): string[] {
  const forms = [term]
  // "abscess" and "diabetes" are no plurals, but then no list has what is left of them either.
  if (term.length > 4 && term.endsWith('s')) forms.push(term.slice(0, -1))
  if (term.length > 5 && term.endsWith('es')) forms.push(term.slice(0, -2))
  if (term.length > 5 && term.endsWith('ies')) forms.push(`${term.slice(0, -3)}y`)
  return forms
}
