// Attributes of an element: an allow-list over what shapes the page, each value checked or replaced (section 5).

import { type AttributeKind, attributeKind, dataAttributeName, redactWord } from './attribute-table.ts'
import type { RedactionContext } from './context.ts'
import { classesOfAnswer, hasReading, isAnswer, isChoice, isTypedInto } from './controls.ts'
import { reading, redactValue } from './field-values.ts'
import { type AttributeOwner, contextFlag as flag, type MirrorNode } from './node-mirror.ts'
import { asFields, type Fields } from './read.ts'
import type { JsonObject, JsonValue } from './recorded-event.ts'
import type { Opening } from './rule-set.ts'
import { spacedForm } from './static-texts/static-text-form.ts'
import { boxOutline, redactLength, redactNumbers, redactOutline } from './svg-geometry.ts'
import { isShut, isStatic, ruleFor } from './text-redactor.ts'

/** A recorded attribute: its name, its value (null where it is removed), and the rule that opened it. */
export interface RedactedAttribute {
  readonly name: string
  readonly value: JsonValue
  /** Index of an allow rule; of an attribute rule where the name is that of a text attribute. */
  readonly rule?: number | undefined
  readonly isStatic?: boolean
}

const geometryKinds: ReadonlySet<AttributeKind> = /* @__PURE__ */ new Set([
  'numbers',
  'outline',
  'size',
  'css',
  'style',
] as const)
const states = /^aria-(?:checked|pressed|selected)$/
/** rrweb's and our own. */
const ownNames = /^data-r(?:eseal|r-is-password)$/
const stateWords = /^(?:true|false|mixed)$/
const readings = /^(?:min|max|low|high|optimum|step|aria-value(?:now|min|max))$/
const size = /^\+?(\d{1,4}(?:\.\d{1,4})?|\.\d{1,4})(px|em|rem|%)?$/
const cssText = '_cssText'
const fieldStates = /^(?:type|role|disabled|readonly|hidden|inert|contenteditable|id|name|for)$/
/** Declarations of a size in lengths, as a field that grows with its content has them. */
const growth = /(?<![\w-])(?:(?:max|min)-)?(?:width|height|(?:block|inline)-size):[^;%]*(?:;|$)/g

function redactStyleObject(context: RedactionContext, style: Fields, isExact: boolean): JsonObject {
  const out: Record<string, JsonValue> = {}
  for (const name of Object.keys(style)) {
    const property = context.css.property(name)
    if (property === undefined) continue
    const given = style[name]
    const [value, priority] = Array.isArray(given) ? (given as unknown[]) : [given]
    if (given === false) out[property] = false
    else if (typeof value === 'string') {
      const redacted = context.css.value(name, value, isExact)
      out[property] = Array.isArray(given)
        ? [redacted, priority === 'important' ? 'important' : '']
        : redacted
    }
  }
  return out
}

interface KnownAttribute {
  readonly kind: AttributeKind
  /** In lower case. */
  readonly name: string
  readonly value: string
  /** A rule opens geometry. */
  readonly isExact: boolean
}

function redactKnown(
  context: RedactionContext,
  owner: AttributeOwner,
  known: KnownAttribute,
): JsonValue | undefined {
  const { css, tokens } = context
  const { kind, name, value, isExact } = known
  switch (kind) {
    case 'size': {
      const [, digits, unit = ''] = size.exec(value) ?? []
      return digits === undefined ? undefined : redactLength(Number(digits), unit, isExact)
    }
    case 'link': {
      const isLink = owner.tag === 'a' || owner.tag === 'area'
      // A link looks like a link; where it leads does not show. References inside a drawing keep their target.
      if (!owner.isSvg || owner.tag === 'a') return isLink ? '#' : undefined
      const hash = value.indexOf('#')
      return hash === -1 ? undefined : `#${tokens.token(value.slice(hash + 1))}`
    }
    case 'style':
      return css.declarations(value, isExact)
    case 'media':
      return css.words(value)
    case 'css':
      return css.property(name) === undefined ? css.words(value) : css.value(name, value, isExact)
    case 'numbers':
      return redactNumbers(value, isExact)
    case 'outline': {
      // An icon keeps its outline; of any other shape the rectangle that it fills.
      const outline = owner.isIcon || isExact ? redactOutline(value, isExact) : undefined
      const box = outline === undefined ? context.options.shapeOf?.(owner.id) : undefined
      return box === undefined ? outline : boxOutline(name, box)
    }
    default:
      return name === 'class' ? tokens.classList(value) : redactWord(tokens, kind, value)
  }
}

const staticNames = /^(?:placeholder|title|aria-label|alt)$/
const groups = /^(?:optgroup|track)$/

// In options and editable regions attributes are a person's; of an answer, and where the page has changed one at a field,
// they say what holds.
function isStaticAttribute(
  context: RedactionContext,
  node: MirrorNode,
  { id, tag }: AttributeOwner,
  { name, value }: { readonly name: string; readonly value: string },
): boolean {
  const { changedNames, mirror, openings } = context
  const isGroup = groups.test(tag)
  const around = isGroup ? node.flags & ~flag.options : (mirror.get(node.parent)?.flags ?? 0)
  return (
    (staticNames.test(name) || (isGroup && name === 'label')) &&
    !isAnswer(node) &&
    !(isTypedInto(node) && changedNames.has(name)) &&
    isStatic(context, [id, around | (node.flags & flag.range)], id, value) &&
    // Dear, and asked of every title otherwise.
    openings.isSafe(value)
  )
}

