// Nodes of snapshots and additions: each is built afresh from the fields known to be safe.

import { type AttributeOwner, type AttributeRedactor, isAnswerRole, isField } from './attributes.ts'
import type { CssRedactor } from './css/stylesheet.ts'
import { redactElementName } from './element-name.ts'
import { noteLabel } from './keypad.ts'
import { type Level, markupLevel } from './level.ts'
import { fieldMask } from './mask-text.ts'
import { contextFlag, type Drawing, type MirrorNode, type NodeMirror } from './node-mirror.ts'
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
import type { ElementBox, RedactorOptions } from './redaction-options.ts'
import { isIconSize, subpathCount } from './svg-geometry.ts'
import type { TokenMap } from './token-map.ts'

/** The parts of a stream's redactor that nodes pass through. */
export interface RedactionContext {
  readonly options: RedactorOptions
  readonly hasRules: boolean
  readonly tokens: TokenMap
  readonly css: CssRedactor
  readonly attributes: AttributeRedactor
  readonly mirror: NodeMirror
  mask(text: string): string
}

/** rrweb's node types. */
const nodeType = { document: 0, documentType: 1, element: 2, text: 3, cdata: 4, comment: 5 } as const

// Content that is not text of the page, or fallback that a box stands for.
const silentTags: ReadonlySet<string> = new Set([
  'script',
  'noscript',
  'template',
  'textarea',
  'iframe',
  'metadata',
])
const closedTags: ReadonlySet<string> = new Set([
  'title',
  'select',
  'option',
  'optgroup',
  'datalist',
  'output',
  'meter',
  'progress',
])
const mediaTags: ReadonlySet<string> = new Set(['img', 'video', 'audio', 'canvas', 'object', 'embed'])
const shapeNames = 'path rect circle ellipse line polyline polygon use image text tspan'.split(' ')
const shapeTags: ReadonlySet<string> = new Set(shapeNames)
const shapeSelector = shapeNames.join()
// A chart has tens of shapes, a QR code drawn with rectangles hundreds; a bar code is some twenty rectangles.
const maxShapes = 96
const rectWeight = 5
// An icon is drawn with a few strokes, a QR code with a hundred.
const maxIconSubpaths = 32
const maxDepth = 1_024

const noContext: Pick<MirrorNode, 'flags' | 'drawing'> = { flags: 0, drawing: undefined }

/** Level of an element by rules; undefined when none matches. */
export function ruleLevel(context: RedactionContext, id: number): Level | undefined {
  return context.hasRules ? context.options.levelOf?.(id) : undefined
}

/** Text below the element `parentId`, redacted. */
export function redactText(context: RedactionContext, parentId: number, text: string): string {
  if (text === '') return ''
  noteLabel(context.mirror, parentId, text)
  const flags = context.mirror.get(parentId)?.flags ?? contextFlag.silent
  if (flags & (contextFlag.blocked | contextFlag.silent)) return ''
  if (flags & contextFlag.style) return context.css.sheet(text)
  if (flags & (contextFlag.closed | contextFlag.masked)) return context.mask(text)
  return ruleLevel(context, parentId) === 'allow' ? text : context.mask(text)
}

function pixels(value: number): string {
  return `${Math.round(Math.max(0, Math.min(99_999, value)) * 100) / 100}px`
}

/** Style declarations that give a box its size. */
export function boxStyle(box: ElementBox): { width: string; height: string } {
  return { width: pixels(box.width), height: pixels(box.height) }
}

function scrollAttributes(owner: AttributeOwner, raw: Fields, out: Record<string, JsonValue>): void {
  if (isField(owner)) return
  for (const name of ['rr_scrollLeft', 'rr_scrollTop']) {
    const value = asNumber(field(raw, name))
    if (value !== undefined) out[name] = wholeNumber(value)
  }
}

interface ElementParts {
  readonly id: number
  readonly owner: AttributeOwner
  readonly raw: Fields
  readonly box: MirrorNode['box']
}

