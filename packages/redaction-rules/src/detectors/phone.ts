// Telephone numbers (D) and fax numbers (E).
import { isOneSign } from './checks.ts'
import type { Confidence, Detector, Finding } from './finding.ts'
import { digitsOf, isNear, keepWidest } from './search.ts'

const phoneWords =
  /\b(?:(?:tele)?phones?|tel|mobiles?|cell(?:ular|phone)?|calls?|called|calling|dial|contact|reach|sms|text(?:ed)?|whats ?app|hotline|pager|voice ?mail|ext(?:ension)?|landline|desk|office|home|work|emergency|ring)\b/i
const faxWords = /\bfax(?:es|ed)?\b/i

const extension = '(?:\\s{0,2},?\\s{0,2}(?:x|ext\\.?|extension)\\s{0,2}:?\\s{0,2}\\d{1,7})?'
const international = new RegExp(
  `(?<!\\d)(?:\\+|00)\\s?\\d(?:[ ().\\/-]{0,3}\\d){6,15}${extension}(?!\\d)`,
  'giu',
)
const northAmerican = new RegExp(
  `(?<!\\d|\\d[.-])(?:(?:00)?1[-. ]?)?(?:\\(\\d{3}\\)|\\d{3})[-. /]{0,3}\\d{3}[-. ]{0,3}\\d{4}${extension}(?!\\d|[-.]\\d)`,
  'giu',
)
// Groups of digits as other numbering plans write them.
const grouped =
  /(?<![\p{L}\d.:/#$€£-]|\d,)\(?\d{1,6}\)?(?:[ .\-/]{1,2}\(?\d{2,8}\)?){1,6}(?![\d:%]|[-./,]\d)/gu
const plain = /(?<![\p{L}\d.-])\d{7,15}(?![\p{L}\d]|[-.]\d)/gu

const isDate = /^(?:(?:1[89]|2[01])\d\d([-./ ])\d{1,2}\1\d{1,2}|\d{1,2}([-./ ])\d{1,2}\2(?:\d\d){1,2})$/
const isOther =
  /^(?:\d{3}-\d{2}-\d{4}|\d{5}-\d{4}|\d+\.\d+|\d{1,3}(?:\.\d{1,3}){3}|(?:\d{4}[ -]){3,4}\d{1,7}|(?:1[89]|2[01])\d\d.{1,2}(?:1[89]|2[01])\d\d)$/

function judgeGroups(match: string, isNamed: boolean): Confidence | undefined {
  const digits = digitsOf(match)
  if (digits.length < 7 || digits.length > 15 || isOneSign(digits) || isDate.test(match.replace(/[()]/g, '')))
    return undefined
  if (isOther.test(match) && !(isNamed && /^\d{5}-\d{4}$/.test(match))) return undefined
  // A lone digit starts a number only before others of its kind, and "1500-2000" is as likely a range.
  if (/^\d[ .]/.test(match) && digits.length < 9 && !isNamed) return undefined
  if (/^\d{4}-\d{4}$/.test(match) && !isNamed) return undefined
  return isNamed || match.startsWith('(') ? 'high' : 'low'
}

function findNumbers(text: string): Finding[] {
  const findings: Finding[] = []
  const add = (
    match: RegExpExecArray,
    judge: (written: string, isNamed: boolean) => Confidence | undefined,
  ): void => {
    const end = match.index + match[0].length
    const confidence = judge(
      match[0],
      isNear(text, match.index, end, phoneWords) || isNear(text, match.index, end, faxWords),
    )
    if (confidence) findings.push({ type: 'phone', start: match.index, end, confidence })
  }
  for (const match of text.matchAll(international)) {
    add(match, (written, isNamed) => (written.startsWith('+') || isNamed ? 'high' : 'low'))
  }
  for (const match of text.matchAll(northAmerican)) {
    add(match, (written, isNamed) => {
      if (isOneSign(digitsOf(written))) return undefined
      return isNamed || !/^\d+$/.test(written) ? 'high' : 'low'
    })
  }
  for (const match of text.matchAll(grouped)) add(match, judgeGroups)
  for (const match of text.matchAll(plain)) {
    add(match, (written, isNamed) => (isNamed && !isOneSign(written) ? 'low' : undefined))
  }
  return keepWidest(findings)
}

/** Telephone numbers. */
export const phoneDetector: Detector = {
  id: 'phone',
  clause: 'D',
  source: 'NANPA, North American Numbering Plan; ITU-T E.164 and E.123',
  description:
    'North American and international numbers, and groups of seven to fifteen digits; unassigned areas count',
  check: 'A plus sign, separators, or a word for telephone; no area is taken for unassigned',
  examples: {
    found: [
      'call «(415) 555-0132»',
      '«555-978-4581»',
      '«+1 415 555 0132»',
      '«+55 11 98456 5666»',
      '«345-899-3560x4587»',
      '«+41 (0)96 471 07 95»',
      '«03.93.92.16.85»',
      'phone «467 3395»',
      'phone «9498777106»',
      'is«415-555-0132»',
      '«(555) 123-4567 ext. 89»',
    ],
    passed: [
      '078-05-1120',
      '2024-03-15',
      '10.0.0.1',
      '2019 - 2026',
      '4012 8888 8888 1881',
      '01940-1234',
      '1,234,567',
      '12.5 - 14.25',
      '98.6',
    ],
  },
  find: findNumbers,
}

/** Fax numbers. */
export const faxDetector: Detector = {
  id: 'fax',
  clause: 'E',
  source: 'As for telephone numbers',
  description: 'A telephone number beside the word fax',
  check: 'As for telephone numbers',
  examples: {
    found: ['Fax: «555-978-4581»', '«416 60 039» fax'],
    passed: ['Phone: 555-978-4581', 'fax machine'],
  },
  find: (text) =>
    findNumbers(text)
      .filter(({ start, end }) => isNear(text, start, end, faxWords))
      .map((finding) => ({ ...finding, type: 'fax' })),
}
