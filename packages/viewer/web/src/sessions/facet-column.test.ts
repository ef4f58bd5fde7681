import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import type { MeReply } from '../../../src/api-types.ts'
import { FacetColumn } from './facet-column.tsx'

const me = { apps: [] as MeReply['apps'] } as MeReply

/** The text of the column, in the order in which it is read. */
function readColumn(isComplete: boolean): string {
  const value = {
    sessionCount: 1_000,
    isComplete,
    values: [{ field: 'page', value: '/intake', count: 812 }],
  }
  const column = createElement(FacetColumn, {
    address: { page: 'sessions' },
    me,
    resource: { state: 'ready', value },
  })
  return renderToStaticMarkup(column).replaceAll(/<[^>]*>/gu, '|')
}

it('says before the counts and at each of them that they are of the newest sessions only', () => {
  const text = readColumn(false)
  const sentence = text.indexOf('Counts are of the newest 1,000 sessions that match, not of all.')
  expect(sentence).toBeGreaterThan(0)
  expect(text.indexOf('/intake')).toBeGreaterThan(sentence)
  expect(text).toMatch(/812\|+ of the newest 1,000/u)
})

it('says nothing of the newest where all that match are counted', () => {
  expect(readColumn(true)).toContain('812')
  expect(readColumn(true)).not.toContain('newest')
})
