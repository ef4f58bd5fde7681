// A recording around hostile content: a page that begins well, what is tried, and a change that shows that replay goes on.
import type { Page } from 'playwright'

/** What is shown at first. */
export const firstText = 'A page'
/** What is shown once everything before it has been played. */
export const lastText = 'Still here'
/** When it is shown, ms from the start. */
export const lastTextMs = 3_000

const rootIds = { document: 1, html: 2, body: 3, head: 4, heading: 5, headingText: 6, stage: 7 }
/** Ids of what is tried begin here. */
const firstHostileId = 100

/** A node as rrweb serialises it. */
export type SerialNode = Readonly<Record<string, unknown>>

/** rrweb's serialisation of markup, by the browser's own parser in a document without a window: nothing of it runs. */
export function serialise(page: Page, html: string): Promise<SerialNode[]> {
  return page.evaluate(
    ({ source, firstId }) => {
      let id = firstId
      const next = () => (id += 1)
      // A form's fields take the place of its properties, which is one of the cases.
      const children = Object.getOwnPropertyDescriptor(Node.prototype, 'childNodes')?.get
      const childrenOf = (node: Node) => [...((children?.call(node) ?? []) as Iterable<Node>)]
      const walk = (node: Node): Record<string, unknown>[] => {
        if (node.nodeType === Node.TEXT_NODE)
          return [{ type: 3, id: next(), textContent: node.nodeValue ?? '' }]
        if (!(node instanceof Element)) return []
        const element = node
        const inner = element instanceof HTMLTemplateElement ? element.content : element
        const own = next()
        return [
          {
            type: 2,
            id: own,
            tagName: element.localName,
            attributes: Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value])),
            childNodes: childrenOf(inner).flatMap(walk),
            ...(element.namespaceURI === 'http://www.w3.org/2000/svg' ? { isSVG: true } : {}),
          },
        ]
      }
      // Frames' own elements and what the head takes are kept by no body: they come from a document of their own.
      const parsed = /^<(?:frame|meta|base|link)\b/.test(source)
        ? [...source.matchAll(/<([a-z]+)((?:\s[^>]*)?)>/g)].map(([, name = '', rest = '']) => {
            const holder = new DOMParser().parseFromString(`<p ${rest}></p>`, 'text/html').querySelector('p')
            return {
              type: 2,
              id: next(),
              tagName: name,
              attributes: Object.fromEntries(
                [...(holder?.attributes ?? [])].map(({ name: key, value }) => [key, value]),
              ),
              childNodes: [],
            }
          })
        : [...new DOMParser().parseFromString(`<body>${source}`, 'text/html').body.childNodes].flatMap(walk)
      return parsed
    },
    { source: html, firstId: firstHostileId },
  )
}

/** Gives every node an id of its own, above those given so far. */
export function renumber(
  nodes: readonly SerialNode[],
  fromId: number,
): { nodes: SerialNode[]; nextId: number } {
  let id = fromId
  const walk = (node: SerialNode): SerialNode => {
    const own = id
    id += 1
    const children = node['childNodes']
    return {
      ...node,
      id: own,
      ...(Array.isArray(children) ? { childNodes: (children as SerialNode[]).map(walk) } : {}),
    }
  }
  const renumbered = nodes.map(walk)
  return { nodes: renumbered, nextId: id }
}

const element = (id: number, tagName: string, childNodes: readonly unknown[]): SerialNode => ({
  type: 2,
  id,
  tagName,
  attributes: {},
  childNodes,
})

/** The snapshot with these nodes in its page, then these events, then the change that shows that replay goes on. */
export function recordingOf(
  startedAtMs: number,
  hostile: { readonly nodes?: readonly SerialNode[]; readonly events?: readonly unknown[] },
): object[] {
  const { document, html, body, head, heading, headingText, stage } = rootIds
  const title = { type: 3, id: headingText, textContent: firstText }
  // What comes last stands first: nothing that is tried can have it left out of what is built.
  const page = element(body, 'body', [
    element(heading, 'h1', [title]),
    element(stage, 'div', hostile.nodes ?? []),
  ])
  const root = {
    type: 0,
    id: document,
    childNodes: [element(html, 'html', [element(head, 'head', []), page])],
  }
  const change = {
    source: 0,
    texts: [{ id: headingText, value: lastText }],
    attributes: [],
    removes: [],
    adds: [],
  }
  return [
    { type: 4, timestamp: startedAtMs, data: { href: '/…', width: 1280, height: 720 } },
    {
      type: 2,
      timestamp: startedAtMs + 1,
      data: { node: root, initialOffset: { left: 0, top: 0 } },
    },
    ...((hostile.events ?? []) as object[]),
    { type: 3, timestamp: startedAtMs + lastTextMs, data: change },
  ]
}

/** Events that add these nodes to the page, one by one, as a script of the page would have. */
export function additionsOf(timestamp: number, nodes: readonly SerialNode[]): object[] {
  return nodes.map((node) => ({
    type: 3,
    timestamp,
    data: {
      source: 0,
      texts: [],
      attributes: [],
      removes: [],
      adds: [{ parentId: rootIds.stage, nextId: null, node }],
    },
  }))
}
