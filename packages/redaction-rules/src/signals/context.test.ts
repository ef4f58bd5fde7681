import { describe, expect, it } from 'vitest'
import { createRedactor } from '../redactor.ts'
import { createRetroactiveRedactor } from '../retroactive/index.ts'
import { defaultRules } from '../rule-set.ts'

const secret = 'Adaeze Okonkwo'

/** What is left of a context at capture, and of an event that anyone may have sealed when it is viewed. */
function contextsOf(payload: object): readonly unknown[] {
  const event = { type: 6, timestamp: 1, data: { plugin: 'reseal/context', payload } }
  const captured = createRedactor({ rules: defaultRules }).redact(event)
  const viewed = createRetroactiveRedactor(defaultRules).redact(event)
  return [captured, viewed].map((one) => (one?.data as { payload: unknown }).payload)
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
})
