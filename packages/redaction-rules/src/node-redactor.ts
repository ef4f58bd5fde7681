// Nodes of snapshots and additions: each is built afresh from the fields known to be safe (section 4).

import { redactAttribute } from './attributes.ts'
import type { RedactionContext } from './context.ts'
import {
  flagsOf,
  holdsChoice,
  isButton,
  isChoice,
  isField,
  isScrollClosed,
  isSecret,
  lowerField,
} from './controls.ts'
import { drawingWith, isIcon, isSurplus } from './drawings.ts'
import { redactElementName } from './element-name.ts'
import { noteLabel } from './keypad.ts'
import { markupLevel } from './level.ts'
import { bucketPixels } from './mask-text.ts'
import { type AttributeOwner, type Drawing, contextFlag as flag, type MirrorNode } from './node-mirror.ts'
import {
  asFields,
  asNumber,
  type Fields,
  field,
  integerField,
  listField,
  stringField,
  wholeNumber,
} from './read.ts'
import type { JsonObject, JsonValue } from './recorded-event.ts'
import type { ElementBox } from './redaction-options.ts'
import { type RecordedText, redactText } from './text-redactor.ts'

/** rrweb's node types. */
const nodeType = { document: 0, documentType: 1, element: 2, text: 3, cdata: 4, comment: 5 } as const

const mediaTags = /^(?:img|video|audio|canvas|object|embed)$/
// The parser nests to 512; deeper than that the stack would not last.
const maxDepth = 512

/** Where a node belongs: its parent's id, what it inherits, and how deep it lies. */
export interface Place {
  readonly parent: number
  readonly flags: number
  readonly drawing: Drawing | undefined
  readonly depth: number
}

/** The place of what is below a node that is known. */
export function placeBelow(parent: number, { flags, drawing }: MirrorNode, depth = 0): Place {
  return { parent, flags, drawing, depth }
}

const lineStep = 16
const scrolls = /^rr_scroll(?:Left|Top)$/
const labelNames = /^(?:aria-label|alt|title)$/
// Elements that have none of them, most of a page, are what their name says.
const telling: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'type',
  'role',
  'data-reseal',
  'contenteditable',
])
const maxKeyLabel = 3

/** Style declarations that give a box its size: that of a picture; of what stands for text, the bucket of its mask. */
export function boxStyle(
  { width, height, isInline }: ElementBox,
  { box, owner }: MirrorNode,
): { width: string; height: string } {
  const pixels = (value: number): string =>
    `${Math.round(Math.max(0, Math.min(99_999, value)) * 100) / 100}px`
  // A missing object, or image of a button, shows its text.
  const isText = box === 'blocked' || /^(?:object|input)$/.test(owner?.tag ?? '')
  return {
    width: pixels(isText ? bucketPixels(width) : width),
    height: pixels(isText && isInline ? Math.max(1, Math.round(height / lineStep)) * lineStep : height),
  }
}

/** Attributes as they are recorded, and which rules opened some of them, which are static; for an element or a mutation of it. */
export interface RedactedAttributes {
  readonly attributes: Record<string, JsonValue>
  readonly opened?: JsonObject
  /** Names of those that are static text. */
  readonly static?: readonly string[]
}

/** The attributes `names` of an element, redacted. */
export function redactAttributes(
  context: RedactionContext,
  node: MirrorNode,
  raw: Fields,
  names: readonly string[],
): RedactedAttributes {
  const attributes: Record<string, JsonValue> = {}
  let opened: Record<string, JsonValue> | undefined
  const statics: string[] = []
  for (const name of names) {
    const redacted = redactAttribute(context, node, name, field(raw, name))
    if (redacted === undefined) continue
    attributes[redacted.name] = redacted.value
    if (redacted.isStatic) statics.push(redacted.name)
    if (redacted.rule !== undefined) {
      opened ??= {}
      opened[redacted.name] = redacted.rule
    }
  }
  return opened === undefined && statics.length === 0
    ? { attributes }
    : { attributes, ...(opened && { opened }), ...(statics.length > 0 && { static: statics }) }
}

