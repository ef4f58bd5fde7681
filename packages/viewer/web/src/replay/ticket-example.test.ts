import { describe, expect, it } from 'vitest'
import { recallPurposes, rememberPurpose } from './remembered-purpose.ts'
import { ticketExample } from './ticket-example.ts'

describe('ticketExample', () => {
  it('is a ticket that the pattern takes', () => {
    expect(ticketExample('[A-Za-z][A-Za-z0-9_]{0,15}-[0-9]{1,10}')).toBe('ABCD-123')
    expect(ticketExample('RES-\\d{4,}')).toBe('RES-1234')
    expect(ticketExample('#[0-9]+')).toBe('#123')
  })

  it('is left out where it would not be one', () => {
    expect(ticketExample('(?:RES|OPS)-\\d+')).toBeUndefined()
    expect(ticketExample('[0-5]{2}')).toBeUndefined()
  })
})

describe('remembered purposes', () => {
  const kept = (begin: unknown) => {
    let text = JSON.stringify(begin)
    return { getItem: () => text, setItem: (_key: string, value: string) => void (text = value) }
  }

  it('are the last first, each once, and no more than four', () => {
    const storage = kept({ purpose: 'incident', ticket: '' })
    for (const ticket of ['A-1', 'A-2', 'A-1', 'A-3'])
      rememberPurpose({ purpose: 'debugging', ticket }, storage)
    expect(recallPurposes(storage).map(({ ticket }) => ticket)).toEqual(['A-3', 'A-1', 'A-2', ''])
    rememberPurpose({ purpose: 'quality', ticket: '' }, storage)
    expect(recallPurposes(storage).map(({ purpose }) => purpose)).toEqual([
      'quality',
      'debugging',
      'debugging',
      'debugging',
    ])
  })

  it('are none where something else is kept', () => {
    expect(recallPurposes(kept(['x', null, { purpose: 1 }]))).toEqual([])
    expect(recallPurposes({ getItem: () => '{' })).toEqual([])
  })
})
