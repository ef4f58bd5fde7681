// Marks of fields: which rule opens which, of which fields, and what is told together (section 20).
import { describe, expect, it } from 'vitest'
import { lateSignals } from '../../test/late-signals.ts'
import type { JsonObject } from '../recorded-event.ts'
import type { RedactorOptions, Ruling } from '../redaction-options.ts'
import { createRedactor } from '../redactor.ts'
import { createRetroactiveRedactor } from '../retroactive/index.ts'
import { createMatcher } from '../retroactive/matcher.ts'
import { createRulesToday } from '../retroactive/rules-today.ts'
import { defaultRules, defineRules, type FieldMark, type Opening, type RuleSet } from '../rule-set.ts'
import { shippedVocabulary } from '../vocabulary/shipped.ts'
import { fieldMarks } from './field.ts'
import { signalPlugin } from './redact-signal.ts'

type Raw = Record<string, unknown>

const timestamp = 1_700_000_000_000
const secret = 'Adaeze Okonkwo'
const fieldId = 20

const element = (id: number, tagName: string, attributes: Raw = {}, ...childNodes: Raw[]): Raw => ({
  type: 2,
  id,
  tagName,
  attributes,
  childNodes,
})
const input = (attributes: Raw = {}): Raw => element(fieldId, 'input', attributes)

const rulesWith = (...opens: readonly (readonly Opening[])[]): RuleSet =>
  defineRules({ allow: opens.map((one, index) => ({ id: `rule-${index}`, selector: 'form', opens: one })) })

const everything = {
  id: fieldId,
  invalid: true,
  times: 3,
  why: 'format',
  same: false,
  changed: true,
  filled: true,
  kind: 'date',
  value: secret,
  pressedIds: [3],
}

interface Page {
  readonly rules: RuleSet
  readonly field?: Raw
  readonly ruling?: Ruling | undefined
}

function stream({ rules, field = input(), ...page }: Page) {
  const ruling =
    'ruling' in page ? page.ruling : { level: 'allow', rules: rules.allow.map((_, index) => index) }
  const options: RedactorOptions = {
    rules,
    vocabulary: shippedVocabulary,
    lateSignals,
    rulingOf: () => ruling as Ruling | undefined,
  }
  const redactor = createRedactor(options)
  const node = { type: 0, id: 1, childNodes: [element(2, 'body', {}, element(3, 'form', {}, field))] }
  const snapshot = redactor.redact({ type: 2, timestamp, data: { initialOffset: {}, node } })
  return {
    snapshot,
    tell: (payload: Raw) =>
      redactor.redact({ type: 6, timestamp, data: { plugin: 'reseal/field', payload } }),
    redactor,
  }
}

/** What is told, and that a viewer under the same rules sees it as it is. */
function told(page: Page, payload: Raw = everything): JsonObject | undefined {
  const { snapshot, tell } = stream(page)
  const event = tell(payload)
  const viewer = createRetroactiveRedactor(page.rules)
  viewer.redact(snapshot)
  expect(viewer.redact(event)).toEqual(event)
  expect(JSON.stringify(event) ?? '').not.toContain(secret)
  return event?.data['payload'] as JsonObject | undefined
}

const all = rulesWith(fieldMarks)

