// Who is there, by an id that says nothing about a person: random, minted by the app's back end. 45 CFR
// 164.514(c)(1) forbids a code that is derived from information about the individual, so a hash of one is refused, too.

import { asFields, field } from '../read.ts'
import { type FieldRule, members } from './signal-shape.ts'

/** Payload of `reseal/identity`. */
export interface IdentityPayload {
  /** Left out: nobody is known any more, as after a sign-out. */
  readonly id?: string
}

const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i
// 128 bits and more in base64url: in both cases, as neither a digest in hex nor a record's number is.
const base64url = /^(?=.*[a-z])(?=.*[A-Z])[\w-]{22,64}$/
// A number of a record, a telephone or a day.
const number = /\d(?:[-_]?\d){6}/
const words = /[A-Z]?[a-z]{3,}/g

// What is padded to its length has a sign that stands for a third of it; random text has none.
function isPadded(text: string): boolean {
  return Array.from(text).some((sign) => text.split(sign).length - 1 > text.length / 3)
}

// Of 16 random bytes in base64url one in a thousand looks like words, of 24 one in ten thousand.
function isWords(text: string): boolean {
  return (text.match(words) ?? []).join('').length > text.length * 0.75
}

// Browsers and Node have it; this package compiles without the types of either.
declare function atob(text: string): string

// An address or a name that was only encoded.
function isEncodedText(text: string): boolean {
  try {
    return /^[ -~]*$/.test(atob(text.replaceAll('-', '+').replaceAll('_', '/')))
  } catch {
    return false
  }
}

/** Whether a text looks random: a UUID of version 4, or 22 to 64 signs of base64url. */
export function isOpaqueId(text: string): boolean {
  const isToken = base64url.test(text) && !number.test(text) && !isWords(text) && !isEncodedText(text)
  return (uuid.test(text) || isToken) && !isPadded(text)
}

/** An opaque id as it is; anything else is left out. */
export const identity: FieldRule = (_context, value) =>
  typeof value === 'string' && isOpaqueId(value) ? value : undefined

const known = /* @__PURE__ */ members({ id: identity }, ['id'])

/** Redacts the payload of `reseal/identity`. An id that is none drops all of it: that does not say that nobody is there. */
export const redactIdentity: FieldRule = (context, value, payload) => {
  const fields = asFields(value)
  return fields !== undefined && field(fields, 'id') === undefined ? {} : known(context, value, payload)
}
