// Says whether a text names something clinical: a condition, a drug, a procedure, a test, a result, a part of the body.
// Strong terms count in any text; words that are everyday words too count only in short ones (docs/provenance.md).

import { interfaceTerms } from './lexicons/interface-terms.ts'
import { everydayAnatomy, moreAnatomy, shortAnatomy } from './lexicons/own-anatomy.ts'
import {
  acronyms,
  bodySigns,
  conditionHeads,
  everydayBodySigns,
  ownConditions,
  shortConditions,
} from './lexicons/own-conditions.ts'
import { ownDrugs, shortAllergens, shortDrugs } from './lexicons/own-drugs.ts'
import { bodyActs, ownProcedures, shortProcedures, shortTests } from './lexicons/own-procedures.ts'
import { shortResults, wholeResults } from './lexicons/own-results.ts'
import { conditionEndings, drugEndings, notClinical, procedureEndings } from './lexicons/stems.ts'
import { readTerms, termsOf, wordsOf } from './lexicons/term-list.ts'
import { findTerms } from './term-search.ts'

/** What a clinical text names. */
export type ClinicalClass = 'condition' | 'drug' | 'procedure' | 'test' | 'result' | 'allergen' | 'anatomy'

type Lexicon = readonly [ClinicalClass, ReadonlySet<string>]

const strong: readonly Lexicon[] = [
  ['condition', termsOf(...readTerms('conditions'), ownConditions)],
  ['drug', termsOf(...readTerms('drugs'), ownDrugs)],
  ['procedure', termsOf(...readTerms('procedures'), ownProcedures)],
]
const short: readonly Lexicon[] = [
  ['condition', termsOf(shortConditions)],
  ['drug', termsOf(shortDrugs)],
  ['procedure', termsOf(shortProcedures)],
  ['test', termsOf(shortTests)],
  ['result', termsOf(shortResults)],
  ['allergen', termsOf(shortAllergens)],
  ['anatomy', termsOf(shortAnatomy)],
]
const endings: readonly (readonly [ClinicalClass, readonly RegExp[]])[] = [
  ['procedure', procedureEndings],
  ['drug', drugEndings],
  ['condition', conditionEndings],
]
const wholeResult = termsOf(wholeResults)
const interfaceTerm = termsOf(interfaceTerms)
const conditionHead = termsOf(conditionHeads)
const sign = termsOf(bodySigns)
const anySign = termsOf(bodySigns, everydayBodySigns)
const act = termsOf(bodyActs)
const bodyPart = termsOf(shortAnatomy, moreAnatomy)
const anyBodyPart = termsOf(shortAnatomy, moreAnatomy, everydayAnatomy)
const acronym: ReadonlySet<string> = new Set(acronyms.split('|'))

// A text of so many words is a label or a value, and fails towards withholding; a longer one explains something.
const shortWordCount = 3
// Shorter words end as clinical ones do by chance.
const minEndingLength = 6
const anyModifier: ReadonlySet<string> = new Set(
  'a an the any this that these those all each every no some other another of your my our their his her its or and new existing related which what underlying such with chronic rare common serious for to in by is as known'.split(
    ' ',
  ),
)

/** What the text names; undefined when nothing clinical was found. */
export function judgeClinical(text: string): ClinicalClass | undefined {
  const words = wordsOf(text)
  const isShort = words.length <= shortWordCount
  if (isShort && wholeResult.has(words.join(' '))) return 'result'
  const left = withoutTerms(words, interfaceTerm, strong)
  return (
    classOf(left, strong) ??
    classByAcronym(text) ??
    classByEnding(left) ??
    (dose.test(text) ? 'drug' : undefined) ??
    (hasConditionHead(words) || hasBodySign(words, left) ? 'condition' : undefined) ??
    (hasTerm(words, act) && hasTerm(left, bodyPart) ? 'procedure' : undefined) ??
    (isShort ? classOf(left, short) : undefined)
  )
}

/** The words with an empty one in place of each interface term that is not within a longer strong term. */
function withoutTerms(
  words: readonly string[],
  terms: ReadonlySet<string>,
  unless: readonly Lexicon[],
): string[] {
  const kept = unless.flatMap(([, lexicon]) => findTerms(words, lexicon))
  const left = [...words]
  for (const { start, end } of findTerms(words, terms)) {
    const isWithin = kept.some(
      (span) => span.start <= start && span.end >= end && span.end - span.start > end - start,
    )
    if (!isWithin) left.fill('', start, end)
  }
  return left
}

/** "Injury of shoulder", "pain in your back"; not "go back, the link is broken". */
function hasBodySign(words: readonly string[], left: readonly string[]): boolean {
  return (
    (hasTerm(words, sign) && hasTerm(left, anyBodyPart)) ||
    (hasTerm(words, anySign) && hasTerm(left, bodyPart))
  )
}

function hasTerm(words: readonly string[], terms: ReadonlySet<string>): boolean {
  return findTerms(words, terms).length > 0
}

/** The class of the longest term: a flu shot is a drug, though the flu is a condition. */
function classOf(words: readonly string[], lexicons: readonly Lexicon[]): ClinicalClass | undefined {
  const found = lexicons.flatMap(([name, terms]) =>
    findTerms(words, terms).map(({ start, end }) => ({ name, length: end - start })),
  )
  return found.toSorted((a, b) => b.length - a.length)[0]?.name
}

function classByAcronym(text: string): ClinicalClass | undefined {
  const written = text.match(/(?<![\p{L}\d])[A-Z][A-Z\d]{1,5}s?(?![\p{L}\d])/gu) ?? []
  return written.some((word) => acronym.has(word.replace(/s$/, ''))) ? 'condition' : undefined
}

function classByEnding(words: readonly string[]): ClinicalClass | undefined {
  const candidates = words.filter((word) => word.length >= minEndingLength && !notClinical.has(word))
  return endings.find(([, patterns]) =>
    candidates.some((word) => patterns.some((ending) => ending.test(word))),
  )?.[0]
}

// "500 mg", "10 mcg/h": an amount of a drug.
const dose = /\d\s?(?:mg|mcg|µg|ug|mEq|IU)(?![\p{L}])/u

/** "Raynaud disease" and "disorders of metabolism" are conditions, "any disease" is none. */
function hasConditionHead(words: readonly string[]): boolean {
  return findTerms(words, conditionHead).some(({ start, end }) => {
    const modifier = words[start - 1]
    const isOf = words[end] === 'of' && !anyModifier.has(words[end + 1] ?? 'any')
    return isOf || (modifier !== undefined && !anyModifier.has(modifier))
  })
}
