// Attributes of an element: an allow-list over what shapes the page, each value checked or replaced.

import { dataAttributeName, redactDataValue, redactState } from './attribute-selector.ts'
import { type AttributeKind, attributeKind, isKeyword, isSvgWord } from './attribute-table.ts'
import type { CssRedactor } from './css/stylesheet.ts'
import { fieldMask } from './mask-text.ts'
import { boxOutline, redactIconOutline, redactLength, redactNumbers, type ShapeBox } from './svg-geometry.ts'
import type { TokenMap } from './token-map.ts'

/** The element an attribute belongs to, as far as its attributes depend on it. */
export interface AttributeOwner {
  readonly id: number
  readonly tag: string
  readonly isSvg: boolean
  /** Part of a drawing of an icon's size: its outlines are interface. */
  readonly isIcon: boolean
  /** Beyond what a drawing may show: its geometry is not recorded. */
  readonly isSurplus: boolean
  /** Inside a control whose state is an answer. */
  readonly isInAnswer: boolean
  /** The page's own `type` and `role`, in lower case; they are looked at, never recorded as they are. */
  readonly type: string
  readonly role: string
}

/** A recorded attribute: a name and its value, null where it is removed. */
export type RedactedAttribute = readonly [name: string, value: string | number | null]

/** Redacts attributes of one stream. */
export interface AttributeRedactor {
  /** The attribute to record for `name` and `value`, or undefined when nothing is. */
  attribute(owner: AttributeOwner, name: string, value: string): RedactedAttribute | undefined
  /** The name under which an attribute was recorded, for its removal; undefined when it never was. */
  attributeName(owner: AttributeOwner, name: string): string | undefined
}

const buttonTypes: ReadonlySet<string> = new Set(['submit', 'button', 'reset'])
const quietTypes: ReadonlySet<string> = new Set([
  'checkbox',
  'radio',
  'hidden',
  'file',
  'image',
  'range',
  'color',
])
// Controls whose state is an answer: their attributes change with it.
const answerRoles: ReadonlySet<string> = new Set([
  'checkbox',
  'radio',
  'switch',
  'option',
  'slider',
  'spinbutton',
  'menuitemcheckbox',
  'menuitemradio',
  'treeitem',
])
const geometryKinds: ReadonlySet<AttributeKind> = new Set(['numbers', 'outline', 'size', 'css'])
const stateNames: ReadonlySet<string> = new Set(['aria-selected', 'data-state'])
const count = /^\d{1,3}$/
const size = /^\+?(\d{1,4}(?:\.\d{1,4})?|\.\d{1,4})(px|em|rem|%)?$/
const language = /^[a-z]{2}(?:-[a-z]{2})?$/i
const cssText = '_cssText'

/** Whether a role in lower case is that of a control whose state is an answer. */
export function isAnswerRole(role: string | undefined): boolean {
  return role !== undefined && answerRoles.has(role)
}

/** Whether the state of an element is an answer that does not show. */
export function isAnswer(owner: AttributeOwner): boolean {
  return (
    owner.isInAnswer ||
    isAnswerRole(owner.role) ||
    owner.tag === 'option' ||
    owner.type === 'checkbox' ||
    owner.type === 'radio'
  )
}

/** Whether an element is a field that text can be typed into. */
export function isField(owner: AttributeOwner): boolean {
  return (
    owner.tag === 'textarea' ||
    (owner.tag === 'input' && !quietTypes.has(owner.type) && !buttonTypes.has(owner.type))
  )
}

/** Whether the place where an element is touched is its value. */
export function isSlider(owner: AttributeOwner): boolean {
  return owner.role === 'slider' || (owner.tag === 'input' && owner.type === 'range')
}

/** Whether an element draws a reading. */
export function isMeter(owner: AttributeOwner): boolean {
  return owner.tag === 'meter' || owner.tag === 'progress'
}

