// Which nodes of a recording are marked as readable, and as what, at the end of its events.
import type { RecordedLike } from '@reseal/testing/ingest'

/** Marks of a node. */
export interface NodeMarks {
  /** The text node is static. */
  isStatic: boolean
  /** Attributes that are static. */
  attributes: readonly string[]
}

interface Recorded {
  readonly id?: number
  readonly static?: true | readonly string[]
  readonly node?: Recorded
  readonly childNodes?: readonly Recorded[]
  readonly attributes?: Readonly<Record<string, unknown>>
}

interface Mutation {
  readonly source?: number
  readonly adds?: readonly { readonly node: Recorded }[]
  readonly texts?: readonly Recorded[]
  readonly attributes?: readonly Recorded[]
  readonly node?: Recorded
}

const keyframe = 2
const increment = 3

/** Marks by node id, of all that was recorded until a time. */
export function marksOf(events: readonly RecordedLike[], untilMs: number): ReadonlyMap<number, NodeMarks> {
  const marks = new Map<number, NodeMarks>()

  function keep(node: Recorded): void {
    if (node.id !== undefined) {
      const attributes = Array.isArray(node.static) ? (node.static as readonly string[]) : []
      marks.set(node.id, { isStatic: node.static === true, attributes })
    }
    for (const child of node.childNodes ?? []) keep(child)
  }

  for (const { type, data, timestamp } of events) {
    if (timestamp > untilMs) break
    const recorded: Mutation = data
    if (type === keyframe && recorded.node !== undefined) {
      marks.clear()
      keep(recorded.node)
    }
    if (type !== increment || recorded.source !== 0) continue
    for (const { node } of recorded.adds ?? []) keep(node)
    for (const text of recorded.texts ?? []) keep({ ...text, attributes: {} })
    for (const { id = 0, attributes = {}, static: names } of recorded.attributes ?? []) {
      const before = marks.get(id)
      const unchanged = before?.attributes.filter((name) => !(name in attributes)) ?? []
      const now = Array.isArray(names) ? (names as readonly string[]) : []
      marks.set(id, { isStatic: before?.isStatic ?? false, attributes: [...unchanged, ...now] })
    }
  }
  return marks
}
