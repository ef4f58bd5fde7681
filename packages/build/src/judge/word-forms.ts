// The words that an inflected English word may come from, without a dictionary: "saved" from "save", "unpinned" from "pin".

const suffixes: readonly (readonly [RegExp, string])[] = [
  [/s$/, ''],
  [/es$/, ''],
  [/ies$/, 'y'],
  [/ing$/, ''],
  [/ing$/, 'e'],
  [/([b-df-hj-np-tv-z])\1ing$/, '$1'],
  [/ed$/, ''],
  [/ed$/, 'e'],
  [/ied$/, 'y'],
  [/([b-df-hj-np-tv-z])\1ed$/, '$1'],
  [/er$/, ''],
  [/er$/, 'e'],
  [/est$/, ''],
  [/ly$/, ''],
  [/ability$/, 'able'],
  [/able$/, ''],
  [/able$/, 'e'],
  [/ness$/, ''],
  [/ment$/, ''],
  [/ion$/, 'e'],
  [/ion$/, ''],
  [/our$/, 'or'],
]
const prefix = /^(?:un|re|non|pre|de|dis|auto|over|under|multi)(?=\p{L}{3})/u
// What is left of a shorter word is any word.
const minStemLength = 3

/** The word itself, and what it may be a form of. */
export function wordForms(word: string): string[] {
  const bare = prefix.test(word) ? [word, word.replace(prefix, '')] : [word]
  return bare.flatMap((stem) => [
    stem,
    ...suffixes
      .filter(([suffix]) => suffix.test(stem))
      .map(([suffix, ending]) => stem.replace(suffix, ending))
      .filter((form) => form.length >= minStemLength),
  ])
}
