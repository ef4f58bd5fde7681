// Says whether a text holds words that no list here knows: a brand, a rare disease, a name from elsewhere, another language. What is
// unknown is masked until somebody has looked at it.
import { interfaceWords } from '@reseal/redaction-rules/presets'
import { interfaceTerms } from './lexicons/interface-terms.ts'
import { ownEnglish } from './lexicons/own-english.ts'
import { readTerms, termsOf, wordsOf } from './lexicons/term-list.ts'
import { wordForms } from './word-forms.ts'

const known: ReadonlySet<string> = new Set([
  ...readTerms('english'),
  ...interfaceWords,
  ...ownEnglish.split('|'),
  ...[...termsOf(interfaceTerms)].flatMap((term) => term.split(' ')),
])

const shortWordCount = 3
// "PDF", "MRN": what stands for a condition is looked for by itself.
const shortForm = /^[^\p{L}]*\p{Lu}[\p{Lu}\d.&-]{0,4}s?[^\p{L}]*$/u
// "Don't", "you'll".
const contraction = /(?:n['’]t|['’](?:ll|re|ve|d|m))$/u
const minWordLength = 3

// A dependency's name, not a file: "@medplum/react", "lforms".
const packageName = /^(?:@[^/]+\/[^/]+|[\w-]+)$/u

/**
 * Whether a text of up to three words holds an unknown word, or most words of a longer one are unknown. The name of a package is known
 * in the texts that come `from` nowhere else: what it calls itself is no patient's.
 */
export function judgeUnknown(text: string, from: readonly string[]): boolean {
  const count = wordsOf(text).length
  const words = text
    .split(/[\s/]+/)
    .filter((word) => !shortForm.test(word))
    .flatMap(wordsOf)
    .filter((word) => word.length >= minWordLength && !/\d/.test(word) && !contraction.test(word))
  const names = from.every((source) => packageName.test(source)) ? from.flatMap(wordsOf) : []
  const unknown = words.filter((word) => !isKnown(word) && !names.includes(word))
  return count <= shortWordCount ? unknown.length > 0 : unknown.length > words.length / 2
}

// "Deliveries" comes from "delivery", and that from a word that is listed.
function isKnown(word: string): boolean {
  if (known.has(word)) return true
  const forms = wordForms(word)
  return forms.some((form) => known.has(form)) || forms.flatMap(wordForms).some((form) => known.has(form))
}
