// Nodes of snapshots and additions: first entered into the mirror as they were recorded, then judged, since a rule
// may look at what stands beside or comes after.

import { asFields, type Fields, field, integerField, listField, stringField } from '../read.ts'
import type { JsonObject, JsonValue } from '../recorded-event.ts'
import { marksOf, redactAttributes } from './attributes.ts'
import type { PageMirror, PageNode } from './page-mirror.ts'
import { isStaticMark, type Judgement, type NewText, owningElement, writtenText } from './readable-text.ts'

/** rrweb's node types. */
const nodeType = { document: 0, documentType: 1, element: 2, text: 3, cdata: 4, comment: 5 } as const
const kinds: ReadonlyMap<unknown, PageNode['kind']> = new Map<unknown, PageNode['kind']>([
  [nodeType.document, 'document'],
  [nodeType.documentType, 'other'],
  [nodeType.element, 'element'],
  [nodeType.text, 'text'],
  [nodeType.cdata, 'other'],
  [nodeType.comment, 'other'],
])
const maxDepth = 1_100

/** A recorded node that was entered into the mirror, with those below it. */
export interface Draft {
  readonly raw: Fields
  readonly node: PageNode
  readonly below: readonly Draft[]
}

/** Where a node goes. */
export interface Spot {
  readonly parent: PageNode | undefined
  readonly nextId: number | null
}

function isIn(node: PageNode | undefined, outer: PageNode): boolean {
  for (let at = node; at !== undefined; at = at.parent) if (at === outer) return true
  return false
}

/** Enters a recorded node and what is below it; undefined when it is of no known kind. */
export function enter(mirror: PageMirror, raw: unknown, spot: Spot, depth = 0): Draft | undefined {
  const fields = asFields(raw)
  const id = fields && integerField(fields, 'id')
  const kind = fields && kinds.get(field(fields, 'type'))
  if (fields === undefined || id === undefined || id < 1 || kind === undefined || depth > maxDepth) {
    return undefined
  }
  // An id inside itself: entering it would take away what it stands in.
  const known = mirror.get(id)
  if (known !== undefined && isIn(spot.parent, known)) return undefined
  const tag = kind === 'element' ? (stringField(fields, 'tagName') ?? '').toLowerCase() : ''
  if (kind === 'element' && tag === '') return undefined
  const attributes = asFields(field(fields, 'attributes')) ?? {}
  const type = stringField(attributes, 'type')?.toLowerCase()
  const isRecordedBox = field(attributes, 'data-reseal') === 'block'
  const isShadow = field(fields, 'isShadow') === true
  const isSvg = field(fields, 'isSVG') === true
  const node = mirror.add({ id, kind, tag, isShadow, isSvg, type, isRecordedBox }, spot.parent, spot.nextId)
  const below: Draft[] = []
  if (kind === 'document' || kind === 'element') {
    for (const child of listField(fields, 'childNodes')) {
      const draft = enter(mirror, child, { parent: node, nextId: null }, depth + 1)
      if (draft !== undefined) below.push(draft)
    }
  }
  return { raw: fields, node, below }
}

/** Makes of an element what a block leaves of it; what is below is forgotten. */
export function makeBox(mirror: PageMirror, node: PageNode): void {
  node.isBox = true
  mirror.closeAll(node)
  mirror.empty(node)
}

/** Closes what today's rules close among new nodes, and makes boxes; adds the texts that are left to judge. */
export function settle(judgement: Judgement, mirror: PageMirror, draft: Draft, texts: NewText[]): void {
  const { node, raw, below } = draft
  if (mirror.get(node.id) !== node) return
  const { today } = judgement
  const owner = node.kind === 'element' ? node : owningElement(node)
  if (owner !== undefined && !owner.isClosed && today.closes(owner)) mirror.closeAll(owner)
  if (node.parent?.isClosed === true) mirror.close(node)
  if (node.kind === 'element' && today.boxes(node)) makeBox(mirror, node)
  if (node.kind === 'text') {
    node.text = stringField(raw, 'textContent') ?? ''
    texts.push({ node, text: node.text, mark: field(raw, 'rule'), isStatic: isStaticMark(raw) })
  }
  for (const child of below) settle(judgement, mirror, child, texts)
}

/** A node that was entered and settled, as it leaves; undefined when it is in a box. */
export function write(
  judgement: Judgement,
  mirror: PageMirror,
  draft: Draft,
  readable: ReadonlySet<PageNode>,
): JsonObject | undefined {
  const { node, raw } = draft
  if (mirror.get(node.id) !== node) return undefined
  const out = writeByKind(judgement, mirror, draft, readable)
  const rootId = integerField(raw, 'rootId')
  if (rootId !== undefined) out['rootId'] = rootId
  if (node.isShadow) out['isShadow'] = true
  return out
}

function writeByKind(
  judgement: Judgement,
  mirror: PageMirror,
  draft: Draft,
  readable: ReadonlySet<PageNode>,
): Record<string, JsonValue> {
  const { node, raw } = draft
  const type = field(raw, 'type') as number
  const childNodes = (): JsonValue[] =>
    draft.below.flatMap((child) => write(judgement, mirror, child, readable) ?? [])
  switch (node.kind) {
    case 'document': {
      const isQuirky = field(raw, 'compatMode') === 'BackCompat'
      return {
        type,
        childNodes: childNodes(),
        id: node.id,
        ...(isQuirky ? { compatMode: 'BackCompat' } : {}),
      }
    }
    case 'element':
      return writeElement(judgement, draft, childNodes)
    case 'text':
      return { type, ...writeText(judgement, draft, readable), id: node.id }
    case 'other':
      return type === nodeType.documentType
        ? { type, name: 'html', publicId: '', systemId: '', id: node.id }
        : { type, textContent: '', id: node.id }
  }
}

function writeText(judgement: Judgement, { node, raw }: Draft, readable: ReadonlySet<PageNode>): JsonObject {
  const text = stringField(raw, 'textContent') ?? ''
  const written = writtenText(judgement, node, { text, marks: raw, isReadable: readable.has(node) })
  node.text = written.text
  return { textContent: written.text, ...written.marks }
}

function writeElement(
  judgement: Judgement,
  { node, raw }: Draft,
  childNodes: () => JsonValue[],
): Record<string, JsonValue> {
  const rawAttributes = asFields(field(raw, 'attributes')) ?? {}
  const kept = redactAttributes(judgement, node, rawAttributes, marksOf(raw))
  const attributes = node.isBox ? { ...kept.attributes, 'data-reseal': 'block' } : kept.attributes
  return {
    type: nodeType.element,
    tagName: stringField(raw, 'tagName') ?? node.tag,
    attributes,
    childNodes: node.isBox ? [] : childNodes(),
    id: node.id,
    ...kept.marks,
    ...(node.isSvg ? { isSVG: true } : {}),
    ...(field(raw, 'isShadowHost') === true && !node.isBox ? { isShadowHost: true } : {}),
    ...(field(raw, 'isCustom') === true ? { isCustom: true } : {}),
  }
}
