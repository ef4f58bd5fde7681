// Whether a text is made of known words only: an allow with `words` asks it of each text (design §9).

const words = /[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*/gu
// Beside words a text may hold white space, punctuation and two arrows. A symbol may be an answer: ✓, +, ♀, a flag.
const between = /^[\s\p{P}←→]*$/u

/**
 * Whether each word of the text is in the set, and there is one. A word is a run of letters, marks and digits,
 * with apostrophes and hyphens inside. It is compared in lower case, a typographic apostrophe as a straight one;
 * a word with hyphens passes too when each of its parts does (`follow-up`). Digits are words like others: a number
 * passes only when it is in the set. A symbol, an emoji, an invisible character passes never.
 */
export function passesWords(text: string, known: ReadonlySet<string>): boolean {
  const isKnown = (word: string): boolean => known.has(word)
  const found = text.toLowerCase().replaceAll('’', "'").match(words)
  return (
    found !== null &&
    found.every((word) => isKnown(word) || word.split('-').every(isKnown)) &&
    between.test(text.replace(words, ''))
  )
}
