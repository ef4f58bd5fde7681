// Times that a recorder states, against the clock here. They are the page's: late, where a queue brings what is days old, and
// wrong, where a device's clock is. Neither is a reason to lose a segment, so that next to nothing is refused; how far they
// are off is a metric.
import { IngestError } from '../errors.ts'

/** How old a segment is by its own end: words of a metric. Before `now` the page's clock is ahead of the one here. */
export const statedAges = [
  'over_a_day_ahead',
  'ahead',
  'now',
  'within_an_hour',
  'within_a_day',
  'within_three_days',
  'older',
] as const

/** One of {@link statedAges}. */
export type StatedAge = (typeof statedAges)[number]

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

// A browser refuses every certificate that its clock says is expired, and public ones last 398 days at most (CA/Browser Forum,
// Baseline Requirements 6.3.2): a page with a clock further ahead was not loaded over TLS and does not reach ingest. The
// past has no such bound: a device without a battery for its clock begins in 1970, and a queue keeps what it sealed then.
const farthestAheadMs = 400 * dayMs

// Upper bounds; a recorder's queue keeps three days.
const bounds: readonly (readonly [number, StatedAge])[] = [
  [-dayMs, 'over_a_day_ahead'],
  [-5 * minuteMs, 'ahead'],
  [5 * minuteMs, 'now'],
  [60 * minuteMs, 'within_an_hour'],
  [dayMs, 'within_a_day'],
  [3 * dayMs, 'within_three_days'],
]

/**
 * How old a segment is by its own end.
 * @throws IngestError bad_parcel when no honest page states that time
 */
export function statedAge(endMs: number, nowMs: number): StatedAge {
  const ageMs = nowMs - endMs
  if (ageMs < -farthestAheadMs) throw new IngestError('bad_parcel')
  for (const [bound, age] of bounds) if (ageMs <= bound) return age
  return 'older'
}
