import { describe, expect, it } from 'vitest'
import { createRedactor } from '../redactor.ts'
import { createRetroactiveRedactor } from '../retroactive/index.ts'
import { defaultRules, defineRules, type RuleSet } from '../rule-set.ts'

const secret = 'Adaeze Okonkwo'

/** What is left of a context at capture, and of an event that anyone may have sealed when it is viewed. */
function contextsOf(payload: object, rules: RuleSet = defaultRules): readonly unknown[] {
  const event = { type: 6, timestamp: 1, data: { plugin: 'reseal/context', payload } }
  const captured = createRedactor({ rules }).redact(event)
  const viewed = createRetroactiveRedactor(rules).redact(event)
  return [captured, viewed].map((one) => one?.data?.['payload'])
}

const consent = { granted_at_ms: 1_767_225_600_000, how: 'banner', notice_version: '2026-01' }

describe('the context of a recording', () => {
  it('R-17.1 keeps the receipt as it was hashed', () => {
    for (const context of contextsOf({ consent: { ...consent, more: secret } })) {
      expect(context).toEqual({ consent })
    }
    for (const context of contextsOf({ consent: { granted_at_ms: 0 } })) {
      expect(context).toEqual({ consent: { granted_at_ms: 0 } })
    }
  })

  it.each([secret, 'a@b.example', 'é', '', 'a'.repeat(65), 'banner\n', 7, { toString: () => 'banner' }])(
    'R-17.1 leaves out the text %j',
    (text) => {
      for (const context of contextsOf({ consent: { granted_at_ms: 5, how: text, notice_version: text } })) {
        expect(context).toEqual({ consent: { granted_at_ms: 5 } })
      }
    },
  )

  it('R-17.1 records no consent without its time', () => {
    const [captured] = contextsOf({ consent: { how: 'banner' } })
    expect(captured).toEqual({})
  })

  it('R-17.2 keeps release and environment, and nothing that no rule names', () => {
    const named = { release: 'clinic@1.4.0+5f2e/a', environment: 'production' }
    for (const context of contextsOf({ ...named, user: secret })) expect(context).toEqual(named)
    for (const context of contextsOf({ release: secret, environment: `a ${secret}` })) {
      expect(context).toEqual({})
    }
  })

  it.each([
    'clinic@1.4.0',
    '@northfield/clinic@2.0.0-beta.3',
    '5f2e9c1',
    '1.4.0+0123456789abcdef0123456789abcdef01234567',
    'production',
    'eu-west-1',
  ])('R-17.2 keeps the label %j', (label) => {
    const named = { release: label, environment: label }
    for (const context of contextsOf(named)) expect(context).toEqual(named)
  })

  it.each([
    'jane.doe@example.org',
    'MRN-00123456',
    '2026-11-22',
    '078-05-1120',
    '5550107788',
    '10.0.0.7',
    'A0B123456',
  ])('R-17.2 leaves out the label %j', (label) => {
    for (const context of contextsOf({ release: label, environment: label })) expect(context).toEqual({})
  })

  it('R-17.3 keeps what holds as far as rules declare it', () => {
    const rules = defineRules({ tags: [{ id: 'plan', key: 'plan', values: ['pro'] }] })
    const identity = '0b5f2c52-4f0a-4a53-9d2a-3cf2a6f1d7f4'
    const plan = { key: 'plan', value: 'pro' }
    const payload = {
      identity,
      tags: [plan, { key: 'plan', value: secret }, { key: secret, value: 'pro' }, secret],
      flags: [{ ...plan, more: secret }],
      undeclared: 3,
    }
    for (const context of contextsOf(payload, rules)) {
      expect(context).toEqual({ identity, tags: [plan], flags: [plan], undeclared: 3 })
    }
    for (const context of contextsOf({ ...payload, identity: secret }))
      expect(context).toEqual({ undeclared: 3 })
  })
})
