// The second line in the page: says whether text that a rule lets through looks like an identifier of 45 CFR
// 164.514(b)(2). It sees interface text only, so it errs on the side of hitting (docs/detectors.md).

/** A shape of the rule set, ready to be looked for. */
export type CompiledPattern = RegExp

// What looks the same must be found the same: other digits, wide letters, dashes, invisible signs.
const foldSigns = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/\u00ad|[\u200b-\u200d]|[\ufe0f\u20e3]/g, '')
    .replace(/\s+/g, ' ')
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .replace(/\p{Nd}/gu, (digit) => (digit > '9' ? '0' : digit))

const edges: Readonly<Record<string, string>> = { 9: '\\d', A: '[a-z]', X: '[a-z\\d]' }

/**
 * Compiles a shape: `9` stands for a digit, `A` for a letter, `X` for either, anything else for itself in either
 * case. A shape that starts or ends with a digit, letter or either is not found inside a longer run of them.
 */
export function compilePattern(pattern: string): CompiledPattern {
  const signs = Array.from(foldSigns(pattern))
  const body = signs.map((sign) => edges[sign] ?? sign.replace(/[^\w\s]/, '\\$&'))
  const first = edges[signs.at(0) ?? '']
  const last = edges[signs.at(-1) ?? '']
  return new RegExp(`${first ? `(?<!${first})` : ''}${body.join('')}${last ? `(?!${last})` : ''}`, 'i')
}

const months =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may(?! (?:be|have|not|also|only))|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)'

const old = '(?:9\\d|1[0-2]\\d)'
const numeral = '(?:zero|one|two|three|four|five|six|seven|eight|nine)(?:teen|t?y)?'

// Every quantifier that can give way to another is bounded, so the work grows with the length of the text alone.
const anyCase = new RegExp(
  [
    // Addresses of people, pages and machines.
    '@|%40|:\\/\\/|[\\p{L}\\d]\\.\\p{L}{2}',
    '(?:[\\da-f]{1,4}:){2}|(?:[\\da-f]{2}-){4}|::[\\da-f]|(?:\\d{1,3}\\.){3}\\d',
    // Dates with more than a year.
    `\\b${months}[\\s.,'/-]{0,3}(?:the |\\d)|(?:\\d(?:st|nd|rd|th)?[\\s.,/-]{0,3}(?:of )?|(?:st|nd|rd|th) of )${months}(?!\\p{L})`,
    '(?<!\\d)(?:\\d{1,2} ?([-/.]) ?\\d{1,2} ?\\1 ?(?:\\d\\d){1,2}|(?:19|20)\\d\\d[-/.]\\d{1,2}|\\d{1,2}[-/.](?:19|20)\\d\\d)(?!\\d)',
    '(?<![\\d/])(?:\\d\\/\\d\\d|\\d\\d\\/\\d\\d?)(?<!24\\/7)(?![\\d/])',
    '\\d\\.? (?:de )?\\p{L}{3,10}\\.? (?:de )?(?:19|20)\\d\\d|\\d[月월日일]',
    // Ages over 89.
    `\\bage[ds]?\\W{0,3}${old}(?!\\d)|(?<!\\d)${old}[ -]?y(?:ea)?(?:rs?|[/.]?o)\\b|\\bninety`,
    // Numbers in words, and what is drawn of signs: clocks, cards, stars.
    `\\b${numeral}(?:[\\s,.-]{1,3}(?:${numeral}|\\d)\\b){2}|(?:\\p{So} ?){3}`,
    // What no reader sees, or reads with the eyes.
    '[\\p{Cf}\\u1160\\u2800-\\u28ff]',
    'p\\.? ?o\\.? ?box \\d',
  ].join('|'),
  'iu',
)

const asWritten =
  /\b(?:(?:M[rs]|Mrs|Miss|Dr|Prof|Dear)\.?|(?:Hi|Hello|Hey|Welcome(?: back)?),)\s\p{Lu}|\d[A-Za-z]?\s(?:\p{Lu}[\p{L}\d.'-]{0,30}\s){1,4}(?:St|Str|Ave?|Rd|Ln|Dr|Ct|Pl|Hwy|Blvd|Street|Avenue|Road|Lane|Drive|Court|Place|Way|Boulevard|Parkway|Circle|Terrace|Highway|Square|Row|Trail)\b|\b(?:Suite|Unit|Apt\.?) \d|\d{3}\s\p{Lu}\p{L}{1,30}\s\p{Lu}\p{L}|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b[A-Z]\d[A-Z] ?\d[A-Z]\d\b/u

/**
 * Says whether the text looks as if it held an identifier: an address of a person, page or machine, a date, an age
 * over 89, a long or grouped number, a mix of letters and digits, or one of the shapes of the rule set.
 */
export function hasIdentifier(text: string, patterns: readonly CompiledPattern[]): boolean {
  const plain = foldSigns(text)
  if (anyCase.test(plain) || asWritten.test(plain) || patterns.some((pattern) => pattern.test(plain)))
    return true
  for (const [chain] of plain.matchAll(/\d(?:[\s()./+,#*_-]{0,3}\d)*/g)) {
    const groups = chain.match(/\d+/g) ?? []
    const others = groups.filter((group) => !/^(?:19|20)\d\d$/.test(group))
    if (others.some((group) => group.length > 3)) return true
    if (others.length > 0 && groups.join('').length > 6) return true
  }
  for (const [token] of plain.matchAll(/[a-z\d]+(?:[-_][a-z\d]+)*/gi)) {
    // A number with its unit ("500mg") is interface text; so is a name with a small number ("COVID-19").
    if (/[a-z]/i.test(token) && !/^\d+[a-z]+$/i.test(token) && token.replace(/\D/g, '').length > 2)
      return true
  }
  return false
}
