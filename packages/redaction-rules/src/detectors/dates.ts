// Dates (C): every element but the year. Years, decades and spans of years stay.
import type { Confidence, Detector, Finding } from './finding.ts'
import { findAfter, findMatches, isAfter, isNear } from './search.ts'

const englishMonths =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?'
// Spanish, French, German, Italian and Portuguese, as far as they differ from the English words.
const otherMonths =
  'enero|ene|febrero|marzo|abril|abr|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre|dic|janvier|janv|f[ée]vrier|f[ée]vr|mars|avril|avr|mai|juin|juillet|juil|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre|d[ée]c|januar|februar|m[äa]rz|juni|juli|oktober|okt|dezember|dez|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|janeiro|fevereiro|mar[çc]o|maio|junho|julho|setembro|outubro|novembro|dezembro'
const month = `(?:${englishMonths}|${otherMonths})`
const year = '(?:1[6-9]|2[0-4])\\d\\d'
const day = '(?:0?[1-9]|[12]\\d|3[01])'
const dayWord =
  '(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|(?:twenty|thirty)[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth))'
const anyDay = `(?:${day}(?:st|nd|rd|th)?|${dayWord})`
const clock =
  '(?:(?:T|,?\\s{1,2}(?:at\\s)?|,\\s?)(?:2[0-4]|[01]?\\d)(?:[:.h]?[0-5]\\d){0,2}(?:[.,]\\d{1,9})?\\s?(?:[ap]\\.?m\\.?\\b)?\\s?(?:Z\\b|UTC|GMT)?(?:[+-]\\d\\d:?(?:\\d\\d)?)?)?'

const weekday = '(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\\.?,?\\s{1,2})?'

const notInNumber = '(?<![\\p{L}\\d]|\\d[-./])'
const notInNumberEnd = '(?![\\p{L}\\d]|[-/]\\d|\\.\\d)'
const expression = (source: string): RegExp => new RegExp(source, 'giu')

const isoDate = expression(`(?<!\\d|\\d[-./])${year}([-./ ])(?:0?[1-9]|1[0-2])[-./ ]${day}(?!\\d)${clock}`)
const isoBasic = expression(
  `(?<!\\d)${year}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])(?:T?(?:[01]\\d|2[0-4])[0-5]\\d(?:[0-5]\\d(?:\\.\\d{1,6})?)?(?:Z|[+-]\\d{4})?)?(?!\\d)`,
)
const isoWeek = expression(
  `${notInNumber}${year}-?W(?:0[1-9]|[1-4]\\d|5[0-3])(?:-?[1-7])?${clock}(?![\\p{L}\\d])`,
)
const isoOrdinal = expression(
  `${notInNumber}${year}-?(?:00[1-9]|0[1-9]\\d|[12]\\d\\d|3[0-5]\\d|36[0-6])${clock}(?![\\p{L}\\d]|-\\d)`,
)
const yearMonth = expression(
  `${notInNumber}${year}[-./](?:0[1-9]|1[0-2])(?:T[\\d:.]{2,12}Z?)?${notInNumberEnd}`,
)
const numeric = expression(
  `(?<!\\d|\\d[-./])\\d{1,2}([-./])\\d{1,2}\\1(?:\\d{4}|\\d{2})(?!\\d|[-/.]\\d)${clock}`,
)
const spaced = expression(`(?<!\\d|\\d[-./ ])(\\d{1,2}) (\\d{1,2}) (?:19|20)\\d\\d(?!\\d|[ -/.]\\d)`)
const monthYear = expression(`${notInNumber}(?:0?[1-9]|1[0-2])[-./]${year}${notInNumberEnd}`)
const monthDay = expression(`(?<![\\p{L}\\d]|\\d[-./]|[/.-])(\\d{1,2})\\/(\\d{1,2})(?![\\p{L}\\d%/]|[-.]\\d)`)
const namedMonthFirst = expression(
  `(?<!\\p{L})${weekday}${month}\\.?(?:[\\s,.'-]{1,3}(?:the\\s)?${anyDay}(?![\\p{L}\\d:%])(?:[\\s,.'-]{1,3}(?:of\\s)?(?:${year}|'?\\d\\d(?![\\d:])))?|[\\s,.'/-]{1,3}(?:of\\s)?${year})(?!\\d)${clock}`,
)
const namedDayFirst = expression(
  `(?<![\\p{L}\\d.,:])${weekday}${anyDay}[\\s.,/-]{0,3}(?:of\\s|de\\s|di\\s)?${month}(?!\\p{L})\\.?(?:[\\s,.'/-]{0,3}(?:de\\s|of\\s)?(?:${year}|'?\\d\\d(?![\\d:])))?(?!\\d)${clock}`,
)
// Months in languages that are not listed, and the signs of Chinese, Japanese and Korean.
const anyLanguage = expression(
  `${notInNumber}${day}\\.?\\s(?:de\\s)?\\p{L}{3,12}\\.?,?\\s(?:de\\s)?(?:19|20)\\d\\d(?![\\d\\p{L}])|\\d{1,4}\\s?[年년](?:\\s?\\d{1,2}\\s?[月월](?:\\s?\\d{1,2}\\s?[日일])?)?|\\d{1,2}\\s?[月월]\\s?\\d{1,2}\\s?[日일]`,
)
const monthAlone =
  /(?<![\p{L}\d])(?:January|February|March|April|May|June|July|August|September|October|November|December)(?![\p{L}\d])/gu
