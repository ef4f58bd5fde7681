// ZIP codes and places by number (B): postal codes, coordinates.
import type { Confidence, Detector, Finding } from './finding.ts'
import { digitsOf, findLabelled, findMatches, isAfter, isNear, terminology } from './search.ts'

// The 17 areas of three digits with 20,000 people or fewer in the Census of 2000, as HHS lists them in "Guidance
// Regarding Methods for De-identification of Protected Health Information" (26 November 2012).
const smallAreas = new Set('036 059 063 102 203 556 692 790 821 823 830 831 878 879 884 890 893'.split(' '))

const states =
  'AL|AK|AZ|AR|CA|CO|CT|DE|DC|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|PR|GU|VI|AS|MP|AA|AE|AP'
const stateNames =
  'Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming|Puerto Rico'

/** The states of the United States, as abbreviations and names, for use in an expression. */
export const anyState: string = `(?:${states}|${stateNames})`

const afterState = new RegExp(`(?:^|[^\\p{L}])(?:${states}|${stateNames})\\.?,?\\s{1,3}$`, 'u')
const zipWords = /\b(?:zip|postal|post ?codes?|address|mailing)\b/i
const zipLabel =
  /\b(?:zip(?:\s?-?codes?)?|postal\s?codes?|post\s?codes?|plz)(?!\p{L})(?:\s{0,2}(?:is|of))?\s{0,2}[:=#]{0,2}\s{0,3}/giu

const zipShape = /(?<![\p{L}\d.,$€£#:/-])\d{5}(?:-\d{4})?(?![\p{L}\d%:/]|[-.,]\d)/gu
const isYear = /^(?:1[89]|20)\d\d$/
const prefixShape = /(?<!\d)(\d{3})(?:\*\*|xx)(?!\w)/gi
const canadian = /(?<![\p{L}\d])[A-Z]\d[A-Z][ -]?\d[A-Z]\d(?![\p{L}\d])/gu
const british = /(?<![\p{L}\d])(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}|GIR ?0AA)(?![\p{L}\d])/gu

// A code of another country: on a line of its own, or after the name of a town.
const foreignShape =
  /(?<![\p{L}\d.,$€£#:/-])(?:\d{5}-\d{3}|\d{4}-\d{3}|\d{2}-\d{3}|\d{3} \d{2}|\d{4} [A-Z]{2}|\d{3,4})(?![\p{L}\d%:/]|[-.,]\d)/gu
const lineStart = /\n[ \t>]{0,16}$/
const lineEnd = /^[ \t]{0,16}(?:\n|$)/
const afterTown = /\p{Lu}[\p{L}'-]{2,28} (?:[A-Z]{1,2} |\p{L}{3} )?$/u
const notTown =
  /(?:form|forms|room|page|step|section|version|windows|office|code|line|level|order|year|may|june|july|since|until|in|by|class|type|part|chapter|article|rule|act|iso|cfr|rfc|model|series|vision|agenda|census|top|over|under|about|only|take|up|to|total|max|min|from) $/i

function findZips(text: string): Finding[] {
  const labelled = findLabelled('zip', text, zipLabel, (value): Confidence | undefined => {
    const digits = digitsOf(value)
    if (digits.length < 3 || value.length > 10) return undefined
    // Three digits may stay where they are the first of five; here nothing says so.
    return digits.length === 3 && value.length === 3 && !smallAreas.has(digits) ? 'low' : 'high'
  })
  return [
    ...labelled.map((finding) => ({ ...finding, end: endOfCode(text, finding) })),
    ...findMatches('zip', text, zipShape, (match) => {
      if (isAfter(text, match.index, terminology)) return undefined
      if (match[0].length > 5) return 'high'
      const end = match.index + match[0].length
      return isAfter(text, match.index, afterState) || isNear(text, match.index, end, zipWords)
        ? 'high'
        : 'low'
    }),
    ...findMatches('zip', text, prefixShape, (match) =>
      smallAreas.has(match[1] ?? '') ? 'high' : undefined,
    ),
    ...findMatches('zip', text, foreignShape, (match) => {
      const end = match.index + match[0].length
      if (isYear.test(match[0])) return undefined
      if (isAfter(text, match.index, lineStart))
        return lineEnd.test(text.slice(end, end + 20)) ? 'low' : undefined
      const isTown = isAfter(text, match.index, afterTown) && !isAfter(text, match.index, notTown)
      return isTown && match[0].length > 3 ? 'low' : undefined
    }),
    ...findMatches('zip', text, canadian, (match) => (/[DFIOQU]/.test(match[0]) ? 'low' : 'high')),
    ...findMatches('zip', text, british, (match) => (match[0].includes(' ') ? 'high' : 'low')),
  ]
}

// "394 13" and "7412 SL": the second half of a code of another country.
function endOfCode(text: string, finding: Finding): number {
  const rest = /^ (?:\d{2,3}|[A-Z]{2}|\d[A-Z]\d|\d[A-Z]{2})(?![\p{L}\d])/u.exec(
    text.slice(finding.end, finding.end + 5),
  )
  return finding.end + (rest?.[0].length ?? 0)
}

/** ZIP codes and postal codes. */
export const zipDetector: Detector = {
  id: 'zip',
  clause: 'B',
  source:
    'USPS, Publication 28, section 211; 45 CFR 164.514(b)(2)(i)(B) and HHS guidance of 26 November 2012 (areas of three digits)',
  description:
    'Five or nine digits, codes of Canada and the United Kingdom, what follows a word for postal code, and the first three digits of areas with 20,000 people or fewer',
  check: 'A state before it, or a word for postal code',
  examples: {
    found: [
      'Peabody, MA «01940»',
      '«01940-1234»',
      'ZIP: «35350»',
      'zip code is «B0J 2H0»',
      'area «036**»',
      'ZIP «893»',
      'ZIP: «7412 SL»',
      '«SW1A 1AA»',
    ],
    passed: ['area 606**', '1,01940', '$12345', '12345%', '1234', '123456', 'zip it', '10:01940'],
  },
  find: findZips,
}

const plainNumber = '\\d{1,3}(?:\\.\\d{1,16})?'
const number = `[+-]?${plainNumber}`
const precise = '[+-]?\\d{1,3}\\.\\d{3,16}'
// The sign for seconds is folded to two signs for minutes.
const degree =
  "\\d{1,3}(?:\\.\\d{1,8})?\\s?°\\s?(?:\\d{1,2}(?:\\.\\d{1,8})?\\s?['′]\\s?)?(?:\\d{1,2}(?:\\.\\d{1,8})?\\s?(?:\"|['′]{2})\\s?)?[NSEWnsew](?![\\p{L}])"
const pairShape = new RegExp(
  `(?<![\\d.])(?:${precise}\\s?,\\s?${number}|${number}\\s?,\\s?${precise}|\\(${number}, ?${number}\\)|[+-]${plainNumber}, ?[+-]${plainNumber})(?![\\d.])`,
  'gu',
)
const degreeShape = new RegExp(`(?<![\\d.])${degree}(?:,?\\s?${degree})?`, 'gu')
const singleShape = /(?<![\p{L}\d.,$€£])[+-]?\d{1,3}\.\d{4,16}(?![\p{L}\d.%])/gu
const geoLabel = /(?:\bgeo:|\b(?:coordinates?|gps|geolocation|position|location)\b\s{0,2}:?\s{0,2}\(?)$/i
const roughPair = new RegExp(`(?<![\\d.])${number}\\s?,\\s?${number}(?![\\d.])`, 'gu')
const geoWords = /\b(?:lat(?:itude)?|lon(?:g(?:itude)?)?|lng|geo(?:location)?|coordinates?|gps|position)\b/i

/** Coordinates. */
export const geoDetector: Detector = {
  id: 'geo',
  clause: 'B',
  source: '45 CFR 164.514(b)(2)(i)(B), geocodes; ISO 6709:2022; RFC 5870',
  description: 'Latitude and longitude in decimals or degrees, and single decimals of that precision',
  check: 'A pair, or a word for position',
  examples: {
    found: [
      '«42.534202, -70.969734»',
      '«(-17.738223, 85.605469)»',
      '«40° 26′ 46″ N, 79° 58′ 56″ W»',
      'latitude «42.269478»',
      'geo:«42.36,-71.05»',
      '«-71.061046»',
    ],
    passed: ['3.14', '98.6, 37.0', '120.5 mg', '1.234'],
  },
  find: (text) => [
    ...findMatches('geo', text, pairShape, () => 'high'),
    ...findMatches('geo', text, roughPair, (match) =>
      isAfter(text, match.index, geoLabel) ? 'high' : undefined,
    ),
    ...findMatches('geo', text, degreeShape, () => 'high'),
    ...findMatches('geo', text, singleShape, (match) => {
      const value = Math.abs(Number(match[0]))
      // Below 1 it is more often a coefficient.
      if (value > 180 || value < 1) return undefined
      return isNear(text, match.index, match.index + match[0].length, geoWords) ? 'high' : 'low'
    }),
  ],
}
