import { describe, expect, it } from 'vitest'
import { readTerms, valueLabel, writeTerms } from './filter-terms.ts'

describe('filters in the address', () => {
  it('are read back as they were written', () => {
    const terms = [
      { field: 'has', value: 'error' },
      { field: 'page', value: '/patients/:id' },
    ]
    expect(readTerms(writeTerms(terms))).toEqual(terms)
  })

  it('are left out where they are none, and there once', () => {
    expect(readTerms('nothing:x,has:,has,has:error')).toEqual([{ field: 'has', value: 'error' }])
    expect(
      writeTerms([
        { field: 'has', value: 'error' },
        { field: 'has', value: 'error' },
      ]),
    ).toBe('has:error')
    expect(writeTerms([])).toBeUndefined()
  })

  it('have words', () => {
    expect(valueLabel({ field: 'has', value: 'rage-click' })).toBe('rage click')
    expect(valueLabel({ field: 'vital', value: 'LCP:needs-improvement' })).toBe('LCP needs improvement')
    expect(valueLabel({ field: 'tag', value: 'ward:north' })).toBe('ward = north')
  })
})
