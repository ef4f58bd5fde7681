// Street addresses (B), as the postal services of the United States and some other countries write them.
import type { Detector } from './finding.ts'
import { findAfter, findMatches } from './search.ts'
import { streetEndings, streetFirst, suffixes, sureSuffixes, unitWords } from './street-words.ts'

const suffixPattern = (source: string): string =>
  source
    .split('|')
    .map((suffix) => `[${suffix[0]?.toUpperCase()}${suffix[0]}]${suffix.slice(1)}|${suffix.toUpperCase()}`)
    .join('|')
const units = `(?:${suffixPattern(unitWords)})`
const unit = `(?:,?\\s{1,3}(?:${units}\\.?\\s{0,2}#?\\s?[\\p{L}\\d-]{1,6}|#\\s?[\\p{L}\\d-]{1,6}))`
const townName = "\\p{Lu}[\\p{L}.'()-]{1,24}(?: [\\p{Lu}\\p{L}.'()-]{1,24}){0,3}"
const town = `(?:\\s{0,2}[,\\n]\\s{0,4}${townName}){0,4}(?:,?\\s{1,4}(?:[A-Z]{2}\\s{1,3})?\\d{5}(?:-\\d{4})?)?`

const word = "[\\p{Lu}\\d][\\p{L}\\d.'’-]{0,28}"
const anyWord = "[\\p{L}\\d][\\p{L}\\d.'’-]{0,28}"

const houseNumberEnd = '(?:-\\d{1,5}|\\s?1\\/2|[A-Za-z])?'
const start = '(?<![\\p{L}\\d.,$€£#:/-])'
const end = '(?![\\p{L}\\d])'

// "313 Lockman Row Suite 4"; after a number of one or two digits "View" or "Walk" is more often a word.
const american = [
  [`\\d{1,6}${houseNumberEnd}`, sureSuffixes],
  [`\\d{3,6}${houseNumberEnd}`, suffixes],
].map(
  ([houseNumber, words = '']) =>
    new RegExp(
      `${start}${houseNumber}\\s{1,2}(?:${word}\\s{1,2}){1,5}(?:${suffixPattern(words)})${end}\\.?${unit}?${unit}?${town}`,
      'gu',
    ),
)
const americanLower = new RegExp(
  `${start}\\d{1,6}\\s(?:${anyWord}\\s){1,3}(?:street|avenue|ave|road|rd|lane|ln|drive|blvd|boulevard|st|way|court|terrace|place)${end}${unit}?`,
  'giu',
)
const unitAlone = new RegExp(
  `(?<![\\p{L}\\d])(?:(?:apt|apartment|suite|ste|flat)\\.?\\s{0,2}#?\\s?\\d{1,5}|(?:unit|bldg)\\.?\\s#?\\d{2,5})[\\p{L}]?(?![\\p{L}\\d])`,
  'giu',
)
const numberWord = '(?:One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten)'
// "One Main Street", "1234 Highway 50"
const special = new RegExp(
  `(?<![\\p{L}\\d])(?:${numberWord}\\s(?:${word}\\s){1,3}(?:Street|Avenue|Road|Lane|Drive|Boulevard|Plaza|Square|Parkway|Place|St|Ave|Rd|Dr|Blvd|Pl|Sq|Pkwy)${end}|\\d{1,6}\\s(?:Highway|Hwy|Route|Rte|County Road|CR|State Road|SR|State Route|US|FM|Interstate)[- ]\\d{1,4}${end}|\\d{1,5}\\s\\p{Lu}[\\p{L}-]{1,28}(?:stra(?:ss|ß)e|gasse|platz|allee|laan|straat))`,
  'gu',
)
const box =
  /(?<![\p{L}\d])(?:(?:psc|unit|cmr)\s{1,2}\d{1,5},?\s{1,2})?(?:p\.?\s?o\.?\s?|post(?:al)?\s?(?:office\s)?)?box\s{1,2}#?\d{1,7}(?:\s{1,3}[ADF]PO\s{1,2}A[AEP]\s{1,2}\d{5})?(?![\p{L}\d])|(?<![\p{L}\d])(?:USS|USNS|USNV|USCGC)\s{1,2}[\p{L}'-]{1,24}\s{1,3}[ADF]PO\s{1,2}A[AEP]\s{1,2}\d{5}|(?<![\p{L}\d])[ADF]PO\s{1,2}A[AEP]\s{1,2}\d{5}|(?<![\p{L}\d])(?:RR|HC)\s\d{1,4}\sBox\s\d{1,6}/giu

