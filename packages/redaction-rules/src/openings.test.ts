// Each opening: closed without it, open with it, and only that (R-12.3, section 9).
import { describe, expect, it } from 'vitest'
import type { RedactorOptions } from './redaction-options.ts'
import { createRedactor } from './redactor.ts'
import { type AllowRule, defineRules, type Opening, type RuleSetInput } from './rule-set.ts'
import { fieldMarks } from './signals/field.ts'
import { shippedVocabulary } from './vocabulary/shipped.ts'

const timestamp = 1_700_000_000_000

type Raw = Record<string, unknown>

let nextId = 1
const element = (tagName: string, attributes: Raw = {}, childNodes: Raw[] = [], more: Raw = {}): Raw => {
  nextId += 1
  return { type: 2, id: nextId, tagName, attributes, childNodes, ...more }
}
const text = (textContent: string): Raw => {
  nextId += 1
  return { type: 3, id: nextId, textContent }
}
const idOf = (node: Raw | undefined): number => node?.['id'] as number
const childrenOf = (node: Raw | undefined): Raw[] => (node?.['childNodes'] ?? []) as Raw[]
const snapshot = (...children: Raw[]): Raw => ({
  type: 2,
  timestamp,
  data: { node: { type: 0, id: 1, childNodes: [element('body', {}, children)] }, initialOffset: {} },
})
const incremental = (source: number, data: Raw): Raw => ({ type: 3, timestamp, data: { source, ...data } })
const mutation = (data: Raw): Raw => incremental(0, data)
const change = (node: Raw, attributes: Raw): Raw => mutation({ attributes: [{ id: idOf(node), attributes }] })
const write = (node: Raw, value: string): Raw => mutation({ texts: [{ id: idOf(node), value }] })
const add = (parent: Raw, node: Raw): Raw =>
  mutation({ adds: [{ parentId: idOf(parent), nextId: null, node }] })
const typed = (node: Raw, value: string, isChecked = false): Raw =>
  incremental(5, { id: idOf(node), text: value, isChecked })

/** A stream in which an allow rule that opens these matches everything, and what else is given. */
function startStream(
  opens: readonly Opening[] | undefined,
  children: readonly Raw[],
  more: {
    readonly options?: Partial<RedactorOptions>
    readonly rule?: Partial<AllowRule>
    readonly rules?: RuleSetInput
  } = {},
) {
  const allow = [
    { id: 'other', selector: '.none' },
    { id: 'all', selector: '*', ...(opens && { opens }), ...more.rule },
  ]
  const redactor = createRedactor({
    vocabulary: shippedVocabulary,
    rules: defineRules({ ...more.rules, allow }),
    rulingOf: () => ({ level: 'allow', rules: [1] }),
    attributeRuleOf: () => undefined,
    ...more.options,
  })
  const first = redactor.redact(snapshot(...children))
  const body = childrenOf(childrenOf((first?.data as Raw | undefined)?.['node'] as Raw)[0])
  const redact = (event: unknown): Raw | undefined => redactor.redact(event)?.data as Raw | undefined
  return { redactor, body, redact }
}

const first = (opens: readonly Opening[] | undefined, node: Raw): Raw =>
  startStream(opens, [node]).body[0] as Raw
const attributesOf = (opens: readonly Opening[] | undefined, node: Raw): Raw =>
  first(opens, node)['attributes'] as Raw
const has = (value: unknown, secret: string): boolean => (JSON.stringify(value) ?? '').includes(secret)

const everything: readonly Opening[] = [
  'text',
  'titles',
  'inputs',
  'options',
  'editables',
  'checked',
  'range',
  'typing',
  'length',
  'keys',
  'selection',
  'geometry',
  ...fieldMarks,
]
const allBut = (...closed: Opening[]): Opening[] => everything.filter((opening) => !closed.includes(opening))

