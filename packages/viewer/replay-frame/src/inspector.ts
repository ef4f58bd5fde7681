// Answers the DOM panel: the tree of the replayed page as far as it is opened, one node in full, and where a text stands. All
// as text, cut to the bounds of inspect-messages.ts; the recorded page is read and never changed.
import { isMaskedText } from '@reseal/redaction-rules'
import {
  type InspectCommand,
  type InspectedAttribute,
  type InspectedNode,
  type InspectedRow,
  type InspectReport,
  inspectLimits,
} from './inspect-messages.ts'
import { boxSelector, fieldSelector, kindOfText, type Marks, type PageView } from './page-survey.ts'
import { boxOf, elementAt, moved, offsetOf } from './where-things-are.ts'

/** What is asked of a replayed page. */
export interface InspectedPage {
  readonly page: PageView
  readonly marks: Marks
  readonly nodeOf: (id: number) => Node | null
}

/** The answer to a question; undefined for what is none. */
export function inspect(inspected: InspectedPage, command: InspectCommand): InspectReport | undefined {
  const { ask } = command
  if (!Number.isSafeInteger(ask)) return undefined
  switch (command.type) {
    case 'inspect-tree': {
      const open = new Set(Array.isArray(command.open) ? command.open.slice(0, inspectLimits.open) : [])
      return { type: 'inspected-tree', ask, ...treeOf(inspected, open) }
    }
    case 'inspect-node': {
      const node = inspected.nodeOf(command.node)
      return tellNode(ask, inspected, node ?? undefined)
    }
    case 'inspect-point': {
      const found = elementAt(inspected.page, Number(command.x), Number(command.y))?.element
      return tellNode(ask, inspected, found)
    }
    case 'inspect-search':
      return { type: 'inspected-search', ask, ...search(inspected, String(command.text)) }
  }
}

function tellNode(ask: number, inspected: InspectedPage, node: Node | undefined): InspectReport {
  const told = node && describe(inspected, node)
  return { type: 'inspected-node', ask, ...(told !== undefined && { told }) }
}

// Nodes that the recording holds: those that rrweb or this frame put in have no id.
function childrenOf(node: Node, { marks }: InspectedPage): Node[] {
  const own = node.nodeName === 'IFRAME' ? (node as HTMLIFrameElement).contentDocument : undefined
  const shadow = node.nodeType === Node.ELEMENT_NODE ? (node as Element).shadowRoot : undefined
  const children = [...(shadow?.childNodes ?? []), ...(own?.childNodes ?? []), ...node.childNodes]
  return children.filter((child) => marks.idOf(child) > 0 && isTold(child))
}

function isTold(node: Node): boolean {
  if (node.nodeType === Node.ELEMENT_NODE) return true
  return node.nodeType === Node.TEXT_NODE && /\S/.test((node as Text).data)
}

function treeOf(inspected: InspectedPage, open: ReadonlySet<number>) {
  const rows: InspectedRow[] = []
  let isCut = false
  // A list of its own, not the call stack: pages are deep.
  const waiting = childrenOf(inspected.page.document, inspected)
    .map((node) => ({ node, depth: 0 }))
    .reverse()
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (rows.length >= inspectLimits.rows) {
      isCut = true
      break
    }
    const { node, depth } = next
    const children = childrenOf(node, inspected)
    const row = rowOf(inspected, { node, depth, children, isOpen: open.has(inspected.marks.idOf(node)) })
    rows.push(row)
    if (!row.isOpen || depth >= inspectLimits.depth) continue
    for (const child of children.reverse()) waiting.push({ node: child, depth: depth + 1 })
  }
  return { rows, isCut }
}

function rowOf(
  inspected: InspectedPage,
  part: {
    readonly node: Node
    readonly depth: number
    readonly children: readonly Node[]
    readonly isOpen: boolean
  },
): InspectedRow {
  const { node, depth, children, isOpen } = part
  const only = children.length === 1 && children[0]?.nodeType === Node.TEXT_NODE ? children[0] : undefined
  const isElement = node.nodeType === Node.ELEMENT_NODE
  // A single short text stands in the line of its element.
  const text = isElement ? only : node
  const kind = kindOf(inspected, node) ?? (only === undefined ? undefined : kindOf(inspected, only))
  return {
    node: inspected.marks.idOf(node),
    depth,
    form: isElement ? (isInShadow(node) ? 'shadow' : 'element') : 'text',
    name: isElement ? nameOf(node) : '#text',
    attributes: isElement ? attributesOf(inspected, node as Element, inspectLimits.rowAttributes) : [],
    text: cut(text === undefined ? '' : (text as Text).data, inspectLimits.text),
    ...(kind !== undefined && { kind }),
    hasChildren: children.length > 0 && only === undefined,
    isOpen: isOpen && children.length > 0 && only === undefined,
  }
}

const isInShadow = (node: Node): boolean => node.parentNode?.nodeType === Node.DOCUMENT_FRAGMENT_NODE

