// Section 19 in the redactor: what is static passes, and nothing else because of it.
import { describe, expect, it } from 'vitest'
import type { RedactorOptions } from './redaction-options.ts'
import { createRedactor } from './redactor.ts'
import { defineRules, type RuleSetInput } from './rule-set.ts'
import { createStaticTexts, encodeStaticTexts } from './static-texts/index.ts'
import { shippedVocabulary } from './vocabulary/shipped.ts'

type Raw = Record<string, unknown>

const timestamp = 1_700_000_000_000
const { has } = createStaticTexts(
  encodeStaticTexts(['Save draft', 'Prénom', 'Call', 'five five', 'one two', 'three four', 'Menu', 'Search']),
)

let lastId = 100
function element(tagName: string, attributes: Raw = {}, ...children: (Raw | string)[]): Raw {
  const childNodes = children.map((child) => (typeof child === 'string' ? text(child) : child))
  return { type: 2, id: ++lastId, tagName, attributes, childNodes }
}
function text(textContent: string): Raw {
  return { type: 3, id: ++lastId, textContent }
}
const idOf = (node: Raw): number => node['id'] as number
const firstChild = (node: Raw): Raw => (node['childNodes'] as Raw[])[0] as Raw

function startStream(
  children: readonly Raw[],
  options: Partial<RedactorOptions> = {},
  rules: RuleSetInput = {},
) {
  const redactor = createRedactor({
    vocabulary: shippedVocabulary,
    isStaticText: has,
    rules: defineRules(rules),
    rulingOf: () => undefined,
    ...options,
  })
  const redact = (event: unknown): Raw | undefined => redactor.redact(event)?.data as Raw | undefined
  const snapshot = (...nodes: readonly Raw[]): Map<number, Raw> => {
    const node = { type: 0, id: 1, childNodes: [element('body', {}, ...nodes)] }
    const found = new Map<number, Raw>()
    const visit = (at: Raw): void => {
      found.set(idOf(at), at)
      for (const child of (at['childNodes'] ?? []) as Raw[]) visit(child)
    }
    visit(redact({ type: 2, timestamp, data: { node, initialOffset: {} } })?.['node'] as Raw)
    return found
  }
  const recorded = snapshot(...children)
  const mutate = (data: Raw): Raw | undefined => redact({ type: 3, timestamp, data: { source: 0, ...data } })
  return { recorded, snapshot, mutate, recordedOf: (node: Raw): Raw => recorded.get(idOf(node)) as Raw }
}

/** What is recorded of a text alone in an element. */
function textIn(tagName: string, attributes: Raw, value: string, around: string[] = []): Raw {
  const inner = element(tagName, attributes, value)
  const outer = around.reduceRight((node, tag) => element(tag, {}, node), inner)
  return startStream([outer]).recordedOf(firstChild(inner))
}