describe('text (R-4.3, R-4.5, R-12.3)', () => {
  it.each<[Opening, () => Raw]>([
    ['text', () => element('p', {}, [text('Jane')])],
    ['titles', () => element('title', {}, [text('Jane')])],
    ['titles', () => element('svg', {}, [element('desc', {}, [text('Jane')])])],
    ['options', () => element('option', {}, [text('Jane')])],
    ['options', () => element('div', { role: 'option' }, [text('Jane')])],
    ['options', () => element('button', { role: 'combobox' }, [element('b', {}, [text('Jane')])])],
    ['editables', () => element('div', { contenteditable: '' }, [element('b', {}, [text('Jane')])])],
    ['editables', () => element('div', { role: 'textbox' }, [text('Jane')])],
    ['editables', () => element('div', { role: ' none  textbox' }, [text('Jane')])],
    ['range', () => element('output', {}, [text('Jane')])],
    ['range', () => element('div', { role: 'slider' }, [text('Jane')])],
  ])('below what %s opens is readable with it, and not with all others', (opening, make) => {
    expect(has(first([opening], make()), 'Jane')).toBe(true)
    expect(has(first(allBut(opening), make()), 'Jane')).toBe(false)
    expect(has(first(opening === 'text' ? undefined : ['text'], make()), 'Jane')).toBe(opening === 'text')
  })

  it('needs every opening of what it lies in, from one rule', () => {
    const make = (): Raw =>
      element('select', {}, [element('option', { contenteditable: '' }, [text('Jane')])])
    expect(has(first(['options', 'editables'], make()), 'Jane')).toBe(true)
    expect(has(first(allBut('options'), make()), 'Jane')).toBe(false)
    expect(has(first(allBut('editables'), make()), 'Jane')).toBe(false)
  })

  it('closes where an element becomes an option or editable later', () => {
    for (const attributes of [{ role: 'option' }, { contenteditable: 'true' }, { role: 'textbox' }]) {
      const node = text('a')
      const parent = element('p', {}, [element('b', {}, [node])])
      const { redact } = startStream(undefined, [parent])
      expect(has(redact(write(node, 'Save')), 'Save')).toBe(true)
      redact(change(parent, attributes))
      expect(has(redact(write(node, 'Jane')), 'Jane')).toBe(false)
    }
  })

  it('says which rule let it through: the innermost that does (R-12.9)', () => {
    const words = { id: 'words', selector: 'b', words: ['save'] }
    const rules = defineRules({
      allow: [{ id: 'all', selector: '*' }, words],
      trust: [{ id: 't', selector: 'i' }],
    })
    const one = (matching: readonly number[], shown: string): Raw | undefined => {
      const options = { rules, rulingOf: () => ({ level: 'allow' as const, rules: matching }) }
      return childrenOf(startStream(undefined, [element('p', {}, [text(shown)])], { options }).body[0])[0]
    }
    expect(one([0, 1], 'Save')).toMatchObject({ textContent: 'Save', rule: 1 })
    expect(one([0, 1], 'Jane')).toMatchObject({ textContent: 'Jane', rule: 0 })
    expect(one([1], 'Jane')).not.toHaveProperty('rule')
    expect(one([1, 2], 'Jane')).toMatchObject({ textContent: 'Jane', rule: 2 })
    const node = text('a')
    const { redact } = startStream(undefined, [element('p', {}, [node])])
    expect(redact(write(node, 'Save'))?.['texts']).toEqual([{ id: idOf(node), value: 'Save', rule: 1 }])
  })

  it('passes only in words of the rule (R-12.4)', () => {
    const shown = (words: string): boolean =>
      has(
        startStream(undefined, [element('p', {}, [text(words)])], { rule: { words: ['next', 'visit'] } })
          .body,
        words,
      )
    expect(shown('Next visit')).toBe(true)
    expect(shown('Next Jane')).toBe(false)
  })
})

describe('identifiers (R-13.1, R-4.3)', () => {
  it.each([
    'SSN 078-05-1120',
    'jane@example.org',
    'Born 3/8/1984',
    'Case ZQ-12',
    'MRN 481\n     234\n    5',
    '4 a 8 b 1 c 2 d 9 e 3 f 7',
    'PIN ••••',
    'PIN ###',
    'PIN ◆ ◆ ◆',
    'PIN ||||',
    'PIN ....',
    'SSN 219   |   09   |   99',
  ])('mask the whole of %s', (secret) => {
    const rules = { detectors: { patterns: [{ id: 'case', pattern: 'ZQ-99' }] } }
    const { body } = startStream(everything, [element('p', {}, [text(secret)])], { rules })
    expect(childrenOf(body[0])[0]?.['textContent']).toMatch(/^[x\s]+$/)
    expect(childrenOf(body[0])[0]).not.toHaveProperty('rule')
  })

  it.each([
    ['123', '-45-', '6789'],
    ['SSN ', '123', '-45-', '6789', ' on file'],
    ['Phone ', '555', '-', '0199'],
    ['Born ', '3', '/', '8', '/', '84'],
  ])('do not pass in pieces: %s', (...pieces) => {
    const whole = element(
      'p',
      {},
      pieces.map((piece) => element('span', {}, [text(piece)])),
    )
    expect(JSON.stringify(childrenOf(first(everything, whole)))).not.toMatch(/"textContent":"[^"]*\d/)
    const parent = element('p')
    const { redact } = startStream(everything, [parent])
    // rrweb hands out what is added from the end.
    for (const piece of pieces.toReversed()) {
      expect(JSON.stringify(redact(add(parent, text(piece))))).not.toMatch(/"textContent":"[^"]*\d/)
    }
  })

  it('do not pass in pieces that only the page sees together', () => {
    const options = { runOf: () => 'Welcome back, Jane' }
    const { body } = startStream(everything, [element('p', {}, [text('Welcome back, '), text('Jane')])], {
      options,
    })
    expect(has(body, 'Jane')).toBe(false)
  })

  it('do not pass in pieces of one title or option', () => {
    for (const tag of ['title', 'option']) {
      const options = { runOf: () => 'Case ZQ-12' }
      const rules = { detectors: { patterns: [{ id: 'case', pattern: 'ZQ-99' }] } }
      const pieces = [text('Case ZQ-'), text('12')]
      expect(has(startStream(everything, [element(tag, {}, pieces)], { options, rules }).body, 'ZQ')).toBe(
        false,
      )
      expect(has(first(everything, element(tag, {}, [text('2026')])), '2026')).toBe(true)
    }
  })

  it('do not grow from event to event: five digits in a row are never read', () => {
    const node = text('a')
    const { redact } = startStream(everything, [element('p', {}, [node])])
    const shown = Array.from('123-45-6789', (_digit, index) => {
      const event = redact(write(node, `No. ${'123-45-6789'.slice(0, index + 1)}`))
      return JSON.stringify(event) ?? ''
    }).join('')
    expect(shown).toContain('No. 123-4')
    expect(shown).not.toContain('No. 123-45')
  })

  it('leave interface text alone', () => {
    for (const words of ['Step 2 of 5', 'Room 204', 'COVID-19', 'Last 90 days']) {
      expect(has(first(undefined, element('p', {}, [text(words)])), words)).toBe(true)
    }
  })
})

