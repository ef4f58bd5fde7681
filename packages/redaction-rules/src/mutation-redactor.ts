// Mutations: removals, additions, texts and attributes, in the order in which the player applies them.

import type { RedactionContext } from './context.ts'
import { flagsOf, isAnswer, isField, isSecret, lowerField } from './controls.ts'
import { measureDrawing } from './drawings.ts'
import { isKey } from './keypad.ts'
import { markupLevel } from './level.ts'
import { contextFlag as flag, type MirrorNode } from './node-mirror.ts'
import {
  boxStyle,
  placeBelow,
  type RedactedAttributes,
  redactAttributes,
  redactNode,
  withMarks,
} from './node-redactor.ts'
import { asFields, entriesOf, type Fields, field, integerField, stringField } from './read.ts'
import type { JsonObject } from './recorded-event.ts'
import { redactText, ruleFor } from './text-redactor.ts'

/** Whether what happens to this node may show: it is known and not inside a box. */
export function isOpen(context: RedactionContext, id: number | undefined): id is number {
  const node = id === undefined ? undefined : context.mirror.get(id)
  return node !== undefined && ((node.flags & flag.blocked) === 0 || node.box !== 'none')
}

function redactRemoves(context: RedactionContext, data: Fields): JsonObject[] {
  return entriesOf(data, 'removes').flatMap((entry) => {
    const id = integerField(entry, 'id')
    const parentId = integerField(entry, 'parentId')
    if (id === undefined || parentId === undefined) return []
    const isShown = isOpen(context, id)
    context.mirror.remove(id)
    return isShown ? { parentId, id, ...(field(entry, 'isShadow') === true && { isShadow: true }) } : []
  })
}

function redactAdd(
  context: RedactionContext,
  entry: Fields,
  parentId: number,
  parent: MirrorNode,
): JsonObject[] {
  measureDrawing(context, parent.drawing)
  const node = redactNode(context, field(entry, 'node'), placeBelow(parentId, parent))
  if (node === undefined || parent.flags & flag.blocked) return []
  return [{ parentId, nextId: integerField(entry, 'nextId') ?? null, node }]
}

// rrweb lists parents before children, but not always; what has no parent in the end is not part of the page.
function redactAdds(context: RedactionContext, data: Fields): JsonObject[] {
  const adds: JsonObject[] = []
  let waiting = entriesOf(data, 'adds')
  for (let last = Infinity; waiting.length < last; ) {
    last = waiting.length
    waiting = waiting.filter((entry) => {
      const parentId = integerField(entry, 'parentId') ?? 0
      const parent = context.mirror.get(parentId)
      if (parent !== undefined) adds.push(...redactAdd(context, entry, parentId, parent))
      return parent === undefined
    })
  }
  return adds
}

function redactTexts(context: RedactionContext, data: Fields): JsonObject[] {
  return entriesOf(data, 'texts').flatMap((entry) => {
    const id = integerField(entry, 'id')
    const node = isOpen(context, id) ? context.mirror.get(id) : undefined
    if (id === undefined || node === undefined || node.owner !== undefined) return []
    const recorded = redactText(context, id, node.parent, stringField(entry, 'value') ?? '')
    node.rule = recorded.rule
    if (recorded.text === node.text) return []
    node.text = recorded.text
    return [withMarks({ id, value: recorded.text }, recorded)]
  })
}

interface Change {
  readonly id: number
  readonly node: MirrorNode
  readonly raw: Fields
}

// Closes what a change of attributes closes: from now on it is a box, or its text is masked.
function tighten(context: RedactionContext, changes: readonly Change[]): void {
  const closing = new Map<number, number>()
  for (const { id, node, raw } of changes) {
    const level = context.openings.rulingOf(id)?.level
    let flags = flagsOf('', raw) | (level === 'mask' ? flag.masked : 0)
    if (node.box === 'none' && (level === 'block' || markupLevel(field(raw, 'data-reseal')) === 'block')) {
      node.box = 'blocked'
      flags |= flag.blocked
    }
    if (flags & ~node.flags) closing.set(id, flags)
  }
  if (closing.size > 0) context.mirror.spread(closing)
}

function changesOf(context: RedactionContext, data: Fields): Change[] {
  return entriesOf(data, 'attributes').flatMap((entry) => {
    const id = integerField(entry, 'id')
    const raw = asFields(field(entry, 'attributes'))
    const node = isOpen(context, id) ? context.mirror.get(id) : undefined
    return id === undefined || raw === undefined || node === undefined ? [] : [{ id, node, raw }]
  })
}

function redactChanges(context: RedactionContext, node: MirrorNode, raw: Fields): RedactedAttributes {
  const { owner } = node
  if (owner === undefined) return { attributes: {} }
  const { id, tag } = owner
  const now = (name: 'type' | 'role'): string =>
    field(raw, name) === undefined ? owner[name] : lowerField(raw, name)
  const type = now('type')
  const isHidden = isSecret(context.inputTypes, id, tag, { ...raw, type }) || owner.isSecret
  // An outline that changes is no icon's.
  node.owner = { ...owner, isIcon: false, type, role: now('role'), isSecret: isHidden }
  for (const name of Object.keys(raw)) context.changedNames.add(name.toLowerCase())
  // How an answer looks changes with it.
  const names = Object.keys(raw).filter((name) => name.toLowerCase() !== 'class' || !isAnswer(node))
  const becomesField = isField(node.owner) && !isField(owner)
  const redacted = redactAttributes(context, node, raw, becomesField ? [...names, 'value'] : names)
  // Every element has these: they close in changes only.
  for (const name of ['class', 'style']) context.changedNames.delete(name)
  const { attributes: out } = redacted
  const { style } = out
  const box = node.box === 'media' && typeof style === 'string' ? context.options.boxOf?.(id) : undefined
  if (box !== undefined && typeof style === 'string') {
    const { width, height } = boxStyle(box, node)
    out['style'] = `${style}box-sizing:border-box;width:${width};height:${height};`
  }
  return redacted
}

function redactAttributeMutations(context: RedactionContext, changes: readonly Change[]): JsonObject[] {
  return changes.flatMap(({ id, node, raw }) => {
    if (!isOpen(context, id) || node.box === 'blocked') return []
    // A key that is pressed may look pressed.
    if (isKey(context.mirror, id) && ruleFor(context, id, ['keys']) === undefined) return []
    const redacted = redactChanges(context, node, raw)
    return Object.keys(redacted.attributes).length > 0 ? { id, ...redacted } : []
  })
}

/** The data of a mutation event, or undefined when nothing of it is left. */
export function redactMutation(context: RedactionContext, data: Fields): JsonObject | undefined {
  // First of all: rrweb lists attributes last, whatever came first in the page.
  const changes = changesOf(context, data)
  tighten(context, changes)
  const removes = redactRemoves(context, data)
  const adds = redactAdds(context, data)
  const texts = redactTexts(context, data)
  const attributes = redactAttributeMutations(context, changes)
  if (removes.length + adds.length + texts.length + attributes.length === 0) return undefined
  const isAttachIframe = field(data, 'isAttachIframe') === true
  return { source: 0, texts, attributes, removes, adds, ...(isAttachIframe && { isAttachIframe }) }
}
