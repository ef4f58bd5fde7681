// Attribute selectors: kept where the attribute they look at is recorded, by the same tokens.

import { attributeKind, dataAttributeName, redactWord } from './attribute-table.ts'
import type { Vocabulary } from './redaction-options.ts'
import type { TokenMap } from './token-map.ts'

/**
 * The selector that matches the recorded attribute where `[name operator value]` matches the page's, or
 * undefined where none does.
 */
export function redactAttributeSelector(
  { tokens, vocabulary }: { readonly tokens: TokenMap; readonly vocabulary: Vocabulary },
  name: string,
  operator: string,
  value: string | undefined,
): string | undefined {
  const kind = attributeKind(vocabulary, name, true)
  if (name === 'rr_open_mode') return undefined
  if (kind === undefined) return value ? undefined : `[${dataAttributeName(tokens, name)}]`
  if (name === 'class' && value && /^[*^$]=$/.test(operator)) return tokens.classMark(operator, value)
  const recorded = kind === 'data' ? dataAttributeName(tokens, name) : name.replace(':', '\\:')
  if (value === undefined) return operator === '' ? `[${recorded}]` : undefined
  // Tokens are equal or not; of a list of them, one may be looked for; a language may be looked for by its beginning.
  const isComparable = operator === '=' || kind === 'language' || (kind === 'names' && operator === '~=')
  const redacted = isComparable ? redactWord(tokens, kind, value) : undefined
  const isSame = redacted === value.toLowerCase() || /^(?:data|state|names?)$/.test(kind)
  return redacted === undefined || !isSame ? undefined : `[${recorded}${operator}"${redacted}"]`
}