describe('inputs (R-9.1)', () => {
  it('show what a field holds, now and later', () => {
    for (const tag of ['input', 'textarea']) {
      const field = element(tag, { value: 'Jane' })
      const { body, redact } = startStream(['inputs'], [field])
      expect(body[0]).toMatchObject({ attributes: { value: 'Jane' }, opened: { value: 1 } })
      expect(redact(change(field, { value: 'Janet' }))?.['attributes']).toEqual([
        { id: idOf(field), attributes: { value: 'Janet' }, opened: { value: 1 } },
      ])
      expect(redact(typed(field, 'Roe'))).toEqual({
        source: 5,
        id: idOf(field),
        text: 'Roe',
        isChecked: false,
        rule: 1,
      })
      // The same again says only that something was typed.
      expect(redact(typed(field, 'Roe'))).toBeUndefined()
      expect(redact(typed(field, '078-05-1120'))).toMatchObject({ text: 'xxxxx xxxxx' })
      expect(redact(typed(field, '078-05-1121'))).toBeUndefined()
    }
  })

  it('stay closed without, and say nothing of what is typed', () => {
    const field = element('input', { value: 'Jane' })
    const { body, redact } = startStream(allBut('inputs', 'typing'), [field])
    expect(body[0]).toMatchObject({ attributes: { value: 'xxxxx xxxxx' } })
    expect(redact(typed(field, 'Roe'))).toBeUndefined()
    expect(redact(change(field, { value: 'Roe' }))).toBeUndefined()
  })

  it.each([
    { type: 'password' },
    { type: 'PASSWORD' },
    { type: 'hidden' },
    { type: 'file' },
    { type: 'text', autocomplete: 'cc-number' },
    { autocomplete: 'section-a current-password' },
    { autocomplete: 'new-password' },
    { autocomplete: 'one-time-code' },
    { autocomplete: 'bday' },
    { type: 'tel', autocomplete: 'section-a home tel' },
    { 'data-rr-is-password': 'true' },
    { name: 'user[password]' },
    { id: 'passwordConfirm' },
    { name: 'userPin' },
    { name: 'card_number' },
    { placeholder: 'Your password' },
    { 'data-testid': 'security-answer' },
    { formcontrolname: 'passphrase' },
  ])('never show what %o holds', (attributes) => {
    const field = element('input', { ...attributes, value: 'Jane', title: 'Jane' })
    const rules = { attributes: [{ id: 'a', selector: '*', names: ['title' as const] }] }
    const { body, redact } = startStream(everything, [field], {
      rules,
      options: { attributeRuleOf: () => 0 },
    })
    expect(has(body, 'Jane')).toBe(false)
    for (const event of [
      typed(field, 'Jane'),
      change(field, { value: 'Jane' }),
      change(field, { title: 'Jane' }),
    ]) {
      expect(redact(event)).toBeUndefined()
    }
    // Whatever it becomes.
    for (const type of ['text', 'submit']) {
      expect(has(redact(change(field, { type, value: 'Jane', autocomplete: 'off' })), 'Jane')).toBe(false)
      expect(has(redact(typed(field, 'Jane')), 'Jane')).toBe(false)
    }
  })

  it('never show a password that is shown while a snapshot is taken (PW-toggle-snapshot)', () => {
    const field = element('input', { type: 'password', value: 'Jane' })
    const { redact } = startStream(everything, [field])
    const shown = { ...field, attributes: { type: 'text', value: 'Jane' } }
    expect(has(redact(snapshot(shown)), 'Jane')).toBe(false)
    expect(has(redact(snapshot(shown)), 'Jane')).toBe(false)
  })

  it('are no labels: text opens the label of a button that always was one', () => {
    const button = element('input', { type: 'submit', value: 'Save' })
    expect(attributesOf(undefined, button)['value']).toBe('Save')
    expect(attributesOf(allBut('text'), button)['value']).not.toBe('Save')
    const field = element('input', { type: 'text', value: 'Jane' })
    const { redact } = startStream(allBut('inputs'), [field])
    expect(has(redact(change(field, { type: 'submit', value: 'Jane' })), 'Jane')).toBe(false)
    const label = { ...field, attributes: { type: 'submit', value: 'Jane' } }
    expect(has(redact(snapshot(label)), 'Jane')).toBe(false)
  })
})

