// Licences and certificates (K), vehicles (L), devices (M), passports (R).
import { isOneSign, passesGtinCheck, passesLuhn, passesVinCheck } from './checks.ts'
import type { Detector, Finding } from './finding.ts'
import { digitsOf, findLabelled, findMatches, isAfter, isNear, labelEnd } from './search.ts'

const licenceLabel = new RegExp(
  `\\b(?:(?:driver'?s?|driving|operator'?s?|commercial|nursing|medical|professional|pilot|physician|pharmacy|state|board)\\s{1,3})?(?:licen[cs]es?|lic\\.?|certificates?|certifications?|cert\\.?|permits?|dl|cdl|dln|credential|registration|state id)(?!\\p{L})${labelEnd}`,
  'giu',
)
// A letter and seven or more digits: what most states that use letters issue.
const lettered =
  /(?<![\p{L}\d])(?:[A-Z]\d{7,14}|[A-Z]{2}\d{6,7}|\d{2}[A-Z]{3}\d{5}|\d{3}[A-Z]{2}\d{4})(?![\p{L}\d])/giu
const licenceWords = /\b(?:licen[cs]e|driver|driving|dl|dmv|permit|operator)\b/i
const bareDigits = /(?<![\p{L}\d.-])\d{6,14}(?![\p{L}\d]|[-.]\d)/gu