function elementAttributes(context: RedactionContext, parts: ElementParts): JsonObject {
  const { id, owner, raw, box } = parts
  const out: Record<string, JsonValue> = {}
  for (const name of Object.keys(raw)) {
    const value = field(raw, name)
    if (typeof value !== 'string') continue
    const attribute = context.attributes.attribute(owner, name, value)
    if (attribute !== undefined) out[attribute[0]] = attribute[1]
  }
  scrollAttributes(owner, raw, out)
  if (isField(owner)) out['value'] = fieldMask
  if (box !== 'none') {
    const size = context.options.boxOf?.(id)
    out['data-reseal'] = 'block'
    if (size !== undefined) {
      const { width, height } = boxStyle(size)
      const own = typeof out['style'] === 'string' ? out['style'] : ''
      const display = size.isInline ? 'display:inline-block;' : ''
      // A missing image would show the browser's mark for one.
      const content = owner.tag === 'img' ? 'content:linear-gradient(#0001,#0001);' : ''
      out['style'] = `${own}box-sizing:border-box;${display}${content}`
      out['rr_width'] = width
      out['rr_height'] = height
    }
  }
  return out
}

function contentFlags(tag: string, raw: Fields, inherited: number): number {
  let flags = inherited
  if (tag === 'style') flags |= contextFlag.style
  if (silentTags.has(tag)) flags |= contextFlag.silent
  if (closedTags.has(tag)) flags |= contextFlag.closed
  if (isAnswerRole(stringField(raw, 'role')?.toLowerCase())) flags |= contextFlag.answer
  const editable = field(raw, 'contenteditable')
  if (editable !== undefined && editable !== 'false') flags |= contextFlag.closed
  if (markupLevel(field(raw, 'data-reseal')) === 'mask') flags |= contextFlag.masked
  return flags
}

function beginDrawing(context: RedactionContext, id: number, attributes: Fields): Drawing {
  const drawing: Drawing = {
    id,
    isIcon: isIconSize(field(attributes, 'width'), field(attributes, 'height'), field(attributes, 'viewBox')),
    shapeCount: 0,
    pageShapeCount: 0,
    subpathCount: 0,
  }
  measureDrawing(context, drawing)
  return drawing
}

/** Asks the page how many shapes a drawing has, so that its first ones do not show before it is known for data. */
export function measureDrawing(context: RedactionContext, drawing: Drawing): void {
  if (isSurplus(drawing)) return
  const count = (selector: string): number => context.options.countOf?.(drawing.id, selector) ?? 0
  drawing.pageShapeCount = count(shapeSelector) + (rectWeight - 1) * count('rect')
}

function isSurplus(drawing: Drawing): boolean {
  return Math.max(drawing.shapeCount, drawing.pageShapeCount) > maxShapes
}

// The drawing that an element is part of, with the element counted.
function drawingWith(
  context: RedactionContext,
  element: { readonly id: number; readonly tag: string; readonly attributes: Fields },
  inherited: Drawing | undefined,
): Drawing | undefined {
  const { id, tag, attributes } = element
  const drawing = inherited ?? (tag === 'svg' ? beginDrawing(context, id, attributes) : undefined)
  if (drawing === undefined) return undefined
  if (shapeTags.has(tag)) drawing.shapeCount += tag === 'rect' ? rectWeight : 1
  drawing.subpathCount += subpathCount(field(attributes, 'd'))
  return drawing
}

