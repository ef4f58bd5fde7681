// Rules as text and back.
import { expect, test } from 'vitest'
import { linesOf, parseLines } from './retention-lines.ts'

const rules = {
  minimumDays: 7,
  maximumDays: 400,
  days: 90,
  daysWithErrors: 180,
  apps: { portal: { days: 60 }, intake: { daysWithErrors: 120 }, billing: { days: 30, daysWithErrors: 31 } },
  labels: [
    { name: 'kind', value: 'a test', days: 7 },
    { name: 'study', days: 400 },
  ],
}

test('what the form shows says the rules', () => {
  expect(parseLines(linesOf(rules))).toEqual(rules)
})

test.each([
  ['no days', { days: '' }],
  ['half a day', { days: '1.5' }],
  ['an app without days', { apps: 'portal' }],
  ['an app with a dash alone', { apps: 'portal -' }],
  ['a label without days', { labels: 'kind=test' }],
])('%s cannot be read', (_name, over) => {
  expect(parseLines({ ...linesOf(rules), ...over })).toBeUndefined()
})