describe('typing (R-9.2)', () => {
  it('shows that something is typed, not what', () => {
    const field = element('input')
    const { redact } = startStream(['typing'], [field])
    for (const value of ['J', 'Ja']) {
      expect(redact(typed(field, value))).toEqual({
        source: 5,
        id: idOf(field),
        text: 'xxxxx xxxxx',
        isChecked: false,
        rule: 1,
      })
    }
  })

  it('shows nothing of a password', () => {
    const field = element('input', { type: 'password' })
    expect(startStream(everything, [field]).redact(typed(field, 'J'))).toBeUndefined()
  })
})

describe('typing in editable regions (R-9.2)', () => {
  it('shows no keys, whatever the mask', () => {
    const options = { maskText: (given: string) => '•'.repeat(given.length), linesOf: () => [1] }
    const keys = (opens: readonly Opening[]): unknown[] => {
      const node = text('J')
      const { redact } = startStream(opens, [element('p', { contenteditable: '' }, [node])], { options })
      return ['Ja', 'Jan'].map((value) => redact(write(node, value)))
    }
    for (const event of keys(['text', 'length'])) expect(event).toBeUndefined()
    expect(keys(['typing']).map((event) => has(event, '••'))).toEqual([true, true])
  })
})

describe('options (R-9.5)', () => {
  const make = (): { select: Raw; named: Raw; bare: Raw } => {
    const named = element('option', { value: 'Jane', selected: true }, [text('Doctor Jane')])
    const bare = element('option', {}, [text('None')])
    return { named, bare, select: element('select', { value: 'Jane' }, [named, bare]) }
  }

  it('show their text and which is chosen', () => {
    const { select, named, bare } = make()
    const { body, redact } = startStream(['options'], [select])
    const [first, second] = childrenOf(body[0])
    expect(first?.['attributes']).toEqual({ value: 'r1', selected: true })
    expect(childrenOf(second)[0]).toMatchObject({ textContent: 'None', rule: 1 })
    expect(redact(typed(select, 'None'))).toMatchObject({ text: 'None', rule: 1 })
    expect(redact(typed(select, 'Jane'))).toMatchObject({ text: 'r1', rule: 1 })
    for (const node of [named, bare])
      expect(redact(incremental(2, { id: idOf(node), type: 2 }))).toBeDefined()
  })

  it('stay closed without', () => {
    const { select, named } = make()
    const { body, redact } = startStream(allBut('options'), [select])
    expect(childrenOf(body[0])[0]?.['attributes']).toEqual({})
    expect(has(body, 'None')).toBe(false)
    expect(redact(typed(select, 'None'))).toBeUndefined()
    expect(redact(incremental(2, { id: idOf(named), type: 2 }))).toBeUndefined()
  })

  it('show which is chosen as a mask where its text identifies', () => {
    const option = element('option', {}, [text('jane@example.org')])
    const select = element('select', {}, [option])
    const { body, redact } = startStream(['options'], [select])
    const shown = childrenOf(childrenOf(body[0])[0])[0]?.['textContent']
    expect(shown).toMatch(/^[x\s]+$/)
    expect(redact(typed(select, 'jane@example.org'))).toMatchObject({ text: shown })
  })
})

