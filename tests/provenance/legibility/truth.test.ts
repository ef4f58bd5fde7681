// The measure itself: what counts as static, and that other data is other data.
import { describe, expect, it } from 'vitest'
import { markInPlace, markText } from './mark-data.ts'
import type { SeenText } from './read-texts.ts'
import { tellTruth } from './truth.ts'

const seen = (text: string, path = '/0'): SeenText => ({ path, kind: 'text', text, element: 'p', id: 0 })
const truthOf = ([real = '', data = '', labels = '']: readonly string[]): readonly number[] => {
  const [truth] = tellTruth({ real: [seen(real)], data: [seen(data)], labels: [seen(labels)] })
  return [truth?.staticCount ?? 0, truth?.dynamicCount ?? 0, truth?.labelCount ?? 0]
}

describe('what a text is made of', () => {
  it.each([
    ['stays the same: static', ['Save draft', 'Save draft', 'Save draft'], [9, 0, 0]],
    ['differs with other data: dynamic', ['Ann Quist', 'Fss Vznxy', 'Ann Quist'], [0, 8, 0]],
    ['differs in one word: both', ['Note for Ann', 'Note for Fss', 'Note for Ann'], [7, 3, 0]],
    ['differs with other labels: neither', ['Remove Name', 'Remove Name', 'Remove Sfrj'], [6, 0, 4]],
    ['has signs that say nothing', ['– (Ann) –', '– (Fss) –', '– (Ann) –'], [0, 3, 0]],
  ])('%s', (_, texts, counts) => {
    expect(truthOf(texts)).toEqual(counts)
  })

  it('is dynamic where the screen with other data has nothing', () => {
    const [truth] = tellTruth({
      real: [seen('Penicillin')],
      data: [seen('Penicillin', '/1')],
      labels: undefined,
    })
    expect(truth?.dynamicCount).toBe(10)
  })
})

describe('other data', () => {
  it('differs in every letter and digit, and keeps length and case', () => {
    const text = 'Lisinopril 10 mg, MRN 2041877'
    const other = markText(text)
    expect(other).toHaveLength(text.length)
    for (const [index, sign] of text.split('').entries()) {
      if (/[a-z0-9]/i.test(sign)) expect(other[index]).not.toBe(sign)
      else expect(other[index]).toBe(sign)
    }
  })

  it('keeps dates dates', () => {
    expect(markText('1958-04-17')).toMatch(/^\d{4}-\d\d-\d\d$/)
    expect(Date.parse(markText('2020-01-01T12:00:00Z'))).toBeLessThan(Date.parse('2010-01-01'))
  })

  it('is in place, through lists and references', () => {
    const value = {
      id: '123',
      type: 'Patient',
      active: true,
      list: ['Ann'],
      link: { reference: 'Patient/123' },
    }
    markInPlace(value, (key) =>
      key === 'type' ? 'keep' : key === 'reference' ? 'reference' : key === 'active' ? 'flip' : 'mark',
    )
    expect(value).toEqual({
      id: '456',
      type: 'Patient',
      active: false,
      list: ['Fss'],
      link: { reference: 'Patient/456' },
    })
  })
})
