import { expect, it } from 'vitest'
import type { QuarantineSummary } from '../../../src/api-types.ts'
import { byUrgency, urgencyOf } from './urgency.ts'

const base: QuarantineSummary = {
  session: 'a',
  app: 'clinic',
  state: 'quarantined',
  cause: 'finding',
  beganAtMs: 5,
  detectors: [{ detector: 'date', count: 3 }],
  sureCount: 0,
  releases: [],
}

it('is higher for sure findings, and highest where they name one person', () => {
  expect(urgencyOf(base)).toBe(0)
  expect(urgencyOf({ ...base, sureCount: 1 })).toBe(1)
  expect(urgencyOf({ ...base, sureCount: 1, detectors: [{ detector: 'ssn', count: 1 }] })).toBe(2)
})

it('orders by it, and of the same the one that waits longest first', () => {
  const grave = {
    ...base,
    session: 'b',
    sureCount: 2,
    detectors: [{ detector: 'ssn', count: 2 }],
    beganAtMs: 9,
  }
  const decided = { ...grave, session: 'c', state: 'released' } as const
  const older = { ...base, session: 'd', beganAtMs: 1 }
  expect(byUrgency([base, decided, grave, older]).map(({ session }) => session)).toEqual(['b', 'd', 'a', 'c'])
})
