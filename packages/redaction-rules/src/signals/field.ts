// Marks of fields: that one became invalid, and the like, never what it holds (section 20). Each is told where an allow rule
// opens it by name.

import { asFields, field } from '../read.ts'
import type { JsonObject, JsonValue } from '../recorded-event.ts'
import type { FieldMark } from '../rule-set.ts'
import { isPressShown, type LateSignal } from './late-signal.ts'
import { type FieldRule, oneOf, whole } from './signal-shape.ts'

/** Payload of `reseal/field`: what was found when a field was left, sent or reset. */
export interface FieldPayload {
  /** Id of the field. */
  readonly id: number
  /** It does not satisfy its constraints, or no longer fails to. */
  readonly invalid?: boolean
  /** How often it was found so, with `invalid`. */
  readonly times?: number
  /** Where `filled` is open too: there is nothing in it, or its form is none that it takes. */
  readonly why?: 'missing' | 'format'
  /** It was found invalid before, and holds the same as then. */
  readonly same?: boolean
  /** It holds something else than when the person came to it. */
  readonly changed?: true
  /** It holds something. */
  readonly filled?: boolean
  /** What its markup declares; never told alone. */
  readonly kind?: 'number' | 'date' | 'text'
  /** Which allow rule opened each mark. */
  readonly opened: Readonly<Partial<Record<FieldMark, number>>>
}

const flag: FieldRule<unknown> = (_context, value) => (typeof value === 'boolean' ? value : undefined)

const shapes: Readonly<Record<FieldMark, FieldRule<unknown>>> = {
  invalid: flag,
  changed: (_context, value) => (value === true ? true : undefined),
  filled: flag,
  same: flag,
  kind: /* @__PURE__ */ oneOf(/^(?:number|date|text)$/),
}
const times = /* @__PURE__ */ whole(99)
const why = /* @__PURE__ */ oneOf(/^(?:missing|format)$/)

/** The marks, by the names of their openings. */
export const fieldMarks: readonly FieldMark[] = /* @__PURE__ */ (() =>
  Object.keys(shapes) as readonly FieldMark[])()

/** Takes out of told marks what may not be told beside the others; undefined when nothing is left. */
export function fittingMarks(
  payload: JsonObject,
  opened: Readonly<Record<string, JsonValue>>,
): JsonObject | undefined {
  const kept: Record<string, JsonValue> = { ...payload }
  if (kept['invalid'] !== true) {
    delete kept['times']
    delete kept['same']
  }
  // Which constraint failed tells, one way or the other, whether there is anything.
  if (kept['invalid'] !== true || opened['filled'] === undefined) delete kept['why']
  const marks = Object.fromEntries(Object.entries(opened).filter(([mark]) => kept[mark] !== undefined))
  const isNothing = ['invalid', 'changed', 'filled'].every((mark) => marks[mark] === undefined)
  return isNothing ? undefined : { ...kept, opened: marks }
}

/** Redacts the payload of `reseal/field`. `pressedIds` is what was pressed before: where that does not show, this does not. */
export const redactField: LateSignal = (context, value, data) => {
  const payload = asFields(value) ?? {}
  const spot = context.spotOf(field(payload, 'id'))
  if (spot === undefined || !isPressShown(context, payload)) return undefined
  const told: Record<string, JsonValue> = { id: payload['id'] as number }
  const opened: Record<string, number> = {}
  for (const mark of fieldMarks) {
    const kept = shapes[mark](context, field(payload, mark), data)
    const rule = kept === undefined ? undefined : spot.markRule(mark)
    if (kept === undefined || rule === undefined) continue
    told[mark] = kept
    opened[mark] = rule
  }
  for (const [name, rule] of [
    ['times', times],
    ['why', why],
  ] as const) {
    const kept = rule(context, field(payload, name), data)
    if (kept !== undefined) told[name] = kept
  }
  return fittingMarks(told, opened)
}
