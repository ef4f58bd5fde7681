// What runs inside the page: rrweb as published and as trimmed, both at once, over the same trees and steps. Ids are those
// of the nodes themselves, so that what one of them says of a node the other has to say of the same node.
import { defineRules } from '@reseal/redaction-rules'
import { record as published } from '@rrweb/record'
import { observerOptions } from '../../packages/recorder-sdk/src/capture/observer-options.ts'
import { type FuzzRun, type Recording, runFuzz } from '../support/fuzz/fuzz-page.ts'

type Record = typeof published

/** What both recorded, and what the browser refused to do. */
export interface Comparison {
  readonly published: readonly unknown[]
  readonly trimmed: readonly unknown[]
  readonly refused: readonly string[]
  readonly stepCount: number
}

declare global {
  interface Window {
    readonly trimmedRecord: Record
    compare: typeof compare
  }
}

const idKeys: ReadonlySet<string> = new Set([
  'id',
  'parentId',
  'nextId',
  'previousId',
  'rootId',
  'start',
  'end',
])
const ofTheClock: ReadonlySet<string> = new Set(['timestamp', 'timeOffset'])

/** Names nodes and style sheets alike for all recorders. */
function createNames(): (record: Record) => (event: unknown) => unknown {
  const nodes = new WeakMap<object, number>()
  let nodeCount = 0
  const numberOf = (node: object): number => {
    const known = nodes.get(node)
    if (known !== undefined) return known
    nodeCount += 1
    nodes.set(node, nodeCount)
    return nodeCount
  }
  return ({ mirror }) => {
    // A node that is gone is not in the mirror any more.
    const seen = new Map<unknown, number>()
    const sheets = new Map<unknown, number>()
    const nodeName = (id: number): unknown => {
      const node = mirror.getNode(id)
      if (node !== null) seen.set(id, numberOf(node))
      return seen.get(id) ?? `unknown ${id}`
    }
    const sheetName = (id: unknown): number => {
      if (!sheets.has(id)) sheets.set(id, sheets.size + 1)
      return sheets.get(id) ?? 0
    }
    return (event) =>
      JSON.parse(
        JSON.stringify(event, function (this: unknown, key, value: unknown) {
          if (ofTheClock.has(key)) return undefined
          if (key === 'styleId') return sheetName(value)
          if (key === 'styleIds') return (value as unknown[]).map(sheetName)
          const isId = idKeys.has(key) && typeof value === 'number' && value > 0
          const isRule = typeof this === 'object' && this !== null && 'rule' in this
          return isId && !isRule ? nodeName(value) : value
        }),
      ) as unknown
  }
}

function start(
  record: Record,
  options: ReturnType<typeof observerOptions>,
  name: (event: unknown) => unknown,
) {
  const events: unknown[] = []
  const stop = record({ ...options, emit: (event) => events.push(name(event)) })
  return { events, stop: () => stop?.() }
}

/** Records trees and what happens to them with both. */
export async function compare(run: Omit<FuzzRun, 'recorder'>): Promise<Comparison> {
  const names = createNames()
  const recorders = [published, window.trimmedRecord] as const
  let recordings: { readonly events: unknown[]; stop(): void }[] = []
  const startBoth = ({ rules }: Pick<FuzzRun, 'rules'>): Recording => {
    const options = observerOptions(defineRules(rules), () => false)
    recordings = recorders.map((record) => start(record, options, names(record)))
    return {
      events: [],
      errors: [],
      keyframe: () => recorders.map((record) => record.takeFullSnapshot(true)),
      stop: () => recordings.toReversed().map(({ stop }) => stop()),
    }
  }
  const { refused, stepCount } = await runFuzz({ ...run, recorder: 'bare' }, startBoth)
  const [of, ofTrimmed] = recordings
  return { published: of?.events ?? [], trimmed: ofTrimmed?.events ?? [], refused, stepCount }
}

window.compare = compare
