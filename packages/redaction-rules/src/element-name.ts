// Tag names: those of HTML and SVG stay, others become `x-r1`, valid as a custom element's name.

import type { TokenMap } from './token-map.ts'
import { isKnownElement } from './vocabulary/element-names.ts'

/** The token of a name that HTML and SVG do not know. */
export function customElementToken(tokens: TokenMap, name: string): string {
  return `x-${tokens.token(`<${name}`)}`
}

/** The tag name to record. */
export function redactElementName(tokens: TokenMap, name: string): string {
  const lower = name.toLowerCase()
  return isKnownElement(lower) ? lower : customElementToken(tokens, lower)
}
