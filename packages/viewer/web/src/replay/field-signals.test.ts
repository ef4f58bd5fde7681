import { describe, expect, it } from 'vitest'
import { signalsOf } from './signals.ts'

const input = (id: number, attributes: object) => ({
  type: 2,
  id,
  tagName: 'input',
  attributes,
  childNodes: [],
})
const text = (id: number, textContent: string) => ({ type: 3, id, textContent })
const page = {
  type: 2,
  timestamp: 1,
  data: {
    node: {
      type: 0,
      id: 1,
      childNodes: [
        { type: 2, id: 2, tagName: 'label', attributes: { for: 'r4' }, childNodes: [text(3, 'Member id')] },
        input(4, { id: 'r4', placeholder: 'Number' }),
        { type: 2, id: 5, tagName: 'label', attributes: {}, childNodes: [text(6, 'Born '), input(7, {})] },
        input(8, { placeholder: 'Given name' }),
        input(9, {}),
      ],
    },
  },
}

function fieldLine(payload: object) {
  const mark = { type: 6, timestamp: 9, data: { plugin: 'reseal/field', payload } }
  return signalsOf([page, mark])[0]
}

describe('field signals', () => {
  it('says how often a field was found invalid, and what was wrong', () => {
    expect(
      fieldLine({ id: 7, invalid: true, times: 3, why: 'format', filled: true, same: true, kind: 'date' }),
    ).toMatchObject({
      kind: 'field',
      atMs: 9,
      level: 'invalid',
      text: '<input> Born: became invalid (3rd time), not of the form that it takes, with the same content (a date)',
      tone: 'warning',
    })
    expect(fieldLine({ id: 7, invalid: true, times: 1, why: 'missing', filled: false })?.text).toBe(
      '<input> Born: became invalid, nothing in it',
    )
    expect(fieldLine({ id: 7, invalid: true, times: 11, same: false })?.text).toBe(
      '<input> Born: became invalid (11th time), with other content',
    )
  })

  it('says that it became valid, was changed, or is filled', () => {
    expect(fieldLine({ id: 4, invalid: false })).toMatchObject({
      level: 'valid',
      text: '<input> Member id: became valid',
      tone: 'good',
    })
    expect(fieldLine({ id: 4, filled: false, changed: true })).toMatchObject({
      level: 'field',
      text: '<input> Member id: empty, changed',
    })
  })

  it('names a field by its label, else by an attribute that can be read', () => {
    expect(fieldLine({ id: 8, filled: true })?.text).toBe('<input> Given name: filled')
    expect(fieldLine({ id: 9, filled: true })?.text).toBe('<input>: filled')
  })
})
