// Reads what the replay frame told the DOM panel. The frame shows what strangers may have sealed, so each field is held to its
// shape and bound, and what does not fit is dropped; all of it is shown as text only.
import type { Origin, ThingKind } from '../../../../replay-frame/src/frame-messages.ts'
import {
  type InspectedAttribute,
  type InspectedNode,
  type InspectedRow,
  type InspectReport,
  inspectLimits,
} from '../../../../replay-frame/src/inspect-messages.ts'
import { thingKinds } from '../thing-kinds.ts'

type Fields = Readonly<Record<string, unknown>>

/** The answer, as far as it is one. */
export function parseInspected(report: unknown): InspectReport | undefined {
  const { type, ask, ...fields } = fieldsOf(report)
  if (!Number.isSafeInteger(ask)) return undefined
  const number = ask as number
  switch (type) {
    case 'inspected-tree': {
      const rows = listOf(fields['rows'], inspectLimits.rows).flatMap((row) => parseRow(fieldsOf(row)))
      return { type, ask: number, rows, isCut: fields['isCut'] === true }
    }
    case 'inspected-node': {
      const told = fields['told'] === undefined ? undefined : parseNode(fieldsOf(fields['told']))
      return { type, ask: number, ...(told !== undefined && { told }) }
    }
    case 'inspected-search': {
      const paths = listOf(fields['paths'], inspectLimits.hits)
        .map(parsePath)
        .filter((path) => path.length > 0)
      return { type, ask: number, paths, isCut: fields['isCut'] === true }
    }
    default:
      return undefined
  }
}

function parseRow(row: Fields): InspectedRow[] {
  const { node, depth, form, kind } = row
  if (!isId(node) || !Number.isSafeInteger(depth) || Number(depth) < 0) return []
  if (form !== 'element' && form !== 'shadow' && form !== 'text') return []
  const known = kindOf(kind)
  return [
    {
      node,
      depth: Math.min(Number(depth), inspectLimits.depth),
      form,
      name: textOf(row['name'], inspectLimits.text),
      attributes: parseAttributes(row['attributes'], inspectLimits.rowAttributes),
      text: textOf(row['text'], inspectLimits.text),
      ...(known !== undefined && { kind: known }),
      hasChildren: row['hasChildren'] === true,
      isOpen: row['isOpen'] === true,
    },
  ]
}

function parseNode(told: Fields): InspectedNode | undefined {
  const { node } = told
  if (!isId(node)) return undefined
  const { left, top, width, height } = fieldsOf(told['box'])
  const [kind, origin] = [kindOf(told['kind']), parseOrigin(told['origin'])]
  return {
    node,
    path: parsePath(told['path']),
    name: textOf(told['name'], inspectLimits.text),
    attributes: parseAttributes(told['attributes'], inspectLimits.attributes),
    text: textOf(told['text'], inspectLimits.value),
    ...(kind !== undefined && { kind }),
    ...(origin !== undefined && { origin }),
    box: { left: pixels(left), top: pixels(top), width: pixels(width), height: pixels(height) },
  }
}

function parseAttributes(list: unknown, limit: number): InspectedAttribute[] {
  return listOf(list, limit)
    .map(fieldsOf)
    .map(({ name, value, origin: given }) => {
      const origin = parseOrigin(given)
      return {
        name: textOf(name, inspectLimits.text),
        value: textOf(value, inspectLimits.value),
        ...(origin !== undefined && { origin }),
      }
    })
}

function parseOrigin(value: unknown): Origin | undefined {
  const { kind, rule } = fieldsOf(value)
  if (kind !== 'static' && kind !== 'rule') return undefined
  return typeof rule === 'string' && /^[a-z0-9._-]{1,64}$/.test(rule) ? { kind, rule } : { kind }
}

const isId = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0

const parsePath = (value: unknown): number[] => listOf(value, inspectLimits.depth).filter(isId)

const kindOf = (value: unknown): ThingKind | undefined => thingKinds.find((kind) => kind === value)

const pixels = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) ? Math.round(value * 10) / 10 : 0

const textOf = (value: unknown, limit: number): string =>
  typeof value === 'string' ? value.slice(0, limit) : ''

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

function listOf(value: unknown, limit: number): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]).slice(0, limit) : []
}
