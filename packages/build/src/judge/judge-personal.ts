// Says whether a text names a person or a place, or holds an identifier: by the detectors of the second line and of the sentinel
// (45 CFR 164.514(b)(2)(i)), and by the lists of names for texts that are nothing but a name.
import { type Finding, findIdentifiers, nameReading } from '@reseal/redaction-rules/detectors'
import { interfaceWords } from '@reseal/redaction-rules/presets'
import { interfaceTerms } from './lexicons/interface-terms.ts'
import { ownBackground } from './lexicons/own-background.ts'
import { termsOf, wordsOf } from './lexicons/term-list.ts'
import { findTerms } from './term-search.ts'

/** Why a text is withheld as personal or as an identifier. */
export type PersonalReason = 'personal: name' | 'personal: place' | 'personal: background' | 'identifier'

// A given name, up to two more words: a label, or somebody's name that was typed into a template.
const maxNameWords = 3
// "OK" and "SUN" are short for something.
const nameWord = /^(?!\p{Lu}{1,3}$)\p{Lu}[\p{L}\p{M}'’.-]*$/u
const background = termsOf(ownBackground)
const interfaceWord: ReadonlySet<string> = new Set([...interfaceWords, ...termsOf(interfaceTerms)])

/** What personal thing the text holds; undefined when nothing was found. */
export function judgePersonal(text: string): PersonalReason | undefined {
  const words = text.split(' ')
  const isShort = words.length <= maxNameWords
  const findings = findIdentifiers(text).filter(({ confidence }) => isShort || confidence === 'high')
  const types = new Set(findings.filter((finding) => !isInterface(text, finding)).map(({ type }) => type))
  if ([...types].some((type) => type !== 'name' && type !== 'place')) return 'identifier'
  if (types.has('name') || (isShort && isName(words))) return 'personal: name'
  if (findTerms(wordsOf(text), background).length > 0) return 'personal: background'
  return types.has('place') ? 'personal: place' : undefined
}

// "Page" and "Case" are surnames as well; the words of interfaces name nobody.
function isInterface(text: string, { type, start, end }: Finding): boolean {
  if (type !== 'name' && type !== 'place') return false
  return text
    .slice(start, end)
    .split(' ')
    .every((word) => interfaceWord.has(word.toLowerCase()))
}

/**
 * Whether all words could be names and one of them is a given name, common word or not: "Mark", "Grace Hope", "Will Page". A surname
 * alone counts only when it is no word: "Page" is a label.
 */
function isName(words: readonly string[]): boolean {
  if (!words.every((word) => nameWord.test(word))) return false
  const readings = words.map(nameReading)
  if (readings.some((reading) => reading === undefined)) return false
  const isAllInterface = words.every((word) => interfaceWord.has(word.toLowerCase()))
  if (isAllInterface) return false
  const [first] = readings
  return words.length === 1 ? first?.isGiven === true || first?.isWord === false : first?.isGiven === true
}
