// Sessions in the order of what they have most of.
import type { FoundSession } from './found-session.ts'
import { type Summary, type SummaryCount, type VitalName, vitalNames } from './summary.ts'

/** What sessions are ordered by: their length, a count, or the worst of a vital. */
export type SummaryOrder = 'duration' | SummaryCount | VitalName

/** Ids, the highest first; sessions alike, and those without a summary at the end, stay as they come. */
export function inOrder(
  found: readonly FoundSession[],
  summaries: ReadonlyMap<string, Summary>,
  order: SummaryOrder,
): string[] {
  const valued = found.map(({ id }) => {
    const summary = summaries.get(id)
    return { id, value: summary === undefined ? -1 : valueOf(summary, order) }
  })
  return valued.sort((a, b) => b.value - a.value).map(({ id }) => id)
}

function valueOf({ fromMs, toMs, counts, labels }: Summary, order: SummaryOrder): number {
  if (order === 'duration') return toMs - fromMs
  const vital = vitalNames.find((name) => name === order)
  return vital === undefined ? (counts[order as SummaryCount] ?? 0) : (labels.vitals[vital]?.value ?? 0)
}