function redactElement(context: RedactionContext, raw: Fields, id: number, place: Place): JsonObject {
  // What the redactor does goes by the page's own name, so that a browser which denies one opens nothing.
  const tag = (stringField(raw, 'tagName') ?? 'div').toLowerCase()
  const tagName = redactElementName(context.tokens, context.css.vocabulary, tag)
  const rawAttributes = asFields(field(raw, 'attributes')) ?? {}
  const isSvg = field(raw, 'isSVG') === true
  const drawing = isSvg
    ? drawingWith(context, { id, tag, attributes: rawAttributes }, place.inherited.drawing)
    : undefined
  const owner: AttributeOwner = {
    id,
    tag,
    isSvg,
    isIcon: drawing !== undefined && drawing.isIcon && drawing.subpathCount <= maxIconSubpaths,
    isSurplus: drawing !== undefined && drawing.id !== id && isSurplus(drawing),
    isInAnswer: (place.inherited.flags & contextFlag.answer) !== 0,
    type: (stringField(rawAttributes, 'type') ?? '').toLowerCase(),
    role: (stringField(rawAttributes, 'role') ?? '').toLowerCase(),
  }
  const isBlocked =
    markupLevel(field(rawAttributes, 'data-reseal')) === 'block' || ruleLevel(context, id) === 'block'
  const isMedia = mediaTags.has(tag) || (tag === 'input' && owner.type === 'image')
  const box = isBlocked ? 'blocked' : isMedia ? 'media' : 'none'
  const flags =
    contentFlags(tag, rawAttributes, place.inherited.flags) | (box === 'none' ? 0 : contextFlag.blocked)
  context.mirror.set(id, { parent: place.parent, owner, flags, box, drawing, text: undefined })
  const attributes = elementAttributes(context, { id, owner, raw: rawAttributes, box })
  const childNodes =
    box === 'none'
      ? redactChildren(context, raw, { parent: id, inherited: { flags, drawing }, depth: place.depth })
      : []
  const out: Record<string, JsonValue> = { type: nodeType.element, tagName, attributes, childNodes, id }
  if (isSvg) out['isSVG'] = true
  if (field(raw, 'isShadowHost') === true && box === 'none') out['isShadowHost'] = true
  if (field(raw, 'isCustom') === true && tagName.startsWith('x-')) out['isCustom'] = true
  return out
}

/** Where a node belongs: its parent's id, what it inherits, and how deep it lies. */
export interface Place {
  readonly parent: number
  readonly inherited: Pick<MirrorNode, 'flags' | 'drawing'>
  readonly depth: number
}

function redactChildren(context: RedactionContext, raw: Fields, place: Place): JsonObject[] {
  const children: JsonObject[] = []
  for (const child of listField(raw, 'childNodes')) {
    const redacted = redactNode(context, child, { ...place, depth: place.depth + 1 })
    if (redacted !== undefined) children.push(redacted)
  }
  return children
}

function leaf(context: RedactionContext, id: number, place: Place, text?: string): void {
  context.mirror.set(id, {
    parent: place.parent,
    owner: undefined,
    flags: place.inherited.flags,
    box: 'none',
    drawing: place.inherited.drawing,
    text,
  })
}

function redactByType(
  context: RedactionContext,
  raw: Fields,
  id: number,
  place: Place,
): JsonObject | undefined {
  switch (field(raw, 'type')) {
    case nodeType.document: {
      leaf(context, id, {
        ...place,
        inherited: { flags: place.inherited.flags & ~contextFlag.silent, drawing: undefined },
      })
      const inner: Place = {
        parent: id,
        inherited: context.mirror.get(id) ?? noContext,
        depth: place.depth,
      }
      const childNodes = redactChildren(context, raw, inner)
      const isQuirky = field(raw, 'compatMode') === 'BackCompat'
      return { type: nodeType.document, childNodes, id, ...(isQuirky ? { compatMode: 'BackCompat' } : {}) }
    }
    case nodeType.documentType:
      leaf(context, id, place)
      return { type: nodeType.documentType, name: 'html', publicId: '', systemId: '', id }
    case nodeType.element:
      return redactElement(context, raw, id, place)
    case nodeType.text: {
      const text = redactText(context, place.parent, stringField(raw, 'textContent') ?? '')
      leaf(context, id, place, text)
      return { type: nodeType.text, textContent: text, id }
    }
    case nodeType.cdata:
      leaf(context, id, place)
      return { type: nodeType.cdata, textContent: '', id }
    case nodeType.comment:
      leaf(context, id, place)
      return { type: nodeType.comment, textContent: '', id }
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
  return { ...node, ...(rootId === undefined ? {} : { rootId }), ...(isShadow ? { isShadow: true } : {}) }
}