const beforeMonth =
  /(?:^|[^\p{L}])(?:in|since|until|till|by|last|next|this|from|through|during|early|mid|late|of)[\s-]$/u

const dateWords =
  /\b(?:dates?|born|birth(?:day|date)?|dob|d\.o\.b|died|death|dod|deceased|admi(?:t|tted|ssion)|discharged?|visit|appointment|appt|seen|exp(?:ires?|iry|\.)?|since|until|due|on|today|from|day)\b/i

const versionWords = /\b(?:version|release|build|v|ver\.?)\s?$/i
const countWords =
  /\b(?:scores?|scored|rate[ds]?|rating|step|page|question|item|grade|pain|slide|part|level)\s{1,2}$/i

function isDayAndMonth(first: number, second: number): boolean {
  return (
    (first >= 1 && first <= 12 && second >= 1 && second <= 31) ||
    (second >= 1 && second <= 12 && first >= 1 && first <= 31)
  )
}

const certain = (): Confidence => 'high'

function findDates(text: string): Finding[] {
  const find = (source: RegExp, judge: (match: RegExpExecArray) => Confidence | undefined): Finding[] =>
    findMatches('date', text, source, judge)
  const isNamed = (match: RegExpExecArray): boolean =>
    isNear(text, match.index, match.index + match[0].length, dateWords)
  return [
    ...find(isoDate, certain),
    ...find(isoBasic, (match) => (match[0].length > 8 || isNamed(match) ? 'high' : 'low')),
    ...find(isoWeek, certain),
    ...find(isoOrdinal, (match) => (match[0].length > 8 ? 'high' : 'low')),
    ...find(yearMonth, certain),
    ...find(numeric, (match) => {
      const [first = 0, second = 0] = match[0].split(/[-./]/, 2).map(Number)
      const isDotted = match[1] === '.'
      if (isDotted && (!isDayAndMonth(first, second) || isAfter(text, match.index, versionWords)))
        return undefined
      const isShort = /^\d{1,2}\.\d{1,2}\.\d\d(?!\d)/.test(match[0])
      return isDayAndMonth(first, second) && (!isShort || isNamed(match)) ? 'high' : 'low'
    }),
    ...find(spaced, (match) => (isDayAndMonth(Number(match[1]), Number(match[2])) ? 'low' : undefined)),
    ...find(monthYear, certain),
    ...find(monthDay, (match) => {
      const [first, second] = [Number(match[1]), Number(match[2])]
      if (!isDayAndMonth(first, second) && !(first >= 1 && first <= 12 && match[2]?.length === 2))
        return undefined
      // "1/2" and "Step 1/5" are fractions and counts; "24/7" is always.
      if (match[0].length === 3 || match[0] === '24/7')
        return isNamed(match) && match[0] !== '24/7' ? 'low' : undefined
      return isAfter(text, match.index, countWords) ? undefined : 'low'
    }),
    ...find(namedMonthFirst, (match) =>
      /^(?:may|mar|dec|mai|dic|dez|ene|avr)\s\d{1,2}$/.test(match[0]) ? 'low' : 'high',
    ),
    ...find(namedDayFirst, (match) => {
      // "Only 1 may be chosen"
      const isVerb = /\d\smay$/.test(match[0])
      return isVerb ? (isNamed(match) ? 'low' : undefined) : 'high'
    }),
    ...find(anyLanguage, (match) =>
      /[月월日일]/.test(match[0]) ? 'high' : /[年년]/.test(match[0]) ? undefined : 'low',
    ),
    ...find(monthAlone, (match) => (isAfter(text, match.index, beforeMonth) ? 'low' : undefined)),
  ]
}