const foreignFirst = new RegExp(
  `(?<![\\p{L}\\d])(?:\\d{1,5},?\\s)?(?:${streetFirst})\\s(?:${anyWord}\\s){0,5}?(?:${anyWord}),?\\s\\d{1,5}(?![\\d:%])${unit}?`,
  'giu',
)
const numberFirst = new RegExp(
  `${start}\\d{1,5},?\\s(?:bis\\s|ter\\s)?(?:rua|rue|via|calle|avenida|avenue|boulevard|piazza|place|chemin|impasse|allée|quai|strada|av)\\s(?:(?:de|du|des|la|le|les|al|el|del|da|do|dos)\\s){0,3}${anyWord}(?:\\s${word}){0,4}`,
  'giu',
)
const foreignEnding = new RegExp(
  `(?<![\\p{L}\\d])(?:\\d{1,5}\\s)?(?:${word}\\s){0,3}(?:[\\p{L}-]{2,28}(?:${streetEndings})|${word}\\s(?:${streetEndings}))\\s\\d{1,5}[\\p{L}]?\\.?(?![\\p{L}\\d:%])${unit}?`,
  'gu',
)
const corner =
  /(?<![\p{L}])corner of [\p{L}\d][\p{L}\d.' -]{1,60} (?:and|&) [\p{L}\d][\p{L}\d.'-]{1,28}(?: [\p{Lu}\d][\p{L}\d.'-]{0,28}){0,3}/giu
// What follows "my address is" or "lives at", as far as the sentence or its lines go.
const told =
  /(?<!\p{L})(?:address(?:es)?(?:\s(?:of|to)\s[\p{L}\d ,.&'-]{1,48}?)?(?:\s(?:is|to)|,? here (?:it is|they are))?:?|it is|it's in|(?:live[sd]?|living|is|are|located|arrived|meet (?:me|you)|returned?|moved|delivere?d?|sent?d?|mail(?:ed)?|ship(?:ped)?|taxi|come|visit(?:ed)?)\s(?:at|on|in|to))\s{1,8}/giu
const toldPlace =
  /(?:the corner of |[\p{Lu}\d])[^.?!\n]{0,80}(?:[.?!](?!\s{1,2}\p{Lu}\p{Ll}|\s{0,2}$)[^.?!\n]{0,40}){0,3}(?:\n[ ,][^.?!\n]{1,40}|\n\p{Lu}[^.?!\n]{0,30}\d{4,5}(?!\d)){0,4}/uy
const likeAddress =
  /^(?:the corner of|\d{1,6},?\s(?:\d{1,5}\s)?(?:\p{L}{1,4}\.?\s)?[\p{Lu}∆]|(?!Page|Step|Section|Chapter|Question|Room|Level|Floor|Day|Week|Line|Form|Table|Figure|Version)[\p{Lu}][\p{L}.' /-]{1,50}\s\d{1,5}(?!\d))/u

// "50541 Mlýnská 1540", "2407 Tawastintie 6": a number, a name and a number, as sloppily joined forms have it.
const between = new RegExp(
  `${start}\\d{2,6}\\s(?:${word}\\s){1,4}\\d{1,5}\\.?(?:\\s${units}\\.?\\s\\d{1,5})${end}`,
  'gu',
)

/** Street addresses. */
export const streetAddressDetector: Detector = {
  id: 'street-address',
  clause: 'B',
  source:
    'USPS, Publication 28 "Postal Addressing Standards", appendixes C1 and C2; UPU S42 for the order elsewhere',
  description:
    'A number, a name and a street suffix; units and boxes; street words of other languages with a number',
  check: 'The suffix as Publication 28 has it, in capitals or not',
  examples: {
    found: [
      '«313 Lockman Row Suite 4»',
      'lives at «1600 Pennsylvania Ave NW»',
      '«6750 Market St., Apt 12B»',
      '«P.O. Box 104»',
      '«PSC 6293, Box 8158 APO AP 04336»',
      '«Rua do Arenque 1634»',
      '«Brucker Bundesstrasse 31»',
      '«26 rue des Lieutenants Thomazo»',
      '«12 main street»',
      'in «Suite 501»',
      '«One Main Street»',
      '«1234 Highway 50»',
      '«5 Hauptstraße»',
    ],
    passed: [
      '2 weeks of rest',
      'Step 3 of the way',
      '5 Things',
      'suite of tools',
      '3 course meal',
      'Main Street',
    ],
  },
  find: (text) => [
    ...american.flatMap((expression) => findMatches('street-address', text, expression, () => 'high')),
    ...findMatches('street-address', text, americanLower, (match) =>
      /^\d+ (?:of|in|on|to|for|or|and|the|a|by|per|days?|weeks?|hours?|minutes?|years?|times?) /i.test(
        match[0],
      )
        ? undefined
        : 'low',
    ),
    ...findMatches('street-address', text, special, () => 'high'),
    ...findMatches('street-address', text, box, () => 'high'),
    ...findMatches('street-address', text, unitAlone, () => 'low'),
    ...findMatches('street-address', text, foreignFirst, (match) =>
      /^(?:am|place|route|via|plaza)\b/.test(match[0]) ? undefined : 'low',
    ),
    ...findMatches('street-address', text, numberFirst, (match) =>
      /^\d+,? (?:place|via|av)\b/.test(match[0]) ? undefined : 'low',
    ),
    ...findMatches('street-address', text, foreignEnding, () => 'low'),
    ...findMatches('street-address', text, corner, () => 'low'),
    ...findAfter('street-address', text, told, {
      body: toldPlace,
      judge: (value) => (likeAddress.test(value) ? 'low' : undefined),
    }),
    ...findMatches('street-address', text, between, () => 'low'),
  ],
}
