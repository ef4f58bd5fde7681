import { describe, expect, it } from 'vitest'
import { parseRetryAfter } from './send-parcel.ts'

const nowMs = Date.UTC(2026, 0, 1)

describe('parseRetryAfter', () => {
  it.each([
    [null, undefined],
    ['0', 0],
    ['120', 120_000],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 23:59:00 GMT', 0],
    ['99999999', 3_600_000],
    ['soon', undefined],
  ])('reads %j as %j ms', (value, expected) => {
    expect(parseRetryAfter(value, nowMs)).toBe(expected)
  })
})