describe('marks of fields', () => {
  it('R-20.1 are told by none but the rule that names them', () => {
    expect(told({ rules: all })).toEqual({
      id: fieldId,
      invalid: true,
      times: 3,
      why: 'format',
      same: false,
      changed: true,
      filled: true,
      kind: 'date',
      opened: { invalid: 0, changed: 0, filled: 0, same: 0, kind: 0 },
    })
    expect(told({ rules: defaultRules })).toBeUndefined()
    const others: readonly Opening[] = [
      'text',
      'inputs',
      'options',
      'checked',
      'typing',
      'length',
      'editables',
    ]
    expect(told({ rules: rulesWith(others) })).toBeUndefined()
    expect(told({ rules: rulesWith(undefined as never) })).toBeUndefined()
  })

  it.each<readonly [FieldMark, JsonObject | undefined]>([
    ['invalid', { invalid: true, times: 3 }],
    ['changed', { changed: true }],
    ['filled', { filled: true }],
    ['same', undefined],
    ['kind', undefined],
  ])('R-20.4 R-20.5 R-20.6 R-20.7 R-20.8 by the opening %s alone tell %j', (mark, expected) => {
    expect(told({ rules: rulesWith(['text'], [mark]) })).toEqual(
      expected && { id: fieldId, ...expected, opened: { [mark]: 1 } },
    )
  })

  it('R-2.6 are dropped, as every late signal is, where nobody has brought their redaction along', () => {
    const redactor = createRedactor({ rules: defaultRules, lateSignals: {} })
    for (const name of Object.values(signalPlugin).concat('toString' as never)) {
      const event = redactor.redact({ type: 6, timestamp, data: { plugin: name, payload: everything } })
      if (/field|vital|task|click|socket|resource|navigation|toString/.test(name))
        expect(event).toBeUndefined()
      expect(JSON.stringify(event) ?? '').not.toContain(secret)
    }
  })

  it('R-20.1 name the rule of each', () => {
    const rules = rulesWith(['invalid'], ['changed', 'kind'])
    expect(told({ rules })?.['opened']).toEqual({ invalid: 0, changed: 1, kind: 1 })
  })

  it.each<readonly [string, Raw]>([
    ['a password', input({ type: 'password' })],
    ['a hidden field', input({ type: 'hidden' })],
    ['a file', input({ type: 'file' })],
    ['a check box', input({ type: 'checkbox' })],
    ['a radio button', input({ type: 'radio' })],
    ['a slider', input({ type: 'range' })],
    ['a colour', input({ type: 'color' })],
    ['a button', input({ type: 'submit' })],
    ['a one-time code', input({ autocomplete: 'one-time-code' })],
    ['what a browser knows of a person', input({ autocomplete: 'bday' })],
    ['a card', input({ name: 'cardNumber' })],
    ['a secret', input({ id: 'api-key' })],
    ['a combo box', input({ role: 'combobox' })],
    ['a spin button', input({ role: 'spinbutton' })],
    ['a select', element(fieldId, 'select')],
    ['a paragraph', element(fieldId, 'p', { contenteditable: '' })],
    ['the field of an answer', element(19, 'label', {}, element(18, 'input', { type: 'radio' }), input())],
    ['a field in a list of options', element(19, 'div', { role: 'listbox' }, input())],
    ['a field in masked markup', element(19, 'div', { 'data-reseal': 'mask' }, input())],
    ['a field in a box', element(19, 'div', { 'data-reseal': 'block' }, input())],
    ['another field', element(21, 'input')],
  ])('R-20.2 are never told of %s', (_name, field) => {
    expect(told({ rules: all, field })).toBeUndefined()
  })

  it.each(['text', 'email', 'date', 'number', 'search', ''])(
    'R-20.2 are told of a field of type %j',
    (type) => {
      expect(told({ rules: all, field: input({ type }) })).toBeDefined()
      expect(told({ rules: all, field: element(fieldId, 'textarea', { type }) })).toBeDefined()
    },
  )

  it('R-20.2 are not told of a field whose type has changed, or that rules or the page close', () => {
    expect(told({ rules: all, ruling: { level: 'mask', rules: [0] } })).toBeUndefined()
    expect(told({ rules: all, ruling: undefined })).toBeUndefined()
    const { redactor, tell } = stream({ rules: all, field: input({ type: 'text' }) })
    expect(tell(everything)).toBeDefined()
    const data = { source: 0, attributes: [{ id: fieldId, attributes: { type: 'password' } }] }
    redactor.redact({ type: 3, timestamp, data })
    expect(tell(everything)).toBeUndefined()
  })

  it('R-20.3 are not told after a press that does not show', () => {
    expect(told({ rules: all }, { ...everything, pressedIds: [3, 99] })).toBeUndefined()
    expect(told({ rules: all }, { ...everything, pressedIds: [] })).toBeDefined()
  })

  it('R-20.7 tell which constraint failed only beside whether there is anything', () => {
    expect(told({ rules: rulesWith(['invalid']) })).not.toHaveProperty('why')
    expect(told({ rules: rulesWith(['invalid', 'filled']) })).toHaveProperty('why', 'format')
    for (const why of ['customError', secret, 'rangeOverflow', 3, undefined]) {
      expect(told({ rules: all }, { ...everything, why })).not.toHaveProperty('why')
    }
  })

  it('R-20.4 R-20.7 tell of a valid field neither a count nor a reason', () => {
    expect(
      told({ rules: all }, { ...everything, invalid: false, changed: undefined, filled: undefined }),
    ).toEqual({
      id: fieldId,
      invalid: false,
      kind: 'date',
      opened: { invalid: 0, kind: 0 },
    })
  })

  it('R-20.4 count to 99', () => {
    expect(told({ rules: all }, { ...everything, times: 4_711_000 })).toHaveProperty('times', 99)
  })

  it.each<readonly [string, unknown]>([
    ['invalid', secret],
    ['changed', false],
    ['changed', secret],
    ['filled', 3],
    ['same', secret],
    ['kind', secret],
    ['times', secret],
  ])('R-1.1 R-20.1 leave out a %s of %j', (name, value) => {
    expect(told({ rules: all }, { ...everything, [name]: value })).not.toHaveProperty(name)
  })

  it('R-20.5 R-20.8 of a kind, or of sameness, are nothing by themselves', () => {
    expect(told({ rules: all }, { id: fieldId, kind: 'date' })).toBeUndefined()
    expect(told({ rules: all }, { id: fieldId, same: true, kind: 'date' })).toBeUndefined()
  })
})

