// Facets as the terms that people write, and the words that they read for them.
import type { SyntaxTerm } from '../../../src/search/search-syntax.ts'

const happenings: Readonly<Record<string, readonly [key: string, value: string]>> = {
  error: ['error', 'any'],
  'handled-error': ['caught', '>0'],
  'console-error': ['console', '>0'],
  'failed-request': ['net', '>0'],
  'slow-request': ['slow', '>0'],
  'rage-click': ['rage', '>0'],
  'dead-click': ['dead', '>0'],
  'error-click': ['errorclick', '>0'],
  'long-task': ['longtask', '>0'],
}

const durations: Readonly<Record<string, readonly [value: string, label: string]>> = {
  'under-10-s': ['<10s', 'under 10 s'],
  'under-1-min': ['10s..1m', '10 s to 1 min'],
  'under-5-min': ['1m..5m', '1 to 5 min'],
  'under-30-min': ['5m..30m', '5 to 30 min'],
  longer: ['>=30m', '30 min and longer'],
}

const plainFields = new Set(['error', 'status', 'request', 'page', 'release', 'environment', 'browser'])

/** A facet's value as a term; undefined where there is none for it. */
export function termOfFacet(field: string, value: string): SyntaxTerm | undefined {
  const term = (key: string, text: string): SyntaxTerm => ({ key, value: text, isNot: false })
  if (field === 'has') {
    const [key, text] = happenings[value] ?? []
    return key === undefined || text === undefined ? undefined : term(key, text)
  }
  if (field === 'duration') return durations[value] && term('duration', durations[value][0])
  if (field === 'errorName') return term('error', value)
  const colon = value.indexOf(':')
  if (field === 'tag' && colon > 0) return term('tag', `${value.slice(0, colon)}=${value.slice(colon + 1)}`)
  if (field === 'vital' && colon > 0) return term(value.slice(0, colon).toLowerCase(), value.slice(colon + 1))
  return plainFields.has(field) && value !== '' ? term(field, value) : undefined
}

/** A facet's value as people read it. */
export function facetLabel(field: string, value: string): string {
  if (field === 'has') return value.replaceAll('-', ' ')
  if (field === 'error') return value.slice(0, 8)
  if (field === 'vital') return value.replace(':', ' ').replaceAll('-', ' ')
  if (field === 'tag') return value.replace(':', ' = ')
  if (field === 'duration') return durations[value]?.[1] ?? value
  return value
}

/** The terms of the filter that addresses had before there was a syntax: `has:error,page:/patients/:id`. */
export function termsOfFilter(filter: string): SyntaxTerm[] {
  return filter.split(',').flatMap((part) => {
    const colon = part.indexOf(':')
    const read = colon > 0 ? termOfFacet(part.slice(0, colon), part.slice(colon + 1)) : undefined
    return read === undefined ? [] : [read]
  })
}
