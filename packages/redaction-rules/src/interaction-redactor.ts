// Pointer, scroll and viewport: numbers and ids only, and nothing of what happens inside a box.

import { type AttributeOwner, isAnswer, isField, isSlider } from './attributes.ts'
import { isKeypad } from './keypad.ts'
import { isOpen } from './mutation-redactor.ts'
import type { RedactionContext } from './node-redactor.ts'
import { asFields, type Fields, field, integerField, listField, wholeNumber } from './read.ts'
import type { JsonObject, JsonValue } from './recorded-event.ts'

// Of a list that is open the option shows which; of an on-screen key, the digit.
function isAnonymous(context: RedactionContext, id: number): boolean {
  const tag = context.mirror.get(id)?.owner?.tag
  return tag !== 'option' && tag !== 'optgroup' && !isKeypad(context.mirror, id)
}

function isSliderId(context: RedactionContext, id: number): boolean {
  const owner = context.mirror.get(id)?.owner
  return owner !== undefined && isSlider(owner)
}

/** Moves of mouse, finger or dragged element (sources 1, 6 and 12). */
export function redactPositions(
  context: RedactionContext,
  data: Fields,
  source: number,
): JsonObject | undefined {
  const positions: JsonObject[] = []
  for (const entry of listField(data, 'positions')) {
    const fields = asFields(entry)
    const id = fields && integerField(fields, 'id')
    if (fields === undefined || !isOpen(context, id) || !isAnonymous(context, id)) continue
    if (isSliderId(context, id)) continue
    positions.push({
      x: wholeNumber(field(fields, 'x')),
      y: wholeNumber(field(fields, 'y')),
      id,
      timeOffset: wholeNumber(field(fields, 'timeOffset')),
    })
  }
  return positions.length === 0 ? undefined : { source, positions }
}

const click = 2
const focus = 5
const blur = 6

// The arrow keys tick a radio button by focus and by a click without a pointer: nobody clicked there.
function isKeyboardAnswer(owner: AttributeOwner | undefined, type: number, data: Fields): boolean {
  if (owner === undefined || !isAnswer(owner)) return false
  return type === focus || type === blur || (type === click && field(data, 'pointerType') === undefined)
}

/** Clicks, focus and the like (source 2); types 0 to 10, pointers 0 to 2. */
export function redactMouseInteraction(context: RedactionContext, data: Fields): JsonObject | undefined {
  const id = integerField(data, 'id')
  const type = integerField(data, 'type')
  if (!isOpen(context, id) || !isAnonymous(context, id)) return undefined
  if (type === undefined || type < 0 || type > 10) return undefined
  if (isKeyboardAnswer(context.mirror.get(id)?.owner, type, data)) return undefined
  const out: Record<string, JsonValue> = { source: 2, type, id }
  // Of a slider that it was touched shows, not where.
  const place = isSliderId(context, id) ? (asFields(context.options.centreOf?.(id)) ?? {}) : data
  for (const axis of ['x', 'y']) {
    if (field(data, axis) === undefined) continue
    const value = place[axis]
    if (value === undefined) return undefined
    out[axis] = wholeNumber(value)
  }
  const pointerType = integerField(data, 'pointerType')
  if (pointerType !== undefined && pointerType >= 0 && pointerType <= 2) out['pointerType'] = pointerType
  return out
}

/** Scrolling (source 3). A field's own scrolling tells how long its content is: dropped. */
export function redactScroll(context: RedactionContext, data: Fields): JsonObject | undefined {
  const id = integerField(data, 'id')
  if (!isOpen(context, id)) return undefined
  const owner = context.mirror.get(id)?.owner
  if (owner !== undefined && (isField(owner) || owner.tag === 'select')) return undefined
  return { source: 3, id, x: wholeNumber(field(data, 'x')), y: wholeNumber(field(data, 'y')) }
}

/** A new size of the viewport (source 4). */
export function redactViewport(data: Fields): JsonObject {
  return { source: 4, width: wholeNumber(field(data, 'width')), height: wholeNumber(field(data, 'height')) }
}