/** Licence and certificate numbers. */
export const licenceDetector: Detector = {
  id: 'licence',
  clause: 'K',
  source: 'AAMVA DL/ID Card Design Standard (field DAQ); formats of the states and the District of Columbia',
  description:
    'What follows a word for licence or certificate; a letter and seven to fourteen digits anywhere; plain digits beside the word',
  check: 'The form of some state, or a word for licence',
  examples: {
    found: [
      "My driver's license number is «H12234567»",
      'DL: «6940579»',
      'License no. «WDLABCD456DG»',
      '«S99942380»',
      'certificate number «RN-204417»',
      'licence «2270-66-1551»',
      'DL: «K7C4F»',
      'License number: «DGKCFJBEHADG»',
    ],
    passed: [
      'license plate',
      'Licensed since 2019',
      'C12T345672',
      'ABCDEFGHI',
      'permit holders',
      'LICENSE AGREEMENT',
      'Apache License 2.0',
      'A123',
    ],
  },
  find: (text) => [
    ...findLabelled('licence', text, licenceLabel, (value, label) => {
      // "License 2.0" is a version.
      if (/^(?:v?\d{1,2}(?:\.\d{1,2}){0,3}\p{L}?|(?:19|20)\d\d)$/iu.test(value)) return undefined
      if (digitsOf(value).length >= 2) return 'high'
      // Washington and New York have issued licences of letters alone.
      return /[:#]|\b(?:no|number|is)\b/i.test(label) && /^[A-Z\d*]{8,12}$/.test(value) ? 'low' : undefined
    }),
    ...findMatches('licence', text, lettered, (match) =>
      isNear(text, match.index, match.index + match[0].length, licenceWords) ? 'high' : 'low',
    ),
    ...findMatches('licence', text, bareDigits, (match) =>
      isNear(text, match.index, match.index + match[0].length, licenceWords) ? 'low' : undefined,
    ),
  ],
}

const passportLabel = new RegExp(`\\b(?:passports?|travel documents?)(?!\\p{L})${labelEnd}`, 'giu')
const passportShape = /(?<![\p{L}\d.-])(?:[A-Z]\d{7,8}[A-Z]?|[A-Z]{2}\d{6,7}|\d{9})(?![\p{L}\d]|[-.]\d)/giu
const spacedPassport = /(?<![\p{L}\d.-])[A-Z]{1,2} \d{7,8}(?![\p{L}\d]|[-.]\d)/gu
const passportWords = /\b(?:passport|travel|document|visa|nationality)\b/i

/** Passport numbers. */
export const passportDetector: Detector = {
  id: 'passport',
  clause: 'R',
  source:
    'ICAO Doc 9303, part 4 (nine signs of document number); US Department of State, Next Generation Passport (a letter and eight digits)',
  description:
    'Nine digits, or one or two letters with six to eight digits, and what follows the word passport',
  check: 'A word for passport',
  examples: {
    found: ['«912803456»', 'my travel passport is «A12803456»', '«X45815551X»', 'Passport no: «XN-441190»'],
    passed: ['12345678', 'passport photo', 'ABC123456', '000000000'],
  },
  find: (text) => [
    ...findLabelled('passport', text, passportLabel, (value) =>
      digitsOf(value).length >= 4 ? 'high' : undefined,
    ),
    ...findMatches('passport', text, spacedPassport, (match) =>
      isAfter(text, match.index, /snomed\s$/i) ? undefined : 'low',
    ),
    ...findMatches('passport', text, passportShape, (match) => {
      if (isOneSign(match[0])) return undefined
      return isNear(text, match.index, match.index + match[0].length, passportWords) ? 'high' : 'low'
    }),
  ],
}

const vinShape = /(?<![\p{L}\d])[A-HJ-NPR-Z\d]{17}(?![\p{L}\d])/giu
const vinWords = /\b(?:vin|vehicle|car|truck|chassis)\b/i

/** Vehicle identification numbers. */
export const vinDetector: Detector = {
  id: 'vin',
  clause: 'L',
  source: '49 CFR 565.13 to 565.15; ISO 3779',
  description: 'Seventeen letters and digits without I, O and Q',
  check: 'Ninth sign: weighted sum by 11',
  examples: {
    found: [
      '«1HGCM82633A004352»',
      'VIN «1M8GDM9AXKP042788»',
      '«1HGCM82633A004353»',
      'vin: «11111111111111111»',
    ],
    passed: [
      '1HGCM82633A00435',
      '1HGCM82633A0043521',
      '1OGCM82633A004352',
      'ABCDEFGHJKLMNPRST',
      '12345678901234567',
    ],
  },
  find: (text) =>
    findMatches('vin', text, vinShape, (match) => {
      const isNamed = isNear(text, match.index, match.index + match[0].length, vinWords)
      const isMixed = /\d/.test(match[0]) && /[a-z]/i.test(match[0])
      if (!isMixed && !(isNamed && /\d/.test(match[0]))) return undefined
      return isMixed && passesVinCheck(match[0].toUpperCase()) ? 'high' : 'low'
    }),
}

const plateLabel = new RegExp(
  `\\b(?:(?:licen[cs]e|number|registration|vehicle|car)\\s{1,3})?(?:plates?|tags?|reg(?:istration)?)(?!\\p{L})${labelEnd}`,
  'giu',
)

// The forms of the United Kingdom and of others that join three letters, three digits and two letters.
const plateShape =
  /(?<![\p{L}\d])(?:[A-Z]{2}\d{2}[ -]?[A-Z]{3}|[A-Z]{3}[ -]?\d{3}[A-Z]{2}|\d{2} [A-Z]{1,3} \d{2,4})(?![\p{L}\d])/gu

/** Licence plates. */
export const plateDetector: Detector = {
  id: 'plate',
  clause: 'L',
  source: '45 CFR 164.514(b)(2)(i)(L); AAMVA License Plate Standard; DVLA INF104 (United Kingdom)',
  description: 'What follows a word for plate, and the forms of the United Kingdom, Nigeria and Turkey',
  check: 'The word, and letters with digits',
  examples: {
    found: ['License plate: «7ABC123»', 'plate number «KL-4471»', 'tag #«ABX9921»', 'reg «AB51 ABC»'],
    passed: ['a plate of 12 cookies', 'tags: 3', 'plates', 'name tag'],
  },
  find: (text) => [
    ...findLabelled('plate', text, plateLabel, (value) =>
      value.length >= 4 && value.length <= 9 && /\d/.test(value) && /\p{L}/u.test(value) ? 'high' : undefined,
    ),
    ...findMatches('plate', text, plateShape, (match) =>
      /^\d\d (?:AM|PM|MG|ML|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC) /.test(match[0])
        ? undefined
        : 'low',
    ),
  ],
}

const gs1Shape = /\(01\)\d{14}(?:\((?:1[0-7]|2[01]|30|24[01]|250|71\d)\)[!-'*-z]{1,20}){0,8}/g
const hibccShape = /(?<![\p{L}\d])\+[A-Z][A-Z\d]{3}[A-Z\d]{1,18}\d[A-Z\d](?:\/[!-~]{1,64})?/gu
const isbtShape = /=\/[A-Z\d]{16}=[!-~]{1,80}/g
const gtinShape = /(?<![\p{L}\d.-])(?:\d{14}|\d{13}|\d{12})(?![\p{L}\d]|[-.]\d)/gu
const deviceWords = /\b(?:udi|gtin|upc|ean|di|device|implant|barcode|gs1)\b/i
const imeiShape = /(?<![\p{L}\d-])\d{2}-?\d{6}-?\d{6}-?\d(?!\d)/gu
const imeiWords = /\b(?:imei|meid|handset|phone|device)\b/i
const serialLabel = new RegExp(
  `\\b(?:serial|s\\/n|sn|device|udi|pi|lot|batch|model|imei|meid|asset|pacemaker|implant)(?!\\p{L})${labelEnd}`,
  'giu',
)

function findDevices(text: string): Finding[] {
  return [
    ...findMatches('device', text, gs1Shape, () => 'high'),
    ...findMatches('device', text, hibccShape, () => 'high'),
    ...findMatches('device', text, isbtShape, () => 'high'),
    ...findMatches('device', text, gtinShape, (match) => {
      if (!passesGtinCheck(match[0])) return undefined
      const isNamed = isNear(text, match.index, match.index + match[0].length, deviceWords)
      return isNamed ? 'high' : match[0].length === 14 ? 'low' : undefined
    }),
    ...findMatches('device', text, imeiShape, (match) => {
      if (!passesLuhn(digitsOf(match[0])) || isOneSign(match[0])) return undefined
      return isNear(text, match.index, match.index + match[0].length, imeiWords) ? 'high' : undefined
    }),
    ...findLabelled('device', text, serialLabel, (value) =>
      digitsOf(value).length >= 3 ? 'high' : undefined,
    ),
  ]
}

/** Identifiers and serial numbers of devices. */
export const deviceDetector: Detector = {
  id: 'device',
  clause: 'M',
  source:
    '21 CFR 830.20; FDA, "UDI formats by FDA-accredited issuing agency" (GS1, HIBCC, ICCBBA); 3GPP TS 23.003 (IMEI)',
  description:
    'Unique device identifiers of the three agencies, GTINs, IMEIs, and what follows a word for serial number',
  check: 'GS1 check digit, Luhn formula (IMEI), or a word for device',
  examples: {
    found: [
      '«(01)51022222233336(11)141231(17)150707(10)A213B1(21)1234»',
      '«+H123PARTNO1234567890120/$$420020216LOT123456789012345/SXYZ456789012345678/16D20130202C»',
      '«=/A9999XYZ100T0944=,000025=A99971312345600=>014032=}013032&,1000000000000XYZ123»',
      'Serial number: «SN-448120»',
      'GTIN «00614141000036»',
      'IMEI «490154203237518»',
    ],
    passed: ['device settings', 'serial port', '00614141000037', 'Model one'],
  },
  find: findDevices,
}
