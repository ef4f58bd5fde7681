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

test('admits nobody while commits have stopped', () => {
  let isStuck = false
  const admission = createMemoryAdmission(1e6, () => isStuck)
  admission.reserve(1)
  isStuck = true
  expect(() => admission.reserve(1)).toThrow(
    expect.objectContaining({ code: 'unavailable', retryAfterSeconds: 5 }),
  )
  isStuck = false
  admission.reserve(1)
})
