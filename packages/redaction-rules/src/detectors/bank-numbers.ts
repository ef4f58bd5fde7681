// Numbers of payment cards, bank accounts and wallets (J).
import { isOneSign, passesIbanCheck, passesLuhn, passesRoutingCheck } from './checks.ts'
import type { Detector } from './finding.ts'
import { digitsOf, findLabelled, findMatches, isNear, labelEnd } from './search.ts'

const cardShape =
  /(?<![\d.]|\d-)(?:\d{12,19}|\d{4}[- ]\d{4}[- ]\d{4}[- ]\d{1,4}(?:[- ]\d{1,3})?|\d{4}[- ]\d{6}[- ]\d{4,5})(?!\d|-\d)/g
const cardWords =
  /\b(?:cards?|credit|debit|visa|master ?card|amex|american express|discover|diners|jcb|maestro|cc|pan)\b/i

// The first digits of issuers, and how many digits their cards have.
const issuers: readonly (readonly [RegExp, readonly number[]])[] = [
  [/^1/, [15]],
  [/^(?:2014|2149|2131)/, [15]],
  [/^(?:220[0-4]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720|9792)/, [16]],
  [/^3[47]/, [15]],
  [/^3/, [14, 15, 16, 17, 18, 19]],
  [/^4/, [13, 16, 19]],
  [/^5[1-5]/, [16]],
  [/^(?:5|6)/, [12, 13, 14, 15, 16, 17, 18, 19]],
]

const isIssued = (digits: string): boolean => {
  const lengths = issuers.find(([prefix]) => prefix.test(digits))?.[1]
  return lengths?.includes(digits.length) ?? false
}

/** Payment cards. */
export const cardDetector: Detector = {
  id: 'card',
  clause: 'J',
  source: 'ISO/IEC 7812-1:2017 (numbering, Luhn formula)',
  description: 'Twelve to nineteen digits, plain or in the groups printed on cards',
  check: 'Luhn formula, and a length that the issuer has',
  examples: {
    found: [
      '«4012888888881881»',
      '«4012-8888-8888-1881»',
      '«4012 8888 8888 1881»',
      '«3782 822463 10005»',
      'card «630427373398»',
      'card «4012-8888-8888-1882»',
      '«4131034282458809939»',
    ],
    passed: ['40128888888', '0000000000000000', '945456787654', '20240101123000'],
  },
  find: (text) =>
    findMatches('card', text, cardShape, (match) => {
      const digits = digitsOf(match[0])
      if (isOneSign(digits) || digits.length < 12) return undefined
      if (passesLuhn(digits)) return isIssued(digits) ? 'high' : 'low'
      const isNamed = isNear(text, match.index, match.index + match[0].length, cardWords)
      const isGrouped = digits.length !== match[0].length
      return isNamed || isGrouped || /^(?:4|5[1-5]|2[2-7]|3[47]|6)\d{14,15}$/.test(digits) ? 'low' : undefined
    }),
}

const routingShape = /(?<!\d|\d[-.])(?:\d{9}|\d{4}-\d{4}-\d)(?!\d|[-.]\d)/g
const routingWords = /\b(?:routing|aba|rtn|transit|wire|ach|bank)\b/i

/** Routing numbers of banks. */
export const routingDetector: Detector = {
  id: 'routing',
  clause: 'J',
  source:
    'American Bankers Association, ABA Routing Number Administrative Board policy; Federal Reserve, E-Payments Routing Directory',
  description: 'Nine digits, plain or 4-4-1',
  check: 'Weights 3, 7, 1; first two digits 00 to 12, 21 to 32, 61 to 72 or 80',
  examples: {
    found: ['«121000358»', '«3222-7162-7»', 'Routing number: «121042882»', 'aba «123456789»'],
    passed: ['421042111', '1234-0000-0', '12100035', '000000000'],
  },
  find: (text) =>
    findMatches('routing', text, routingShape, (match) => {
      const digits = digitsOf(match[0])
      const district = Number(digits.slice(0, 2))
      const isDistrict =
        district <= 12 ||
        (district >= 21 && district <= 32) ||
        (district >= 61 && district <= 72) ||
        district === 80
      const isNamed = isNear(text, match.index, match.index + match[0].length, routingWords)
      const isChecked = isDistrict && passesRoutingCheck(digits)
      if (isChecked) return isNamed || match[0].includes('-') ? 'high' : 'low'
      return isNamed && !isOneSign(digits) && !match[0].includes('-') ? 'low' : undefined
    }),
}

