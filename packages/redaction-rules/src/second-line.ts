// The second line in the page, over every text that a rule or a manifest lets through.

import { type CompiledPattern, hasIdentifier } from './detectors/light.ts'

// Detectors see one moment. A number that grows from event to event, or stands in pieces, is closed by how much of it can
// ever be read: five digits without a letter between never, seven in all never, and in a text node none without a word
// beside it. Equal signs in a row tell how long what they stand for is.
const manyDigits = /\p{N}(?:[^\p{L}\p{N}]*\p{N}){4}|(?:\p{N}\P{N}*){7}|([^\p{L}\p{N}\s.])(?:\s?\1){2}|\.{4}/u

/** Whether a whole text (a field's value, an option, an attribute, a line) shows nothing that identifies. */
export function isSafeText(text: string, patterns: readonly CompiledPattern[]): boolean {
  return !manyDigits.test(text) && !hasIdentifier(text, patterns)
}
