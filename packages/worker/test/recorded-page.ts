// Recorded pages made by hand: rrweb events of what a recorder that redacts nothing would have sent.

/** A recorded node. */
export type RecordedNode = Readonly<Record<string, unknown>>

/** A node before it has an id: an element, or a text. */
export type Sketch = string | ElementSketch

/** An element. */
export interface ElementSketch {
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Sketch[]
}

/** Sketches an element. */
export function element(
  tag: string,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Sketch[]
): ElementSketch {
  return { tag, attributes, children }
}

/** A page whose nodes have ids. */
export interface RecordedPage {
  /** An event with a full snapshot of the page with these in its body. */
  snapshot(...body: readonly Sketch[]): RecordedNode
  /** Ids of the body's own children, in the last snapshot. */
  readonly bodyChildren: readonly number[]
  readonly bodyId: number
  /** Gives a sketch ids. */
  record(sketch: Sketch): RecordedNode
  /** A mutation. */
  mutation(parts: Readonly<Record<string, unknown>>): RecordedNode
}

/** An event. */
export function event(type: number, data: unknown): RecordedNode {
  return { type, timestamp: 1_700_000_000_000, data }
}

/** Creates a page; ids go up from 1. */
export function createRecordedPage(): RecordedPage {
  let lastId = 0
  let bodyId = 0
  let bodyChildren: number[] = []

  function record(sketch: Sketch): RecordedNode {
    lastId += 1
    const id = lastId
    if (typeof sketch === 'string') return { type: 3, textContent: sketch, id }
    const { tag, attributes, children } = sketch
    return { type: 2, tagName: tag, attributes, childNodes: children.map(record), id }
  }

  return {
    record,
    get bodyChildren() {
      return bodyChildren
    },
    get bodyId() {
      return bodyId
    },
    snapshot(...body) {
      const bodyNode = record(element('body', {}, ...body))
      bodyId = bodyNode['id'] as number
      bodyChildren = (bodyNode['childNodes'] as RecordedNode[]).map((child) => child['id'] as number)
      lastId += 2
      const html = { type: 2, tagName: 'html', attributes: {}, childNodes: [bodyNode], id: lastId - 1 }
      const node = { type: 0, childNodes: [html], id: lastId }
      return event(2, { node, initialOffset: { top: 0, left: 0 } })
    },
    mutation: (parts) => event(3, { source: 0, texts: [], attributes: [], removes: [], adds: [], ...parts }),
  }
}
