// What the detectors share: walking over matches, and the words around a place that say what a number is.
import type { Confidence, Finding, IdentifierType } from './finding.ts'

const reachBefore = 48
const reachAfter = 24

/** Says whether the words stand shortly before a place, or shortly after it. */
export function isNear(text: string, start: number, end: number, words: RegExp): boolean {
  return (
    words.test(text.slice(Math.max(0, start - reachBefore), start)) ||
    words.test(text.slice(end, end + reachAfter))
  )
}

/** Says whether the words stand shortly before a place. */
export function isAfter(text: string, start: number, words: RegExp): boolean {
  return words.test(text.slice(Math.max(0, start - reachBefore), start))
}

/** What makes of a match a finding: how sure it is, or nothing. */
export type Judge = (match: RegExpExecArray) => Confidence | undefined

/** Every match of a global expression that the judge takes for an identifier. */
export function findMatches(type: IdentifierType, text: string, expression: RegExp, judge: Judge): Finding[] {
  const findings: Finding[] = []
  for (const match of text.matchAll(expression)) {
    const confidence = judge(match)
    if (confidence)
      findings.push({ type, start: match.index, end: match.index + match[0].length, confidence })
  }
  return findings
}

/**
 * What follows each match of a label, as far as the sticky expression reads it. Cheaper than a lookbehind, which is
 * tried at every sign.
 */
export function findAfter(
  type: IdentifierType,
  text: string,
  label: RegExp,
  what: { body: RegExp; judge(value: string, label: string): Confidence | undefined },
): Finding[] {
  const findings: Finding[] = []
  for (const match of text.matchAll(label)) {
    const start = match.index + match[0].length
    what.body.lastIndex = start
    const value = what.body.exec(text)?.[0].replace(/[./_-]+$/, '') ?? ''
    const confidence = value === '' ? undefined : what.judge(value, match[0])
    if (confidence) findings.push({ type, start, end: start + value.length, confidence })
  }
  return findings
}

const token = /[\p{L}\p{N}][\p{L}\p{N}./_-]{1,31}/uy

/** The token after each match of a label such as "MRN:" or "Policy number is". */
export function findLabelled(
  type: IdentifierType,
  text: string,
  label: RegExp,
  judge: (value: string, label: string) => Confidence | undefined,
): Finding[] {
  return findAfter(type, text, label, { body: token, judge })
}

/** What may stand between a label and its value: "MRN: 1", "MRN # 1", "MRN no. is 1". */
export const labelEnd =
  "(?:'s)?\\s{0,3}(?:numbers?|nos?\\.?|num\\.?|nr\\.?|ids?|identifiers?|codes?|#)?\\s{0,3}(?:is|was|are|of)?\\s{0,3}[:=#-]{0,2}\\s{0,3}"

/** The digits of a text. */
export const digitsOf = (text: string): string => text.replace(/\D/g, '')

/** Of findings of one kind, drops those within another, and of the same place keeps the surer. */
export function keepWidest(findings: readonly Finding[]): Finding[] {
  const sorted = findings.toSorted(
    (a, b) =>
      a.start - b.start || b.end - a.end || Number(b.confidence === 'high') - Number(a.confidence === 'high'),
  )
  const kept: Finding[] = []
  for (const finding of sorted) {
    const last = kept.at(-1)
    if (!last || finding.end > last.end) kept.push(finding)
  }
  return kept
}

/** What stands before a code of a terminology, which tells a condition or a drug, and no one person. */
export const terminology: RegExp =
  /\b(?:snomed(?:[ -]?ct)?|loinc|cpt|icd(?:-?\d{1,2})?(?:-cm|-pcs)?|rxnorm|rxcui|ndc|hcpcs|cvx|umls|atc|mesh|drg)\s?(?:codes?)?\s?[:#]?\s?$/i
