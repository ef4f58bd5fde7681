// How much a quarantined session presses: by what was found, and how sure.
import type { QuarantineSummary } from '../../../src/api-types.ts'

/** Identifiers that are one person's alone, and that others can use. */
const grave: ReadonlySet<string> = new Set([
  'account',
  'card',
  'health-plan-id',
  'iban',
  'itin',
  'licence',
  'mbi',
  'mrn',
  'passport',
  'ssn',
])

/** 2 is the highest. */
export function urgencyOf({ detectors, sureCount }: QuarantineSummary): 0 | 1 | 2 {
  if (sureCount === 0) return 0
  return detectors.some(({ detector }) => grave.has(detector)) ? 2 : 1
}

/** What waits before what is decided, the most urgent first, of the same urgency the oldest. */
export function byUrgency(list: readonly QuarantineSummary[]): readonly QuarantineSummary[] {
  const waits = ({ state }: QuarantineSummary): number => (state === 'quarantined' ? 1 : 0)
  return list.toSorted(
    (one, other) =>
      waits(other) - waits(one) || urgencyOf(other) - urgencyOf(one) || one.beganAtMs - other.beganAtMs,
  )
}
