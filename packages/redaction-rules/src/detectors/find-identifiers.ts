// The full detectors, for Node: every detector over a text, and the shapes of a rule set.

import {
  accountDetector,
  cardDetector,
  cryptoDetector,
  ibanDetector,
  routingDetector,
} from './bank-numbers.ts'
import { ageDetector, dateDetector } from './dates.ts'
import type { Detector, Finding, IdentifierType } from './finding.ts'
import { foldText } from './fold-text.ts'
import { deaDetector, healthPlanIdDetector, mbiDetector, mrnDetector, npiDetector } from './health-numbers.ts'
import { deviceDetector, licenceDetector, passportDetector, plateDetector, vinDetector } from './licences.ts'
import { compilePattern } from './light.ts'
import { nameDetector } from './names.ts'
import { emailDetector, ipDetector, macDetector, urlDetector, uuidDetector } from './network.ts'
import { faxDetector, phoneDetector } from './phone.ts'
import { placeDetector } from './places.ts'
import { geoDetector, zipDetector } from './postal.ts'
import { keepWidest } from './search.ts'
import { itinDetector, ssnDetector } from './social-security.ts'
import { streetAddressDetector } from './street-address.ts'
import { uniqueNumberDetector } from './unique-number.ts'

/** Every detector, in the order of the clauses of 45 CFR 164.514(b)(2)(i). */
export const detectors: readonly Detector[] = [
  nameDetector,
  streetAddressDetector,
  placeDetector,
  zipDetector,
  geoDetector,
  dateDetector,
  ageDetector,
  phoneDetector,
  faxDetector,
  emailDetector,
  ssnDetector,
  mrnDetector,
  mbiDetector,
  healthPlanIdDetector,
  accountDetector,
  cardDetector,
  routingDetector,
  ibanDetector,
  cryptoDetector,
  npiDetector,
  deaDetector,
  licenceDetector,
  vinDetector,
  plateDetector,
  deviceDetector,
  macDetector,
  urlDetector,
  ipDetector,
  itinDetector,
  passportDetector,
  uuidDetector,
  uniqueNumberDetector,
]

// These may find something in a text without a digit.
const withoutDigits: ReadonlySet<IdentifierType> = new Set([
  'age',
  'date',
  'email',
  'ip',
  'licence',
  'mac',
  'name',
  'place',
  'street-address',
  'url',
])

/** What is looked for. */
export interface FindOptions {
  /** Shapes of the rule set: `9` a digit, `A` a letter, `X` either, anything else itself. */
  patterns?: readonly { id: string; pattern: string }[]
  /** The kinds that are looked for; all, when left out. */
  types?: readonly IdentifierType[]
}

/**
 * Finds the identifiers in a text. Findings of different kinds may overlap, since nine digits may be several things;
 * whoever masks, masks them all. Sorted by place; each has a type, a half-open span and a confidence.
 */
export function findIdentifiers(text: string, options: FindOptions = {}): Finding[] {
  const folded = foldText(text)
  const hasDigit = /\d/.test(folded.text)
  const isWanted = (type: IdentifierType): boolean => options.types?.includes(type) ?? true
  const findings: Finding[] = detectors
    .filter(({ id }) => id !== 'number' && isWanted(id) && (hasDigit || withoutDigits.has(id)))
    .flatMap((detector) => keepWidest(detector.find(folded.text)))
  if (isWanted('pattern')) {
    for (const { pattern } of options.patterns ?? []) findings.push(...findPattern(folded.text, pattern))
  }
  if (hasDigit && isWanted('number'))
    findings.push(...uncovered(keepWidest(uniqueNumberDetector.find(folded.text)), findings))
  return findings
    .map((finding) => ({ ...finding, start: folded.startOf(finding.start), end: folded.endOf(finding.end) }))
    .toSorted((a, b) => a.start - b.start || b.end - a.end)
}

function findPattern(text: string, pattern: string): Finding[] {
  const { source, flags } = compilePattern(pattern)
  return Array.from(text.matchAll(new RegExp(source, `${flags}g`)))
    .filter((match) => match[0] !== '')
    .map((match) => ({
      type: 'pattern',
      start: match.index,
      end: match.index + match[0].length,
      confidence: 'high',
    }))
}

// Names and places are looser findings than numbers: they do not stand in for a number inside them.
function uncovered(candidates: readonly Finding[], findings: readonly Finding[]): Finding[] {
  const sorted = findings.toSorted((a, b) => a.start - b.start)
  const spans: { start: number; end: number }[] = []
  for (const { start, end } of sorted) {
    const last = spans.at(-1)
    if (last && start <= last.end) last.end = Math.max(last.end, end)
    else spans.push({ start, end })
  }
  let at = 0
  return candidates
    .toSorted((a, b) => a.start - b.start)
    .filter(({ start, end }) => {
      while (at < spans.length && (spans[at]?.end ?? 0) <= start) at += 1
      const span = spans[at]
      return !span || span.start > start || span.end < end
    })
}
