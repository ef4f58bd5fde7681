import { describe, expect, it } from 'vitest'
import { readBadge } from './field-badges.ts'

const mark = (payload: unknown) => readBadge({ plugin: 'reseal/field', payload })

describe('readBadge', () => {
  it('says how a field stands in a few words', () => {
    expect(mark({ id: 7, invalid: true, times: 3, filled: false, kind: 'date' })).toEqual({
      id: 7,
      text: 'invalid ×3 · empty · a date',
      tone: 'warning',
    })
    expect(mark({ id: 7, invalid: true, times: 1 })?.text).toBe('invalid')
    expect(mark({ id: 7, invalid: false })).toMatchObject({ text: 'valid', tone: 'good' })
    expect(mark({ id: 7, changed: true, filled: true })).toMatchObject({
      text: 'filled · changed',
      tone: 'plain',
    })
  })

  it('takes words of no other shape', () => {
    const odd = [null, 'x', [], {}, { id: '7', invalid: true }, { id: 7 }, { id: 7, kind: 'date' }]
    for (const payload of odd) expect(mark(payload)).toBeUndefined()
    expect(mark({ id: 7, invalid: true, times: '<b>', kind: '<b>' })?.text).toBe('invalid')
    expect(mark({ id: 7, invalid: true, times: 1e9 })?.text).toBe('invalid')
    expect(readBadge({ plugin: 'reseal/click', payload: { id: 7, invalid: true } })).toBeUndefined()
    expect(readBadge(null)).toBeUndefined()
  })
})