/** A recorded text with the marks of the rules that opened it, or of its being static. */
export function withMarks(
  text: Record<string, JsonValue>,
  { isStatic, length, rule }: RecordedText,
): JsonObject {
  if (rule !== undefined) text['rule'] = rule
  if (length !== undefined) text['length'] = length
  if (isStatic) text['static'] = true
  return text
}

type ElementNode = MirrorNode & { owner: AttributeOwner }

function elementAttributes(
  context: RedactionContext,
  node: ElementNode,
  raw: Fields,
  given: readonly string[],
): RedactedAttributes {
  const { owner } = node
  // What a control was born with is no state; rrweb writes what it is now as `true`. Filled or not, a field has a value.
  const names = given.filter(
    (name) =>
      raw[name] === true ||
      (typeof raw[name] === 'string' && name !== 'value' && name !== 'checked' && name !== 'selected'),
  )
  if (isField(owner) || (given.includes('value') && typeof raw['value'] === 'string')) names.push('value')
  const redacted = redactAttributes(context, node, raw, names)
  const { attributes: out } = redacted
  for (const name of given) {
    const value = asNumber(raw[name])
    if (value !== undefined && scrolls.test(name) && !isScrollClosed(node)) out[name] = wholeNumber(value)
  }
  if (node.box !== 'none') {
    out['data-reseal'] = 'block'
    const size = context.options.boxOf?.(owner.id)
    if (size !== undefined) {
      const { width, height } = boxStyle(size, node)
      const own = typeof out['style'] === 'string' ? out['style'] : ''
      const display = size.isInline ? 'display:inline-block;' : ''
      // A missing image would show the browser's mark for one.
      const content = owner.tag === 'img' ? 'content:linear-gradient(#0001,#0001);' : ''
      out['style'] = `${own}box-sizing:border-box;${display}${content}`
      out['rr_width'] = width
      out['rr_height'] = height
    }
  }
  return redacted
}

function redactElement(context: RedactionContext, raw: Fields, id: number, place: Place): JsonObject {
  const { mirror } = context
  // What the redactor does goes by the page's own name, so that a browser which denies one opens nothing.
  const tag = (stringField(raw, 'tagName') ?? 'div').toLowerCase()
  const tagName = redactElementName(context.tokens, context.css.vocabulary, tag)
  const attributes = asFields(field(raw, 'attributes')) ?? {}
  const isSvg = field(raw, 'isSVG') === true
  const drawing = isSvg ? drawingWith(context, { id, tag, attributes }, place.drawing) : undefined
  const names = Object.keys(attributes)
  const isPlain = !names.some((name) => telling.has(name))
  const type = isPlain ? '' : lowerField(attributes, 'type')
  const owner: AttributeOwner = {
    id,
    tag,
    isSvg,
    isIcon: drawing !== undefined && isIcon(drawing),
    // A drawing in an answer is its tick.
    isSurplus:
      drawing !== undefined && drawing.id !== id && (isSurplus(drawing) || (place.flags & flag.answer) !== 0),
    isSecret: isSecret(context.inputTypes, id, tag, attributes),
    type,
    role: isPlain ? '' : lowerField(attributes, 'role'),
  }
  const level = context.openings.rulingOf(id)?.level
  const isBlocked =
    level === 'block' ||
    (!isPlain && markupLevel(field(attributes, 'data-reseal')) === 'block') ||
    context.options.isLeftOut?.(id) === true
  const isMedia = mediaTags.test(tag) || (tag === 'input' && type === 'image')
  const box = isBlocked ? 'blocked' : isMedia ? 'media' : 'none'
  const isMasked =
    level === 'mask' || mirror.wasClosed(id, place.parent) || (tag === 'select' && owner.isSecret)
  const flags =
    place.flags |
    flagsOf(tag, isPlain ? undefined : attributes) |
    (isMasked ? flag.masked : 0) |
    (holdsChoice(raw) ? flag.answer : 0) |
    (box === 'none' ? 0 : flag.blocked)
  const node: ElementNode = {
    parent: place.parent,
    owner,
    flags,
    box,
    drawing,
    text: undefined,
    rule: undefined,
    label: undefined,
  }
  mirror.set(id, node)
  if (isButton(owner)) noteLabel(mirror, id, stringField(attributes, 'value') ?? '')
  for (const name of names) {
    const label = attributes[name]
    // What says more than the key does makes no words of it.
    if (typeof label === 'string' && label !== '' && label.length <= maxKeyLabel && labelNames.test(name))
      noteLabel(mirror, id, label)
  }
  // One that is added comes after what wraps it.
  const parent = isChoice(owner) ? mirror.get(place.parent) : undefined
  if (parent !== undefined) parent.flags |= flag.answer
  const redacted = elementAttributes(context, node, attributes, names)
  // What is below a box is known, so that it stays closed wherever it moves.
  const below = redactChildren(context, raw, placeBelow(id, node, place.depth + 1))
  const isShown = box === 'none'
  const childNodes = isShown ? below : []
  const { attributes: recorded, opened, static: statics } = redacted
  const out: Record<string, JsonValue> = {
    type: nodeType.element,
    tagName,
    attributes: recorded,
    childNodes,
    id,
  }
  if (opened !== undefined) out['opened'] = opened
  if (statics !== undefined) out['static'] = statics
  if (isSvg) out['isSVG'] = true
  if (isShown && field(raw, 'isShadowHost') === true) out['isShadowHost'] = true
  if (field(raw, 'isCustom') === true && tagName.startsWith('x-')) out['isCustom'] = true
  return out
}

