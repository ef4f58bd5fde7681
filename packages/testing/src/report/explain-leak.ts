// Why a canary survived, and the change of the rules that would have stopped it.
import type { Rule, RuleSet } from '@reseal/redaction-rules'
import type { Sighting } from '../browser/page-watch.ts'
import type { RuleName } from '../recording/rule-marks.ts'
import type { Survivor } from '../recording/search-stream.ts'

/** A change of the rule set that would have stopped a leak. */
export interface Suggestion {
  readonly text: string
  /** A rule to add. */
  readonly add?: { readonly list: 'mask'; readonly rule: Rule }
}

/** A leak explained. */
export interface Explanation {
  readonly rule: RuleName | undefined
  readonly suggestion: Suggestion
}

const defect: Suggestion = {
  text: 'No rule explains it. Report it as a defect of Reseal, see SECURITY.md; the canary is made up, so the report may be attached.',
}

const unnamed: Suggestion = {
  text: "The recording does not say which rule let it through. Give the app's rules with --rules to have it named.",
}

function selectorOf(rule: RuleName, rules: RuleSet | undefined): string | undefined {
  if (rule.list !== 'allow') return undefined
  return rules?.allow.find(({ id }) => id === rule.id)?.selector
}

/** The element and its likes: a rule for the first row alone would leave the second as it is. */
function generalised(element: string): string {
  const steps = element.split(' > ')
  return steps
    .map((step, index) => (index === steps.length - 1 ? step : step.replace(/:nth-of-type\(\d+\)/, '')))
    .join(' > ')
}

/** A mask rule for an element. Its last step is enough of a name. */
function maskRule(path: string): Rule {
  const element = generalised(path)
  const last = element.split(' > ').at(-1) ?? element
  const name = last
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 50)
  return { id: `mask-${name || 'element'}`, selector: element }
}

function suggestFor(
  rule: RuleName,
  survivor: Survivor,
  context: { element?: string; selector?: string },
): Suggestion {
  const { element, selector } = context
  const named = selector === undefined ? `"${rule.id}"` : `"${rule.id}" (${selector})`
  switch (rule.list) {
    case 'attributes':
      return {
        text: `Attribute rule ${named} lets ${survivor.attribute ?? 'an attribute'} through here: take the name off the rule, or narrow its selector.`,
      }
    case 'urls':
      return {
        text: `URL rule ${named} keeps this part: make it a parameter (:name), or take the key off the rule.`,
      }
    case 'messages':
      return { text: `Message rule ${named} keeps this text: take it away.` }
    case 'trust':
    case 'allow': {
      const what =
        rule.list === 'trust'
          ? `Trust rule ${named} hears data-reseal="allow" here`
          : `Allow rule ${named} reaches this element`
      // Where a shadow root is on the way no selector of the document leads in.
      if (element === undefined || element.includes('(shadow)')) {
        return { text: `${what}: narrow its selector to text that is the same for every patient.` }
      }
      const added = maskRule(element)
      return {
        text: `${what}: narrow its selector, or add to mask: ${JSON.stringify(added)}`,
        add: { list: 'mask', rule: added },
      }
    }
  }
}

/**
 * Names the rule that let a canary through: the one that the recording marks, else, where the rules are known, the
 * innermost allow that matched the element in the live page.
 */
export function explainLeak(
  survivor: Survivor,
  sighting: Sighting | undefined,
  known: { readonly rules: RuleSet | undefined; readonly marked: boolean },
): Explanation {
  const { rules, marked } = known
  // An allow opens texts; what else it opens the recording marks.
  const matched = survivor.place === 'text' ? sighting?.allowedBy.at(-1) : undefined
  const rule: RuleName | undefined =
    survivor.rule ?? (matched === undefined ? undefined : { list: 'allow', id: matched })
  if (rule === undefined) return { rule, suggestion: rules === undefined && !marked ? unnamed : defect }
  const element = sighting?.element
  const selector = selectorOf(rule, rules)
  return {
    rule,
    suggestion: suggestFor(rule, survivor, {
      ...(element === undefined ? {} : { element }),
      ...(selector === undefined ? {} : { selector }),
    }),
  }
}
