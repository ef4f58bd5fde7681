import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  maxSyntaxTerms,
  parseBounds,
  parseSpan,
  readSyntax,
  type SearchKey,
  type SyntaxTerm,
  sameTerm,
  searchKeys,
  searchRatings,
  searchSorts,
  searchStates,
  writeSyntax,
} from './search-syntax.ts'

const plain = ({ key, value, isNot }: SyntaxTerm): SyntaxTerm => ({ key, value, isNot })
const number = fc.integer({ min: 0, max: 99_999 })
const sign = fc.constantFrom('', '=', '>', '>=', '<', '<=')

const valuesOf = ({ key, kind }: SearchKey): fc.Arbitrary<string> => {
  switch (kind) {
    case 'count':
      return fc.tuple(sign, number).map(([mark, count]) => `${mark}${count}`)
    case 'time':
    case 'score': {
      const unit = kind === 'time' ? fc.constantFrom('', 'ms', 's', 'm', 'h') : fc.constant('')
      const compared = fc.tuple(sign, number, unit).map((parts) => parts.join(''))
      return key === 'duration' ? compared : fc.oneof(compared, fc.constantFrom(...searchRatings))
    }
    case 'span':
      return fc
        .tuple(fc.integer({ min: 1, max: 999 }), fc.constantFrom('m', 'h', 'd', 'w'))
        .map((parts) => parts.join(''))
    case 'day':
      return fc
        .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
        .map((day) => day.toISOString().slice(0, 10))
    case 'sort':
      return fc.constantFrom(...searchSorts)
    case 'state':
      return fc.constantFrom(...searchStates)
    case 'id':
      return fc.uuid()
    case 'app':
      return fc.stringMatching(/^[a-z0-9-]{1,20}$/)
    case 'text':
      // Blanks, quotation marks, backslashes, colons: whatever a name may hold.
      return fc
        .string({ minLength: 1, maxLength: 40, unit: 'grapheme' })
        .filter((value) => !/^[<>=]/.test(value))
  }
}

const term: fc.Arbitrary<SyntaxTerm> = fc.constantFrom(...searchKeys).chain((key) => {
  const isNot = ['span', 'day', 'app', 'id', 'sort'].includes(key.kind) ? fc.constant(false) : fc.boolean()
  return fc.tuple(valuesOf(key), isNot).map(([value, not]) => ({ key: key.key, value, isNot: not }))
})

describe('the search syntax', () => {
  it('reads back what it writes', () => {
    const terms = fc.uniqueArray(term, { maxLength: maxSyntaxTerms, comparator: sameTerm })
    fc.assert(
      fc.property(terms, (written) => {
        const { terms: read, problems } = readSyntax(writeSyntax(written))
        expect(problems).toEqual([])
        expect(read.map(plain)).toEqual(written)
      }),
      { numRuns: 300 },
    )
  })

  it('finds a place for every character of any text, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (text) => {
        const { terms, problems } = readSyntax(text)
        for (const { from, to } of [...terms, ...problems]) {
          expect(from).toBeLessThan(to)
          expect(to).toBeLessThanOrEqual(text.length)
        }
        const again = readSyntax(writeSyntax(terms))
        expect(again.terms.map(plain)).toEqual(terms.map(plain))
      }),
    )
  })

  it('knows every example that it gives', () => {
    for (const { key, example } of searchKeys) {
      expect(readSyntax(`${key}:${example}`)).toMatchObject({
        terms: [{ key, value: example }],
        problems: [],
      })
    }
  })

  it('takes a bare id, and each filter once', () => {
    const id = '0193f0a1-7c3e-7b52-9d7e-0000deadbeef'
    expect(readSyntax(`${id} rage:>0 rage:>0`).terms.map(plain)).toEqual([
      { key: 'id', value: id, isNot: false },
      { key: 'rage', value: '>0', isNot: false },
    ])
  })

  it.each([
    ['intake', 'Say what it is: page:/intake/**'],
    ['pages:/x', 'Write page:/intake/**'],
    ['xyz:1', 'There is no xyz: to search by.'],
    ['rage:often', 'often is no count: write it as in rage:>0'],
    ['rage:>1.5', '>1.5 is no count'],
    ['lcp:slow', 'slow is no time: write it as in lcp:>2.5s'],
    ['last:ever', 'write it as in last:7d'],
    ['-last:7d', 'Write it without the minus.'],
    ['page:', 'Write a value after it'],
    ['state:gone', 'write one of recording, closed'],
    ['sort:size', 'Nothing is sorted by size: write one of duration'],
    ['-sort:error', 'Write it without the minus.'],
    ['page:"/a b', 'A quotation mark is missing'],
    ['after:2026-13-01', 'is no day'],
    ['duration:5m..1m', 'is no time'],
  ])('says of %s what to write instead', (text, message) => {
    const { terms, problems } = readSyntax(`error:any ${text}`)
    expect(terms).toHaveLength(1)
    expect(problems).toHaveLength(1)
    expect(problems[0]?.message).toContain(message)
    expect(problems[0]).toMatchObject({ from: 10, to: 10 + text.length })
  })

  it('reads comparisons with units', () => {
    const time = { kind: 'time' } as const
    expect(parseBounds(time, '>2.5s')).toEqual({ least: { value: 2_500, isIn: false } })
    expect(parseBounds(time, '<=1m30s')).toEqual({ most: { value: 90_000, isIn: true } })
    expect(parseBounds(time, '10s..1m')).toEqual({
      least: { value: 10_000, isIn: true },
      most: { value: 60_000, isIn: false },
    })
    expect(parseBounds({ kind: 'count' }, '3')).toEqual({
      least: { value: 3, isIn: true },
      most: { value: 3, isIn: true },
    })
    expect(parseSpan('2w')).toBe(1_209_600_000)
  })
})
