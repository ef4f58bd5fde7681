// static text in recordings, honest and forged, under the rules of today.
import { describe, expect, it } from 'vitest'
import type { JsonObject, RecordedEvent } from '../recorded-event.ts'
import { defineRules, type RuleSetInput } from '../rule-set.ts'
import { createRetroactiveRedactor } from './retroactive-redactor.ts'

let lastId = 10

const text = (textContent: string, more: JsonObject = { static: true }): JsonObject => ({
  type: 3,
  textContent,
  id: ++lastId,
  ...more,
})
const element = (tagName: string, more: JsonObject, ...childNodes: JsonObject[]): JsonObject => ({
  type: 2,
  tagName,
  attributes: {},
  childNodes,
  id: ++lastId,
  ...more,
})

function redactToday(today: RuleSetInput, ...nodes: JsonObject[]): string {
  const redactor = createRetroactiveRedactor(defineRules(today))
  const body = element('html', {}, element('body', {}, ...nodes))
  const data = { node: { type: 0, childNodes: [body], id: 1 }, initialOffset: { top: 0, left: 0 } }
  const once = redactor.redact({ type: 2, timestamp: 1, data } as RecordedEvent)
  if (once === undefined) throw new Error('the snapshot is gone')
  const again = createRetroactiveRedactor(defineRules(today)).redact(once)
  expect(again).toEqual(once)
  return JSON.stringify(once)
}

const button = (): JsonObject =>
  element('button', { attributes: { title: 'Save draft' }, static: ['title'] }, text(' Save draft '))

describe('static text of a recording', () => {
  it('stays, marked, whatever allows are in the set (R-19.8)', () => {
    for (const rules of [{}, { allow: [{ id: 'all', selector: 'body' }] }]) {
      const left = redactToday(rules, button())
      expect(left).toContain('"textContent":" Save draft "')
      expect(left).toContain('"static":true')
      expect(left).toContain('"attributes":{"title":"Save draft"}')
      expect(left).toContain('"static":["title"]')
    }
  })

  it.each(['mask', 'block'] as const)('is closed by a %s of today (R-19.8)', (level) => {
    for (const selector of ['button', 'body', ':not(p)']) {
      expect(redactToday({ [level]: [{ id: 'one', selector }] }, button())).not.toMatch(/Save|"static"/)
    }
  })

  it('is closed where the detectors of Node find something in it (R-19.8)', () => {
    for (const given of ['Call 555-0199', 'Mrs. Okonkwo', 'Medicare 1EG4-TE5-MK73', '12 Harbour Street']) {
      const node = element('p', { attributes: { title: given }, static: ['title'] }, text(given))
      expect(redactToday({}, node)).not.toMatch(/555|Okonkwo|1EG4|Harbour|"static"/)
    }
  })

  it('is judged with its neighbours (R-19.8, R-4.3)', () => {
    const left = redactToday({}, element('p', {}, text('Call 555'), text('Call 0199 now')))
    expect(left).not.toMatch(/Call|"static"/)
  })

  it.each([
    'a  b cc',
    'line\nline',
    'Save\u200b draft',
    'Save \u202edraft',
    'x',
    '42',
    `${'word '.repeat(200)}`,
    'E\u0301tape',
  ])('is masked where it is not in the form that capture gives it: %j (R-19.8)', (given) => {
    const node = element('p', { attributes: { title: given }, static: ['title'] }, text(given))
    expect(redactToday({}, node)).not.toContain('"static"')
  })

  it.each([
    ['a summary', { attributes: { summary: 'Okonkwo' }, static: ['summary'] }],
    ['a description', { attributes: { 'aria-description': 'Okonkwo' }, static: ['aria-description'] }],
    ['a name that is none of the list', { attributes: { title: 'Okonkwo' }, static: ['alt', 7, null] }],
    ['another case', { attributes: { TITLE: 'Okonkwo' }, static: ['title'] }],
    ['marks that are no list', { attributes: { title: 'Okonkwo' }, static: 'title' }],
    ['a value', { attributes: { value: 'Okonkwo' }, static: ['value'] }],
  ] as const)('a forged mark opens nothing: %s (R-19.8)', (_, more) => {
    expect(redactToday({}, element('input', more as unknown as JsonObject))).not.toContain('Okonkwo')
  })

  it.each([1, 'true', {}, [], null])('a mark that is %j is none (R-19.8)', (mark) => {
    expect(redactToday({}, element('p', {}, text('Okonkwo', { static: mark })))).not.toContain('Okonkwo')
  })

  it('comes and goes with changes (R-19.8)', () => {
    const redactor = createRetroactiveRedactor(defineRules({}))
    const changing = text('Save draft')
    const body = element('html', {}, element('p', {}, changing))
    const data = { node: { type: 0, childNodes: [body], id: 1 }, initialOffset: { top: 0, left: 0 } }
    redactor.redact({ type: 2, timestamp: 1, data } as RecordedEvent)
    const write = (entry: JsonObject): unknown => {
      const texts = [{ id: changing['id'], ...entry }]
      const event = { source: 0, texts, attributes: [], removes: [], adds: [] }
      return redactor.redact({ type: 3, timestamp: 2, data: event } as unknown as RecordedEvent)?.data[
        'texts'
      ]
    }
    expect(write({ value: 'Menu', static: true })).toEqual([
      { id: changing['id'], value: 'Menu', static: true },
    ])
    expect(write({ value: 'xxxxx', static: true })).toEqual([
      { id: changing['id'], value: 'xxxxx', static: true },
    ])
    expect(write({ value: 'Okonkwo' })).toEqual([
      { id: changing['id'], value: expect.stringMatching(/^[x\s]+$/) as string },
    ])
  })
})
