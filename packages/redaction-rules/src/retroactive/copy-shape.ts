// Copies what an event is known to hold and nothing else: a recording may have been sealed by anyone.

import { asFields, type Fields, field } from '../read.ts'
import type { JsonObject, JsonValue } from '../recorded-event.ts'

/** What may stand in a place: a value of a kind, a list of such, an object with such members, or any of several. */
export type Shape =
  | 'number'
  | 'boolean'
  | 'string'
  | 'null'
  | RegExp
  | { readonly listOf: Shape }
  | { readonly anyOf: readonly Shape[] }
  | { readonly members: Readonly<Record<string, Shape>> }

/** An object as far as it has the shape. */
export function copyObject(value: Fields, shape: Shape): JsonObject {
  return (asFields(copyShape(value, shape)) ?? {}) as JsonObject
}

/** The value as far as it has the shape; undefined when it has not. */
function copyShape(value: unknown, shape: Shape): JsonValue | undefined {
  if (shape === 'number') return Number.isFinite(value) ? (value as number) : undefined
  if (shape === 'boolean') return typeof value === 'boolean' ? value : undefined
  if (shape === 'null') return value === null ? null : undefined
  if (shape === 'string') return typeof value === 'string' ? value : undefined
  if (shape instanceof RegExp) return typeof value === 'string' && shape.test(value) ? value : undefined
  if ('anyOf' in shape) {
    for (const one of shape.anyOf) {
      const copied = copyShape(value, one)
      if (copied !== undefined) return copied
    }
    return undefined
  }
  if ('listOf' in shape) {
    return Array.isArray(value) ? value.flatMap((entry) => copyShape(entry, shape.listOf) ?? []) : undefined
  }
  const fields = asFields(value)
  if (fields === undefined) return undefined
  const copy: Record<string, JsonValue> = {}
  for (const [name, member] of Object.entries(shape.members)) {
    const copied = copyShape(field(fields, name), member)
    if (copied !== undefined) copy[name] = copied
  }
  return copy
}
