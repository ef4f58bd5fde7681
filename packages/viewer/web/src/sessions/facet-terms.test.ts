import { describe, expect, it } from 'vitest'
import { readSyntax, writeSyntax } from '../../../src/search/search-syntax.ts'
import { facetLabel, termOfFacet, termsOfFilter } from './facet-terms.ts'

describe('facets', () => {
  it.each([
    ['has', 'rage-click', 'rage:>0', 'rage click'],
    ['has', 'error', 'error:any', 'error'],
    ['errorName', 'TypeError', 'error:TypeError', 'TypeError'],
    ['vital', 'LCP:needs-improvement', 'lcp:needs-improvement', 'LCP needs improvement'],
    ['tag', 'ward:north', 'tag:ward=north', 'ward = north'],
    ['duration', 'under-1-min', 'duration:10s..1m', '10 s to 1 min'],
    ['request', 'GET /api/plans', 'request:"GET /api/plans"', 'GET /api/plans'],
  ])('of %s %s are written %s and read %s', (field, value, written, label) => {
    const term = termOfFacet(field, value)
    expect(writeSyntax(term === undefined ? [] : [term])).toBe(written)
    expect(readSyntax(written).problems).toEqual([])
    expect(facetLabel(field, value)).toBe(label)
  })

  it('of older addresses are read, and what is none is left out', () => {
    expect(writeSyntax(termsOfFilter('has:error,page:/patients/:id,nothing:x,has:,has'))).toBe(
      'error:any page:/patients/:id',
    )
  })
})
