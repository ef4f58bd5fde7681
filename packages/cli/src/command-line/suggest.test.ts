import { expect, test } from 'vitest'
import { suggest } from './suggest.ts'

const known = ['init', 'migrate', 'serve', 'verify', 'export', 'audit export']

test.each([
  ['verfiy', 'verify'],
  ['exprot', 'export'],
  ['mig', 'migrate'],
  ['audit exprt', 'audit export'],
  ['VERIFY', 'verify'],
])('suggests for %s the command %s', (typed, expected) => {
  expect(suggest(typed, known)).toBe(expected)
})

test('suggests nothing for a word that is near none', () => {
  expect(suggest('frobnicate', known)).toBeUndefined()
})