describe('checked (R-9.3, R-9.4)', () => {
  it('shows the state of check boxes and radio buttons', () => {
    const box = element('input', { type: 'checkbox', checked: true, value: 'Jane' })
    const { body, redact } = startStream(['checked'], [box])
    expect(body[0]).toMatchObject({ attributes: { type: 'checkbox', checked: true }, opened: { checked: 1 } })
    expect(redact(typed(box, 'Jane', true))).toEqual({
      source: 5,
      id: idOf(box),
      text: '',
      isChecked: true,
      rule: 1,
    })
    for (const type of [2, 5, 6]) expect(redact(incremental(2, { id: idOf(box), type }))).toBeDefined()
    // Born ticked, unticked since.
    expect(attributesOf(['checked'], element('input', { type: 'radio', checked: '' }))).toEqual({
      type: 'radio',
    })
  })

  it('shows the state of what ARIA calls an answer', () => {
    const node = element('div', { role: 'switch', 'aria-checked': 'true', 'data-state': 'checked' })
    expect(attributesOf(['checked'], node)).toEqual({ role: 'r1', 'aria-checked': 'true', 'data-r2': 'r3' })
    expect(attributesOf(['checked'], element('div', { 'aria-pressed': 'Jane' }))).toEqual({})
    const { redact } = startStream(['checked'], [node])
    expect(redact(change(node, { 'aria-checked': 'false' }))?.['attributes']).toEqual([
      { id: idOf(node), attributes: { 'aria-checked': 'false' }, opened: { 'aria-checked': 1 } },
    ])
  })

  it('stays closed without', () => {
    const box = element('input', { type: 'checkbox', checked: true })
    const { body, redact } = startStream(allBut('checked'), [box])
    expect(body[0]?.['attributes']).toEqual({ type: 'checkbox' })
    expect(redact(typed(box, 'on', true))).toBeUndefined()
    expect(redact(change(box, { checked: '' }))).toBeUndefined()
    expect(redact(incremental(2, { id: idOf(box), type: 5 }))).toBeUndefined()
    const node = element('div', { role: 'switch', 'aria-checked': 'true', 'data-state': 'checked' })
    expect(attributesOf(allBut('checked'), node)).toEqual({ role: 'r1' })
  })
})

describe('range (R-9.6)', () => {
  const slider = (): Raw => element('input', { type: 'range', min: '0', max: '100', value: '37' })

  it('shows value and place', () => {
    const node = slider()
    const { body, redact } = startStream(['range'], [node])
    expect(body[0]?.['attributes']).toEqual({ type: 'range', min: '0', max: '100', value: '37' })
    expect(redact(typed(node, '38'))).toMatchObject({ text: '38', rule: 1 })
    expect(redact(typed(node, '48291133'))).toBeUndefined()
    expect(redact(incremental(2, { id: idOf(node), type: 2, x: 71, y: 3 }))).toMatchObject({ x: 71 })
    expect(redact(incremental(1, { positions: [{ id: idOf(node), x: 71, y: 3 }] }))).toBeDefined()
    expect(attributesOf(['range'], element('meter', { value: '0.3' }))).toEqual({ value: '0.3' })
    expect(attributesOf(['range'], element('div', { role: 'slider', 'aria-valuenow': '3' }))).toMatchObject({
      'aria-valuenow': '3',
    })
    expect(attributesOf(['range'], element('div', { 'aria-valuenow': '3' }))).toEqual({})
  })

  it('stays closed without', () => {
    const node = slider()
    const { body, redact } = startStream(allBut('range'), [node])
    expect(body[0]?.['attributes']).toEqual({ type: 'range' })
    expect(redact(typed(node, '38'))).toBeUndefined()
    expect(redact(incremental(1, { positions: [{ id: idOf(node), x: 71, y: 3 }] }))).toBeUndefined()
    expect(attributesOf(allBut('range'), element('meter', { value: '0.3' }))).toEqual({ value: '0.5' })
  })
})

describe('length (R-9.9, R-8.3)', () => {
  it('gives masked text its length, and nothing else of it', () => {
    const words = 'Jane Q. Doe\n  of Example Street'
    const node = (): Raw => element('p', {}, [text(words)])
    const shown = String(childrenOf(first(['length'], node()))[0]?.['textContent'])
    expect(shown).toMatch(/^[x \n]+$/)
    expect(shown.split('\n').map((line) => line.length)).toEqual(words.split('\n').map((line) => line.length))
    expect(childrenOf(first(allBut('length', 'text'), node()))[0]?.['textContent']).not.toBe(shown)
  })

  it('leaves the mask of fields alone', () => {
    expect(attributesOf(['length'], element('input', { value: 'Jane' }))['value']).toBe('xxxxx xxxxx')
  })
})

