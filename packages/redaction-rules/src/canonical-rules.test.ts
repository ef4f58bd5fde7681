import { describe, expect, it } from 'vitest'
import { canonicalRules, ruleFingerprint } from './canonical-rules.ts'
import { defaultRules, defineRules, parseRuleSet } from './rule-set.ts'

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

  it('[R-12.7] leaves out what a rule set does not use, so that its hash stays', () => {
    expect(canonicalRules(defaultRules)).toBe('{"allow":[],"block":[],"mask":[],"version":"strict-1"}')
    expect(canonicalRules(defineRules({ trust: [], urls: [], detectors: { patterns: [] } }))).toBe(
      '{"allow":[],"block":[],"mask":[],"version":"1"}',
    )
  })

  it('[R-12.7] sorts members at every depth by code units', () => {
    const query = { b: ['2', '1'], '\u{1f600}': [], a: [], '\uff5e': [] }
    const rules = defineRules({
      urls: [{ path: '/', id: 'u', query }],
      attributes: [{ selector: 'p', names: ['title'], id: 'at' }],
      detectors: { patterns: [{ pattern: '9', id: 'd' }] },
    })
    expect(canonicalRules(rules)).toBe(
      '{"allow":[],"attributes":[{"id":"at","names":["title"],"selector":"p"}],"block":[],"detectors":{"patterns":[{"id":"d","pattern":"9"}]},"mask":[],"urls":[{"id":"u","path":"/","query":{"a":[],"b":["2","1"],"\u{1f600}":[],"\uff5e":[]}}],"version":"1"}',
    )
  })
})

describe('ruleFingerprint', () => {
  it('is FNV-1a of the canonical text', () => {
    // The published vector of FNV-1a: "foobar" gives bf9cf968; here the same steps over a text that starts as JSON.
    const fnv = (text: string): string => {
      let hash = 0x811c9dc5n
      for (const byte of new TextEncoder().encode(text)) {
        hash = ((hash ^ BigInt(byte)) * 0x01000193n) & 0xffffffffn
      }
      return hash.toString(16).padStart(8, '0')
    }
    expect(fnv('foobar')).toBe('bf9cf968')
    expect(ruleFingerprint({ id: 'a', selector: 'p' } as { id: string })).toBe(
      `a:${fnv('{"id":"a","selector":"p"}')}`,
    )
  })

  it('changes with any part of the rule, not with the order of its members', () => {
    const { allow } = defineRules({
      allow: [
        { id: 'a', selector: 'p' },
        { id: 'b', selector: 'p', opens: ['text'] },
      ],
    })
    const other = parseRuleSet({ allow: [{ opens: ['text'], selector: 'p', id: 'b' }] })
    expect(allow[0] && ruleFingerprint(allow[0])).not.toBe(ruleFingerprint({ ...allow[0], id: 'c' }))
    expect(allow[1] && ruleFingerprint(allow[1])).toBe(other.allow[0] && ruleFingerprint(other.allow[0]))
    expect(
      new Set(
        [{ ...allow[1], opens: ['titles'] }, { ...allow[1], selector: 'q' }, allow[1]].map((rule) =>
          ruleFingerprint(rule as { id: string }),
        ),
      ).size,
    ).toBe(3)
  })
})
