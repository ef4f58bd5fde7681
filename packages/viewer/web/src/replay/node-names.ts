// What a node of the recording is called in a line of text: its element, and the words in it that a rule let through.
import type { ReplayEvent } from '../api/replays.ts'

/** The name of a node by its id. */
export type NodeNames = (id: number) => string

interface RecordedNode {
  readonly id: number
  readonly tagName?: string
  readonly textContent?: string
  readonly childNodes?: readonly RecordedNode[]
}

interface Known {
  readonly parentId: number | undefined
  readonly tagName: string | undefined
  words: string
}

const longestWords = 40

/** Names of the nodes that a run of events brought into the page; looked up only once one is asked for. */
export function nodeNames(events: readonly ReplayEvent[]): NodeNames {
  let known: ReadonlyMap<number, Known> | undefined
  return (id) => {
    known ??= findNodes(events)
    const node = known.get(id)
    const element = node?.tagName === undefined ? known.get(node?.parentId ?? 0) : node
    if (element?.tagName === undefined) return `node ${id}`
    const words = element.words.replace(/\s+/g, ' ').trim().slice(0, longestWords)
    return words === '' ? `<${element.tagName}>` : `<${element.tagName}> ${words}`
  }
}

interface Add {
  readonly parentId?: number
  readonly node?: RecordedNode
}

function findNodes(events: readonly ReplayEvent[]): ReadonlyMap<number, Known> {
  const nodes = new Map<number, Known>()
  for (const { type, data } of events) {
    const fields = data as (Add & { readonly adds?: readonly Add[] }) | null
    if (fields === null) continue
    if (type === 2) note(nodes, fields)
    if (type === 3) for (const add of fields.adds ?? []) note(nodes, add)
  }
  return nodes
}

// A list of its own, not the call stack: pages are deep.
function note(nodes: Map<number, Known>, { parentId, node }: Add): void {
  const waiting = node === undefined ? [] : [{ parentId, node }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { id, tagName, textContent = '', childNodes = [] } = next.node
    nodes.set(id, { parentId: next.parentId, tagName, words: '' })
    if (textContent !== '') addWords(nodes, next.parentId, textContent)
    for (const child of childNodes.toReversed()) waiting.push({ parentId: id, node: child })
  }
}

// To the element that a text stands in and the one around that: a label often has a wrapper.
function addWords(nodes: ReadonlyMap<number, Known>, parentId: number | undefined, words: string): void {
  const parent = nodes.get(parentId ?? 0)
  for (const element of [parent, nodes.get(parent?.parentId ?? 0)]) {
    if (element !== undefined && element.words.length < longestWords) element.words += ` ${words}`
  }
}
