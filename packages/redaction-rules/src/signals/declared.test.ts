import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalRules } from '../canonical-rules.ts'
import type { JsonObject } from '../recorded-event.ts'
import { createRedactor } from '../redactor.ts'
import { createRetroactiveRedactor } from '../retroactive/index.ts'
import { defaultRules, defineRules, type RuleSet, type RuleSetInput } from '../rule-set.ts'
import { diffRules } from '../rules-diff.ts'
import { RulesError } from '../rules-error.ts'

const secret = 'Adaeze Okonkwo'

const rules = defineRules({
  events: [
    {
      id: 'search',
      name: 'search',
      fields: { results: 'count', kind: ['patient', 'drug'], ok: 'boolean', took: 'duration' },
    },
    { id: 'saved', name: 'intake.saved' },
  ],
  tags: [
    { id: 'plan', key: 'plan', values: ['basic', 'pro'] },
    { id: 'beds', key: 'beds', values: 'count' },
    { id: 'new-intake', key: 'new-intake', values: 'boolean' },
  ],
})

const eventOf = (plugin: string, payload: unknown): object => ({
  type: 6,
  timestamp: 1,
  data: { plugin: `reseal/${plugin}`, payload },
})

/** The payload at capture; the same when an event that anyone may have sealed is viewed under the same rules. */
function recorded(plugin: string, payload: unknown, ruleSet: RuleSet = rules): JsonObject | undefined {
  const event = eventOf(plugin, payload)
  const captured = createRedactor({ rules: ruleSet }).redact(event)?.data['payload']
  const viewed = createRetroactiveRedactor(ruleSet).redact(event)?.data['payload']
  expect(viewed).toEqual(captured)
  return captured as JsonObject | undefined
}

const fieldsOf = (fields: unknown): unknown => recorded('event', { name: 'search', fields })?.['fields']

describe('events of the app', () => {
  it('R-11.10 keeps what is declared', () => {
    const fields = { results: 12, kind: 'drug', ok: false, took: 430 }
    expect(recorded('event', { name: 'search', fields, more: secret })).toEqual({ name: 'search', fields })
    expect(recorded('event', { name: 'intake.saved', fields: { [secret]: secret } })).toEqual({
      name: 'intake.saved',
      fields: {},
    })
  })

  it.each([secret, 'Search', 'search ', '', undefined, null, 7, { toString: () => 'search' }, ['search']])(
    'R-11.10 drops an event named %j',
    (name) => expect(recorded('event', { name, fields: {} })).toBeUndefined(),
  )

  it.each([
    { results: secret, kind: secret, ok: secret, took: secret },
    { results: '12', kind: ['drug'], ok: 1, took: null },
    { results: -1, kind: 'Drug', ok: 'true', took: Number.NaN },
    { results: 12n, kind: { toString: () => 'drug' }, ok: {}, took: new Date(0) },
    Object.create({ results: 12, kind: 'drug' }),
    { patient: secret, [secret]: 1, __proto__: { ok: true } },
    ['drug'],
    secret,
    undefined,
  ])('R-11.10 drops undeclared fields and values (%#)', (fields) => expect(fieldsOf(fields)).toEqual({}))

  it('R-11.12 keeps two digits of a number', () => {
    const numbers = [0, 0.4, 9, 99, 104, 105, 12_345, 90_210, 1_234_567, 19_800_412, Infinity]
    const counts = numbers.map((results) => (fieldsOf({ results }) as JsonObject)['results'])
    expect(counts).toEqual([0, 0, 9, 99, 100, 110, 12_000, 90_000, 100_000, 100_000, 100_000])
    expect(fieldsOf({ took: 123_456_789 })).toEqual({ took: 10_000_000 })
    fc.assert(
      fc.property(fc.double(), (results) => {
        const [kept] = Object.values(fieldsOf({ results }) as Record<string, number>)
        expect(String(kept ?? 0).replace(/0+$/, '').length).toBeLessThanOrEqual(2)
      }),
    )
  })
})

