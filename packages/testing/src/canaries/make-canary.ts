// Makes canaries in the shapes that patients' data has. Words are invented from syllables, so that finding one is no
// accident; numbers keep to ranges that forms accept, telephone numbers to those set aside for fiction (555-01xx).
import { type Canary, type CanaryKind, type Needle, needleOf } from './canary.ts'
import { createRandom, type Random } from './random.ts'

type Made = readonly [value: string, ...needles: Needle[]]

const onsets = ['b', 'd', 'f', 'g', 'k', 'l', 'm', 'n', 'p', 'q', 'r', 't', 'v', 'w', 'z'] as const
const vowels = ['a', 'e', 'i', 'o', 'u'] as const
const endings = ['rnq', 'xt', 'lvk', 'nzo', 'rdex', 'mquist', 'vlan'] as const
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function word(random: Random): string {
  const syllable = (): string => random.pick(onsets) + random.pick(vowels)
  return syllable() + syllable() + syllable() + random.pick(endings)
}

function digits(random: Random, length: number): string {
  // No leading zero: a page that makes it a number would lose it.
  return Array.from({ length }, (_, index) =>
    String(index === 0 ? 1 + random.below(9) : random.below(10)),
  ).join('')
}

const two = (value: number): string => String(value).padStart(2, '0')

function birthDate(random: Random): Made {
  const year = String(1931 + random.below(70))
  const [month, day] = [1 + random.below(12), 13 + random.below(15)]
  const [mm, dd] = [two(month), two(day)]
  const name = (months[month - 1] ?? 'May').toLowerCase()
  const short = name.slice(0, 3)
  const needles: Needle[] = [
    { groups: [year, mm, dd] },
    { groups: [mm, dd, year] },
    { groups: [String(month), String(day), year] },
    { groups: [dd, mm, year] },
    { letters: `${name}${day}${year}` },
    { letters: `${short}${day}${year}` },
    { letters: `${day}${name}${year}` },
    { letters: `${day}${short}${year}` },
  ]
  return [`${year}-${mm}-${dd}`, ...needles]
}

function ofWord(random: Random, write: (word: string) => string): Made {
  const made = word(random)
  return [write(made), { letters: made }]
}

function ofDigits(value: string): Made {
  return [value, needleOf(value)]
}

const makers: Readonly<Record<Exclude<CanaryKind, 'custom'>, (random: Random) => Made>> = {
  firstName: (random) => ofWord(random, capital),
  lastName: (random) => ofWord(random, capital),
  fullName(random) {
    const [first, last] = [word(random), word(random)]
    return [`${capital(first)} ${capital(last)}`, { letters: first }, { letters: last }]
  },
  birthDate,
  // Areas 734 to 749 were never handed out before numbers were drawn at random (SSA, 25 June 2011).
  ssn: (random) =>
    ofDigits(`${734 + random.below(16)}-${two(10 + random.below(90))}-${1000 + random.below(9000)}`),
  mrn: (random) => ofDigits(digits(random, 8)),
  memberId(random) {
    const number = digits(random, 9)
    return [`XQ${number}`, { groups: [number] }]
  },
  phone: (random) =>
    ofDigits(`(${random.pick(['415', '617', '312', '206', '512', '303'])}) 555-01${two(random.below(100))}`),
  email: (random) => ofWord(random, (made) => `${made}@mail.example`),
  street: (random) => ofWord(random, (made) => `${100 + random.below(9000)} ${capital(made)} Lane`),
  city: (random) => ofWord(random, capital),
  postalCode: (random) => ofDigits(`${10_000 + random.below(90_000)}-${1000 + random.below(9000)}`),
  employer: (random) => ofWord(random, (made) => `${capital(made)} Freight`),
  diagnosis: (random) => ofWord(random, (made) => `${capital(made)} syndrome, stage II`),
  medication: (random) => ofWord(random, (made) => `${made}ib 40 mg`),
  note: (random) => ofWord(random, (made) => `Complains of ${made} since Tuesday; mother had it too.`),
  userName: (random) => ofWord(random, (made) => made),
  password: (random) => ofWord(random, (made) => `${capital(made)}!9a`),
  number: (random) => ofDigits(digits(random, 8)),
  fileName: (random) => ofWord(random, (made) => `${made}.png`),
  url: (random) => ofWord(random, (made) => `https://${made}.example/records`),
  word: (random) => ofWord(random, (made) => made),
  probe: (random) => ofWord(random, (made) => made),
}

/** Every kind that can be made. */
export const canaryKinds: readonly Exclude<CanaryKind, 'custom'>[] = Object.keys(makers) as Exclude<
  CanaryKind,
  'custom'
>[]

/** The canary of this kind and id under this seed: always the same, in whatever order canaries are asked for. */
export function makeCanary(seed: string, kind: Exclude<CanaryKind, 'custom'>, id: string): Canary {
  const [value, ...needles] = makers[kind](createRandom(`${seed}/${id}`))
  return { id, kind, value, needles }
}

/** A value of a shape: 9 becomes a digit, A a letter, X either, anything else stays. */
export function fillShape(seed: string, id: string, shape: string): string {
  const random = createRandom(`${seed}/${id}`)
  const letter = (): string => String.fromCharCode(65 + random.below(26))
  const digit = (): string => String(random.below(10))
  return shape.replace(/[9AX]/g, (place) => {
    if (place === '9') return digit()
    return place === 'A' || random.below(2) === 0 ? letter() : digit()
  })
}
