import fc from 'fast-check'
import { describe, expect, inject, it } from 'vitest'
import { canonicalRules } from './canonical-rules.ts'
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
      events: [{ id: 'e', name: 'search', fields: { kind: ['patient'], took: 'duration' } }],
      tags: [{ id: 'g', key: 'plan', values: 'boolean' }],
      detectors: { patterns: [{ id: 'mrn', pattern: 'MRN-99999999' }] },
    }
    const rules = parseRuleSet(given)
    expect(rules).toMatchObject(given)
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

describe('any rule set', () => {
  const some = <T>(entry: fc.Arbitrary<T>) => fc.array(entry, { maxLength: 3 })
  const selector = fc.constantFrom('p', 'nav a', '.a:not(.b)', '[title="é"]')
  const part = fc.stringMatching(/^[^\s\ud800-\udfff]{0,8}$/)
  const optional = { requiredKeys: [] }
  const plain = fc.record({ selector })
  const values = (key: fc.Arbitrary<string>) =>
    fc.dictionary(key, fc.constantFrom<'count' | string[]>('count', ['X', 'Y z']))
  const lists = fc.record(
    {
      version: fc.stringMatching(/^[ -~]{1,20}$/),
      allow: some(
        fc.record(
          {
            selector,
            opens: some(fc.constantFrom('text', 'titles', 'geometry')),
            words: some(fc.constantFrom('save', "can't", 'follow-up', 'größe', '日付')),
          },
          { requiredKeys: ['selector'] },
        ),
      ),
      mask: some(plain),
      block: some(plain),
      trust: some(plain),
      attributes: some(fc.record({ selector, names: some(fc.constantFrom('title', 'aria-label')) })),
      urls: some(
        fc.record(
          {
            path: fc.constantFrom('/', '/p/:id', '/p/:id/'),
            query: fc.dictionary(part, some(part)),
            hash: some(part),
          },
          { requiredKeys: ['path'] },
        ),
      ),
      network: some(
        fc.record(
          {
            path: fc.constantFrom('/', '/p/:id'),
            origin: fc.constantFrom('https://a.example', 'http://[::1]:80'),
            methods: some(fc.constantFrom('GET', 'QUERY')),
            query: fc.dictionary(part, some(part)),
            request: fc.record({ headers: values(fc.constantFrom('x-a', 'content-type')) }, optional),
            response: fc.record({ fields: values(fc.constantFrom('/a', '/b/0', '/é')) }, optional),
          },
          { requiredKeys: ['path'] },
        ),
      ),
      messages: some(fc.record({ text: fc.string({ minLength: 1 }).map((text) => `m${text}`) })),
      patterns: some(fc.record({ pattern: fc.constantFrom('9', 'A-X', 'MRN 99') })),
    },
    optional,
  )
  // Ids are given here, so that they are unique.
  const ruleSet = lists.map(({ version, patterns, ...rest }) => ({
    ...(version !== undefined && { version }),
    ...Object.fromEntries(
      Object.entries(rest).map(([name, rules]) => [
        name,
        rules.map((rule, at) => ({ ...rule, id: `${name}.${at}` })),
      ]),
    ),
    ...(patterns && { detectors: { patterns: patterns.map((rule, at) => ({ ...rule, id: `p.${at}` })) } }),
  }))

  it('[R-12.5] [R-12.7] parses to itself, also by way of its canonical text', () => {
    fc.assert(
      fc.property(ruleSet, (value) => {
        const rules = parseRuleSet(value)
        expect(rules).toMatchObject(value)
        expect(parseRuleSet(rules)).toEqual(rules)
        const text = canonicalRules(rules)
        expect(parseRuleSet(JSON.parse(text))).toEqual(rules)
        expect(canonicalRules(parseRuleSet(JSON.parse(text)))).toBe(text)
      }),
      { numRuns: 500 * inject('propertyTimes') },
    )
  })

  it('[R-12.5] is refused when one thing in it is wrong, and what was passed is not repeated', () => {
    const wrong = fc.constantFrom<unknown>(
      'zqsecret \ud800',
      { zqsecret: 1 },
      [{ zqsecret: 'zqsecret' }],
      7,
      null,
      Symbol('zqsecret'),
    )
    fc.assert(
      fc.property(ruleSet, fc.nat(), wrong, (value, where, put) => {
        const places: (readonly [Record<PropertyKey, unknown>, string])[] = []
        const walk = (at: unknown): void => {
          if (typeof at !== 'object' || at === null) return
          for (const [key, field] of Object.entries(at)) {
            places.push([at as Record<PropertyKey, unknown>, key])
            walk(field)
          }
        }
        const copy: unknown = structuredClone(value)
        walk(copy)
        const place = places[where % Math.max(1, places.length)]
        if (place === undefined) return
        place[0][place[1]] = put
        const found = refusal(copy)
        expect(found).toBeDefined()
        expect(found?.path).not.toContain('zqsecret')
      }),
      { numRuns: 2_000 * inject('propertyTimes') },
    )
  })

  it('[R-12.5] is the only value that is not refused', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => void refusal(value)),
      { numRuns: 1_000 * inject('propertyTimes') },
    )
  })
})
