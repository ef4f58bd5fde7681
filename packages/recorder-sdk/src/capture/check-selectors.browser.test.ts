import { defineRules, type RuleSetInput } from '@reseal/redaction-rules'
import { describe, expect, it } from 'vitest'
import { CaptureError } from './capture-error.ts'
import { checkSelectors } from './check-selectors.ts'

function pathOf(rules: RuleSetInput): string | undefined {
  try {
    checkSelectors(defineRules(rules))
    return undefined
  } catch (error) {
    if (!(error instanceof CaptureError) || error.code !== 'invalid_selector') throw error
    expect(error.message).not.toContain('zqsecret')
    return error.path
  }
}

const good = { id: 'a', selector: 'nav > a.item:not(.x, .y)' }

describe('[R-12.6] checkSelectors', () => {
  it.each([
    'p',
    'a, b > c',
    ':is(h1, h2):not(table *)',
    '[data-a="]"]',
    'p:has(> b)',
    ':host(.x) p',
    '.a\\:b',
    'svg *',
    '*|a',
    'li:nth-child(2n + 1 of .x)',
    '[title="it’s (here, there)"]',
  ])('takes %s', (selector) => {
    expect(pathOf({ mask: [good, { id: 'b', selector }] })).toBeUndefined()
  })

  it.each([
    'p:zqsecret(',
    '..zqsecret',
    'p,',
    // Forgiven or without an element: it would match nothing, silently.
    ':is(.card, ..zqsecret)',
    ':where(:zqsecret)',
    'p:not(:is(.a, ..zqsecret))',
    '.card::before',
    'p, .card::part(zqsecret)',
    'p:before',
    // Left open: it would swallow what follows it.
    '[data-zqsecret',
    '[title="zqsecret',
    'p:is(.zqsecret',
    'p:not(:is(.a',
    'p /* zqsecret',
    'p\\',
  ])('refuses %s in any list and names the rule', (selector) => {
    const bad = { id: 'b', selector }
    for (const list of ['allow', 'mask', 'block', 'trust'] as const) {
      expect(pathOf({ [list]: [good, bad] })).toBe(`${list}[1].selector`)
    }
    expect(pathOf({ attributes: [{ ...bad, names: ['title'] }] })).toBe('attributes[0].selector')
  })
})