describe('keys (R-9.7)', () => {
  it('shows what the pointer does on keys, and what they look like', () => {
    const keys = Array.from('123', (digit) => element('button', {}, [text(digit)]))
    const pad = element('div', {}, keys)
    const clicks = (opens: readonly Opening[]): unknown[] => {
      const { redact } = startStream(opens, [pad])
      return keys.flatMap((key) => [
        redact(incremental(2, { id: idOf(key), type: 2, x: 1, y: 1 })),
        redact(change(key, { class: 'pressed' })),
      ])
    }
    for (const event of clicks(['keys'])) expect(event).toBeDefined()
    for (const event of clicks(allBut('keys'))) expect(event).toBeUndefined()
  })
})

describe('selection (R-9.8)', () => {
  it('shows where both ends lie in readable text', () => {
    const [start, end, masked] = [text('Save'), text('Cancel'), text('jane@example.org')]
    const nodes = [start, end, masked].map((node) => element('p', {}, [node]))
    const select = (opens: readonly Opening[], from: Raw, to: Raw, endOffset = 2): unknown => {
      const range = { start: idOf(from), startOffset: 1, end: idOf(to), endOffset, text: 'Jane' }
      return startStream(opens, nodes).redact(incremental(14, { ranges: [range] }))
    }
    const range = { start: idOf(start), startOffset: 1, end: idOf(end), endOffset: 2 }
    expect(select(['text', 'selection'], start, end)).toMatchObject({ source: 14, ranges: [range] })
    expect(select(['text', 'selection'], start, masked)).toBeUndefined()
    expect(select(['text', 'selection'], start, end, 77)).toBeUndefined()
    expect(select(['selection'], start, end)).toBeUndefined()
    expect(select(allBut('selection'), start, end)).toBeUndefined()
  })
})

describe('geometry (R-9.10, R-7.8)', () => {
  it('keeps shares and lines exact', () => {
    const bar = element('div', { style: 'width:37%;--share:0.37' })
    expect(first(['geometry'], bar)).toMatchObject({
      attributes: { style: 'width:37%;--r1:0.37;' },
      opened: { style: 1 },
    })
    expect(attributesOf(allBut('geometry'), bar)).toMatchObject({ style: 'width:33.3333%;--r1:0.3333;' })
    const { redact } = startStream(['geometry'], [bar])
    expect(redact(change(bar, { style: { width: '38%' } }))?.['attributes']).toEqual([
      { id: idOf(bar), attributes: { style: { width: '38%' } }, opened: { style: 1 } },
    ])
    const line = element('path', { d: 'M0 71L10 93' }, [], { isSVG: true })
    const chart = element('svg', { width: '300', height: '90' }, [line], { isSVG: true })
    expect(childrenOf(first(['geometry'], chart))[0]?.['attributes']).toEqual({ d: 'M0 71L10 93' })
    expect(childrenOf(first(allBut('geometry'), chart))[0]?.['attributes']).toEqual({})
  })
})

describe('attribute rules (R-5.8)', () => {
  const rules = defineRules({ attributes: [{ id: 'a', selector: 'b', names: ['title', 'alt'] }] })
  const options = () => ({
    rules,
    rulingOf: () => undefined,
    attributeRuleOf: (_id: number, name: string) =>
      name === 'src' || name === 'title' || name === 'alt' ? 0 : undefined,
  })

  it('make readable what they name, and say so', () => {
    const node = element('img', {
      title: 'Close',
      alt: 'Close',
      src: 'Jane',
      onclick: 'Jane',
      'aria-label': 'Jane',
    })
    const { body } = startStream(undefined, [node], { options: options() })
    expect(body[0]).toMatchObject({
      attributes: { title: 'Close', alt: 'Close' },
      opened: { title: 0, alt: 0 },
    })
    expect(has(body, 'Jane')).toBe(false)
    const none = { ...options(), attributeRuleOf: () => undefined }
    expect(has(startStream(everything, [node], { options: none }).body, 'Close')).toBe(false)
  })

  it('hold for what is set later, and for what is taken away', () => {
    const node = element('b', { title: 'Close' })
    const { redact } = startStream(undefined, [node], { options: options() })
    expect(redact(change(node, { TITLE: 'Open' }))?.['attributes']).toEqual([
      { id: idOf(node), attributes: { title: 'Open' }, opened: { title: 0 } },
    ])
    // What identifies takes the readable text away.
    const gone = [{ id: idOf(node), attributes: { title: null } }]
    expect(redact(change(node, { title: 'jane@example.org' }))?.['attributes']).toEqual(gone)
    expect(redact(change(node, { title: 'jane@example.com' }))).toBeUndefined()
    redact(change(node, { title: 'Open' }))
    expect(redact(change(node, { title: null }))?.['attributes']).toEqual(gone)
    expect(redact(change(node, { title: null }))).toBeUndefined()
  })

  it('do not reach into what is masked or blocked', () => {
    for (const level of ['mask', 'block'] as const) {
      const closed = { ...options(), rules: defineRules({ ...rules, [level]: [{ id: 'c', selector: 'b' }] }) }
      const ruled = { ...closed, rulingOf: () => ({ level, rules: [0] }) }
      expect(
        has(startStream(undefined, [element('b', { title: 'Close' })], { options: ruled }).body, 'Close'),
      ).toBe(false)
    }
    const marked = element('p', { 'data-reseal': 'mask' }, [element('b', { title: 'Close' })])
    expect(has(startStream(undefined, [marked], { options: options() }).body, 'Close')).toBe(false)
  })

  it('are refused where nobody can say what they match (R-14.4)', () => {
    expect(() => createRedactor({ rules })).toThrow(expect.objectContaining({ code: 'no_page' }))
  })
})

