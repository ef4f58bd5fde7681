// Says whether a text names something clinical: a condition, a drug, a procedure, a test, a result, a part of the body.
// Strong terms count in any text; words that are everyday words too count only in short ones (docs/provenance.md).

import { interfaceTerms } from './lexicons/interface-terms.ts'
import { shortAnatomy } from './lexicons/own-anatomy.ts'
import { acronyms, conditionHeads, ownConditions, shortConditions } from './lexicons/own-conditions.ts'
import { ownDrugs, shortDrugs } from './lexicons/own-drugs.ts'
import { ownProcedures, shortProcedures, shortTests } from './lexicons/own-procedures.ts'
import { shortResults, wholeResults } from './lexicons/own-results.ts'
import { conditionEndings, drugEndings, notClinical, procedureEndings } from './lexicons/stems.ts'
import { termsOf, wordsOf } from './lexicons/term-list.ts'
import { wordnetConditions } from './lexicons/wordnet-conditions.ts'
import { wordnetDrugs } from './lexicons/wordnet-drugs.ts'
import { wordnetProcedures } from './lexicons/wordnet-procedures.ts'
import { findTerms } from './term-search.ts'

/** What a clinical text names. */
export type ClinicalClass = 'condition' | 'drug' | 'procedure' | 'test' | 'result' | 'anatomy'

type Lexicon = readonly [ClinicalClass, ReadonlySet<string>]

const strong: readonly Lexicon[] = [
  ['condition', termsOf(wordnetConditions, ownConditions)],
  ['drug', termsOf(wordnetDrugs, ownDrugs)],
  ['procedure', termsOf(wordnetProcedures, ownProcedures)],
]
const short: readonly Lexicon[] = [
  ['condition', termsOf(shortConditions)],
  ['drug', termsOf(shortDrugs)],
  ['procedure', termsOf(shortProcedures)],
  ['test', termsOf(shortTests)],
  ['result', termsOf(shortResults)],
  ['anatomy', termsOf(shortAnatomy)],
]
const endings: readonly (readonly [ClinicalClass, RegExp])[] = [
  ['procedure', procedureEndings],
  ['drug', drugEndings],
  ['condition', conditionEndings],
]
const wholeResult = termsOf(wholeResults)
const interfaceTerm = termsOf(interfaceTerms)
const conditionHead = termsOf(conditionHeads)
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
    (hasConditionHead(words) ? 'condition' : undefined) ??
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

function classOf(words: readonly string[], lexicons: readonly Lexicon[]): ClinicalClass | undefined {
  return lexicons.find(([, terms]) => findTerms(words, terms).length > 0)?.[0]
}

function classByAcronym(text: string): ClinicalClass | undefined {
  const written = text.match(/(?<![\p{L}\d])[A-Z][A-Z\d]{1,5}s?(?![\p{L}\d])/gu) ?? []
  return written.some((word) => acronym.has(word.replace(/s$/, ''))) ? 'condition' : undefined
}

function classByEnding(words: readonly string[]): ClinicalClass | undefined {
  const candidates = words.filter((word) => word.length >= minEndingLength && !notClinical.has(word))
  return endings.find(([, ending]) => candidates.some((word) => ending.test(word)))?.[0]
}

/** "Raynaud disease" is one, "any disease" is none. */
function hasConditionHead(words: readonly string[]): boolean {
  return findTerms(words, conditionHead).some(({ start }) => {
    const modifier = words[start - 1]
    return modifier !== undefined && !anyModifier.has(modifier)
  })
}
