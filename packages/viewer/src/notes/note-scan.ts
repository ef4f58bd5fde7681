// Whether a text that a person typed holds an identifier (design.md §9: the full detectors, as in the sentinel's work).
import { findIdentifiers } from '@reseal/redaction-rules/detectors'

/**
 * Kinds of the identifiers in a text, each once; empty where it may be kept. A single word that could also be a name or
 * a place is no finding: engineers write about "Safari" and "Paris layouts".
 */
export function findIdentifierKinds(text: string): readonly string[] {
  const kinds = findIdentifiers(text)
    .filter(({ type, confidence }) => confidence === 'high' || (type !== 'name' && type !== 'place'))
    .map(({ type }) => type)
  return [...new Set(kinds)].toSorted()
}
