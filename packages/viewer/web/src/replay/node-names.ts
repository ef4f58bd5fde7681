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

const longestWords = 40

/** Names of the nodes that a run of events brought into the page; looked up only once one is asked for. */
export function nodeNames(events: readonly ReplayEvent[]): NodeNames {
  let known: Map<number, string> | undefined
  return (id) => {
    known ??= findNames(events)
    return known.get(id) ?? `node ${id}`
  }
}

function findNames(events: readonly ReplayEvent[]): Map<number, string> {
  const names = new Map<number, string>()
  for (const { type, data } of events) {
    const fields = data as { node?: RecordedNode; adds?: readonly { node?: RecordedNode }[] } | null
    const roots = type === 2 ? [fields?.node] : type === 3 ? (fields?.adds ?? []).map(({ node }) => node) : []
    for (const root of roots) if (root !== undefined) nameAll(root, names)
  }
  return names
}

// A list of its own, not the call stack: pages are deep.
function nameAll(root: RecordedNode, names: Map<number, string>): void {
  const waiting = [root]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.tagName !== undefined) {
      const words = wordsIn(node).trim().slice(0, longestWords)
      names.set(node.id, words === '' ? `<${node.tagName}>` : `<${node.tagName}> ${words}`)
    }
    for (const child of node.childNodes ?? []) {
      if (child.tagName === undefined) names.set(child.id, names.get(node.id) ?? `node ${child.id}`)
      waiting.push(child)
    }
  }
}

function wordsIn({ childNodes = [] }: RecordedNode): string {
  return childNodes
    .map(({ textContent, tagName, childNodes: inner = [] }) =>
      tagName === undefined ? (textContent ?? '') : inner.map((node) => node.textContent ?? '').join(' '),
    )
    .join(' ')
    .replace(/\s+/g, ' ')
}