function kindOf({ marks }: InspectedPage, node: Node) {
  if (node.nodeType === Node.TEXT_NODE) return kindOfText(node as Text, marks)
  const element = node as Element
  if (element.matches(boxSelector)) return 'blocked'
  return element.matches(fieldSelector) ? 'field' : undefined
}

function attributesOf({ marks }: InspectedPage, element: Element, limit: number): InspectedAttribute[] {
  const origins = marks.provenance.ofAttributes(marks.idOf(element))
  return Array.from(element.attributes)
    .map(({ name, value }) => ({ name, value: name === 'class' ? ownClasses(value) : value }))
    .filter(({ name, value }) => !name.startsWith('data-reseal-') && (name !== 'class' || value !== ''))
    .slice(0, limit)
    .map(({ name, value }) => {
      const origin = origins.get(name)
      return {
        name: cut(name, inspectLimits.text),
        value: cut(value, inspectLimits.value),
        ...(origin !== undefined && { origin }),
      }
    })
}

// Without those that rrweb adds while it plays.
function ownClasses(value: string): string {
  return value
    .split(/\s+/)
    .filter((each) => each !== ':hover' && !each.startsWith('rrweb-'))
    .join(' ')
}

function describe(inspected: InspectedPage, node: Node): InspectedNode | undefined {
  const { marks, page } = inspected
  const path = pathTo(inspected, node)
  const element = node.nodeType === Node.ELEMENT_NODE ? (node as Element) : undefined
  const view = node.ownerDocument?.defaultView as PageView | null | undefined
  if (path.length === 0 || !view) return undefined
  const box = moved(boxOf({ node: node as Element }), offsetOf(view, page))
  const kind = kindOf(inspected, node)
  const id = marks.idOf(node)
  const origin =
    element === undefined ? marks.provenance.ofText(id) : marks.provenance.ofAttributes(id).get('value')
  return {
    node: id,
    path,
    name: element === undefined ? '#text' : nameOf(element),
    attributes: element === undefined ? [] : attributesOf(inspected, element, inspectLimits.attributes),
    text: element === undefined ? cut((node as Text).data, inspectLimits.value) : '',
    ...(kind !== undefined && { kind }),
    ...(origin !== undefined && { origin }),
    box: { left: box.left, top: box.top, width: box.width, height: box.height },
  }
}

// From the document to the node, through frames and shadow roots; what has no id is passed over.
function pathTo({ marks, page }: InspectedPage, node: Node): number[] {
  const path: number[] = []
  for (let at: Node | null = node; at !== null && path.length < inspectLimits.depth; at = parentOf(at)) {
    const id = marks.idOf(at)
    if (id > 0 && at !== page.document) path.unshift(id)
  }
  return path
}

function parentOf(node: Node): Node | null {
  if (node.parentNode !== null) return node.parentNode
  if (node.nodeType === Node.DOCUMENT_NODE) return (node as Document).defaultView?.frameElement ?? null
  return node.nodeType === Node.DOCUMENT_FRAGMENT_NODE ? (node as ShadowRoot).host : null
}

/** By name of an element, by an attribute's name or value, by words that can be read. */
function search(inspected: InspectedPage, text: string) {
  const wanted = text.slice(0, inspectLimits.text).trim().toLowerCase()
  const paths: number[][] = []
  if (wanted === '') return { paths, isCut: false }
  const waiting = childrenOf(inspected.page.document, inspected).reverse()
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (isFound(inspected, node, wanted)) {
      if (paths.length >= inspectLimits.hits) return { paths, isCut: true }
      paths.push(pathTo(inspected, lineOf(inspected, node)))
    }
    for (const child of childrenOf(node, inspected).reverse()) waiting.push(child)
  }
  return { paths, isCut: false }
}

// A text alone in its element stands in that one's line.
function lineOf(inspected: InspectedPage, node: Node): Node {
  const around = node.nodeType === Node.TEXT_NODE ? node.parentNode : null
  return around !== null && childrenOf(around, inspected).length === 1 ? around : node
}

function isFound(inspected: InspectedPage, node: Node, wanted: string): boolean {
  if (node.nodeType === Node.TEXT_NODE) {
    const kind = kindOf(inspected, node)
    return kind !== 'masked' && kind !== 'field' && (node as Text).data.toLowerCase().includes(wanted)
  }
  const name = nameOf(node)
  if (name === wanted.replace(/[<>]/g, '')) return true
  const plain = wanted.replaceAll('"', '')
  return attributesOf(inspected, node as Element, inspectLimits.attributes).some(
    ({ name: attribute, value }) =>
      // Of a masked value only the attribute's name can be read.
      (isMaskedText(value) ? attribute : `${attribute}=${value}`).toLowerCase().includes(plain),
  )
}

const nameOf = (node: Node): string => cut(node.nodeName.toLowerCase(), inspectLimits.text)

function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`
}
