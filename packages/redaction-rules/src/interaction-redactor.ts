// Pointer, scroll, viewport and selection: numbers and ids only, and nothing of what happens inside a box.

import type { RedactionContext } from './context.ts'
import { isAnswer, isField, isSlider } from './controls.ts'
import { isKeypad } from './keypad.ts'
import { isOpen } from './mutation-redactor.ts'
import type { MirrorNode } from './node-mirror.ts'
import { asFields, type Fields, field, integerField, listField, wholeNumber } from './read.ts'
import type { JsonObject } from './recorded-event.ts'
import type { Opening } from './rule-set.ts'
import { ruleFor } from './text-redactor.ts'

// A node at which the pointer may show. Of a list that is open the option shows which; of an on-screen key, the digit.
function nodeAt(context: RedactionContext, id: number | undefined): MirrorNode | undefined {
  if (!isOpen(context, id)) return undefined
  const node = context.mirror.get(id)
  const isClosed = (opening: Opening): boolean => ruleFor(context, id, [opening]) === undefined
  const tag = node?.owner?.tag
  if ((tag === 'option' || tag === 'optgroup') && isClosed('options')) return undefined
  return isKeypad(context.mirror, id) && isClosed('keys') ? undefined : node
}

function isClosedSlider(context: RedactionContext, { owner }: MirrorNode): boolean {
  return owner !== undefined && isSlider(owner) && ruleFor(context, owner.id, ['range']) === undefined
}

/** Moves of mouse, finger or dragged element (sources 1, 6 and 12). */
export function redactPositions(
  context: RedactionContext,
  data: Fields,
  source: number,
): JsonObject | undefined {
  const positions = listField(data, 'positions').flatMap((entry) => {
    const fields = asFields(entry) ?? {}
    const id = integerField(fields, 'id')
    const node = nodeAt(context, id)
    if (id === undefined || node === undefined || isClosedSlider(context, node)) return []
    const number = (name: string): number => wholeNumber(field(fields, name))
    return { x: number('x'), y: number('y'), id, timeOffset: number('timeOffset') }
  })
  return positions.length === 0 ? undefined : { source, positions }
}

const click = 2
const focus = 5
const blur = 6

// The arrow keys tick a radio button by focus and by a click without a pointer: nobody clicked there.
function isKeyboardAnswer(context: RedactionContext, node: MirrorNode, type: number, data: Fields): boolean {
  const isKeyboard =
    type === focus || type === blur || (type === click && field(data, 'pointerType') === undefined)
  if (!isKeyboard || !isAnswer(node) || node.owner === undefined) return false
  const opening = node.owner.tag === 'option' ? 'options' : 'checked'
  return ruleFor(context, node.owner.id, [opening]) === undefined
}

/** Clicks, focus and the like (source 2); types 0 to 10, pointers 0 to 2. */
export function redactMouseInteraction(context: RedactionContext, data: Fields): JsonObject | undefined {
  const id = integerField(data, 'id')
  const type = integerField(data, 'type')
  const node = nodeAt(context, id)
  if (id === undefined || node === undefined) return undefined
  if (type === undefined || type < 0 || type > 10 || isKeyboardAnswer(context, node, type, data))
    return undefined
  // Of a slider that it was touched shows, not where.
  const place = isClosedSlider(context, node) ? (asFields(context.options.centreOf?.(id)) ?? {}) : data
  const out: Record<string, number> = { source: 2, type, id }
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

/** A selection (source 14), where a rule opens both of its ends and their text is readable. */
export function redactSelection(context: RedactionContext, data: Fields): JsonObject | undefined {
  const ranges = listField(data, 'ranges').flatMap((entry) => {
    const fields = asFields(entry) ?? {}
    const end = (idName: string, offsetName: string): JsonObject | undefined => {
      const id = integerField(fields, idName)
      const offset = integerField(fields, offsetName)
      const node = id === undefined ? undefined : context.mirror.get(id)
      if (id === undefined || offset === undefined || node?.rule === undefined) return undefined
      const isInside = offset >= 0 && offset <= (node.text ?? '').length
      return isInside && ruleFor(context, node.parent, ['selection']) !== undefined
        ? { [idName]: id, [offsetName]: offset }
        : undefined
    }
    const start = end('start', 'startOffset')
    const stop = end('end', 'endOffset')
    return start === undefined || stop === undefined ? [] : { ...start, ...stop }
  })
  return ranges.length === 0 ? undefined : { source: 14, ranges }
}
