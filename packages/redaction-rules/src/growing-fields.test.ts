// What a field or an editable region looks like follows what it holds, and so does how far it is scrolled.
import { describe, expect, it } from 'vitest'
import { createRedactor } from './redactor.ts'
import { defaultRules } from './rule-set.ts'
import { shippedVocabulary } from './vocabulary/shipped.ts'

type Raw = Record<string, unknown>

/** Records one element; gives its attributes in a snapshot, and a way to change it. */
function record(tagName: string, attributes: Raw) {
  const redactor = createRedactor({ vocabulary: shippedVocabulary, rules: defaultRules })
  const element = { type: 2, id: 2, tagName, attributes, childNodes: [] }
  const node = { type: 0, id: 1, childNodes: [element] }
  const snapshot = (): Raw => {
    const event = redactor.redact({ type: 2, timestamp: 1, data: { node, initialOffset: {} } })
    const data = event?.data as { node: { childNodes: Raw[] } } | undefined
    const recorded = data?.node.childNodes[0]
    return recorded?.['attributes'] as Raw
  }
  const incremental = (source: number, data: Raw) =>
    redactor.redact({ type: 3, timestamp: 2, data: { source, ...data } })?.data
  const first = snapshot()
  return {
    first,
    snapshot,
    scroll: () => incremental(3, { id: 2, x: 0, y: 40 }),
    change: (own: Raw) =>
      incremental(0, { texts: [], removes: [], adds: [], attributes: [{ id: 2, attributes: own }] }),
  }
}

const kinds: readonly (readonly [string, Raw])[] = [
  ['input', {}],
  ['textarea', {}],
  ['div', { contenteditable: '' }],
  ['div', { role: 'textbox' }],
]

describe.each(kinds)('a %s %o', (tagName, attributes) => {
  it.each([
    { style: { width: '48px' } },
    { style: 'height: 48px' },
    { class: 'has-value' },
    { rows: '7' },
    { cols: '7' },
    { size: '7' },
    { 'data-filled': 'true' },
    { 'data-filled': '' },
    { dirty: '' },
    { 'aria-invalid': 'true' },
    { lang: 'he' },
    { dir: 'rtl' },
  ])('R-5.14 changes without an event: %o', (change) => {
    expect(record(tagName, attributes).change(change)).toBeUndefined()
  })

  it('R-5.14 keeps that it is disabled or hidden', () => {
    const { change } = record(tagName, attributes)
    for (const name of ['disabled', 'readonly', 'hidden']) expect(change({ [name]: '' })).toBeDefined()
  })

  it('R-5.14 has no state in later snapshots, either', () => {
    const { first, change, snapshot } = record(tagName, {
      ...attributes,
      class: 'a',
      rows: '3',
      'data-n': '7',
    })
    const isData = (name: string): boolean => name.startsWith('data-')
    expect(first).toHaveProperty('rows', '3')
    expect(Object.keys(first).filter(isData)).toHaveLength(1)
    change({ rows: '4', 'data-n': '8', class: 'a b', style: 'top:0' })
    expect(snapshot()).not.toHaveProperty('rows')
    expect(Object.keys(snapshot()).filter(isData)).toEqual([])
    expect(snapshot()).toHaveProperty('class')
  })

  it('R-5.14 has no size of its own but a share', () => {
    const style =
      'width: 48px; max-width:50%; border-left-width:2px; min-height: 3em; color: red; block-size:7ch'
    const { first } = record(tagName, { ...attributes, size: '7', style })
    expect(first['style']).toBe('max-width:50%;border-left-width:2px;color:red;')
    expect(first).not.toHaveProperty('size')
  })

  it('R-5.14 has no class that says in words whether it is filled', () => {
    const names = 'form-control has-value ng-dirty ng-touched is-valid empty filled'
    const { first } = record(tagName, { ...attributes, class: names })
    expect(String(first['class']).split(' ')).toHaveLength(1)
  })

  it('R-3.4 is not scrolled', () => {
    const { first, scroll } = record(tagName, { ...attributes, rr_scrollTop: 40 })
    expect(first).not.toHaveProperty('rr_scrollTop')
    expect(scroll()).toBeUndefined()
  })
})

describe.each([
  ['div', { role: 'listbox' }],
  ['div', { role: 'spinbutton' }],
  ['div', { role: 'slider' }],
  ['select', {}],
] as const)('a %s %o', (tagName, attributes) => {
  it('R-3.4 R-9.11 is not scrolled: that shows what is chosen', () => {
    const { first, scroll } = record(tagName, { ...attributes, rr_scrollTop: 40 })
    expect(first).not.toHaveProperty('rr_scrollTop')
    expect(scroll()).toBeUndefined()
  })
})
