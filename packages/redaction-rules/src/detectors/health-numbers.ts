// Numbers of health care: beneficiaries (I), records (H), providers and prescribers (K).
import { isOneSign, passesDeaCheck, passesLuhn } from './checks.ts'
import type { Confidence, Detector } from './finding.ts'
import { digitsOf, findLabelled, findMatches, isNear, labelEnd } from './search.ts'

const mbiLetter = '[AC-HJKMNP-RT-Y]'
const mbiEither = '[AC-HJKMNP-RT-Y\\d]'
const mbiShape = new RegExp(
  `(?<![\\p{L}\\d])[1-9]${mbiLetter}${mbiEither}\\d[- ]?${mbiLetter}${mbiEither}\\d[- ]?${mbiLetter}{2}\\d\\d(?![\\p{L}\\d])`,
  'giu',
)

/** Medicare beneficiary identifiers. */
export const mbiDetector: Detector = {
  id: 'mbi',
  clause: 'I',
  source: 'CMS, "Understanding the Medicare Beneficiary Identifier (MBI) Format"',
  description:
    'Eleven signs of fixed kinds without S, L, O, I, B and Z, plain or with the dashes of the card',
  check: 'The kind of each sign; there is no check digit',
  examples: {
    found: ['«1EG4-TE5-MK73»', '«1EG4TE5MK73»', 'MBI: «1eg4-te5-mk73»', '«2AG9 XC4 NN22»'],
    passed: [
      '1SG4-TE5-MK73',
      '1EG4-TE5-OK73',
      'AEG4-TE5-MK73',
      '12G4-TE5-MK73',
      '1EG4TE5MK7',
      '1EG4TE5MK734',
      '0EG4TE5MK73',
    ],
  },
  find: (text) => findMatches('mbi', text, mbiShape, () => 'high'),
}

const npiShape = /(?<!\d|\d[-.])(?:\d{10}|\d{4}[- ]\d{3}[- ]\d{3})(?!\d|[-.]\d)/g
const npiWords = /\b(?:npis?|national provider|provider)\b/i

/** National provider identifiers. */
export const npiDetector: Detector = {
  id: 'npi',
  clause: 'K',
  source: 'CMS, "Requirements for National Provider Identifier (NPI) and NPI Check Digit"; 45 CFR 162.406',
  description: 'Ten digits that start with 1 or 2',
  check: 'Luhn formula over 80840 and the number',
  examples: {
    found: ['«1234567893»', 'NPI «1245319599»', '«1234-567-893»', 'NPI: «1336155559»'],
    passed: ['1234567890', '3234567893', '123456789', '12345678934', '1111111112', 'NPI 9234567893'],
  },
  find: (text) =>
    findMatches('npi', text, npiShape, (match) => {
      const digits = digitsOf(match[0])
      if (!/^[12]/.test(digits) || isOneSign(digits.slice(0, 9))) return undefined
      const isNamed = isNear(text, match.index, match.index + match[0].length, npiWords)
      if (passesLuhn(`80840${digits}`)) return isNamed ? 'high' : 'low'
      return isNamed ? 'low' : undefined
    }),
}

const deaShape = /(?<![\p{L}\d])[A-HJ-MPRSTUX][A-Z9]-?\d{7}(?![\p{L}\d])/giu
const deaWords = /\b(?:dea|registrations?|prescriber|certificate)\b/i

/** Registrations with the Drug Enforcement Administration. */
export const deaDetector: Detector = {
  id: 'dea',
  clause: 'K',
  source: 'DEA Diversion Control Division, Practitioner’s Manual and 21 CFR 1301.13 (registrant types)',
  description: 'A registrant type, a letter or 9, and seven digits',
  check: 'Last digit of (1st + 3rd + 5th) + 2 × (2nd + 4th + 6th)',
  examples: {
    found: [
      '«GL0285191» «EU4488929»',
      'certificate number is: «BB1388568»',
      '«K92993548»',
      'DEA number «BG8207031»',
    ],
    passed: ['BG8207031', 'AB123456', 'ABC1234567', '12345678'],
  },
  find: (text) =>
    findMatches('dea', text, deaShape, (match) => {
      if (passesDeaCheck(digitsOf(match[0]).slice(-7))) return 'high'
      return isNear(text, match.index, match.index + match[0].length, deaWords) ? 'low' : undefined
    }),
}

// A label makes an identifier of what follows; a bare year or a count does not become one.
const labelled = (value: string): Confidence | undefined => (digitsOf(value).length >= 3 ? 'high' : undefined)

const mrnLabel = new RegExp(
  `\\b(?:mrns?|m\\.r\\.n\\.|med(?:ical)?\\.?\\s{0,2}rec(?:ord)?s?|(?:patient|chart|hospital|health)\\s{1,3}(?:record|ids?|identifier|numbers?|no\\.?|#)|pat\\.?\\s?id|pid|emr|ehr|ur\\s?n|mr(?=\\s?#))(?!\\p{L})${labelEnd}`,
  'giu',
)

/** Medical record numbers. */
export const mrnDetector: Detector = {
  id: 'mrn',
  clause: 'H',
  source: '45 CFR 164.514(b)(2)(i)(H); HL7 v2 table 0203, code MR',
  description:
    'What follows a word for medical record; each provider has its own form, given as a pattern of the rules',
  check: 'None exists',
  examples: {
    found: ['MRN: «00123456»', 'Medical record number «A-99120»', 'MRN#«4471102»', 'Patient ID: «ZX-00441»'],
    passed: ['Medical records', 'MRN: pending', 'emergency 123456', 'patient 12'],
  },
  find: (text) => findLabelled('mrn', text, mrnLabel, labelled),
}

const planLabel = new RegExp(
  `\\b(?:(?:member|subscriber|policy(?:\\s?holder)?|group|beneficiary|insurance|plan|enrollee|medicaid|medicare|insured|coverage|payer|claim|health\\s{1,3}(?:plan|insurance)|prior\\s{1,3}auth(?:orization)?)\\s{0,3}(?:ids?|identifiers?|numbers?|nos?\\.?|num\\.?|#|card)|hicn|rx\\s?(?:bin|pcn|grp|group))(?!\\p{L})${labelEnd}`,
  'giu',
)

/** Numbers of health plan beneficiaries. */
export const healthPlanIdDetector: Detector = {
  id: 'health-plan-id',
  clause: 'I',
  source:
    '45 CFR 164.514(b)(2)(i)(I); ASC X12N 270/271 and WEDI, Health Identification Card Implementation Guide',
  description:
    'What follows a word for member, subscriber, policy or group; each plan has its own form, given as a pattern of the rules',
  check: 'None exists',
  examples: {
    found: [
      'Member ID: «XYZ123456789»',
      'Policy number «H-4431190»',
      'Group #«00998»',
      'Medicaid ID «AB12345C»',
    ],
    passed: ['Group therapy', 'Plan number one', 'Member since 2019', 'policy'],
  },
  find: (text) => findLabelled('health-plan-id', text, planLabel, labelled),
}
