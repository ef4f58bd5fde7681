// The page as a recording tells it: what selectors can be asked of, and what has been closed so far (design §9).

/** A node of the recorded page. */
export interface PageNode {
  readonly id: number
  readonly kind: 'document' | 'element' | 'text' | 'other'
  /** Recorded name in lower case; empty for what is no element. */
  readonly tag: string
  /** Directly below a shadow root: a tree of its own begins here. */
  readonly isShadow: boolean
  readonly isSvg: boolean
  /** Recorded `type` attribute. */
  type: string | undefined
  parent: PageNode | undefined
  previous: PageNode | undefined
  next: PageNode | undefined
  first: PageNode | undefined
  last: PageNode | undefined
  /** The order of what lies below is not known. */
  isUnordered: boolean
  /** Nothing from here down is readable any more, whatever changes. */
  isClosed: boolean
  /** Nothing below is kept. */
  isBox: boolean
  /** As recorded it has nothing below, and is a box. */
  isRecordedBox: boolean
  /** Text of a text node as it leaves. */
  text: string
  /** A text that leaves readable. */
  isReadable: boolean
}

/** What a new node is made of. */
export type NewNode = Pick<PageNode, 'id' | 'kind' | 'tag' | 'isShadow' | 'isSvg' | 'type' | 'isRecordedBox'>

/** The recorded page since its last full snapshot. */
export interface PageMirror {
  get(id: number): PageNode | undefined
  /** Makes a node below a parent, before `nextId`; whatever had the id is forgotten. */
  add(node: NewNode, parent: PageNode | undefined, nextId?: number | null): PageNode
  /** Takes a node out, and all that is below it. */
  remove(node: PageNode): void
  /** Takes out all that is below a node. */
  empty(node: PageNode): void
  /** Remembers that a node is closed, also when it moves. */
  close(node: PageNode): void
  /** The same of an id that is not, or no longer, part of the mirror. */
  closeId(id: number): void
  /** Whether the node with this id was ever closed. */
  wasClosed(id: number): boolean
  /** Closes a node and all that is below it. */
  closeAll(node: PageNode): void
  reset(): void
}

/** Creates an empty mirror. */
export function createPageMirror(): PageMirror {
  const nodes = new Map<number, PageNode>()
  // As at capture: a node that is gone from one snapshot and the next is forgotten.
  let closed = new Set<number>()
  let closedBefore = new Set<number>()

  function unlink(node: PageNode): void {
    const { parent, previous, next } = node
    if (previous !== undefined) previous.next = next
    else if (parent !== undefined) parent.first = next
    if (next !== undefined) next.previous = previous
    else if (parent !== undefined) parent.last = previous
    node.parent = undefined
    node.previous = undefined
    node.next = undefined
  }

  function link(node: PageNode, parent: PageNode, before: PageNode | undefined): void {
    node.parent = parent
    node.next = before
    node.previous = before === undefined ? parent.last : before.previous
    if (node.previous !== undefined) node.previous.next = node
    else parent.first = node
    if (before !== undefined) before.previous = node
    else parent.last = node
  }

  function* below(node: PageNode): Generator<PageNode> {
    const waiting: PageNode[] = []
    for (let child = node.first; child !== undefined; child = child.next) waiting.push(child)
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      yield at
      for (let child = at.first; child !== undefined; child = child.next) waiting.push(child)
    }
  }

  function empty(node: PageNode): void {
    for (const inner of below(node)) nodes.delete(inner.id)
    node.first = undefined
    node.last = undefined
  }

  function remove(node: PageNode): void {
    empty(node)
    unlink(node)
    nodes.delete(node.id)
  }

  function wasClosed(id: number): boolean {
    return closed.has(id) || closedBefore.has(id)
  }

  function close(node: PageNode): void {
    node.isClosed = true
    closed.add(node.id)
  }

  return {
    get: (id) => nodes.get(id),
    add(made, parent, nextId) {
      const known = nodes.get(made.id)
      if (known !== undefined) remove(known)
      const node: PageNode = {
        ...made,
        parent: undefined,
        previous: undefined,
        next: undefined,
        first: undefined,
        last: undefined,
        isUnordered: false,
        isClosed: false,
        isBox: false,
        text: '',
        isReadable: false,
      }
      nodes.set(node.id, node)
      if (wasClosed(node.id)) close(node)
      if (parent === undefined) return node
      const before = typeof nextId === 'number' ? nodes.get(nextId) : undefined
      const isPlaced = before?.parent === parent
      if (typeof nextId === 'number' && !isPlaced) parent.isUnordered = true
      link(node, parent, isPlaced ? before : undefined)
      return node
    },
    remove,
    empty,
    close,
    closeId: (id) => closed.add(id),
    wasClosed,
    closeAll(node) {
      close(node)
      for (const inner of below(node)) close(inner)
    },
    reset() {
      nodes.clear()
      closedBefore = closed
      closed = new Set()
    },
  }
}
