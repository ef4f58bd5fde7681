// Mutations: removals, additions, texts and attributes, in the order in which the player applies them.

import { isField, isMeter } from './attributes.ts'
import { markupLevel } from './level.ts'
import { fieldMask } from './mask-text.ts'
import { contextFlag, type MirrorNode } from './node-mirror.ts'
import {
  boxStyle,
  measureDrawing,
  type RedactionContext,
  redactNode,
  redactText,
  ruleLevel,
} from './node-redactor.ts'
import { asFields, type Fields, field, integerField, listField, stringField } from './read.ts'
import type { JsonObject, JsonValue } from './recorded-event.ts'

/** Whether what happens to this node may show: it is known and not inside a box. */
export function isOpen(context: RedactionContext, id: number | undefined): id is number {
  const node = id === undefined ? undefined : context.mirror.get(id)
  return node !== undefined && ((node.flags & contextFlag.blocked) === 0 || node.box !== 'none')
}

function redactRemoves(context: RedactionContext, data: Fields): JsonObject[] {
  const removes: JsonObject[] = []
  for (const entry of listField(data, 'removes')) {
    const fields = asFields(entry)
    const id = fields && integerField(fields, 'id')
    const parentId = fields && integerField(fields, 'parentId')
    if (fields === undefined || parentId === undefined || !isOpen(context, id)) continue
    context.mirror.remove(id)
    removes.push({ parentId, id, ...(field(fields, 'isShadow') === true ? { isShadow: true } : {}) })
  }
  return removes
}

function redactAdd(context: RedactionContext, entry: Fields, parentId: number): JsonObject | undefined {
  const parent = context.mirror.get(parentId)
  if (parent === undefined || (parent.flags & contextFlag.blocked) !== 0) return undefined
  if (parent.drawing !== undefined) measureDrawing(context, parent.drawing)
  const node = redactNode(context, field(entry, 'node'), { parent: parentId, inherited: parent, depth: 0 })
  return node && { parentId, nextId: integerField(entry, 'nextId') ?? null, node }
}

// rrweb lists parents before children, but not always; what has no parent in the end is not part of the page.
function redactAdds(context: RedactionContext, data: Fields): JsonObject[] {
  const adds: JsonObject[] = []
  let waiting = listField(data, 'adds')
  while (waiting.length > 0) {
    const later: unknown[] = []
    for (const entry of waiting) {
      const fields = asFields(entry)
      const parentId = fields && integerField(fields, 'parentId')
      if (fields === undefined || parentId === undefined) continue
      if (context.mirror.get(parentId) === undefined) later.push(entry)
      else {
        const add = redactAdd(context, fields, parentId)
        if (add !== undefined) adds.push(add)
      }
    }
    if (later.length === waiting.length) break
    waiting = later
  }
  return adds
}

function redactTexts(context: RedactionContext, data: Fields): JsonObject[] {
  const texts: JsonObject[] = []
  for (const entry of listField(data, 'texts')) {
    const fields = asFields(entry)
    const id = fields && integerField(fields, 'id')
    if (fields === undefined || !isOpen(context, id)) continue
    const node = context.mirror.get(id)
    if (node === undefined || node.owner !== undefined) continue
    const value = redactText(context, node.parent, stringField(fields, 'value') ?? '')
    if (value === node.text) continue
    node.text = value
    texts.push({ id, value })
  }
  return texts
}

function redactStyleObject(context: RedactionContext, style: Fields): JsonObject {
  const out: Record<string, JsonValue> = {}
  for (const name of Object.keys(style)) {
    const property = context.css.property(name)
    if (property === undefined) continue
    const value = style[name]
    if (value === false) out[property] = false
    else if (typeof value === 'string') out[property] = context.css.value(name, value)
    else if (Array.isArray(value) && typeof value[0] === 'string') {
      out[property] = [context.css.value(name, value[0]), value[1] === 'important' ? 'important' : '']
    }
  }
  return out
}

/** Closes what an attribute's change closes: from now on it is a box, or its text is masked. */
function tighten(context: RedactionContext, id: number, node: MirrorNode, attributes: Fields): void {
  const markup = markupLevel(field(attributes, 'data-reseal'))
  if (node.box === 'none' && (markup === 'block' || ruleLevel(context, id) === 'block')) {
    node.box = 'blocked'
    context.mirror.spread(id, contextFlag.blocked)
  }
  if (markup === 'mask') context.mirror.spread(id, contextFlag.masked)
  const editable = field(attributes, 'contenteditable')
  if (typeof editable === 'string' && editable !== 'false') context.mirror.spread(id, contextFlag.closed)
}

function redactAttributes(context: RedactionContext, id: number, node: MirrorNode, raw: Fields): JsonObject {
  const out: Record<string, JsonValue> = {}
  const previous = node.owner
  if (previous === undefined) return out
  const type = stringField(raw, 'type')?.toLowerCase()
  const role = stringField(raw, 'role')?.toLowerCase()
  const owner = {
    ...previous,
    ...(type === undefined ? {} : { type }),
    ...(role === undefined ? {} : { role }),
  }
  if (type !== undefined || role !== undefined) context.mirror.set(id, { ...node, owner })
  if (isField(owner) && !isField(previous)) out['value'] = fieldMask
  for (const name of Object.keys(raw)) {
    // A field has had its mask since it was added, and keeps it: neither keys nor emptiness show. Nor do readings.
    if (name === 'value' && (isField(owner) || isMeter(owner))) continue
    const value = raw[name]
    if (typeof value === 'string') {
      const attribute = context.attributes.attribute(owner, name, value)
      if (attribute !== undefined) out[attribute[0]] = attribute[1]
    } else if (value === null) {
      const recorded = context.attributes.attributeName(owner, name)
      if (recorded !== undefined) out[recorded] = null
    } else if (name === 'style') {
      const style = asFields(value)
      if (style !== undefined) out['style'] = redactStyleObject(context, style)
    }
  }
  if (node.box === 'media' && typeof out['style'] === 'string') {
    const box = context.options.boxOf?.(id)
    if (box !== undefined) {
      const { width, height } = boxStyle(box)
      out['style'] = `${out['style']}box-sizing:border-box;width:${width};height:${height};`
    }
  }
  return out
}

function redactAttributeMutations(context: RedactionContext, data: Fields): JsonObject[] {
  const mutations: JsonObject[] = []
  for (const entry of listField(data, 'attributes')) {
    const fields = asFields(entry)
    const id = fields && integerField(fields, 'id')
    const raw = fields && asFields(field(fields, 'attributes'))
    if (raw === undefined || !isOpen(context, id)) continue
    const node = context.mirror.get(id)
    if (node === undefined || node.box === 'blocked') continue
    tighten(context, id, node, raw)
    // A key that is pressed may look pressed.
    if (node.label === 'digit') continue
    const attributes = redactAttributes(context, id, node, raw)
    if (Object.keys(attributes).length > 0) mutations.push({ id, attributes })
  }
  return mutations
}

/** The data of a mutation event, or undefined when nothing of it is left. */
export function redactMutation(context: RedactionContext, data: Fields): JsonObject | undefined {
  const removes = redactRemoves(context, data)
  const adds = redactAdds(context, data)
  const texts = redactTexts(context, data)
  const attributes = redactAttributeMutations(context, data)
  if (removes.length + adds.length + texts.length + attributes.length === 0) return undefined
  const isAttachIframe = field(data, 'isAttachIframe') === true
  return { source: 0, texts, attributes, removes, adds, ...(isAttachIframe ? { isAttachIframe: true } : {}) }
}
