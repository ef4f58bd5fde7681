import { describe, expect, it } from 'vitest'
import { defaultRules, defineRules, parseRuleSet } from './rule-set.ts'
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

  it('keeps every part, and nothing of it can be changed', () => {
    const given = {
      version: 'clinic-8',
      allow: [
        { id: 'a', selector: 'nav', opens: ['text', 'titles'], words: ["today's", 'follow-up', '日付'] },
      ],
      mask: [{ id: 'm', selector: 'b' }],
      block: [{ id: 'k', selector: 'i' }],
      trust: [{ id: 't', selector: 'main' }],
      attributes: [{ id: 'at', selector: 'button', names: ['title', 'aria-label'] }],
      urls: [{ id: 'u', path: '/patients/:id/labs', query: { tab: ['labs', ''], page: [] }, hash: ['top'] }],
      messages: [{ id: 'w', text: ' Saved. ' }],
      detectors: { patterns: [{ id: 'mrn', pattern: 'MRN-99999999' }] },
    }
    const rules = parseRuleSet(given)
    expect(rules).toEqual(given)
    const parts: unknown[] = [rules]
    for (const part of parts) {
      if (typeof part !== 'object' || part === null) continue
      expect(Object.isFrozen(part)).toBe(true)
      parts.push(...Object.values(part))
    }
    expect(parts.length).toBeGreaterThan(40)
  })

  it('takes query keys that are names of inherited properties', () => {
    const query: unknown = JSON.parse('{"__proto__":["a"],"constructor":[]}')
    const rules = parseRuleSet({ urls: [{ id: 'u', path: '/', query }] })
    expect(JSON.stringify(rules.urls[0]?.query)).toBe('{"__proto__":["a"],"constructor":[]}')
  })

  it('reads own fields only', () => {
    expect(refusal(Object.create({ allow: [{ id: 'a', selector: 'p' }] }))).toBeUndefined()
    expect(parseRuleSet(Object.create({ allow: [{ id: 'a', selector: 'p' }] })).allow).toEqual([])
    expect(refusal({ mask: [Object.create({ id: 'a', selector: 'p' })] })).toEqual({
      code: 'bad_id',
      path: 'mask[0].id',
    })
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
      'too_many_entries',
      'allow',
    ],
    [{ trust: [{ id: 'a', selector: 'p', opens: ['text'] }] }, 'unknown_field', 'trust[0]'],
    [{ allow: [{ id: 'a', selector: 'p', opens: 'text' }] }, 'not_a_list', 'allow[0].opens'],
    [
      {
        allow: [
          { id: 'a', selector: 'p' },
          { id: 'b', selector: 'p', opens: ['text', 'zqsecret'] },
        ],
      },
      'bad_opening',
      'allow[1].opens[1]',
    ],
    [{ allow: [{ id: 'a', selector: 'p', opens: ['texts'] }] }, 'bad_opening', 'allow[0].opens[0]'],
    [{ allow: [{ id: 'a', selector: 'p', words: ['save', 'Zqsecret'] }] }, 'bad_word', 'allow[0].words[1]'],
    [{ allow: [{ id: 'a', selector: 'p', words: ['two words'] }] }, 'bad_word', 'allow[0].words[0]'],
    [{ allow: [{ id: 'a', selector: 'p', words: ['save.'] }] }, 'bad_word', 'allow[0].words[0]'],
    [{ allow: [{ id: 'a', selector: 'p', words: [''] }] }, 'bad_word', 'allow[0].words[0]'],
    [
      { allow: [{ id: 'a', selector: 'p', words: Array.from({ length: 4097 }, () => 'a') }] },
      'too_many_entries',
      'allow[0].words',
    ],
    [{ attributes: [{ id: 'a', selector: 'p' }] }, 'not_a_list', 'attributes[0].names'],
    [
      { attributes: [{ id: 'a', selector: 'p', names: ['title', 'href'] }] },
      'bad_name',
      'attributes[0].names[1]',
    ],
    [{ urls: [{ id: 'a', path: 'patients' }] }, 'bad_path', 'urls[0].path'],
    [{ urls: [{ id: 'a', path: '/patients/:' }] }, 'bad_path', 'urls[0].path'],
    [{ urls: [{ id: 'a', path: '/patients?zqsecret' }] }, 'bad_path', 'urls[0].path'],
    [{ urls: [{ id: 'a', path: '/', query: ['tab'] }] }, 'not_an_object', 'urls[0].query'],
    [{ urls: [{ id: 'a', path: '/', query: { tab: 'labs' } }] }, 'not_a_list', 'urls[0].query[0]'],
    [
      { urls: [{ id: 'a', path: '/', query: { a: [], zqsecret: ['x', 7] } }] },
      'bad_value',
      'urls[0].query[1][1]',
    ],
    [
      { urls: [{ id: 'a', path: '/', query: { [Symbol('zqsecret')]: [] } }] },
      'bad_value',
      'urls[0].query[0]',
    ],
    [{ urls: [{ id: 'a', path: '/', hash: ['a b'] }] }, 'bad_value', 'urls[0].hash[0]'],
    [{ messages: [{ id: 'a', text: '' }] }, 'bad_text', 'messages[0].text'],
    [{ messages: [{ id: 'a', text: 'half a pair \ud800' }] }, 'bad_text', 'messages[0].text'],
    [{ detectors: [] }, 'not_an_object', 'detectors'],
    [{ detectors: null }, 'not_an_object', 'detectors'],
    [{ detectors: { zqsecret: 1 } }, 'unknown_field', 'detectors'],
    [
      { detectors: { patterns: [{ id: 'a', pattern: 'MRN-' }] } },
      'bad_pattern',
      'detectors.patterns[0].pattern',
    ],
    [
      { urls: [{ id: 'a', path: '/' }], detectors: { patterns: [{ id: 'a', pattern: '9' }] } },
      'duplicate_id',
      'detectors.patterns[0].id',
    ],
    [{ version: 7 }, 'bad_version', 'version'],
    [{ version: 'zq\u0000secret' }, 'bad_version', 'version'],
  ])('[R-12.5] refuses rule set %#', (value, code, path) => {
    expect(refusal(value)).toEqual({ code, path })
  })
})