const accountLabel = new RegExp(
  `\\b(?:(?:bank|checking|savings?|current|deposit)\\s{1,3})?(?:accounts?|acct?s?\\.?|a\\/c)\\b${labelEnd}`,
  'giu',
)

/** Numbers of accounts. */
export const accountDetector: Detector = {
  id: 'account',
  clause: 'J',
  source: '45 CFR 164.514(b)(2)(i)(J); NACHA Operating Rules (account number field of 17 signs)',
  description:
    'What follows a word for account and holds at least four digits; account numbers have no form of their own',
  check: 'None exists',
  examples: {
    found: [
      'Account number: «945456787654»',
      'acct #«00123-45678»',
      'checking account «12345678»',
      'A/C no. «AC4432190»',
    ],
    passed: ['Account settings', 'account of 3 people', 'Your account is 20 years old', 'accounting 123456'],
  },
  find: (text) =>
    findLabelled('account', text, accountLabel, (value) =>
      digitsOf(value).length >= 4 && !/^(?:19|20)\d\d$/.test(value) ? 'high' : undefined,
    ),
}

// Lengths of the registry; a country that is not in it is taken with any length.
const ibanLengths: Readonly<Record<string, number>> = Object.fromEntries(
  'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
)
const ibanShape = /(?<![\p{L}\d])[A-Z]{2}\d{2}(?:[ -]?[A-Z\d]){11,30}(?![\p{L}\d])/giu

/** International bank account numbers. */
export const ibanDetector: Detector = {
  id: 'iban',
  clause: 'J',
  source: 'ISO 13616-1:2020; SWIFT, IBAN Registry',
  description: 'Two letters, two check digits and up to thirty letters and digits, plain or in groups',
  check: 'Remainder 1 by 97, and the length of the country',
  examples: {
    found: [
      '«GB29 NWBK 6016 1331 9268 19»',
      '«DE89370400440532013000»',
      'IBAN «gb82west12345698765432» please',
      '«AT61 1904 3002 3457 3202»',
      '«AL47212110090000000235698741» ALL CAPS',
    ],
    passed: ['GB29 is a country', 'AT61 1904 3002', 'no iban here at all 12345678901234'],
  },
  find(text) {
    const findings = []
    for (const match of text.matchAll(ibanShape)) {
      const country = match[0].slice(0, 2).toUpperCase()
      const length = ibanLengths[country]
      // Words after the number may have been taken for its last groups, so it ends where the country says.
      const whole = length === undefined ? match[0] : cutAfterSigns(match[0], length)
      const iban = whole.replace(/[ -]/g, '').toUpperCase()
      const isOneCase = whole === whole.toUpperCase() || whole === whole.toLowerCase()
      const isChecked = isOneCase && iban.length === (length ?? iban.length) && passesIbanCheck(iban)
      if (!isChecked && digitsOf(match[0]).length < 8) continue
      const end = match.index + (isChecked ? whole : match[0]).length
      findings.push({
        type: 'iban' as const,
        start: match.index,
        end,
        confidence: isChecked ? ('high' as const) : ('low' as const),
      })
    }
    return findings
  },
}

function cutAfterSigns(text: string, count: number): string {
  let signs = 0
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] !== ' ' && text[index] !== '-') signs += 1
    if (signs === count) return text.slice(0, index + 1)
  }
  return text
}

const walletShape =
  /(?<![\p{L}\d])(?:[13][1-9A-HJ-NP-Za-km-z]{25,33}|bc1[02-9ac-hj-np-z]{11,71}|0x[\da-fA-F]{40})(?![\p{L}\d])/gu

/** Addresses of wallets. */
export const cryptoDetector: Detector = {
  id: 'crypto',
  clause: 'J',
  source: 'Bitcoin, BIP 13 (base58 addresses), BIP 173 and 350 (bech32); Ethereum, ERC-55',
  description: 'Bitcoin and Ethereum addresses by shape',
  check: 'Alphabet and length; no hash is computed',
  examples: {
    found: [
      '«16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ»',
      '«bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4»',
      '«0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed»',
    ],
    passed: [
      '16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ2',
      '8f953371d3e85eddb89b05ed6b9e680791055315c73e1025ab5dba7bb2aee189',
    ],
  },
  find: (text) => findMatches('crypto', text, walletShape, () => 'high'),
}
