// A canary: a made-up value that no page, style sheet or library holds by chance, and what would betray it.

/** What a canary looks like. */
export type CanaryKind =
  | 'firstName'
  | 'lastName'
  | 'fullName'
  | 'birthDate'
  | 'ssn'
  | 'mrn'
  | 'memberId'
  | 'phone'
  | 'email'
  | 'street'
  | 'city'
  | 'postalCode'
  | 'employer'
  | 'diagnosis'
  | 'medication'
  | 'note'
  | 'userName'
  | 'password'
  | 'number'
  | 'fileName'
  | 'url'
  | 'word'
  | 'probe'
  | 'custom'

/**
 * One spelling that betrays a canary. `letters` are lower-case letters and digits, looked for whatever stands between
 * them; `groups` are runs of digits in order, with at most three other characters between two of them.
 */
export type Needle = { readonly letters: string } | { readonly groups: readonly string[] }

/** A planted value. */
export interface Canary {
  /** Names it in reports: `email`, `email-2`, or the id of canaries.json. */
  readonly id: string
  readonly kind: CanaryKind
  /** As it is planted. */
  readonly value: string
  /** Any of these found is the canary found: a surname without its first name counts. */
  readonly needles: readonly Needle[]
}

/** Lower-case letters and digits of a text, without marks: what a reader still recognises. */
export function squeeze(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '')
}

/** The needle of a value that is not otherwise understood. */
export function needleOf(value: string): Needle {
  return /[a-z]/i.test(value) ? { letters: squeeze(value) } : { groups: value.match(/\d+/g) ?? [] }
}
