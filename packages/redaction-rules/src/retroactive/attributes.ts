// Attributes of recorded elements: what every capture would have recorded stays, what a rule opened stays while the
// rule does, all else goes.

import { attributeKind } from '../attribute-table.ts'
import { fieldMask } from '../mask-text.ts'
import { asFields, type Fields, field, listField } from '../read.ts'
import type { JsonObject, JsonValue } from '../recorded-event.ts'
import type { Opening } from '../rule-set.ts'
import { textAttributes } from '../text-attributes.ts'
import { shippedVocabulary } from '../vocabulary/shipped.ts'
import { isMask } from './mask-characters.ts'
import type { PageNode } from './page-mirror.ts'
import { isStaticForm, type Judgement } from './readable-text.ts'
import { stateOpenings } from './state-openings.ts'

const textNames: ReadonlySet<string> = new Set(textAttributes)
const staticAttributes: ReadonlySet<string> = new Set(['placeholder', 'title', 'aria-label', 'alt', 'label'])
const ownAttributes: ReadonlySet<string> = new Set([
  '_cssText',
  'data-reseal',
  'rr_width',
  'rr_height',
  'rr_scrollLeft',
  'rr_scrollTop',
])
const dataToken = /^data-r\d+$/
const meterTags: ReadonlySet<string> = new Set(['meter', 'progress'])
const meterValue = '0.5'
const reading = /^-?\d{1,5}(?:\.\d{1,4})?$/
// Recorded only where a rule opens them, and removed again.
const stateAttributes =
  /^(?:checked|selected|aria-(?:checked|pressed|selected|value(?:now|min|max))|min|max|low|high|optimum|step)$/
// The label of a button is text.
const attributeOpenings: readonly Opening[] = ['text', ...stateOpenings]

/** The marks of a recorded element or of a change to it. */
export interface AttributeMarks {
  /** By attribute, the index of the rule that opened it. */
  readonly opened: Fields
  /** Names of attributes that are static text. */
  readonly statics: readonly unknown[]
}

/** Reads the marks of a recorded element or of a change to it. */
export function marksOf(raw: Fields): AttributeMarks {
  return { opened: asFields(field(raw, 'opened')) ?? {}, statics: listField(raw, 'static') }
}

/** Attributes that stay, and the marks of those that a rule keeps. */
export interface KeptAttributes {
  readonly attributes: JsonObject
  readonly marks: JsonObject
}

/** Whether an attribute is one that strict capture records, in whatever form. */
function isStructural(name: string, isSvg: boolean): boolean {
  return (
    ownAttributes.has(name) ||
    dataToken.test(name) ||
    attributeKind(shippedVocabulary, name.toLowerCase(), isSvg) !== undefined
  )
}

/** What stays of an element's attributes. */
export function redactAttributes(
  judgement: Judgement,
  node: PageNode,
  raw: Fields,
  marks: AttributeMarks,
): KeptAttributes {
  const attributes: Record<string, JsonValue> = {}
  const opened: Record<string, JsonValue> = {}
  const statics: string[] = []
  const isClosed = node.isClosed || judgement.today.closes(node)

  function keep(name: string, value: JsonValue): void {
    if (textNames.has(name.toLowerCase())) return keepText(name, value)
    const mark = field(marks.opened, name)
    const isText = typeof value === 'string'
    if (mark !== undefined && value !== null) {
      const isOpen = !isClosed && judgement.today.opens(mark, attributeOpenings)
      if (isOpen && !(name === 'value' && isText && isIdentifying(judgement, mark, value))) {
        attributes[name] = value
        opened[name] = mark as JsonValue
        return
      }
    }
    const strict =
      name === 'value'
        ? strictValue(judgement, node, value)
        : strictAttribute(judgement, { name, value, isSvg: node.isSvg, isMarked: mark !== undefined })
    if (strict !== undefined) attributes[name] = strict
  }

  function keepText(name: string, value: JsonValue): void {
    const mark = field(marks.opened, name)
    if (typeof value !== 'string') {
      if (value === null) attributes[name] = value
      return
    }
    // Names of the list that may be static, as capture writes them.
    const isStatic = marks.statics.includes(name) && staticAttributes.has(name) && isStaticForm(value)
    const isOpen = !isClosed && (isStatic || judgement.today.opensAttribute(mark, name.toLowerCase()))
    if (!isOpen || judgement.detection.isIdentifying(value)) return
    attributes[name] = value
    if (isStatic) statics.push(name)
    else opened[name] = mark as JsonValue
  }

  for (const [name, value] of Object.entries(raw)) {
    if (name !== '__proto__') keep(name, value as JsonValue)
  }
  return {
    attributes,
    marks: {
      ...(Object.keys(opened).length > 0 ? { opened } : {}),
      ...(statics.length > 0 ? { static: statics } : {}),
    },
  }
}

// A number of a slider is let through as it is.
function isIdentifying({ today, detection }: Judgement, mark: unknown, value: string): boolean {
  return !(reading.test(value) && today.opens(mark, ['range'])) && detection.isIdentifying(value)
}

// What strict capture would have recorded in its place.
function strictValue({ mask }: Judgement, node: PageNode, value: JsonValue): JsonValue | undefined {
  if (value === null) return null
  if (meterTags.has(node.tag)) return meterValue
  if (node.tag === 'textarea') return fieldMask
  if (node.tag !== 'input') return undefined
  if (typeof value !== 'string') return fieldMask
  const isButton = node.type === 'submit' || node.type === 'button' || node.type === 'reset'
  if (!isButton) return fieldMask
  return isMask(value) ? value : mask(value)
}

interface GivenAttribute {
  readonly name: string
  readonly value: JsonValue
  readonly isSvg: boolean
  /** A rule opened it at capture. */
  readonly isMarked: boolean
}

function strictAttribute(
  { coarse }: Judgement,
  { name, value, isSvg, isMarked }: GivenAttribute,
): JsonValue | undefined {
  if (!isStructural(name, isSvg)) return value === null && stateAttributes.test(name) ? null : undefined
  return isMarked && value !== null ? coarse(name, value) : value
}
