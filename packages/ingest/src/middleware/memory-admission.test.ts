import { expect, test } from 'vitest'
import { createMemoryAdmission } from './memory-admission.ts'

const kibibyte = 1024

test('admits until the bound, refuses with a time to come back, and admits again what was given back', () => {
  const admission = createMemoryAdmission(100 * kibibyte)
  const release = admission.reserve(18 * kibibyte)
  admission.reserve(18 * kibibyte)
  expect(() => admission.reserve(0)).toThrow(
    expect.objectContaining({ code: 'overloaded', retryAfterSeconds: 2 }),
  )
  release()
  release()
  expect(admission.inFlightBytes()).toBe(50 * kibibyte)
  admission.reserve(18 * kibibyte)
})

test('counts requests without a body', () => {
  const admission = createMemoryAdmission(64 * kibibyte)
  admission.reserve(0)
  admission.reserve(0)
  expect(() => admission.reserve(0)).toThrow(expect.objectContaining({ code: 'overloaded' }))
})