describe('what a mask or a block closed (R-4.10)', () => {
  const closings: readonly [string, (node: Raw) => Raw][] = [
    ['masked by markup', (node) => element('div', { 'data-reseal': 'mask' }, [node])],
    ['blocked by markup', (node) => element('div', { 'data-reseal': 'block' }, [node])],
    ['masked by a rule', (node) => element('mask', {}, [node])],
    ['blocked by a rule', (node) => element('block', {}, [node])],
  ]

  it.each(closings)('stays closed where it moves: %s', (name, wrap) => {
    const words = text('Jane')
    const moved = element('b', { title: 'Jane' }, [words])
    const closed = wrap(element('section', {}, [moved]))
    const open = element('p')
    const levels = new Map<number, 'mask' | 'block'>()
    const below = (node: Raw, level: 'mask' | 'block'): void => {
      levels.set(idOf(node), level)
      for (const child of childrenOf(node)) below(child, level)
    }
    if (closed['tagName'] === 'mask' || closed['tagName'] === 'block') below(closed, closed['tagName'])
    const rules = {
      mask: [{ id: 'm', selector: 'mask' }],
      block: [{ id: 'b', selector: 'block' }],
      attributes: [{ id: 'a', selector: 'b', names: ['title' as const] }],
    }
    const { redact } = startStream(everything, [closed, open], {
      rules,
      options: {
        attributeRuleOf: () => 0,
        rulingOf: (id) => ({ level: levels.get(id) ?? 'allow', rules: [levels.has(id) ? 0 : 1] }),
      },
    })
    levels.clear()
    const flat = (node: Raw): Raw => ({ ...node, childNodes: [] })
    const move = mutation({
      removes: [{ id: idOf(moved), parentId: idOf(closed) }],
      adds: [
        { parentId: idOf(open), nextId: null, node: flat(moved) },
        { parentId: idOf(moved), nextId: null, node: words },
      ],
    })
    expect(has(redact(move), 'Jane')).toBe(false)
    expect(has(redact(write(words, 'Jane')), 'Jane')).toBe(false)
    // Out of a wrapper that goes away, too, and in the snapshots that follow.
    const unwrapped = mutation({
      removes: [{ id: idOf(words), parentId: idOf(moved) }],
      adds: [{ parentId: idOf(open), nextId: null, node: words }],
    })
    expect(has(redact(unwrapped), 'Jane')).toBe(false)
    for (let count = 0; count < 3; count += 1) {
      expect(has(redact(snapshot(element('p', {}, [words]))), 'Jane')).toBe(false)
    }
    // Back where it was, the rules of today decide; another text is another matter.
    const back = { ...closed, childNodes: [{ ...moved, childNodes: [words] }] }
    expect(has(redact(snapshot(back)), 'Jane')).toBe(name.endsWith('rule'))
    expect(has(redact(snapshot(element('p', {}, [text('Save')]))), 'Save')).toBe(true)
  })

  it.each([
    { 'data-reseal': 'mask' },
    { 'data-reseal': 'block' },
    { contenteditable: 'true' },
    { role: 'option' },
  ])('is closed before what comes with it: %o', (attributes) => {
    const words = text('a')
    const node = element('p', {}, [words])
    const { redact } = startStream(undefined, [node])
    const both = mutation({
      texts: [{ id: idOf(words), value: 'Jane' }],
      adds: [{ parentId: idOf(node), nextId: null, node: element('b', {}, [text('Jane')]) }],
      attributes: [{ id: idOf(node), attributes }],
    })
    expect(has(redact(both), 'Jane')).toBe(false)
  })

  it('stays closed when it is added inside a box and taken out of it', () => {
    const box = element('div', { 'data-reseal': 'block' })
    const open = element('p')
    const words = text('Jane')
    const { redact } = startStream(everything, [box, open])
    const inner = element('b')
    expect(redact(add(box, inner))).toBeUndefined()
    expect(redact(add(inner, words))).toBeUndefined()
    expect(has(redact(add(open, words)), 'Jane')).toBe(false)
  })

  it('opens nothing else either (R-12.1, R-12.2)', () => {
    const controls = (): Raw[] => [
      element('input', { value: 'Jane' }),
      element('input', { type: 'checkbox', checked: true }),
      element('input', { type: 'range', value: '37' }),
      element('select', {}, [element('option', { value: 'Jane', selected: true }, [text('Jane')])]),
      element('div', { style: 'width:37%' }),
    ]
    const marked = element('div', { 'data-reseal': 'mask' }, controls())
    const { body, redact } = startStream(everything, [marked])
    expect(JSON.stringify(body)).not.toMatch(/Jane|37[%"]|opened|rule|checked"|selected/)
    for (const node of childrenOf(marked)) expect(redact(typed(node, '38.25', true))).toBeUndefined()
    const later = element('div', {}, controls())
    const stream = startStream(everything, [later])
    stream.redact(change(later, { 'data-reseal': 'mask' }))
    for (const node of childrenOf(later)) {
      expect(has(stream.redact(typed(node, '38.25', true)), '38.25')).toBe(false)
      expect(has(stream.redact(change(node, { value: 'Roe', style: 'width:39.25%' })), '39.25')).toBe(false)
    }
  })

  it('gives way to no markup that allows (R-12.2)', () => {
    const node = element('p', { 'data-reseal': 'allow' }, [text('Jane')])
    const { redact, body } = startStream(undefined, [node], { options: { rulingOf: () => undefined } })
    expect(has(body, 'Jane')).toBe(false)
    expect(has(redact(change(node, { 'data-reseal': 'allow' })), 'allow')).toBe(false)
  })
})

describe('masks of one’s own (R-8.4, R-14.2)', () => {
  const withMask = (maskText: (text: string) => string) =>
    createRedactor({ rules: defineRules({}), maskText }).redact(snapshot(element('p', {}, [text('Jane')])))

  it('stand in place of texts', () => {
    expect(
      has(
        withMask(() => '••• ██_-*x'),
        '••• ██_-*x',
      ),
    ).toBe(true)
  })

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('Jane')
      },
    ],
    ['answers with nothing', () => undefined],
    ['answers with a promise', () => Promise.resolve('•••')],
    ['answers with a number', () => 7],
    ['answers with the text', () => 'Jane'],
    ['answers with a letter', () => 'xxJ'],
    ['answers with markup', () => '<b>'],
  ])('end redaction when one %s, and quote nothing', (_name, maskText) => {
    const run = (): unknown => withMask(maskText as () => string)
    expect(run).toThrow(expect.objectContaining({ name: 'RedactionError', code: 'bad_mask' }))
    expect(run).not.toThrow(/Jane/)
  })
})

