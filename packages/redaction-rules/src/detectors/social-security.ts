// Social security numbers (G) and the taxpayer numbers that share their shape.
import { isOneSign } from './checks.ts'
import type { Detector } from './finding.ts'
import { digitsOf, findAfter, findMatches, isNear } from './search.ts'

// Both separators may be wanting, and they may differ: the shape decides.
const shape = /(?<!\d|\d[-.])\d{3}([-. /]?)\d{2}([-. /]?)\d{4}(?!\d|[-.]\d)/g
const ssnWords = /\b(?:ssns?|ss ?#|soc(?:ial)?\.? ?sec(?:urity)?|social|last four|tax(?:payer)?)\b/i
const itinWords = /\b(?:itins?|tins?|tax(?:payer)?|irs)\b/i

// Shown on cards in advertisements, so nobody's (SSA, "Meaning of the Social Security Number", 1982).
const advertised = new Set(['078051120', '219099999'])

function isIssuedSsn(digits: string): boolean {
  const area = digits.slice(0, 3)
  const isOutside = area === '000' || area === '666' || area >= '900'
  return !isOutside && digits.slice(3, 5) !== '00' && digits.slice(5) !== '0000' && !advertised.has(digits)
}

function isItinRange(digits: string): boolean {
  const group = Number(digits.slice(3, 5))
  return digits.startsWith('9') && group >= 50 && group !== 66 && ![67, 68, 69, 89, 93].includes(group)
}

const isGlued = (text: string, start: number, end: number): boolean =>
  /[\p{L}_]/u.test(text.slice(Math.max(0, start - 1), start)) || /[\p{L}_]/u.test(text.slice(end, end + 1))

// Part of one: "***-**-6789", "SSN ending in 6789".
const masked = /(?<![\p{L}\d])[x*•#]{3}[- ]?[x*•#]{2}[- ]?\d{4}(?!\d)/giu
const lastFour = /\b(?:ssn|social security(?: number)?|social)\b[^\d\n]{0,24}(?<!\d)/giu
const fourDigits = /\d{4}(?![\d-])/y

/** Social security numbers. */
export const ssnDetector: Detector = {
  id: 'ssn',
  clause: 'G',
  source: 'SSA, POMS RM 10201.030 and 20 CFR 422.103; SSN randomization, 76 FR 39477',
  description: 'Three, two and four digits, with or without separators',
  check: 'Area not 000, 666 or 900 to 999, group not 00, serial not 0000; not one shown in advertisements',
  examples: {
    found: [
      'SSN: «536-90-4399»',
      '«078 05 1123»',
      '«078.05.1123»',
      'ssn «078051123»',
      'SSN«078-05-1123»',
      '«999-22-1962»',
      '«666-12-3456»',
      '«078-05-1120»',
      '«***-**-6789»',
      'last 4 of SSN: «6789»',
    ],
    passed: ['000000000', '0780511201', '12-345-6789', '078-05-112', '1078-05-1123', '2024-05-1123'],
  },
  find: (text) => [
    ...findMatches('ssn', text, masked, () => 'high'),
    ...findAfter('ssn', text, lastFour, { body: fourDigits, judge: () => 'high' }),
    ...findMatches('ssn', text, shape, (match) => {
      const digits = digitsOf(match[0])
      const [, first = '', second = ''] = match
      const end = match.index + match[0].length
      const isNamed = isNear(text, match.index, end, ssnWords)
      const isPlain = first === '' && second === ''
      if (isOneSign(digits) || (isPlain && isGlued(text, match.index, end) && !isNamed)) return undefined
      const isIssued = isIssuedSsn(digits)
      if (isPlain && !isIssued && !isNamed && !digits.startsWith('9')) return undefined
      return isIssued && (isNamed || (first === second && !isPlain && first !== '/')) ? 'high' : 'low'
    }),
  ],
}

/** Individual taxpayer identification numbers. */
export const itinDetector: Detector = {
  id: 'itin',
  clause: 'R',
  source: 'IRS, Publication 1915 and IRM 3.21.263 (ITIN ranges)',
  description: 'The shape of a social security number that starts with 9',
  check: 'Fourth and fifth digit 50 to 65, 70 to 88, 90 to 92 or 94 to 99',
  examples: {
    found: ['ITIN «911-70-1234»', '«911701234»', '«911-701234»', '«900-94-0000»'],
    passed: ['911-89-1234', '911-93-1234', '811-70-1234', '911-49-1234'],
  },
  find: (text) =>
    findMatches('itin', text, shape, (match) => {
      const digits = digitsOf(match[0])
      if (!isItinRange(digits) || isOneSign(digits)) return undefined
      const isPlain = match[1] === '' && match[2] === ''
      return !isPlain || isNear(text, match.index, match.index + match[0].length, itinWords) ? 'high' : 'low'
    }),
}
