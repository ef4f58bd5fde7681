// Which text may stand in a manifest.

import { isSafeText } from '../second-line.ts'
import { staticTextForm } from './static-text-form.ts'

/**
 * The form under which a text stands in a manifest: in NFC, white space collapsed and trimmed. Undefined when it never may: it has
 * fewer than two letters, is longer than 512, holds control or bidirectional characters, or the second line finds
 * something in it.
 */
export function normaliseStaticText(text: string): string | undefined {
  const form = staticTextForm(text)
  return form !== undefined && isSafeText(form, []) ? form : undefined
}
