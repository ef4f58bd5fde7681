// Refuses rules before anything is recorded: the recorder would refuse them too, but page by page.
import { parseRuleSet, type RuleSet, type RuleSetInput, RulesError } from '@reseal/redaction-rules'
import type { Page } from 'playwright'
import { TestingError } from '../testing-error.ts'

/**
 * The rule set, validated.
 * @throws TestingError 'bad_rules' with the entry at fault.
 */
export function parseRules(input: RuleSet | RuleSetInput | undefined): RuleSet | undefined {
  if (input === undefined) return undefined
  try {
    return parseRuleSet(input)
  } catch (cause) {
    if (!(cause instanceof RulesError)) throw cause
    throw new TestingError('bad_rules', { where: `rules: ${cause.message}`, cause })
  }
}

function selectorsOf(rules: RuleSet): readonly (readonly [path: string, selector: string])[] {
  return Object.entries(rules).flatMap(([list, value]: readonly [string, unknown]) => {
    if (!Array.isArray(value)) return []
    return value.flatMap((rule: { readonly selector?: unknown }, index) =>
      typeof rule.selector === 'string' ? [[`rules.${list}[${index}].selector`, rule.selector] as const] : [],
    )
  })
}

/**
 * Asks the browser whether it parses every selector.
 * @throws TestingError 'bad_rules' with the entry at fault.
 */
export async function checkSelectors(opener: { newPage(): Promise<Page> }, rules: RuleSet): Promise<void> {
  const page = await opener.newPage()
  try {
    const bad = await page.evaluate((entries) => {
      const fragment = document.createDocumentFragment()
      return entries.find(([, selector]) => {
        try {
          fragment.querySelector(selector)
          return false
        } catch {
          return true
        }
      })?.[0]
    }, selectorsOf(rules))
    if (bad !== undefined) throw new TestingError('bad_rules', { where: `${bad} does not parse` })
  } finally {
    await page.close()
  }
}