function redactChildren(context: RedactionContext, raw: Fields, below: Place): JsonObject[] {
  // As long as it has to be: a list that grows takes the room of seventeen.
  const children = listField(raw, 'childNodes').map((child) => redactNode(context, child, below))
  return children.includes(undefined)
    ? children.filter((node) => node !== undefined)
    : (children as JsonObject[])
}

function redactByType(
  context: RedactionContext,
  raw: Fields,
  id: number,
  place: Place,
): JsonObject | undefined {
  const { mirror } = context
  const type = field(raw, 'type')
  if (type === nodeType.element) return redactElement(context, raw, id, place)
  const { parent, flags, drawing } = place
  const leaf: MirrorNode = {
    parent,
    owner: undefined,
    flags,
    box: 'none',
    drawing,
    text: undefined,
    rule: undefined,
    label: undefined,
  }
  switch (type) {
    case nodeType.document: {
      // The document of a frame, whose fallback is silent.
      const node = { ...leaf, flags: flags & ~flag.silent, drawing: undefined }
      mirror.set(id, node)
      const childNodes = redactChildren(context, raw, placeBelow(id, node, place.depth + 1))
      const isQuirky = field(raw, 'compatMode') === 'BackCompat'
      return { type, childNodes, id, ...(isQuirky && { compatMode: 'BackCompat' }) }
    }
    case nodeType.text: {
      if (mirror.wasClosed(id, parent)) leaf.flags |= flag.masked
      mirror.set(id, leaf)
      const recorded = redactText(context, id, parent, stringField(raw, 'textContent') ?? '')
      leaf.text = recorded.text
      leaf.rule = recorded.rule
      return withMarks({ type, textContent: recorded.text, id }, recorded)
    }
    case nodeType.documentType:
    case nodeType.cdata:
    case nodeType.comment:
      mirror.set(id, leaf)
      return type === nodeType.documentType
        ? { type, name: 'html', publicId: '', systemId: '', id }
        : { type, textContent: '', id }
    default:
      return undefined
  }
}

/** A node and what is below it, redacted and entered into the mirror; undefined when it is of no known kind. */
export function redactNode(context: RedactionContext, raw: unknown, place: Place): JsonObject | undefined {
  const fields = asFields(raw)
  if (fields === undefined || place.depth > maxDepth) return undefined
  const id = integerField(fields, 'id')
  if (id === undefined || id < 1) return undefined
  const node = redactByType(context, fields, id, place)
  if (node === undefined) return undefined
  const rootId = integerField(fields, 'rootId')
  const isShadow = field(fields, 'isShadow') === true
  if (rootId === undefined && !isShadow) return node
  return { ...node, ...(rootId !== undefined && { rootId }), ...(isShadow && { isShadow }) }
}
