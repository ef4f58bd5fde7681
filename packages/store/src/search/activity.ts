// How much happened when in a session, in few numbers without a text: what a list draws beside each line (design.md §5.8).

/** Events in equal parts of the clock. */
export interface SummaryActivity {
  /** Length of a part: 250 ms, doubled as often as it takes. */
  readonly stepMs: number
  /** The first part begins at `first * stepMs`, ms since 1970. */
  readonly first: number
  /** At most {@link activityParts}. */
  readonly counts: readonly number[]
}

/** So many parts at most. */
export const activityParts = 24

const shortestStepMs = 250

/** Activity of events at these times, ms since 1970; undefined where there are none. */
export function measureActivity(timesMs: readonly number[]): SummaryActivity | undefined {
  return timesMs
    .map((atMs): SummaryActivity => {
      return { stepMs: shortestStepMs, first: Math.floor(atMs / shortestStepMs), counts: [1] }
    })
    .reduce<SummaryActivity | undefined>((sum, one) => addActivities(sum, one), undefined)
}

/** The two together, in whatever order. */
export function addActivities(
  one: SummaryActivity | undefined,
  other: SummaryActivity | undefined,
): SummaryActivity | undefined {
  if (one === undefined || other === undefined) return one ?? other
  // Parts lie on multiples of their length, so that two of them are one of the next length, wherever it began.
  for (let stepMs = Math.max(one.stepMs, other.stepMs); ; stepMs *= 2) {
    const [a, b] = [widen(one, stepMs), widen(other, stepMs)]
    const first = Math.min(a.first, b.first)
    const length = Math.max(a.first + a.counts.length, b.first + b.counts.length) - first
    if (length > activityParts) continue
    const counts = Array.from(
      { length },
      (_, part) => (a.counts[first + part - a.first] ?? 0) + (b.counts[first + part - b.first] ?? 0),
    )
    return { stepMs, first, counts }
  }
}

/** The parts of a list's line: 0 nothing, 99 the most. */
export function drawActivity({ counts }: SummaryActivity): number[] {
  const most = counts.reduce((max, count) => Math.max(max, count), 1)
  return counts.map((count) => (count === 0 ? 0 : Math.max(1, Math.round(99 * Math.sqrt(count / most)))))
}

function widen({ stepMs, first, counts }: SummaryActivity, toMs: number): SummaryActivity {
  const factor = toMs / stepMs
  const begin = Math.floor(first / factor)
  const end = Math.floor((first + counts.length - 1) / factor)
  const wide = Array.from({ length: end - begin + 1 }, (_, place) => {
    const from = (begin + place) * factor - first
    return counts.slice(Math.max(0, from), Math.max(0, from + factor)).reduce((sum, count) => sum + count, 0)
  })
  return { stepMs: toMs, first: begin, counts: wide }
}
