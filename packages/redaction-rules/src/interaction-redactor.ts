// Pointer, scroll, viewport and selection: numbers and ids only, and nothing of what happens inside a box.

import type { RedactionContext } from './context.ts'
import { isAnswer, isScrollClosed, isSlider } from './controls.ts'
import { isKeypad } from './keypad.ts'
import { isOpen } from './mutation-redactor.ts'
import type { MirrorNode } from './node-mirror.ts'
import { asFields, entriesOf, type Fields, field, integerField, wholeNumber } from './read.ts'
import type { JsonObject } from './recorded-event.ts'
import type { Opening } from './rule-set.ts'
import { ruleFor } from './text-redactor.ts'

/** A node at which the pointer may show, and what has to be open for that. */
interface Spot {
  readonly id: number
  readonly node: MirrorNode
  readonly needed: readonly Opening[]
}

// Of a list that is open the option shows which; of an on-screen key, the digit.
function spotAt(context: RedactionContext, id: number | undefined): Spot | undefined {
  const node = isOpen(context, id) ? context.mirror.get(id) : undefined
  if (id === undefined || node === undefined) return undefined
  const isOption = /^opt(?:ion|group)$/.test(node.owner?.tag ?? '')
  const keys: readonly Opening[] = isKeypad(context.mirror, id) ? ['keys'] : []
  return { id, node, needed: isOption ? ['options', ...keys] : keys }
}

/** The mark of the rule that opens all that is needed, empty when nothing is; undefined where it is closed. */
function markFor(
  context: RedactionContext,
  { id, needed }: Spot,
  also: readonly Opening[] = [],
): { readonly rule?: number } | undefined {
  if (needed.length + also.length === 0) return {}
  const rule = ruleFor(context, id, [...needed, ...also])
  return rule === undefined ? undefined : { rule }
}

/** Whether a click with a pointer shows at a node, whatever rules open. */
export function isClickShown(context: RedactionContext, id: unknown): id is number {
  const spot = spotAt(context, Number.isSafeInteger(id) ? (id as number) : undefined)
  return spot !== undefined && spot.needed.length === 0
}

function isSliderSpot({ node }: Spot): boolean {
  return node.owner !== undefined && isSlider(node.owner)
}

/** Moves of mouse, finger or dragged element (sources 1, 6 and 12). */
export function redactPositions(
  context: RedactionContext,
  data: Fields,
  source: number,
): JsonObject | undefined {
  const positions = entriesOf(data, 'positions').flatMap((entry) => {
    const spot = spotAt(context, integerField(entry, 'id'))
    if (spot === undefined) return []
    const mark = markFor(context, spot, isSliderSpot(spot) ? ['range'] : [])
    if (mark === undefined) return []
    const number = (name: string): number => wholeNumber(field(entry, name))
    return { x: number('x'), y: number('y'), id: spot.id, timeOffset: number('timeOffset'), ...mark }
  })
  return positions.length === 0 ? undefined : { source, positions }
}

const mouseDown = 1
const click = 2
const focus = 5
const blur = 6
const touchStart = 7

// The arrow keys tick a radio button by focus and by a click without a pointer: nobody clicked there. rrweb may give such
// a click the pointer of an earlier one, so only where a pointer went down is a click taken for one.
function keyboardAnswer({ id, node }: Spot, type: number, pressedId: number): readonly Opening[] {
  const isKeyboard = type === focus || type === blur || (type === click && id !== pressedId)
  if (!isKeyboard || !isAnswer(node) || node.owner === undefined) return []
  return [node.owner.tag === 'option' ? 'options' : 'checked']
}

/** Clicks, focus and the like (source 2); types 0 to 10, pointers 0 to 2. */
export function redactMouseInteraction(context: RedactionContext, data: Fields): JsonObject | undefined {
  const type = integerField(data, 'type')
  const spot = spotAt(context, integerField(data, 'id'))
  if (spot === undefined || type === undefined || type < 0 || type > 10) return undefined
  const { id } = spot
  const answer = keyboardAnswer(spot, type, context.mirror.pressedId)
  if (type === mouseDown || type === touchStart) context.mirror.pressedId = id
  if (type === click) context.mirror.pressedId = 0
  const exact = isSliderSpot(spot) ? markFor(context, spot, [...answer, 'range']) : undefined
  const mark = exact ?? markFor(context, spot, answer)
  if (mark === undefined) return undefined
  // Of a slider that it was touched shows, not where.
  const isVague = exact === undefined && isSliderSpot(spot)
  const place = isVague ? (asFields(context.options.centreOf?.(id)) ?? {}) : data
  const out: Record<string, number> = { source: 2, type, id, ...mark }
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

/** Scrolling (source 3). A field's own scrolling tells how long its content is, a list's which option: dropped. */
export function redactScroll(context: RedactionContext, data: Fields): JsonObject | undefined {
  const id = integerField(data, 'id')
  if (!isOpen(context, id)) return undefined
  const node = context.mirror.get(id)
  if (node === undefined || isScrollClosed(node)) return undefined
  return { source: 3, id, x: wholeNumber(field(data, 'x')), y: wholeNumber(field(data, 'y')) }
}

/** A new size of the viewport (source 4). */
export function redactViewport(data: Fields): JsonObject {
  return { source: 4, width: wholeNumber(field(data, 'width')), height: wholeNumber(field(data, 'height')) }
}

/** A selection (source 14), where a rule opens both of its ends and their text is readable. */
export function redactSelection(context: RedactionContext, data: Fields): JsonObject | undefined {
  const ranges = entriesOf(data, 'ranges').flatMap((entry) => {
    const end = (idName: string, offsetName: string): JsonObject | undefined => {
      const id = integerField(entry, idName)
      const offset = integerField(entry, offsetName)
      const node = id === undefined ? undefined : context.mirror.get(id)
      if (id === undefined || offset === undefined || node?.rule === undefined) return undefined
      const isInside = offset >= 0 && offset <= (node.text ?? '').length
      const rule = isInside ? ruleFor(context, node.parent, ['selection']) : undefined
      return rule === undefined ? undefined : { [idName]: id, [offsetName]: offset, [`${idName}Rule`]: rule }
    }
    const start = end('start', 'startOffset')
    const stop = end('end', 'endOffset')
    return start === undefined || stop === undefined ? [] : { ...start, ...stop }
  })
  return ranges.length === 0 ? undefined : { source: 14, ranges }
}
