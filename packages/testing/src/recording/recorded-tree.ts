// The tree that a stream's events describe, so that a node's id can be told as a place in the page.
import type { RecordedLike } from '../ingest/test-ingest.ts'

interface TreeNode {
  readonly id: number
  /** rrweb's node type: 0 document, 2 element, 3 text. */
  readonly type: number
  readonly tag: string
  readonly isShadow: boolean
  readonly isShadowHost: boolean
  text: string
  parent: TreeNode | undefined
  children: TreeNode[]
}

/** A text node of the tree. */
export interface TreeText {
  readonly id: number
  readonly text: string
}

/** Follows the events of one stream. */
export interface RecordedTree {
  apply(event: RecordedLike): void
  /** Tag of a node, or of the element a text is in. */
  tagOf(id: number): string | undefined
  /** The element's place among the elements of the page, comparable with {@link structureOf} of the live page. */
  structureOf(id: number): string | undefined
  /** The same as a CSS path. */
  pathOf(id: number): string | undefined
  /** All texts in document order. */
  texts(): readonly TreeText[]
  /** The places of all elements, and whether each has elements inside. */
  structures(): ReadonlyMap<string, boolean>
}

/** Elements that rrweb leaves out, or may: counting places skips them on both sides. */
export const uncountedTags: readonly string[] = ['script', 'noscript', 'meta', 'link', 'base', 'template']
const uncounted: ReadonlySet<string> = new Set(uncountedTags)

const isElement = (node: TreeNode): boolean => node.type === 2

type Raw = Readonly<Record<string, unknown>>

const rawList = (value: unknown): readonly Raw[] => (Array.isArray(value) ? (value as Raw[]) : [])

/** Creates an empty tree. */
export function createRecordedTree(): RecordedTree {
  let nodes = new Map<number, TreeNode>()
  let root: TreeNode | undefined

  function build(top: Raw, parent: TreeNode | undefined): TreeNode {
    const make = (raw: Raw, above: TreeNode | undefined): TreeNode => {
      const node: TreeNode = {
        id: Number(raw['id']),
        type: Number(raw['type']),
        tag: typeof raw['tagName'] === 'string' ? raw['tagName'] : '',
        isShadow: raw['isShadow'] === true,
        isShadowHost: raw['isShadowHost'] === true,
        text: typeof raw['textContent'] === 'string' ? raw['textContent'] : '',
        parent: above,
        children: [],
      }
      nodes.set(node.id, node)
      return node
    }
    const made = make(top, parent)
    const waiting: [Raw, TreeNode][] = [[top, made]]
    for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) {
      const [raw, node] = item
      for (const child of rawList(raw['childNodes'])) {
        const childNode = make(child, node)
        node.children.push(childNode)
        waiting.push([child, childNode])
      }
    }
    return made
  }

  function add({ parentId, nextId, node }: Raw): void {
    const parent = nodes.get(Number(parentId))
    if (parent === undefined || typeof node !== 'object' || node === null) return
    const known = nodes.get(Number((node as Raw)['id']))
    if (known?.parent) known.parent.children = known.parent.children.filter((child) => child !== known)
    const added = build(node as Raw, parent)
    const before = parent.children.findIndex(({ id }) => id === nextId)
    if (before < 0) parent.children.push(added)
    else parent.children.splice(before, 0, added)
  }

  function mutate(data: Raw): void {
    for (const { id, parentId } of rawList(data['removes'])) {
      const parent = nodes.get(Number(parentId))
      if (parent) parent.children = parent.children.filter((child) => child.id !== id)
    }
    for (const entry of rawList(data['adds'])) add(entry)
    for (const { id, value } of rawList(data['texts'])) {
      const node = nodes.get(Number(id))
      if (node) node.text = typeof value === 'string' ? value : ''
    }
  }

  const elementOf = (id: number): TreeNode | undefined => {
    const node = nodes.get(id)
    return node === undefined || isElement(node) ? node : node.parent
  }

  /** The way from the top to an element; undefined when it hangs on nothing. */
  function lineage(id: number): readonly TreeNode[] | undefined {
    const line: TreeNode[] = []
    for (let at = elementOf(id); at !== undefined; at = at.parent) line.unshift(at)
    return line[0] === root && root !== undefined ? line : undefined
  }

  function positionOf(node: TreeNode): string {
    if (!isElement(node)) return 'd'
    const siblings = (node.parent?.children ?? []).filter(
      (sibling) => isElement(sibling) && sibling.isShadow === node.isShadow && !uncounted.has(sibling.tag),
    )
    return `${node.isShadow ? 's' : ''}${siblings.indexOf(node)}`
  }

  function selectorOf(node: TreeNode): string {
    const twins = (node.parent?.children ?? []).filter(
      (sibling) => sibling.tag === node.tag && sibling.isShadow === node.isShadow,
    )
    return twins.length < 2 ? node.tag : `${node.tag}:nth-of-type(${twins.indexOf(node) + 1})`
  }

  function structures(): ReadonlyMap<string, boolean> {
    const found = new Map<string, boolean>()
    const waiting: [TreeNode, string][] = root === undefined ? [] : [[root, '']]
    for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) {
      const [node, path] = item
      const next = { light: 0, shadow: 0 }
      let hasElements = false
      for (const child of node.children) {
        let position = 'd'
        if (isElement(child)) {
          hasElements = true
          if (uncounted.has(child.tag)) continue
          position = child.isShadow ? `s${next.shadow++}` : String(next.light++)
        } else if (child.type !== 0) continue
        waiting.push([child, path === '' ? position : `${path}/${position}`])
      }
      if (isElement(node)) found.set(path, hasElements)
    }
    return found
  }

  return {
    structures,
    apply({ type, data }) {
      if (type === 2) {
        nodes = new Map()
        root = build(data['node'] as Raw, undefined)
      } else if (type === 3 && data['source'] === 0) mutate(data)
    },
    tagOf: (id) => elementOf(id)?.tag,
    structureOf: (id) =>
      lineage(id)
        ?.slice(1)
        .map((node) => positionOf(node))
        .join('/'),
    pathOf: (id) =>
      lineage(id)
        ?.filter(isElement)
        .map((node) => (node.isShadow ? `(shadow) ${selectorOf(node)}` : selectorOf(node)))
        .join(' > '),
    texts() {
      const found: TreeText[] = []
      const waiting: TreeNode[] = root === undefined ? [] : [root]
      for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
        if (node.type === 3) found.push({ id: node.id, text: node.text })
        for (let index = node.children.length - 1; index >= 0; index -= 1) {
          const child = node.children[index]
          if (child) waiting.push(child)
        }
      }
      return found
    },
  }
}
