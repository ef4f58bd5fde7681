// What people did: kept where the node is still there; what an opening let through, where its rule is.

import { asFields, type Fields, field, integerField, listField, stringField } from '../read.ts'
import type { JsonObject, JsonValue } from '../recorded-event.ts'
import { isMask } from './mask-characters.ts'
import type { PageMirror, PageNode } from './page-mirror.ts'
import { type Judgement, owningElement } from './readable-text.ts'
import { stateOpenings } from './state-openings.ts'

function nodeOf(mirror: PageMirror, fields: Fields): PageNode | undefined {
  const id = integerField(fields, 'id')
  return id === undefined ? undefined : mirror.get(id)
}

// Without a mark an event is one that every capture records.
function isKept({ today }: Judgement, node: PageNode, fields: Fields): boolean {
  const mark = field(fields, 'rule')
  if (mark === undefined) return true
  return !node.isClosed && today.opens(mark, stateOpenings) && !today.closes(node)
}

/** Moves of mouse, finger or dragged element. */
export function redactPositions(
  judgement: Judgement,
  mirror: PageMirror,
  data: Fields,
): JsonObject | undefined {
  const positions = listField(data, 'positions').filter((entry) => {
    const fields = asFields(entry)
    const node = fields && nodeOf(mirror, fields)
    return fields !== undefined && node !== undefined && isKept(judgement, node, fields)
  })
  return positions.length === 0 ? undefined : ({ ...data, positions } as JsonObject)
}

/** An event at one node: a click, scrolling. */
export function redactAtNode(judgement: Judgement, mirror: PageMirror, data: Fields): JsonObject | undefined {
  const node = nodeOf(mirror, data)
  return node !== undefined && isKept(judgement, node, data) ? (data as JsonObject) : undefined
}

/** Input: recorded only where a rule opened it. */
export function redactInput(judgement: Judgement, mirror: PageMirror, data: Fields): JsonObject | undefined {
  const node = nodeOf(mirror, data)
  const text = stringField(data, 'text')
  if (node === undefined || field(data, 'rule') === undefined || !isKept(judgement, node, data)) {
    return undefined
  }
  const isIdentifying = text !== undefined && !isMask(text) && judgement.detection.isIdentifying(text)
  return isIdentifying ? undefined : (data as JsonObject)
}

/** Selection: recorded only where a rule opened it, and where both ends still are. */
export function redactSelection(
  judgement: Judgement,
  mirror: PageMirror,
  data: Fields,
): JsonObject | undefined {
  const ranges = listField(data, 'ranges').filter((entry) => {
    const fields = asFields(entry)
    if (fields === undefined) return false
    return ['start', 'end'].every((end) => {
      const id = integerField(fields, end)
      const node = id === undefined ? undefined : mirror.get(id)
      const element = node && owningElement(node)
      const mark = field(fields, `${end}Rule`)
      if (node?.isReadable !== true || element === undefined || mark === undefined) return false
      return isKept(judgement, element, { rule: mark })
    })
  })
  return ranges.length === 0 ? undefined : ({ ...data, ranges: ranges as JsonValue[] } as JsonObject)
}

/** Changes to style sheets, rewritten at capture: kept unless the node they belong to is gone. */
export function redactStyles(mirror: PageMirror, data: Fields): JsonObject | undefined {
  const isOfNode = field(data, 'id') !== undefined
  return isOfNode && nodeOf(mirror, data) === undefined ? undefined : (data as JsonObject)
}
