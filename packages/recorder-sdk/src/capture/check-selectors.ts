// A selector that the browser ignores would leave open what a rule was to close: it refuses to start.

import type { RuleSet } from '@reseal/redaction-rules'
import { CaptureError } from './capture-error.ts'

// `:is(` and its kin forgive what does not parse, a pseudo-element is no element, and what is left open ends with the
// text: all of it parses and may match nothing, or swallow the rule behind it. `CSS.supports` forgives nothing; the
// second question is false when the selector swallows its end.
function canMatch(selector: string): boolean {
  const matching = `selector(:is(${selector}))`
  return CSS.supports(`${matching} and (color: red)`) && CSS.supports(`(not ${matching}) or (color: red)`)
}

/**
 * Throws unless this browser parses each selector of the rules, all of it, as one that elements can match.
 *
 * @throws CaptureError `invalid_selector` with the path of the first rule that does not (`mask[0].selector`).
 */
export function checkSelectors(rules: RuleSet): void {
  const fragment = document.createDocumentFragment()
  for (const list of ['allow', 'mask', 'block', 'trust', 'attributes'] as const) {
    for (const [index, { selector }] of rules[list].entries()) {
      const path = `${list}[${index}].selector`
      try {
        fragment.querySelector(selector)
      } catch (cause) {
        throw new CaptureError('invalid_selector', { path, cause })
      }
      if (!canMatch(selector)) throw new CaptureError('invalid_selector', { path })
    }
  }
}