describe('rules in force (R-12.9)', () => {
  it('are told by fingerprints that come from the rules alone', () => {
    const rules = defineRules({
      allow: [{ id: 'a', selector: 'p' }],
      trust: [{ id: 't', selector: 'p' }],
      attributes: [{ id: 'i', selector: 'p', names: ['alt'] }],
    })
    const { redact } = startStream(undefined, [], { options: { rules } })
    const event = { type: 6, timestamp, data: { plugin: 'reseal/rules', payload: { allow: ['Jane'] } } }
    expect(redact(event)).toMatchObject({
      plugin: 'reseal/rules',
      payload: {
        allow: [expect.stringMatching(/^a:[0-9a-f]{8}$/)],
        trust: [expect.stringMatching(/^t:[0-9a-f]{8}$/)],
        mask: [],
        block: [],
        attributes: [expect.stringMatching(/^i:[0-9a-f]{8}$/)],
      },
    })
  })
})

describe('messages (R-11.3)', () => {
  it('that a rule declares are readable, whole and exact', () => {
    const rules = defineRules({ messages: [{ id: 'm', text: 'Session expired' }] })
    const { redact } = startStream(undefined, [], { options: { rules } })
    const payload = (plugin: string, given: object): unknown =>
      redact({ type: 6, timestamp, data: { plugin, payload: given } })?.['payload']
    const args = ['Session expired', 'Session expired for Jane', 'session expired'].map((one) => ({
      kind: 'string',
      text: one,
    }))
    const logged = payload('reseal/console', { level: 'log', args }) as { args: { text: string }[] }
    expect(logged.args.map((one) => one.text)).toEqual([
      'Session expired',
      expect.stringMatching(/^[x\s]+$/),
      expect.stringMatching(/^[x\s]+$/),
    ])
    expect(payload('reseal/error', { message: 'Session expired' })).toMatchObject({
      message: 'Session expired',
    })
    expect(payload('reseal/error', { message: 'Session expired, Jane' })).toMatchObject({
      message: expect.stringMatching(/^[x\s]+$/) as string,
    })
  })
})
