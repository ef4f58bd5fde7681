// Any other unique identifying number or code (R): what is long enough to tell one person from another and was not
// found to be something else.
import { isOneSign } from './checks.ts'
import type { Confidence, Detector, Finding } from './finding.ts'
import { digitsOf, findAfter, findLabelled, findMatches, isAfter, labelEnd, terminology } from './search.ts'

const label = new RegExp(
  `\\b(?:ids?|identifiers?|codes?|pin|ref(?:erence)?|case|claim|order|invoice|ticket|confirmation|tracking|accession|encounter|specimen|sample|visit|rx|prescription|study|subject|employee|badge|tax|vat|ein|file|transaction|user ?name|login)(?!\\p{L})${labelEnd}`,
  'giu',
)
// Groups of digits, none of them joined by a comma, which groups thousands.
const chain = /(?<![\p{L}\d_.,]|\d:)\d+(?:[ .\-/()+]{1,2}\d+){0,30}(?![\p{L}\d_:%]|,\d{3})/gu
const mixed = /(?<![\p{L}\p{N}_])[\p{L}\d]+(?:[-_/.]{1,2}[\p{L}\d]+){0,20}(?![\p{L}\p{N}_])/gu
// National insurance numbers of the United Kingdom (HMRC, NIM39110), often in pairs.
const insurance = /(?<![\p{L}\d])[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![\p{L}\d])/giu
const ending = /\bend(?:ing|s) (?:in|with)\s{1,2}/giu
const someDigits = /\d{3,6}(?!\d)/y
const isYears = /^(?:(?:1[6-9]|2[01])\d\d\D{0,3})+$/

function judgeChain(written: string): Confidence | undefined {
  const groups = written.match(/\d+/g) ?? []
  const longest = Math.max(...groups.map((group) => group.length))
  const count = digitsOf(written).length
  if (isYears.test(written) || isOneSign(digitsOf(written))) return undefined
  // A decimal, or dots as thousands are grouped elsewhere.
  if (/^\d+\.\d+$/.test(written) || /^\d{1,3}(?:[. ]\d{3})+$/.test(written))
    return longest >= 6 ? 'low' : undefined
  if (longest >= 6) return 'low'
  return count >= 7 && longest >= 3 && groups.length <= 6 ? 'low' : undefined
}

function judgeMixed(token: string): Confidence | undefined {
  const digits = digitsOf(token).length
  if (digits === 0 || digits === token.length || !/\p{L}/u.test(token)) return undefined
  // "500mg", "1990s", "2nd", "10x10", "1.5kg", "SHA256", "COVID-19", "Q3/2024"
  if (/^v\d{1,3}(?:\.\d{1,4}){1,3}$/i.test(token)) return undefined
  if (/^[\d.]+\p{L}{1,5}(?:[/.]\p{L}{1,5})?$/u.test(token) && digits < 6) return undefined
  const switches = token.match(/\d(?=[-_/.]?\p{L})|\p{L}(?=[-_/.]?\d)/gu)?.length ?? 0
  if (/(?:^|\D)(?:19|20)\d\d(?:\D|$)/.test(token) && digits === 4) return undefined
  if (digits >= 5 || (digits >= 4 && token.length <= 24)) return 'low'
  return digits >= 3 && switches >= 3 && token.length >= 6 ? 'low' : undefined
}

/** Other numbers and codes. */
export const uniqueNumberDetector: Detector = {
  id: 'number',
  clause: 'R',
  source: '45 CFR 164.514(b)(2)(i)(R)',
  description:
    'Six digits or more in a row, seven in groups, letters mixed with four digits, and what follows a word for number; only where no other detector found anything',
  check: 'None exists; a word for number makes it surer',
  examples: {
    found: [
      '«945456787654»',
      'card ending in «4242»',
      '«AA 12 34 56 B»',
      'order no. «A-7719»',
      '«8f953371d3e85eddb89b05ed6b9e680791055315c73e1025ab5dba7bb2aee189»',
      '«C12T345672»',
      '«1SG4-TE5-MK73»',
      'Reference: «20441-77»',
    ],
    passed: [
      '2019-2026',
      '1,234,567',
      '3.14',
      '500mg',
      'COVID-19',
      'SNOMED CT 73211009',
      'v3.14.159',
      'HbA1c',
      'SHA256',
      '1990s',
      'Step 2 of 5',
      'ICD-10',
      'iPhone 14',
      'Code of conduct',
      '000000',
    ],
  },
  find(text): Finding[] {
    return [
      ...findLabelled('number', text, label, (value) =>
        digitsOf(value).length >= 4 && !/^v?(?:19|20)\d\d$/i.test(value) ? 'high' : undefined,
      ),
      ...findAfter('number', text, ending, { body: someDigits, judge: () => 'high' }),
      ...findMatches('number', text, insurance, () => 'low'),
      ...findMatches('number', text, chain, (match) =>
        isAfter(text, match.index, terminology) ? undefined : judgeChain(match[0]),
      ),
      ...findMatches('number', text, mixed, (match) =>
        isAfter(text, match.index, terminology) ? undefined : judgeMixed(match[0]),
      ),
    ]
  },
}
