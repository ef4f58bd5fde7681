// How a signal's payload is rebuilt, field by field: what no shape names is not recorded (R-1.1, section 11).

import type { RedactionContext } from '../context.ts'
import { asFields, type Fields, field } from '../read.ts'
import type { JsonObject, JsonValue } from '../recorded-event.ts'

/** What a field is recorded as; undefined leaves it out. `payload` is what the field stands in. */
export type FieldRule<Context = RedactionContext> = (
  context: Context,
  value: unknown,
  payload: Fields,
) => JsonValue | undefined

/** A payload's fields. */
export type SignalShape<Context = RedactionContext> = Readonly<Record<string, FieldRule<Context>>>

/** A string that the pattern knows, else `otherwise`. */
export function oneOf(pattern: RegExp, otherwise?: string): FieldRule<unknown> {
  return (_context, value) => (typeof value === 'string' && pattern.test(value) ? value : otherwise)
}

/** A whole number from 0 to `max`; what is none is left out. */
export function whole(max: number): FieldRule<unknown> {
  return (_context, value) =>
    typeof value === 'number' && value >= 0 ? Math.min(Math.round(value), max) : undefined
}

/** A token, the same for the same text within the stream. */
export const token: FieldRule<Pick<RedactionContext, 'tokens'>> = ({ tokens }, value) =>
  tokens.token(typeof value === 'string' ? value : '')

/** A mask, or the text itself where a rule declares it: that is no secret, it stands in the app's own source. */
export const message: FieldRule = ({ options, mask }, value) => {
  const text = typeof value === 'string' ? value : ''
  return options.rules.messages.some((declared) => declared.text === text) ? text : mask(text)
}

/** The field by another rule where `applies` says so of what it stands in; left out elsewhere. */
export function where<Context>(
  applies: (payload: Fields) => boolean,
  rule: FieldRule<Context>,
): FieldRule<Context> {
  return (context, value, payload) => (applies(payload) ? rule(context, value, payload) : undefined)
}

/** The first `max` entries of a list, each by `rule`; entries that it leaves out are gone. */
export function list<Context>(rule: FieldRule<Context>, max: number): FieldRule<Context> {
  return (context, value, payload) =>
    Array.isArray(value) ? value.slice(0, max).flatMap((entry) => rule(context, entry, payload) ?? []) : []
}

/** The same; left out when nothing is left. */
export function some<Context>(rule: FieldRule<Context>, max: number): FieldRule<Context> {
  const all = list(rule, max)
  return (context, value, payload) => {
    const kept = all(context, value, payload)
    return Array.isArray(kept) && kept.length > 0 ? kept : undefined
  }
}

/** An object of this shape; undefined when one of `required` is left out. */
export function members<Context>(
  shape: SignalShape<Context>,
  required: readonly string[] = [],
): FieldRule<Context> {
  return (context, value) => {
    const payload = asFields(value) ?? {}
    const result: Record<string, JsonValue> = {}
    for (const name of Object.keys(shape)) {
      const kept = shape[name]?.(context, field(payload, name), payload)
      if (kept !== undefined) result[name] = kept
      else if (required.includes(name)) return undefined
    }
    return result satisfies JsonObject
  }
}
