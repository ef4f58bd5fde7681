// Sixty made-up values, one for each kind of identifier in each kind of place a page can put it.

import { createCanaryFinder, parseCanaries } from '@reseal/testing'

export interface Canary {
  /** The kind of identifier and where it is planted, for the report of a leak. */
  readonly place: string
  readonly value: string
}

const letters = 'bcdfghjklmnpqrstvwz'

// Distinct and unguessable by accident: a word no dictionary, stylesheet or library holds.
function word(index: number): string {
  const vowels = 'aeiou'
  let rest = index * 7919 + 104_729
  let text = ''
  for (let position = 0; position < 4; position += 1) {
    text += letters[rest % letters.length] ?? 'b'
    rest = Math.floor(rest / letters.length) + index * 31 + position
    text += vowels[rest % vowels.length] ?? 'a'
  }
  return `Q${text}x${String(index).padStart(2, '0')}`
}

const digits = (index: number, length: number): string =>
  String(7_919_000_003 * (index + 17))
    .padStart(length, '7')
    .slice(0, length)

/** The canaries by the name of the place where the test plants them. */
export const canaries = {
  // Typed into the intake form.
  firstName: word(1),
  lastName: word(2),
  birthDate: '1931-07-19',
  ssn: '219-09-9187',
  mrn: `MRN${digits(3, 8)}`,
  memberId: `MBR${digits(4, 9)}`,
  phone: '415-837-2916',
  email: `${word(5).toLowerCase()}@${word(6).toLowerCase()}.example`,
  street: `4711 ${word(7)} Lane`,
  city: word(8),
  postalCode: '94117-3906',
  employer: word(9),
  emergencyContact: word(10),
  symptoms: `${word(11)} since Tuesday`,
  note: `seen by ${word(12)}`,
  fileName: `${word(13)}.png`,
  searchTerm: word(14),
  password: `${word(15)}!9`,
  // Attributes set after recording began.
  title: word(16),
  ariaLabel: word(17),
  alt: word(18),
  placeholder: word(19),
  dataAttribute: word(20),
  elementId: `patient-${word(21)}`,
  className: `patient-${word(22)}`,
  inputName: word(23),
  href: word(24),
  hrefMailto: `${word(25).toLowerCase()}@x.example`,
  imageSource: word(26),
  srcset: word(27),
  dataUrl: word(28),
  inlineStyle: word(29),
  customProperty: word(30),
  formAction: word(31),
  metaContent: word(32),
  handler: word(33),
  meterValue: '73920177',
  dateTime: word(34),
  srcdoc: word(35),
  customElement: word(36),
  svgText: word(37),
  svgTitle: word(38),
  optionText: word(39),
  optionValue: word(40),
  radioValue: word(41),
  hiddenValue: word(42),
  buttonText: word(43),
  headingText: word(44),
  comment: word(45),
  shadowText: word(46),
  shadowAttribute: word(47),
  frameText: word(48),
  styleContent: word(49),
  insertedRule: word(50),
  adoptedRule: word(51),
  // Page address and document title.
  urlPath: word(52),
  urlQuery: word(53),
  urlHash: word(54),
  documentTitle: word(55),
  // Console, errors, network.
  consoleText: word(56),
  consoleObject: word(57),
  errorMessage: word(58),
  rejection: word(59),
  requestUrl: word(60),
  requestBody: word(61),
  canvasText: word(62),
} as const

/** All canaries as a list. */
export const canaryList: readonly Canary[] = Object.entries(canaries).map(([place, value]) => ({
  place,
  value,
}))

// The leak test's own search: what a customer's CI finds, ours finds, and the other way round.
const finder = createCanaryFinder(
  parseCanaries(
    'canaries',
    canaryList.map(({ value }, index) => ({ id: `planted-${index}`, value })),
  ),
)

/** The canaries found in the given bytes, in whatever way they are written. */
export function findCanaries(haystack: Uint8Array | string): Canary[] {
  const text = typeof haystack === 'string' ? haystack : Buffer.from(haystack).toString('latin1')
  const found = new Set(finder.inText(text).map(({ canary }) => canary.value))
  return canaryList.filter(({ value }) => found.has(value))
}
