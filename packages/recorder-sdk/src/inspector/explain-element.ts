// What the rules do to the content of one element, and why, in words for whoever writes the rules (design §9).

import {
  type AllowRule,
  compilePattern,
  hasIdentifier,
  type Opening,
  passesWords,
  type RuleSet,
  type Ruling,
} from '@reseal/redaction-rules'

/** What becomes of the content of an element. */
export type Treatment = 'masked' | 'blocked' | 'allowed'

/** A treatment, the rule behind it where there is one, and the reason. */
export interface Explanation {
  readonly treatment: Treatment
  readonly ruleId: string | undefined
  readonly reason: string
}

/** What {@link explainElement} goes by. */
export interface ExplainContext {
  readonly rules: RuleSet
  rulingOf(element: Element): Ruling | undefined
}

const mediaSelector = 'img, video, audio, canvas, object, embed, input[type="image"]'
const buttonSelector = 'input[type="submit"], input[type="button"], input[type="reset"]'

function openingFor(element: Element): Opening {
  if (element.matches('input[type="checkbox"], input[type="radio"]')) return 'checked'
  if (element.matches('input[type="range"]')) return 'range'
  if (element.matches('input, textarea')) return 'inputs'
  if (element.closest('select, datalist') !== null) return 'options'
  if (element.closest('meter, progress, output') !== null) return 'range'
  if (element.tagName === 'TITLE') return 'titles'
  return (element as Partial<HTMLElement>).isContentEditable === true ? 'editables' : 'text'
}

const openingNames: Readonly<Partial<Record<Opening, string>>> = {
  inputs: 'What a field holds',
  checked: 'Whether it is ticked',
  options: 'What a list offers',
  range: 'A reading',
  titles: 'The title',
  editables: 'What an editable region holds',
}

function markupLevelOf(element: Element): string | undefined {
  for (const level of ['block', 'mask'])
    if (element.closest(`[data-reseal="${level}"]`) !== null) return level
  return undefined
}

function explainAllow(context: ExplainContext, element: Element, ruling: Ruling, text: string): Explanation {
  const { rules } = context
  const opening = openingFor(element)
  // Innermost first: that is the rule its author thinks of.
  const named = ruling.rules
    .map((index): AllowRule | undefined => rules.allow[index] ?? rules.trust[index - rules.allow.length])
    .filter((rule) => rule !== undefined)
    .reverse()
  const innermost = named[0]?.id
  const masked = (reason: string): Explanation => ({ treatment: 'masked', ruleId: innermost, reason })
  const openers = named.filter(({ opens }) => (opens ?? ['text']).includes(opening))
  if (openers.length === 0) {
    return masked(`${openingNames[opening] ?? 'This'} stays masked: no rule here opens '${opening}'.`)
  }
  const patterns = rules.detectors.patterns.map((rule) => compilePattern(rule.pattern))
  if (hasIdentifier(text, patterns))
    return masked('It looks like an identifier: masked whatever a rule allows.')
  const passing = openers.find(({ words }) => words === undefined || passesWords(text, new Set(words)))
  if (passing === undefined) return masked('It has a word that the rule does not list.')
  return { treatment: 'allowed', ruleId: passing.id, reason: `Allow '${passing.id}' (${passing.selector}).` }
}

/** Why the text `text` right below `element` is readable or not. */
export function explainElement(context: ExplainContext, element: Element, text: string): Explanation {
  const { rules } = context
  const ruling = context.rulingOf(element)
  const markup = markupLevelOf(element)
  const last = ruling?.rules.at(-1)
  if (ruling !== undefined && ruling.level !== 'allow' && last === undefined) {
    const treatment = ruling.level === 'block' ? 'blocked' : 'masked'
    return { treatment, ruleId: undefined, reason: 'data-reseal in the markup around its slot.' }
  }
  if (ruling?.level === 'block') {
    const rule = rules.block[last ?? 0]
    return { treatment: 'blocked', ruleId: rule?.id, reason: `Block '${rule?.id}' (${rule?.selector}).` }
  }
  if (markup === 'block') {
    return { treatment: 'blocked', ruleId: undefined, reason: 'data-reseal="block" in the markup.' }
  }
  if (element.matches(mediaSelector)) {
    return { treatment: 'blocked', ruleId: undefined, reason: 'Images and media are recorded as boxes.' }
  }
  if (ruling?.level === 'mask') {
    const rule = rules.mask[last ?? 0]
    return { treatment: 'masked', ruleId: rule?.id, reason: `Mask '${rule?.id}' (${rule?.selector}).` }
  }
  if (markup === 'mask') {
    return { treatment: 'masked', ruleId: undefined, reason: 'data-reseal="mask" in the markup.' }
  }
  if (ruling === undefined || element.matches(buttonSelector)) {
    return { treatment: 'masked', ruleId: undefined, reason: 'No rule allows it: masked by default.' }
  }
  return explainAllow(context, element, ruling, text)
}