/** Dates but for the year. */
export const dateDetector: Detector = {
  id: 'date',
  clause: 'C',
  source:
    '45 CFR 164.514(b)(2)(i)(C); ISO 8601-1:2019; RFC 3339; Unicode CLDR (month names of six languages)',
  description:
    'Dates in numbers or words, whole or partly, with a time of day if one follows; years alone stay',
  check: 'A day and a month that exist, or a word for date',
  examples: {
    found: [
      'Today is «5-20-2021»',
      '«2021-05-21»',
      '«21.5.2021»',
      'born «1.2.84»',
      '«5-MAY-2021»',
      '«May-21»',
      '«21-May»',
      '«05/21»',
      '«5/2021»',
      '«2024-06-05T09:15:30.500-07:00» or not',
      '«2000-04-16 11:34:35»',
      '«May 1st, 1977»',
      'on the «3rd of May»',
      '«March 2026»',
      '«2009-W51-1»',
      '«20090519»',
      '«2009-123»',
      '«03/04/05»',
      '«3 août 1984»',
      '«fourth of July»',
      'I moved in «May»',
      '«Wed Oct 05 2118 00:37:38 GMT+0000»',
      '«18 ноября 2033»',
      '«2022年3月12日»',
    ],
    passed: [
      '2026',
      '2026年',
      '1970s',
      '2019-2026',
      'in 1972',
      'Step 1/5',
      '24/7',
      'Only 1 may be chosen',
      '120/80',
      'v1.2.3',
      'Version 10.2.15',
      '3.14',
      '10:30',
      'March',
      'may',
      'Tuesday',
      '1/2',
    ],
  },
  find: findDates,
}

const old = '(?:9\\d|1[0-3]\\d)'
const oldWord =
  '(?:ninety(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|(?:a|one) hundred(?:(?: and)?[- ](?:one|two|three|four|five|six|seven|eight|nine|ten))?)'
const ageShapes = [
  expression(`\\bage[ds]?\\b(?:\\s(?:of|is|at))?[\\s:=(]{1,4}(?:${old}|${oldWord})(?!\\d|\\s?%)`),
  expression(
    `(?<![\\d.])(?:${old}|${oldWord})[\\s-]{0,2}(?:years?|yrs?)?[\\s-]{0,2}(?:old|of age)(?!\\p{L})`,
  ),
  expression(`(?<![\\d.])${old}[\\s-]{0,2}y(?:ea)?(?:rs?\\b\\.?|[/.]?o\\b|/o\\b)(?:[/ ]?o\\b)?`),
  expression(`(?<!\\d)(?:9\\dth|1[0-3]\\dth|9(?:1st|2nd|3rd)|1[0-3](?:1st|2nd|3rd))\\s(?:birthday|year)`),
]

const shorthand = /(?<=\b(?:a|an|is|pt|patient)\s)(?:9\d|1[0-3]\d)\s?(?:yo\s?)?[MF](?!\p{L})/gu
const turned = /\b(?:turn(?:ed|s|ing)?|she is|he is|she's|he's|i'm|i am|aged?)\s(?:just\s)?/giu
const turnedTo = new RegExp(
  `(?:${old}|${oldWord})(?![\\d\\p{L}%]|\\s?(?:%|percent|days?|hours?|minutes?|min|kg|lbs?|pounds?|cm))`,
  'iuy',
)

/** Ages over 89. */
export const ageDetector: Detector = {
  id: 'age',
  clause: 'C',
  source: '45 CFR 164.514(b)(2)(i)(C), ages over 89',
  description: 'Numbers from 90 to 139 and their words, where they are said to be an age',
  check: 'The words around the number',
  examples: {
    found: [
      'a «92-year-old» man',
      '«91 years old»',
      '«Age: 97»',
      '«aged 104»',
      'a «93 y/o» female',
      'just turned «90»',
      'her «95th birthday»',
      '«ninety-two years old»',
      'a «97M» with cough',
    ],
    passed: [
      'age 89',
      '38-year-old',
      'Last 90 days',
      '95 %',
      'aged 65',
      'Ages 18 to 24',
      '1990 years',
      '100 mg',
    ],
  },
  find: (text) => [
    ...ageShapes.flatMap((shape) =>
      findMatches('age', text, shape, (match) => (/y(?:ea)?rs?\.?$/i.test(match[0]) ? 'low' : 'high')),
    ),
    ...findMatches('age', text, shorthand, () => 'low'),
    ...findAfter('age', text, turned, { body: turnedTo, judge: () => 'high' }),
  ],
}
