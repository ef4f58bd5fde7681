import { expect, test } from 'vitest'
import { parsePeriod } from './period.ts'

test.each([
  ['2026', '2026-01-01', '2027-01-01'],
  ['2026-Q1', '2026-01-01', '2026-04-01'],
  ['2026-Q4', '2026-10-01', '2027-01-01'],
  ['2026-12', '2026-12-01', '2027-01-01'],
  ['2024-02-28..2024-02-29', '2024-02-28', '2024-03-01'],
  ['2026-07-01..2026-07-01', '2026-07-01', '2026-07-02'],
])('%s is from %s to before %s', (text, from, before) => {
  expect(parsePeriod(text)).toEqual({
    label: text,
    fromMs: Date.parse(from),
    beforeMs: Date.parse(before),
  })
})

test.each([
  '',
  '2026-Q5',
  '2026-13',
  'Q3',
  '2026-02-30..2026-03-01',
  '2026-07-02..2026-07-01',
  '2026-07-01..',
  'a..b',
])('"%s" is no period', (text) => {
  expect(() => parsePeriod(text)).toThrow(expect.objectContaining({ code: 'usage' }))
})
