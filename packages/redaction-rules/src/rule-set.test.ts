import { describe, expect, it } from 'vitest'
import { canonicalRules, defaultRules, defineRules, parseRuleSet } from './rule-set.ts'
import { RulesError } from './rules-error.ts'

function refusal(value: unknown): { code: string; path: string } | undefined {
  try {
    parseRuleSet(value)
    return undefined
  } catch (error) {
    if (!(error instanceof RulesError)) throw error
    expect(error.message).not.toContain('zqsecret')
    return { code: error.code, path: error.path }
  }
}

describe('defineRules', () => {
  it('keeps rules in order and survives JSON', () => {
    const rules = defineRules({
      version: 'clinic-7',
      allow: [{ id: 'nav', selector: ' nav a ' }],
      block: [{ id: 'card', selector: '.card, .scan' }],
    })
    expect(rules.allow).toEqual([{ id: 'nav', selector: 'nav a' }])
    expect(parseRuleSet(JSON.parse(JSON.stringify(rules)))).toEqual(rules)
  })

  it('allows nothing by default', () => {
    expect(defaultRules).toMatchObject({ allow: [], mask: [], block: [] })
  })

  it.each([
    [undefined, 'not_an_object', ''],
    [[], 'not_an_object', ''],
    [{ zqsecret: 1 }, 'unknown_field', ''],
    [JSON.parse('{"__proto__":{"allow":[]}}'), 'unknown_field', ''],
    [{ allow: {} }, 'not_a_list', 'allow'],
    [{ allow: ['zqsecret'] }, 'not_an_object', 'allow[0]'],
    [{ mask: [{ id: 'a', selector: 'p', zqsecret: 1 }] }, 'unknown_field', 'mask[0]'],
    [{ mask: [{ id: 'A b', selector: 'p' }] }, 'bad_id', 'mask[0].id'],
    [{ mask: [{ id: 'a', selector: 'p' }, { id: 'b' }] }, 'bad_selector', 'mask[1].selector'],
    [{ mask: [{ id: 'a', selector: '  ' }] }, 'bad_selector', 'mask[0].selector'],
    [{ mask: [{ id: 'a', selector: 'zqsecret'.repeat(200) }] }, 'bad_selector', 'mask[0].selector'],
    [
      { allow: [{ id: 'a', selector: 'p' }], block: [{ id: 'a', selector: 'i' }] },
      'duplicate_id',
      'block[0].id',
    ],
    [
      { allow: Array.from({ length: 257 }, (_, n) => ({ id: `r${n}`, selector: 'p' })) },
      'too_many_rules',
      'allow',
    ],
    [{ version: 7 }, 'bad_version', 'version'],
    [{ version: 'zq\u0000secret' }, 'bad_version', 'version'],
  ])('refuses rule set %#', (value, code, path) => {
    expect(refusal(value)).toEqual({ code, path })
  })
})

describe('canonicalRules', () => {
  it('is one text whatever the order of fields', () => {
    const a = defineRules({ version: 'v', mask: [{ id: 'm', selector: '"x"' }] })
    const b = parseRuleSet({ mask: [{ selector: '"x"', id: 'm' }], version: 'v' })
    expect(canonicalRules(a)).toBe(canonicalRules(b))
    expect(canonicalRules(a)).toBe(
      '{"allow":[],"block":[],"mask":[{"id":"m","selector":"\\"x\\""}],"version":"v"}',
    )
  })

  it('parses back to the same rules', () => {
    const rules = defineRules({ block: [{ id: 'b', selector: 'é > \u2028' }] })
    expect(parseRuleSet(JSON.parse(canonicalRules(rules)))).toEqual(rules)
  })
})