describe('marks under the rules of today', () => {
  const before = rulesWith(['invalid', 'filled'], ['changed', 'kind', 'same'])
  const { snapshot, tell } = stream({ rules: before })
  const event = tell(everything)
  const seen = (today: RuleSet): JsonObject | undefined => {
    const viewer = createRetroactiveRedactor(today)
    viewer.redact(snapshot)
    const once = viewer.redact(event)
    const again = createRetroactiveRedactor(today)
    again.redact(snapshot)
    expect(again.redact(once)).toEqual(once)
    return once?.data['payload'] as JsonObject | undefined
  }
  const [first, second] = before.allow

  it('R-20.9 stay with the very rule that opened them', () => {
    expect(seen({ ...before, allow: first === undefined ? [] : [first] })).toEqual({
      id: fieldId,
      invalid: true,
      times: 3,
      why: 'format',
      filled: true,
      opened: { invalid: 0, filled: 0 },
    })
    expect(seen({ ...before, allow: second === undefined ? [] : [second] })).toEqual({
      id: fieldId,
      changed: true,
      kind: 'date',
      opened: { changed: 1, kind: 1 },
    })
    expect(seen(defaultRules)).toBeUndefined()
  })

  it('R-20.9 go where the rule opens less, or a mask or block of today may match', () => {
    const less = rulesWith(['invalid'], ['changed', 'kind', 'same'])
    expect(seen(less)).toEqual({ id: fieldId, changed: true, kind: 'date', opened: { changed: 1, kind: 1 } })
    for (const list of ['mask', 'block'] as const) {
      for (const selector of ['form', 'input', '.intake']) {
        expect(seen(defineRules({ ...before, [list]: [{ id: 'new', selector }] }))).toBeUndefined()
      }
      expect(seen(defineRules({ ...before, [list]: [{ id: 'new', selector: 'table' }] }))).toBeDefined()
    }
  })

  it('R-20.9 R-15.1 of a new rule close no text, for it opens none', () => {
    for (const [opens, mayOpen] of [
      [['invalid', 'kind'], false],
      [['invalid', 'text'], true],
    ] as const) {
      const today = createRulesToday(rulesWith(opens), createMatcher())
      today.begin({})
      expect(today.mayOpenBoxes()).toBe(mayOpen)
    }
  })

  it.each([
    { id: fieldId, invalid: true },
    { id: fieldId, invalid: true, opened: {} },
    { id: fieldId, invalid: true, opened: { invalid: 7 } },
    { id: fieldId, invalid: true, opened: { invalid: secret } },
    { id: fieldId, filled: true, opened: { filled: 1 } },
    { id: 99, invalid: true, opened: { invalid: 0 } },
    { invalid: true, opened: { invalid: 0 } },
    { id: fieldId, invalid: secret, opened: { invalid: 0 } },
  ])('R-20.9 go where no rule opened them: %j', (payload) => {
    const viewer = createRetroactiveRedactor(before)
    viewer.redact(snapshot)
    expect(viewer.redact({ type: 6, timestamp, data: { plugin: 'reseal/field', payload } })).toBeUndefined()
  })
})
