// What the person did, by kind and element: clicks and entries, never what was entered.
import type { ReplayEvent } from '../api/replays.ts'
import type { NodeNames } from './node-names.ts'
import type { Signal } from './signals.ts'

const incremental = 3
const mouseInteraction = 2
const input = 5

// Of rrweb's interactions those that a person means.
const interactions: Readonly<Record<number, string>> = { 2: 'click', 3: 'right click', 4: 'double click' }

/** The line of an event that tells of something the person did; none of any other. */
export function actionSignal({ type, timestamp, data }: ReplayEvent, names: NodeNames): Signal[] {
  if (type !== incremental || typeof data !== 'object' || data === null) return []
  const { source, type: kind, id } = data as Readonly<Record<string, unknown>>
  if (typeof id !== 'number') return []
  const level =
    source === input ? 'input' : source === mouseInteraction ? interactions[Number(kind)] : undefined
  return level === undefined ? [] : [{ kind: 'action', atMs: timestamp, level, text: names(id), node: id }]
}
