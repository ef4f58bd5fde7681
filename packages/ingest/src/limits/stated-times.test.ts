import { limits } from '@reseal/protocol'
import { expect, test } from 'vitest'
import { statedAge } from './stated-times.ts'

const nowMs = Date.UTC(2026, 5, 1)
const hourMs = 60 * 60_000
const dayMs = 24 * hourMs

test.each([
  ['of now', nowMs, 'now'],
  ['of a queue that was offline for half an hour', nowMs - hourMs / 2, 'within_an_hour'],
  ['of a queue that was offline for a night', nowMs - 12 * hourMs, 'within_a_day'],
  ['that a queue kept for three days', nowMs - 3 * dayMs, 'within_three_days'],
  ['of a device that began in 1970', 0, 'older'],
  ['of a clock an hour ahead', nowMs + hourMs, 'ahead'],
  ['of a clock a year ahead', nowMs + 365 * dayMs, 'over_a_day_ahead'],
])('takes a segment %s', (_, endMs, age) => {
  expect(statedAge(endMs, nowMs)).toBe(age)
})

test.each([nowMs + 401 * dayMs, limits.maxTimeMs])(
  'refuses a time that no honest page states: %d',
  (endMs) => {
    expect(() => statedAge(endMs, nowMs)).toThrow(expect.objectContaining({ code: 'bad_parcel' }))
  },
)
