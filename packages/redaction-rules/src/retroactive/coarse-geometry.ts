// Geometry that a rule kept exact, as capture would have recorded it without that rule. Names are
// tokens already and stay.

import { createCssRedactor } from '../css/stylesheet.ts'
import { createMask } from '../mask-text.ts'
import { asFields } from '../read.ts'
import type { JsonValue } from '../recorded-event.ts'
import type { TokenMap } from '../token-map.ts'
import { shippedVocabulary } from '../vocabulary/shipped.ts'

const sameName = (name: string): string => name.replace(/^--/, '')
const sameTokens: TokenMap = {
  token: sameName,
  known: sameName,
  tokenList: (names) => names,
  classList: (names) => names,
  classMark: () => undefined,
  turn: () => false,
}

/** Makes the values of style attributes coarse; undefined for an attribute that has no coarse form. */
export function createCoarseGeometry(): (name: string, value: JsonValue) => JsonValue | undefined {
  const css = createCssRedactor(sameTokens, shippedVocabulary, createMask())

  function coarseProperty(name: string, value: JsonValue): JsonValue | undefined {
    if (value === false) return false
    if (typeof value === 'string') return css.value(name, value, false)
    const [text, priority] = Array.isArray(value) ? (value as readonly JsonValue[]) : []
    return typeof text === 'string'
      ? [css.value(name, text, false), priority === 'important' ? priority : '']
      : undefined
  }

  return (name, value) => {
    if (name !== 'style') return undefined
    if (typeof value === 'string') return css.declarations(value, false)
    const properties = asFields(value)
    if (properties === undefined) return undefined
    const coarse: Record<string, JsonValue> = {}
    for (const [property, given] of Object.entries(properties)) {
      const written =
        css.property(property) === undefined ? undefined : coarseProperty(property, given as JsonValue)
      if (written !== undefined) coarse[property] = written
    }
    return coarse
  }
}