describe('a static text', () => {
  it.each([
    ['Save draft', 'Save draft'],
    ['\n   Save\t draft  ', ' Save draft '],
    ['Pre\u0301nom', 'Prénom'],
    ['Save\u00a0draft', 'Save draft'],
  ])('%j is recorded as %j, marked (R-19.2, R-19.4, R-19.7)', (given, form) => {
    expect(textIn('p', {}, given)).toEqual({
      type: 3,
      id: expect.any(Number) as number,
      textContent: form,
      static: true,
    })
  })

  it.each([
    'Save draft for Ann',
    'save draft',
    'Save dr\u0430ft',
    'Save draft\u200b',
    'Savedraft',
    'Save\u202e draft',
    '',
  ])('passes whole only: %j is masked (R-19.1)', (given) => {
    const recorded = textIn('p', {}, given)
    expect(recorded['static']).toBeUndefined()
    expect(recorded['textContent']).toMatch(/^[x\s]*$/)
  })

  it.each([
    ['option', {}],
    ['optgroup', {}],
    ['textarea', {}],
    ['title', {}],
    ['output', {}],
    ['progress', {}],
    ['script', {}],
    ['noscript', {}],
    ['div', { contenteditable: 'true' }],
    ['div', { contenteditable: '' }],
    ['div', { role: 'textbox' }],
    ['div', { role: 'searchbox' }],
    ['div', { role: 'listbox' }],
    ['div', { role: 'combobox' }],
    ['div', { role: 'option' }],
    ['div', { role: 'slider' }],
    ['div', { role: 'spinbutton' }],
    ['div', { role: 'switch' }],
    ['div', { role: 'radio' }],
    ['div', { role: 'checkbox' }],
    ['div', { role: 'menuitemradio' }],
    ['div', { role: 'treeitem' }],
    ['div', { 'data-reseal': 'mask' }],
    ['div', { 'data-reseal': 'block' }],
  ])('never passes in %s %j, nor deeper in it (R-19.4)', (tagName, attributes) => {
    for (const inner of [
      element(tagName, attributes, 'Save draft'),
      element(tagName, attributes, element('b', {}, 'Save draft')),
    ]) {
      const { recorded } = startStream([inner])
      expect(JSON.stringify([...recorded.values()])).not.toMatch(/Save draft|"static"/)
    }
  })

  it('passes in the label of a check box of HTML, in links, cells and headings (R-19.4)', () => {
    const box = element('input', { type: 'checkbox' })
    const label = element('label', {}, box, 'Save draft')
    const { recorded } = startStream([label])
    expect([...recorded.values()].filter((node) => node['static'] === true)).toHaveLength(1)
    for (const tag of ['a', 'td', 'h1', 'button', 'li', 'legend', 'x-card']) {
      expect(textIn(tag, {}, 'Save draft')['static']).toBe(true)
    }
  })

  it.each(['mask', 'block'] as const)(
    'never passes where a rule says %s, now or before (R-19.4, R-4.10)',
    (level) => {
      const inner = element('p', {}, 'Save draft')
      let isClosed = false
      const rules = { [level]: [{ id: 'one', selector: 'p' }] }
      const options = { rulingOf: () => (isClosed ? { level, rules: [0] } : undefined) }
      const { recordedOf, mutate } = startStream([inner], options, rules)
      expect(recordedOf(firstChild(inner))['static']).toBe(true)
      // The rule has begun to match without a change of the element itself.
      isClosed = true
      const texts = [{ id: idOf(firstChild(inner)), value: 'Menu' }]
      expect(JSON.stringify(mutate({ texts }))).not.toMatch(/Menu|"static"/)
    },
  )

  it('stays closed after markup closed it, until the next snapshot (R-19.4, R-4.10)', () => {
    const inner = element('p', {}, 'Save draft')
    const { mutate } = startStream([inner])
    mutate({ attributes: [{ id: idOf(inner), attributes: { role: 'switch' } }] })
    mutate({ attributes: [{ id: idOf(inner), attributes: { role: null } }] })
    const texts = [{ id: idOf(firstChild(inner)), value: 'Menu' }]
    expect(JSON.stringify(mutate({ texts }))).not.toMatch(/Menu|"static"/)
  })

  it('is what an allow rule opens first, where one does (R-19.4)', () => {
    const inner = element('p', {}, 'Save draft')
    const rules = { allow: [{ id: 'all', selector: 'p' }] }
    const allowed = startStream([inner], { rulingOf: () => ({ level: 'allow', rules: [0] }) }, rules)
    expect(allowed.recordedOf(firstChild(inner))).toMatchObject({ textContent: 'Save draft', rule: 0 })
    expect(allowed.recordedOf(firstChild(inner))['static']).toBeUndefined()
    const words = { allow: [{ id: 'all', selector: 'p', words: ['menu'] }] }
    const other = startStream([inner], { rulingOf: () => ({ level: 'allow', rules: [0] }) }, words)
    expect(other.recordedOf(firstChild(inner))).toMatchObject({ textContent: 'Save draft', static: true })
  })

  it('comes with additions, and with changes of a text that is masked the next time (R-19.4, R-4.11)', () => {
    const inner = element('p', {}, 'Save draft')
    const { mutate } = startStream([inner])
    const id = idOf(firstChild(inner))
    const added = element('p', {}, 'Menu')
    expect(mutate({ adds: [{ parentId: idOf(inner), nextId: null, node: added }] })).toMatchObject({
      adds: [{ node: { childNodes: [{ textContent: 'Menu', static: true }] } }],
    })
    expect(mutate({ texts: [{ id, value: ' Menu' }] })?.['texts']).toEqual([
      { id, value: ' Menu', static: true },
    ])
    // The same again tells nothing.
    expect(mutate({ texts: [{ id, value: '\n Menu' }] })).toBeUndefined()
    const masked = mutate({ texts: [{ id, value: 'Okonkwo' }] })?.['texts'] as Raw[]
    expect(masked).toEqual([{ id, value: expect.stringMatching(/^[x\s]+$/) as string }])
    expect(mutate({ texts: [{ id, value: 'Okonkwa' }] })).toBeUndefined()
  })

  it('is asked for with the id of its node, once nothing here closes it (R-19.4)', () => {
    const asked: [string, number][] = []
    const inner = element('p', { title: 'Menu' }, 'Save draft')
    const closed = element('select', {}, element('option', { title: 'Menu' }, 'Save draft'))
    startStream([inner, closed], {
      isStaticText: (given, id) => {
        asked.push([given, id])
        return false
      },
    })
    expect(asked).toEqual([
      ['Menu', idOf(inner)],
      ['Save draft', idOf(firstChild(inner))],
    ])
  })
})

