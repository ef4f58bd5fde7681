// Reads an opened recording as the walkthroughs do: signals, clicks, and the page as the events rebuild it.
import type { RecordedLike } from '@reseal/testing/ingest'

interface RecordedNode {
  readonly id: number
  readonly tagName?: string
  readonly textContent?: string
  readonly attributes?: Readonly<Record<string, unknown>>
  readonly childNodes?: readonly RecordedNode[]
}

interface PageNode {
  readonly tagName: string
  readonly parentId: number | undefined
  text: string
  readonly attributes: Record<string, unknown>
}

interface Mutation {
  readonly texts?: readonly { readonly id: number; readonly value: string }[]
  readonly attributes?: readonly {
    readonly id: number
    readonly attributes: Readonly<Record<string, unknown>>
  }[]
  readonly removes?: readonly { readonly id: number }[]
  readonly adds?: readonly { readonly parentId: number; readonly node: RecordedNode }[]
}

export interface Signal {
  readonly at: number
  readonly payload: Readonly<Record<string, unknown>>
}

/** The signals of one kind, in order. */
export function signalsOf(events: readonly RecordedLike[], plugin: string): Signal[] {
  return events
    .filter(({ type, data }) => type === 6 && data['plugin'] === plugin)
    .map(({ timestamp, data }) => ({ at: timestamp, payload: data['payload'] as Signal['payload'] }))
}

/** When requests of a template began, with their answers, in the order in which they ended. */
export function requestsOf(events: readonly RecordedLike[], method: string, template: string) {
  return signalsOf(events, 'reseal/network')
    .filter(
      ({ payload }) => payload['http.request.method'] === method && payload['url.template'] === template,
    )
    .map(({ at, payload }) => ({
      endedAt: at,
      beganAt: at - Number(payload['duration']),
      status: payload['http.response.status_code'],
      payload,
    }))
}

export interface Click {
  readonly at: number
  readonly id: number
  readonly x: number
  readonly y: number
}

const interactions = { down: 1, click: 2, focus: 5, blur: 6 } as const

/** What pointer or focus did to elements, in order. */
export function interactionsOf(events: readonly RecordedLike[], kind: keyof typeof interactions): Click[] {
  return events
    .filter(({ type, data }) => type === 3 && data['source'] === 2 && data['type'] === interactions[kind])
    .map(({ timestamp, data }) => ({
      at: timestamp,
      id: Number(data['id']),
      x: Number(data['x']),
      y: Number(data['y']),
    }))
}

/** The page at a moment. */
export class RebuiltPage {
  readonly #nodes = new Map<number, PageNode>()

  constructor(events: readonly RecordedLike[], until = Number.POSITIVE_INFINITY) {
    for (const { type, data, timestamp } of events) {
      if (timestamp > until) break
      if (type === 2) {
        this.#nodes.clear()
        this.#add(data['node'] as RecordedNode, undefined)
      }
      if (type === 3 && data['source'] === 0) this.#change(data as Mutation)
    }
  }

  #add(
    { id, tagName = '', textContent = '', attributes = {}, childNodes = [] }: RecordedNode,
    parentId?: number,
  ) {
    this.#nodes.set(id, { tagName, parentId, text: textContent, attributes: { ...attributes } })
    for (const child of childNodes) this.#add(child, id)
  }

  #change({ texts = [], attributes = [], removes = [], adds = [] }: Mutation) {
    for (const { id } of removes) this.#remove(id)
    for (const { parentId, node } of adds) this.#add(node, parentId)
    for (const { id, value } of texts) {
      const node = this.#nodes.get(id)
      if (node) node.text = value
    }
    for (const { id, attributes: changed } of attributes)
      Object.assign(this.#nodes.get(id)?.attributes ?? {}, changed)
  }

  #remove(id: number) {
    this.#nodes.delete(id)
    for (const [child, { parentId }] of this.#nodes) if (parentId === id) this.#remove(child)
  }

  /** Ids of the elements of that name, in the order in which they came. */
  all(tagName: string): number[] {
    return [...this.#nodes].filter(([, node]) => node.tagName === tagName).map(([id]) => id)
  }

  /** The elements of that name which show that text and nothing else. */
  withText(tagName: string, text: string): number[] {
    return this.all(tagName).filter((id) => this.textOf(id) === text)
  }

  textOf(id: number): string {
    const own = this.#nodes.get(id)?.text ?? ''
    const below = [...this.#nodes].filter(([, { parentId }]) => parentId === id)
    return (own + below.map(([child]) => this.textOf(child)).join('')).trim()
  }

  attribute(id: number, name: string): unknown {
    return this.#nodes.get(id)?.attributes[name]
  }

  /** Whether an element is, or lies in, another. */
  isWithin(id: number, ancestor: number): boolean {
    if (id === ancestor) return true
    const parentId = this.#nodes.get(id)?.parentId
    return parentId !== undefined && this.isWithin(parentId, ancestor)
  }
}