describe('tags and flags', () => {
  it.each(['tag', 'flag'])('R-11.11 keeps declared values of a %s', (plugin) => {
    for (const payload of [
      { key: 'plan', value: 'pro' },
      { key: 'beds', value: 12 },
      { key: 'new-intake', value: true },
    ]) {
      expect(recorded(plugin, { ...payload, more: secret })).toEqual(payload)
    }
  })

  it.each([
    { key: 'plan', value: secret },
    { key: 'plan', value: true },
    { key: 'beds', value: '12' },
    { key: 'new-intake', value: 'true' },
    { key: 'patient', value: 'pro' },
    { key: secret, value: secret },
    { key: '__proto__', value: 'pro' },
    {},
  ])('R-11.11 drops %j', (payload) => {
    expect(recorded('tag', payload)).toBeUndefined()
    expect(recorded('flag', payload)).toBeUndefined()
  })

  it('R-11.10 R-11.11 records nothing without rules', () => {
    expect(recorded('event', { name: 'search' }, defaultRules)).toBeUndefined()
    expect(recorded('tag', { key: 'plan', value: 'pro' }, defaultRules)).toBeUndefined()
  })
})

describe('redaction afterwards', () => {
  const today = defineRules({
    events: [{ id: 'search', name: 'search', fields: { kind: ['patient'], ok: 'boolean' } }],
  })

  it('R-11.10 R-11.11 R-15.1 drops what the rules of today no longer declare', () => {
    const redactor = createRetroactiveRedactor(today)
    const fields = { results: 12, kind: 'drug', ok: true }
    const event = redactor.redact(eventOf('event', { name: 'search', fields }))
    expect(event?.data['payload']).toEqual({ name: 'search', fields: { ok: true } })
    expect(redactor.redact(eventOf('event', { name: 'intake.saved', fields: {} }))).toBeUndefined()
    expect(redactor.redact(eventOf('tag', { key: 'plan', value: 'pro' }))).toBeUndefined()
  })
})

describe('rules for events and tags', () => {
  const refusalOf = (input: RuleSetInput): string | undefined => {
    try {
      defineRules(input)
      return undefined
    } catch (error) {
      if (error instanceof RulesError) return error.message
      throw error
    }
  }

  it('R-12.7 leaves out lists without entries', () => {
    expect(canonicalRules(defineRules({ events: [], tags: [] }))).toBe(canonicalRules(defineRules({})))
    expect(canonicalRules(rules)).toContain('"events":[{"fields":{"kind":["patient","drug"]')
  })

  it.each([
    ['events[0].name: bad name', { events: [{ id: 'a', name: 'two words' }] }],
    ['events[0].name: bad name', { events: [{ id: 'a', name: '__proto__' }] }],
    ['events[0].fields[0]: bad kind', { events: [{ id: 'a', name: 'a', fields: { x: 'text' } }] }],
    [
      'events[0].fields[1]: bad name',
      { events: [{ id: 'a', name: 'a', fields: { x: 'count', 'y z': 'count' } }] },
    ],
    ['events[0].fields[0][0]: bad kind', { events: [{ id: 'a', name: 'a', fields: { x: [7] } }] }],
    ['events[0].fields: not an object', { events: [{ id: 'a', name: 'a', fields: ['x'] }] }],
    ['tags[0].values: bad kind', { tags: [{ id: 'a', key: 'a' }] }],
    ['tags[0].values: bad kind', { tags: [{ id: 'a', key: 'a', values: 'string' }] }],
    [
      'tags[0].id: duplicate id',
      { events: [{ id: 'a', name: 'a' }], tags: [{ id: 'a', key: 'a', values: 'count' }] },
    ],
    ['tags[0]: unknown field', { tags: [{ id: 'a', key: 'a', values: 'count', value: 'x' }] }],
  ])('R-12.5 refuses with %s', (message, input) => expect(refusalOf(input as RuleSetInput)).toBe(message))

  it('lists as readable what is declared anew, and as masked what no longer is', () => {
    const before = defineRules({
      events: [{ id: 'search', name: 'search', fields: { results: 'count', kind: ['patient'] } }],
      tags: [{ id: 'plan', key: 'plan', values: ['basic'] }],
    })
    const after = defineRules({
      events: [{ id: 'search', name: 'search', fields: { results: 'duration', kind: ['patient', 'drug'] } }],
      tags: [
        { id: 'plan', key: 'plan', values: ['basic', 'pro'] },
        { id: 'beta', key: 'beta', values: 'boolean' },
      ],
    })
    const { readable, masked } = diffRules(before, after)
    expect(readable.map(({ list, reason }) => `${list} ${reason}`)).toEqual([
      'events changed: the duration `results` of `search`',
      'events changed: `drug` as `kind` of `search`',
      'tags changed: `pro` as `plan`',
      'tags added: the boolean `beta`',
    ])
    expect(masked.map(({ list, reason }) => `${list} ${reason}`)).toEqual([
      'events changed: the count `results` of `search`',
    ])
  })
})
