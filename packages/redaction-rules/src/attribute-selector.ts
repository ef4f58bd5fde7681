// Attribute selectors: kept where the attribute they look at is recorded, by the same tokens.

import { attributeKind, isKeyword } from './attribute-table.ts'
import type { Vocabulary } from './redaction-options.ts'
import type { TokenMap } from './token-map.ts'

const shortNumber = /^\d{1,3}$/
const languageTag = /^[a-z]{2}(?:-[a-z]{2})?$/i

/** The recorded name of a `data-` attribute: the page chose it, so it is a token. */
export function dataAttributeName(tokens: TokenMap, name: string): string {
  return `data-${tokens.token(name)}`
}

/** The recorded value of a `data-` attribute. A plain true or false would be an answer. */
export function redactDataValue(tokens: TokenMap, value: string): string {
  return value === '' ? '' : tokens.token(value)
}

/** A state that ARIA or HTML names, else the page's own word as a token. */
export function redactState(tokens: TokenMap, value: string): string {
  return value === 'true' || value === 'false' || value === '' ? value : tokens.token(value)
}

/**
 * The selector that matches the recorded attribute where `[name operator value]` matches the page's, or
 * undefined where none does.
 */
export function redactAttributeSelector(
  context: { readonly tokens: TokenMap; readonly vocabulary: Vocabulary },
  name: string,
  operator: string,
  value: string | undefined,
): string | undefined {
  const { tokens, vocabulary } = context
  const isData = name.startsWith('data-')
  const kind = isData ? 'state' : attributeKind(vocabulary, name, true)
  if (kind === undefined || name === 'rr_open_mode') return undefined
  const recorded = isData ? dataAttributeName(tokens, name) : name.replace(':', '\\:')
  if (value === undefined) return operator === '' ? `[${recorded}]` : undefined
  const quoted = (text: string): string => `[${recorded}${operator}"${text}"]`
  switch (kind) {
    case 'state':
      if (operator !== '=') return undefined
      return quoted(isData ? redactDataValue(tokens, value) : redactState(tokens, value))
    case 'name':
      return operator === '=' ? quoted(tokens.token(value)) : undefined
    case 'names':
      return operator === '=' || operator === '~=' ? quoted(tokens.tokenList(value)) : undefined
    case 'keyword':
      return operator === '=' && isKeyword(value.toLowerCase()) ? quoted(value.toLowerCase()) : undefined
    case 'flag':
      return operator === '=' && value === '' ? quoted('') : undefined
    case 'count':
      return operator === '=' && shortNumber.test(value) ? quoted(value) : undefined
    case 'language':
      return languageTag.test(value) ? quoted(value.toLowerCase()) : undefined
    case 'order':
      return operator === '=' && (value === '0' || value === '-1') ? quoted(value) : undefined
    default:
      return undefined
  }
}
