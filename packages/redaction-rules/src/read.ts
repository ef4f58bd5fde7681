// Reads fields of events that come as `unknown`. Own fields only, and only values of the type asked for.

/** A value that has fields. */
export type Fields = Readonly<Record<string, unknown>>

/** The value as an object with fields, or undefined. */
export function asFields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined
}

/** An own field; what the prototype holds is not part of an event. */
export function field(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}

/** An own field that is a list; empty when it is not. */
export function listField(fields: Fields, name: string): readonly unknown[] {
  const value = field(fields, name)
  return Array.isArray(value) ? value : []
}

/** The entries of a list, each with fields; without any where an entry is no object. */
export function entriesOf(fields: Fields, name: string): Fields[] {
  return listField(fields, name).map((entry) => asFields(entry) ?? {})
}

/** A finite number, or undefined. */
export function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

// Farther than any place of a page that is looked at, smaller than a record's number: scripts make up events.
const maxCoordinate = 99_999

/** A number as a whole one, bounded, 0 when it is none: coordinates need no fractions. */
export function wholeNumber(value: unknown): number {
  return Math.round(Math.max(-maxCoordinate, Math.min(maxCoordinate, asNumber(value) ?? 0)))
}

/** An own field that is a string, or undefined. */
export function stringField(fields: Fields, name: string): string | undefined {
  const value = field(fields, name)
  return typeof value === 'string' ? value : undefined
}

/** An own field that is an integer (an id, an index), or undefined. */
export function integerField(fields: Fields, name: string): number | undefined {
  const value = field(fields, name)
  return Number.isSafeInteger(value) ? (value as number) : undefined
}
