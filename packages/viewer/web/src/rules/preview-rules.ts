// Which elements of a recording a change of rules would concern. Names that the page chose (classes, ids, data attributes) are
// tokens in a recording: a selector that needs one is asked without it, and what it then finds is only possible.
import type { PreviewRule } from '../../../replay-frame/src/preview-messages.ts'
import type { PreviewRuleReply, RulesPreviewReply } from '../../../src/rules/rules-api.ts'

/** What opens and what closes, as the replay frame asks for it. */
export interface PreviewRules {
  readonly opens: readonly PreviewRule[]
  readonly closes: readonly PreviewRule[]
}

/** An allow that is new opens, and so does a mask or block that is gone; the reverse closes. */
export function previewRules({ added, removed }: RulesPreviewReply): PreviewRules {
  const isAllow = ({ list }: PreviewRuleReply) => list === 'allow'
  const isClosing = (rule: PreviewRuleReply) => !isAllow(rule)
  return {
    opens: [
      ...added.filter(isAllow).map((rule) => toPreview(rule, true)),
      // Whether anything else allows what is below, the recording does not say.
      ...removed.filter(isClosing).map((rule) => toPreview(rule, false)),
    ],
    closes: [
      ...removed.filter(isAllow).map((rule) => toPreview(rule, true)),
      ...added.filter(isClosing).map((rule) => toPreview(rule, true)),
    ],
  }
}

function toPreview({ id, list, selector }: PreviewRuleReply, isSure: boolean): PreviewRule {
  const relaxed = relaxSelector(selector)
  return { id, list, selector: relaxed.selector, sure: isSure && relaxed.exact }
}

/** The selector without what a recording cannot be asked for; `exact` where nothing was left out. */
export function relaxSelector(selector: string): { readonly selector: string; readonly exact: boolean } {
  // Functions first, with one level of brackets in them: what is in one cannot be left out by itself.
  const plain = selector
    .replaceAll(/:(?:not|is|where|has|nth-child|nth-last-child)\((?:[^()]|\([^()]*\))*\)/gu, left)
    .replaceAll(/\[(?:[^\]"']|"[^"]*"|'[^']*')*\]/gu, left)
    .replaceAll(/[.#](?:[\w-]|\\.|[^\s\p{ASCII}])+/gu, left)
    .replaceAll(/::?[a-z-]+(?:\([^()]*\))?/giu, (part) =>
      /^:(?:first|last|only)-of-type$|^:nth-(?:last-)?of-type\(/iu.test(part) ? part : left,
    )
  const whole = plain
    .split(/(\s*[\s>+~,]\s*)/u)
    .map((part) => (part.includes(left) ? part.replaceAll(left, '') || '*' : part))
    .join('')
  return { selector: whole, exact: !plain.includes(left) }
}

// Stands where something was left out; no selector has it.
const left = '\u0000'
