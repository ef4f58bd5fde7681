// Mutations: the mirror first takes in all of one event, as the page had when it was captured; then what is left of
// each part is written.

import { asFields, type Fields, field, integerField, listField, stringField } from '../read.ts'
import type { JsonObject } from '../recorded-event.ts'
import { marksOf, redactAttributes } from './attributes.ts'
import { type Draft, enter, makeBox, settle, write } from './nodes.ts'
import type { PageMirror, PageNode } from './page-mirror.ts'
import {
  isStaticMark,
  type Judgement,
  type NewText,
  owningElement,
  readableTexts,
  writtenText,
} from './readable-text.ts'

interface Added {
  readonly draft: Draft
  readonly parentId: number
  readonly nextId: number | null
}

interface Change {
  readonly node: PageNode
  readonly entry: Fields
}

function applyRemoves(mirror: PageMirror, data: Fields): JsonObject[] {
  const removes: JsonObject[] = []
  for (const entry of listField(data, 'removes')) {
    const fields = asFields(entry)
    const id = fields && integerField(fields, 'id')
    const parentId = fields && integerField(fields, 'parentId')
    const node = id === undefined ? undefined : mirror.get(id)
    if (fields === undefined || id === undefined || parentId === undefined || node === undefined) continue
    mirror.remove(node)
    removes.push({ parentId, id, ...(field(fields, 'isShadow') === true ? { isShadow: true } : {}) })
  }
  return removes
}

// A parent may be listed after its child; what has none in the end is not part of the page.
function applyAdds(mirror: PageMirror, data: Fields): Added[] {
  const added: Added[] = []
  let waiting = listField(data, 'adds')
  while (waiting.length > 0) {
    const later: unknown[] = []
    for (const entry of waiting) {
      const fields = asFields(entry)
      const parentId = fields && integerField(fields, 'parentId')
      if (fields === undefined || parentId === undefined) continue
      const parent = mirror.get(parentId)
      if (parent === undefined || parent.isBox) {
        // What comes into a box that today's rules made has been inside one, wherever it goes later.
        if (mirror.wasClosed(parentId)) closeIds(mirror, field(fields, 'node'))
        if (parent === undefined) later.push(entry)
        continue
      }
      if (parent.kind !== 'element' && parent.kind !== 'document') continue
      const nextId = integerField(fields, 'nextId') ?? null
      const draft = enter(mirror, field(fields, 'node'), { parent, nextId })
      if (draft !== undefined) added.push({ draft, parentId, nextId })
    }
    if (later.length === waiting.length) break
    waiting = later
  }
  return added
}

function closeIds(mirror: PageMirror, raw: unknown): void {
  const waiting: unknown[] = [raw]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const fields = asFields(at) ?? {}
    const id = integerField(fields, 'id')
    if (id !== undefined) mirror.closeId(id)
    waiting.push(...listField(fields, 'childNodes'))
  }
}

function changesOf(mirror: PageMirror, entries: readonly unknown[], kind: PageNode['kind']): Change[] {
  return entries.flatMap((one) => {
    const entry = asFields(one)
    const id = entry && integerField(entry, 'id')
    const node = id === undefined ? undefined : mirror.get(id)
    return entry !== undefined && node?.kind === kind ? [{ node, entry }] : []
  })
}

function applyAttributes(changes: readonly Change[]): void {
  for (const { node, entry } of changes) {
    const raw = asFields(field(entry, 'attributes')) ?? {}
    const type = field(raw, 'type')
    if (type === null) node.type = undefined
    else if (typeof type === 'string') node.type = type.toLowerCase()
  }
}

function isPresent(mirror: PageMirror, node: PageNode): boolean {
  return mirror.get(node.id) === node
}

interface ChangedText extends NewText {
  readonly marks: Fields
}

function settleTexts(judgement: Judgement, mirror: PageMirror, changes: readonly Change[]): ChangedText[] {
  return changes.map(({ node, entry }) => {
    const owner = owningElement(node)
    if (owner !== undefined && !owner.isClosed && judgement.today.closes(owner)) mirror.closeAll(owner)
    const text = stringField(entry, 'value') ?? ''
    return { node, text, mark: field(entry, 'rule'), isStatic: isStaticMark(entry), marks: entry }
  })
}

function writeTexts(
  judgement: Judgement,
  changed: readonly ChangedText[],
  readable: ReadonlySet<PageNode>,
): JsonObject[] {
  return changed.flatMap(({ node, text, marks }): JsonObject[] => {
    const written = writtenText(judgement, node, { text, marks, isReadable: readable.has(node) })
    // The same mask again says only that something was typed.
    if (written.text === node.text) return []
    node.text = written.text
    return [{ id: node.id, value: written.text, ...written.marks }]
  })
}

function writeAttributes(judgement: Judgement, mirror: PageMirror, changes: readonly Change[]): JsonObject[] {
  const { today } = judgement
  return changes.flatMap(({ node, entry }): JsonObject[] => {
    if (!isPresent(mirror, node) || node.isBox) return []
    if (today.boxes(node)) makeBox(mirror, node)
    else if (!node.isClosed && today.closes(node)) mirror.closeAll(node)
    const raw = asFields(field(entry, 'attributes')) ?? {}
    const kept = redactAttributes(judgement, node, raw, marksOf(entry))
    if (Object.keys(kept.attributes).length === 0) return []
    return [{ id: node.id, attributes: kept.attributes, ...kept.marks }]
  })
}

/** What is left of a mutation; undefined when nothing is. */
export function redactMutation(
  judgement: Judgement,
  mirror: PageMirror,
  data: Fields,
): JsonObject | undefined {
  const removes = applyRemoves(mirror, data)
  const added = applyAdds(mirror, data)
  const attributeChanges = changesOf(mirror, listField(data, 'attributes'), 'element')
  const textChanges = changesOf(mirror, listField(data, 'texts'), 'text')
  applyAttributes(attributeChanges)
  judgement.today.forget()
  const attributes = writeAttributes(judgement, mirror, attributeChanges)
  const newTexts: NewText[] = []
  for (const { draft } of added) settle(judgement, mirror, draft, newTexts)
  const stillThere = textChanges.filter(({ node }) => isPresent(mirror, node))
  const changed = settleTexts(judgement, mirror, stillThere)
  // Judged together: the page had all of it at once.
  const readable = readableTexts(judgement, [
    ...newTexts.filter(({ node }) => isPresent(mirror, node)),
    ...changed,
  ])
  // Of a text that is new and changed only what it changed to was judged.
  const changedNodes = new Set(changed.map(({ node }) => node))
  const readableNew = new Set([...readable].filter((node) => !changedNodes.has(node)))
  const adds = added.flatMap(({ draft, parentId, nextId }) => {
    const node = write(judgement, mirror, draft, readableNew)
    return node === undefined ? [] : [{ parentId, nextId, node }]
  })
  const texts = writeTexts(judgement, changed, readable)
  if (removes.length + adds.length + texts.length + attributes.length === 0) return undefined
  const isAttachIframe = field(data, 'isAttachIframe') === true
  return { source: 0, texts, attributes, removes, adds, ...(isAttachIframe ? { isAttachIframe: true } : {}) }
}