// A text that a person reads: where an attribute rule names it or it is static, and nothing masks the element.
function redactTextAttribute(
  context: RedactionContext,
  node: MirrorNode,
  owner: AttributeOwner,
  { name, value }: GivenAttribute,
): RedactedAttribute | undefined {
  if (typeof value === 'string' && !owner.isSecret && !isShut(node)) {
    const rule = context.openings.attributeRuleAt(owner.id, name, value)
    const passes =
      rule === undefined &&
      context.options.isStaticText !== undefined &&
      isStaticAttribute(context, node, owner, { name, value })
    if (rule !== undefined || passes) {
      // That a static one at a field is no longer what it was would tell that the field has changed.
      if (!passes || !isTypedInto(node)) node.opened = (node.opened ?? new Set()).add(name)
      return passes ? { name, value: spacedForm(value), isStatic: true } : { name, value, rule }
    }
  }
  if (node.opened?.delete(name)) return { name, value: null }
  // Without a value it is a mark that styles hang on, such as those by which frameworks scope them.
  // One that comes or goes is a state; so may one on an element of the page's own be, but for those of frameworks.
  const isMark =
    value === '' && !context.changedNames.has(name) && (name.startsWith('_') || !owner.tag.includes('-'))
  return isMark && !isAnswer(node) ? { name: dataAttributeName(context.tokens, name), value } : undefined
}

interface GivenAttribute {
  /** In lower case. */
  readonly name: string
  /** Null removes it. */
  readonly value: unknown
}

// What is recorded of no element unless a rule opens it: states of answers, readings, texts that a person reads.
function redactOpened(
  context: RedactionContext,
  node: MirrorNode,
  owner: AttributeOwner,
  given: GivenAttribute,
): RedactedAttribute | undefined {
  const { name, value } = given
  const text = typeof value === 'string' ? value : ''
  const opened = (opening: Opening, shown: JsonValue): RedactedAttribute | undefined => {
    const rule = ruleFor(context, owner.id, [opening])
    return rule === undefined ? undefined : { name, value: value === null ? null : shown, rule }
  }
  if (name === 'checked') return isChoice(owner) ? opened('checked', true) : undefined
  if (name === 'selected') return owner.tag === 'option' ? opened('options', true) : undefined
  if (states.test(name)) return value === null || stateWords.test(text) ? opened('checked', text) : undefined
  if (!readings.test(name)) return redactTextAttribute(context, node, owner, given)
  return hasReading(owner) && (value === null || reading.test(text)) ? opened('range', text) : undefined
}

/** An attribute of an element as it is recorded, or undefined when nothing of it is. `value` null removes it. */
export function redactAttribute(
  context: RedactionContext,
  node: MirrorNode,
  name: string,
  value: unknown,
): RedactedAttribute | undefined {
  const { owner } = node
  if (owner === undefined) return undefined
  const { css, tokens } = context
  const { id, tag } = owner
  const isTyped = isTypedInto(node)
  const isTelling = isTyped || isAnswer(node)
  // What most elements have, and nothing else holds for.
  if (name === 'class' && typeof value === 'string' && !isTelling) {
    return { name, value: tokens.classList(value) }
  }
  if (name === cssText) {
    const isSheet = typeof value === 'string' && node.box === 'none' && (tag === 'style' || tag === 'link')
    return isSheet ? { name, value: css.sheet(value) } : undefined
  }
  const lower = name.toLowerCase()
  if (lower === 'value') {
    const redacted = redactValue(context, owner, typeof value === 'string' ? value : '')
    if (redacted === undefined || redacted.text === node.text) return undefined
    node.text = redacted.text
    return { name: lower, value: redacted.text, rule: redacted.rule }
  }
  const kind = attributeKind(css.vocabulary, lower, owner.isSvg)
  if (kind === undefined || (lower === 'aria-selected' && owner.role !== 'tab')) {
    return redactOpened(context, node, owner, { name: lower, value })
  }
  // What changes at a field changes with what it holds.
  if (isTyped && (lower === 'size' || (context.changedNames.has(lower) && !fieldStates.test(lower)))) {
    return undefined
  }
  const isData = kind === 'data'
  const isMark = isData && isAnswer(node)
  const isGeometry = geometryKinds.has(kind)
  const rule = isMark || isGeometry ? ruleFor(context, id, [isMark ? 'checked' : 'geometry']) : undefined
  if (isData && ((isMark && rule === undefined) || ownNames.test(lower))) return undefined
  // rrweb keeps the case that SVG wants (viewBox); names in the table carry none of the page's words.
  const known = name === lower ? name : (camelCased.get(lower) ?? lower)
  const recorded = isData ? dataAttributeName(tokens, lower) : known
  if (value === null) return { name: recorded, value }
  const isExact = rule !== undefined
  const style = kind === 'style' ? asFields(value) : undefined
  if (style !== undefined) return { name: recorded, value: redactStyleObject(context, style, isExact), rule }
  if (typeof value !== 'string' || (owner.isSurplus && isGeometry && kind !== 'style')) {
    return undefined
  }
  const shown = lower === 'class' && isTelling ? classesOfAnswer(value) : value
  const redacted = redactKnown(context, owner, { kind, name: lower, value: shown, isExact })
  if (redacted === undefined) return undefined
  const isGrowing = typeof redacted === 'string' && kind === 'style' && isTyped
  return { name: recorded, value: isGrowing ? redacted.replace(growth, '') : redacted, rule }
}

const camelCased: ReadonlyMap<string, string> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ (
    'viewBox refX refY markerWidth markerHeight gradientTransform patternTransform gradientUnits patternUnits ' +
    'clipPathUnits maskUnits spreadMethod preserveAspectRatio'
  )
    .split(' ')
    .map((name) => [name.toLowerCase(), name]),
)