/** Creates the attribute redactor of one stream. */
export function createAttributeRedactor(
  tokens: TokenMap,
  css: CssRedactor,
  mask: (text: string) => string,
  shapeOf?: (id: number) => ShapeBox | undefined,
): AttributeRedactor {
  function redactValue(owner: AttributeOwner, value: string): RedactedAttribute | undefined {
    if (owner.tag === 'input' && buttonTypes.has(owner.type)) return ['value', mask(value)]
    // The same for a meter of any reading.
    if (isMeter(owner)) return ['value', '0.5']
    return isField(owner) ? ['value', fieldMask] : undefined
  }

  function redactKnown(owner: AttributeOwner, name: string, value: string): string | undefined {
    const lower = name.toLowerCase()
    const kind = attributeKind(css.vocabulary, lower, owner.isSvg)
    if (owner.isSurplus && kind !== undefined && geometryKinds.has(kind)) return undefined
    switch (kind) {
      case undefined:
        return undefined
      case 'flag':
        return ''
      case 'count':
        return count.test(value) ? value : undefined
      case 'order':
        return value.trim().startsWith('-') ? '-1' : '0'
      case 'size':
        return redactSize(value)
      case 'keyword': {
        const keyword = value.trim().toLowerCase()
        return keyword === '' || isKeyword(keyword) ? keyword : undefined
      }
      case 'language':
        return language.test(value) ? value.toLowerCase() : undefined
      case 'state':
        return redactState(tokens, value)
      case 'name':
        return tokens.token(value)
      case 'names':
        return tokens.tokenList(value)
      case 'link':
        return redactLink(owner, value)
      case 'style':
        return css.declarations(value)
      case 'media':
        return css.words(value)
      case 'css':
        return css.property(lower) === undefined ? css.words(value) : css.value(lower, value)
      case 'exact':
        return isSvgWord(value) ? value : undefined
      case 'numbers':
        return redactNumbers(value)
      case 'outline':
        return redactOutline(owner, lower, value)
    }
  }

  function redactSize(value: string): string | undefined {
    const [, digits, unit] = size.exec(value) ?? []
    return digits === undefined ? undefined : redactLength(Number(digits), unit ?? '')
  }

  // An icon keeps its outline; of any other shape the rectangle that it fills.
  function redactOutline(owner: AttributeOwner, name: string, value: string): string | undefined {
    const icon = owner.isIcon ? redactIconOutline(value) : undefined
    if (icon !== undefined) return icon
    const box = shapeOf?.(owner.id)
    return box && boxOutline(name, box)
  }

  // A link looks like a link; where it leads does not show. References inside a drawing keep their target.
  function redactLink(owner: AttributeOwner, value: string): string | undefined {
    if (owner.isSvg && owner.tag !== 'a') {
      const hash = value.indexOf('#')
      return hash === -1 ? undefined : `#${tokens.token(value.slice(hash + 1))}`
    }
    return owner.tag === 'a' || owner.tag === 'area' ? '#' : undefined
  }

  function attributeName(owner: AttributeOwner, name: string): string | undefined {
    if (name === cssText) return owner.tag === 'style' || owner.tag === 'link' ? cssText : undefined
    const lower = name.toLowerCase()
    if (lower.startsWith('data-')) {
      if (lower === 'data-reseal' || lower === 'data-rr-is-password' || isAnswer(owner)) return undefined
      return dataAttributeName(tokens, lower)
    }
    if (lower === 'value') return 'value'
    if (stateNames.has(lower) && owner.role !== 'tab') return undefined
    // rrweb keeps the case that SVG wants (viewBox); names in the table carry none of the page's words.
    return attributeKind(css.vocabulary, lower, owner.isSvg) === undefined
      ? undefined
      : canonicalCase(name, lower)
  }

  return {
    attributeName,
    attribute(owner, name, value) {
      const recorded = attributeName(owner, name)
      if (recorded === undefined) return undefined
      if (recorded === cssText) return [recorded, css.sheet(value)]
      if (recorded === 'value') return redactValue(owner, value)
      if (recorded.startsWith('data-')) return [recorded, redactDataValue(tokens, value)]
      const redacted = redactKnown(owner, name, value)
      return redacted === undefined ? undefined : [recorded, redacted]
    },
  }
}

const camelCased =
  'viewBox refX refY markerWidth markerHeight gradientTransform patternTransform gradientUnits patternUnits ' +
  'clipPathUnits maskUnits spreadMethod preserveAspectRatio'
const cases: ReadonlyMap<string, string> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ camelCased.split(' ').map((name) => [name.toLowerCase(), name]),
)

function canonicalCase(name: string, lower: string): string {
  return name === lower ? name : (cases.get(lower) ?? lower)
}