describe('the second line over static text', () => {
  it('masks what it finds, whatever the set says (R-19.7, R-13.1)', () => {
    const inner = element('p', {}, 'Call 555-0199 now')
    const options = { isStaticText: () => true }
    for (const given of ['Call 555-0199 now', 'a@b.example', '12345', '*****', 'Dear Mr. Okonkwo']) {
      const other = element('p', { title: given }, given)
      const { recorded } = startStream([inner, other], options)
      expect(JSON.stringify([...recorded.values()])).not.toMatch(/"static"|555|Okonkwo|@/)
    }
    const rules = { detectors: { patterns: [{ id: 'ward', pattern: 'Ward A9' }] } }
    const { recordedOf } = startStream([element('p', {}, 'x'), inner], options, rules)
    expect(recordedOf(firstChild(inner))['static']).toBeUndefined()
  })

  it('judges a piece with its neighbours (R-19.7, R-4.3)', () => {
    const pieces = ['one two', 'three four']
    const inner = element('p', {}, ...pieces)
    const plain = startStream([inner], { runOf: () => undefined })
    expect(plain.recordedOf(firstChild(inner))['static']).toBe(true)
    const { recorded } = startStream([inner], { runOf: () => pieces.join(' ') })
    expect(JSON.stringify([...recorded.values()])).not.toMatch(/three|"static"/)
  })
})

describe('a static attribute', () => {
  const attributesOf = (node: Raw, ...around: string[]): Raw => {
    const outer = around.reduceRight((inner, tag) => element(tag, {}, inner), node)
    return startStream([outer]).recordedOf(node)
  }

  it.each(['title', 'alt', 'aria-label', 'placeholder'])(
    '%s is recorded, marked by its name (R-19.5, R-19.7)',
    (name) => {
      const recorded = attributesOf(element('div', { [name]: ' Save\n draft', class: 'Menu' }))
      expect(recorded['static']).toEqual([name])
      expect((recorded['attributes'] as Raw)[name]).toBe(' Save draft')
    },
  )

  it.each([
    ['a label of an option', element('option', { label: 'Menu', title: 'Menu' })],
    ['a label of anything', element('x-menu', { label: 'Menu' })],
    ['a summary', element('table', { summary: 'Menu' })],
    ['an ARIA description', element('div', { 'aria-description': 'Menu', 'aria-valuetext': 'Menu' })],
    ['an unknown one', element('div', { caption: 'Menu', tooltip: 'Menu', 'data-title': 'Menu' })],
    ['a value', element('input', { value: 'Menu', type: 'text' })],
    ['the value of a button', element('input', { value: 'Menu', type: 'submit' })],
    ['one of a password', element('input', { placeholder: 'Menu', type: 'password' })],
    ['one of a card', element('input', { placeholder: 'Menu', autocomplete: 'cc-number' })],
    ['one of a radio button', element('input', { title: 'Menu', type: 'radio' })],
    ['one of a switch', element('div', { 'aria-label': 'Menu', role: 'switch' })],
    ['one of a meter', element('meter', { title: 'Menu' })],
    ['one in an editable region', element('div', { contenteditable: '' }, element('a', { title: 'Menu' }))],
    ['one in a list of options', element('div', { role: 'listbox' }, element('div', { title: 'Menu' }))],
    ['one in a switch', element('div', { role: 'switch' }, element('i', { title: 'Menu' }))],
    ['a masked one', element('div', { title: 'Menu', 'data-reseal': 'mask' })],
    ['a blocked one', element('div', { title: 'Menu', 'data-reseal': 'block' })],
    ['one below a mask', element('div', { 'data-reseal': 'mask' }, element('i', { title: 'Menu' }))],
  ])('is never %s (R-19.5)', (_, node) => {
    const { recorded } = startStream([node])
    expect(JSON.stringify([...recorded.values()])).not.toMatch(/Menu|"static"/)
  })

  it('is the label of a group of options or of a track (R-19.5)', () => {
    const group = element('optgroup', { label: 'Menu' })
    expect(attributesOf(group, 'select')).toMatchObject({ attributes: { label: 'Menu' }, static: ['label'] })
    const search = element('input', { placeholder: 'Search', role: 'combobox' })
    expect(attributesOf(search)).toMatchObject({ attributes: { placeholder: 'Search' } })
  })

  it('that changes is recorded, and removed where it is static no more (R-19.5, R-5.11)', () => {
    const node = element('button', { title: 'Menu' })
    const { mutate } = startStream([node])
    const change = (title: unknown): unknown =>
      mutate({ attributes: [{ id: idOf(node), attributes: { title } }] })?.['attributes']
    expect(change('Search')).toEqual([{ id: idOf(node), attributes: { title: 'Search' }, static: ['title'] }])
    expect(change('Okonkwo')).toEqual([{ id: idOf(node), attributes: { title: null } }])
    expect(change('Okonkwi')).toBeUndefined()
  })

  it('at a field tells nothing once the page has changed it (R-19.5, R-5.14)', () => {
    const field = element('input', { placeholder: 'Search' })
    const { mutate, recordedOf, snapshot } = startStream([field])
    expect(recordedOf(field)).toMatchObject({ attributes: { placeholder: 'Search' } })
    for (const placeholder of ['Menu', 'Okonkwo', null]) {
      expect(mutate({ attributes: [{ id: idOf(field), attributes: { placeholder } }] })).toBeUndefined()
    }
    expect(JSON.stringify([...snapshot(field).values()])).not.toMatch(/Search|"static"/)
  })
})
