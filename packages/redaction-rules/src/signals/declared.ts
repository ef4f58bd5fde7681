// Values that an app reports of itself: one of a declared list, a yes or no, or a coarse number. No character of the
// output comes from the page.

import { asFields, type Fields, field } from '../read.ts'
import type { JsonObject } from '../recorded-event.ts'
import type { RuleSet, ValueKind } from '../rule-set.ts'
import type { FieldRule } from './signal-shape.ts'

/** What a declared value is recorded as. */
export type DeclaredValue = string | number | boolean

/** Payload of `reseal/event`: something the app says has happened. */
export interface EventPayload {
  readonly name: string
  readonly fields: Readonly<Record<string, DeclaredValue>>
}

/** Payload of `reseal/tag` and `reseal/flag`: what holds from now on. */
export interface TagPayload {
  readonly key: string
  readonly value: DeclaredValue
}

const maxCount = 100_000
const maxDurationMs = 10_000_000

/** A whole number of two digits and zeros: a record's number, a date or a postal code is none. */
export function coarseNumber(value: unknown, max: number): number | undefined {
  if (typeof value !== 'number' || !(value >= 0)) return undefined
  return Number(Math.round(Math.min(value, max)).toPrecision(2))
}

/** A value that a rule declares to be of this kind; undefined where it is not. */
export function declaredValue(kind: ValueKind | undefined, value: unknown): DeclaredValue | undefined {
  if (kind === 'boolean') return typeof value === 'boolean' ? value : undefined
  if (kind === 'count') return coarseNumber(value, maxCount)
  if (kind === 'duration') return coarseNumber(value, maxDurationMs)
  return kind?.find((known) => known === value)
}

/** What is recorded of an event; undefined where no rule declares it. */
export function declaredEvent({ events }: RuleSet, payload: Fields): EventPayload | undefined {
  const rule = events.find(({ name }) => name === field(payload, 'name'))
  if (rule === undefined) return undefined
  const given = asFields(field(payload, 'fields')) ?? {}
  const fields: Record<string, DeclaredValue> = {}
  for (const [name, kind] of Object.entries(rule.fields ?? {})) {
    const value = declaredValue(kind, field(given, name))
    if (value !== undefined) fields[name] = value
  }
  return { name: rule.name, fields }
}

/** What is recorded of a tag or a flag; undefined where no rule declares it, or not this value. */
export function declaredTag({ tags }: RuleSet, payload: Fields): TagPayload | undefined {
  const rule = tags.find(({ key }) => key === field(payload, 'key'))
  const value = declaredValue(rule?.values, field(payload, 'value'))
  return rule === undefined || value === undefined ? undefined : { key: rule.key, value }
}

const redact =
  (declared: (rules: RuleSet, payload: Fields) => object | undefined): FieldRule =>
  ({ options }, value) =>
    declared(options.rules, asFields(value) ?? {}) as JsonObject | undefined

/** Redacts the payload of `reseal/event`. */
export const redactEvent: FieldRule = /* @__PURE__ */ redact(declaredEvent)
/** Redacts the payload of `reseal/tag` and of `reseal/flag`. */
export const redactTag: FieldRule = /* @__PURE__ */ redact(declaredTag)
