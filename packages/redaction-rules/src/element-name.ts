// Tag names: those of HTML and SVG stay, others become `x-r1`, valid as a custom element's name.

import type { Vocabulary } from './redaction-options.ts'
import type { TokenMap } from './token-map.ts'

/** The tag name to record, of a name in lower case. */
export function redactElementName(tokens: TokenMap, vocabulary: Vocabulary, name: string): string {
  return vocabulary.isElement(name) ? name : `x-${tokens.token(`<${name}`)}`
}
