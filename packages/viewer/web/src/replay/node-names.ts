// What a node of the recording is called in a line of text: its element, and the words in it or of its label that can be read.
import type { ReplayEvent } from '../api/replays.ts'

/** The name of a node by its id. */
export type NodeNames = (id: number) => string

interface RecordedNode {
  readonly id: number
  readonly tagName?: string
  readonly textContent?: string
  readonly attributes?: Readonly<Record<string, unknown>>
  readonly childNodes?: readonly RecordedNode[]
}

interface Known {
  readonly parentId: number | undefined
  readonly tagName: string | undefined
  readonly attributes: Readonly<Record<string, unknown>>
  words: string
}

interface KnownNodes {
  readonly byId: ReadonlyMap<number, Known>
  /** Labels by the token of the field that they name. */
  readonly labels: ReadonlyMap<unknown, Known>
}

const longestWords = 40

/**
 * Names of the nodes that a run of events brought into the page; looked up only once one is asked for. Of a run that goes
 * on from another one, `earlier` names what was there before.
 */
export function nodeNames(events: readonly ReplayEvent[], earlier?: NodeNames): NodeNames {
  let known: KnownNodes | undefined
  return (id) => {
    known ??= findNodes(events)
    const node = known.byId.get(id)
    const element = node?.tagName === undefined ? known.byId.get(node?.parentId ?? 0) : node
    if (element?.tagName === undefined) return earlier?.(id) ?? `node ${id}`
    const words = wordsOf(element, known).replace(/\s+/g, ' ').trim().slice(0, longestWords)
    return words === '' ? `<${element.tagName}>` : `<${element.tagName}> ${words}`
  }
}

const fields: ReadonlySet<unknown> = new Set(['input', 'select', 'textarea'])
const labelAttributes = ['aria-label', 'placeholder', 'title', 'alt']
// A label around a field may have a wrapper or two.
const labelDepth = 3

// A field has no words of its own, and those of its options name none.
function wordsOf(element: Known, { byId, labels }: KnownNodes): string {
  if (!fields.has(element.tagName)) return element.words
  const { attributes } = element
  const named = labelAttributes.map((name) => attributes[name]).find((text) => typeof text === 'string')
  const own = attributes['id'] === undefined ? undefined : labels.get(attributes['id'])
  let around = byId.get(element.parentId ?? 0)
  for (let depth = 1; depth < labelDepth && around?.tagName !== 'label'; depth += 1) {
    around = byId.get(around?.parentId ?? 0)
  }
  const label = own ?? (around?.tagName === 'label' ? around : undefined)
  return label?.words ?? (named as string | undefined) ?? ''
}

interface Add {
  readonly parentId?: number
  readonly node?: RecordedNode
}

function findNodes(events: readonly ReplayEvent[]): KnownNodes {
  const byId = new Map<number, Known>()
  for (const { type, data } of events) {
    const fields = data as Add & { readonly adds?: readonly Add[] }
    if (type === 2) note(byId, fields)
    if (type === 3 && Array.isArray(fields.adds)) for (const add of fields.adds) note(byId, add)
  }
  const labels = new Map<unknown, Known>()
  for (const node of byId.values()) {
    if (node.tagName === 'label' && node.attributes['for'] !== undefined) {
      labels.set(node.attributes['for'], node)
    }
  }
  return { byId, labels }
}

// A list of its own, not the call stack: pages are deep.
function note(nodes: Map<number, Known>, add: Add | null): void {
  if (add === null) return
  const { parentId, node } = add
  const waiting = [{ parentId, node }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    // A page sealed it: what has not a node's shape has no name.
    if (typeof next.node !== 'object' || next.node === null) continue
    const { id, tagName, textContent, attributes, childNodes } = next.node
    const known = typeof tagName === 'string' ? tagName : undefined
    nodes.set(id, { parentId: next.parentId, tagName: known, attributes: attributes ?? {}, words: '' })
    if (typeof textContent === 'string' && textContent !== '') addWords(nodes, next.parentId, textContent)
    if (!Array.isArray(childNodes)) continue
    for (const child of childNodes.toReversed()) waiting.push({ parentId: id, node: child as RecordedNode })
  }
}

// To the element that a text stands in and the one around that: a label often has a wrapper.
function addWords(nodes: ReadonlyMap<number, Known>, parentId: number | undefined, words: string): void {
  const parent = nodes.get(parentId ?? 0)
  for (const element of [parent, nodes.get(parent?.parentId ?? 0)]) {
    if (element !== undefined && element.words.length < longestWords) element.words += ` ${words}`
  }
}
