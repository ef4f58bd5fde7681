// Skipping the time in which nothing happened.
import type { ReplayEvent } from '../api/replays.ts'

/** Pauses up to this long are part of watching a person work. */
const shortestIdleMs = 3_000
/** Left before the next event, so that one sees it come. */
const runUpMs = 500

const incrementalType = 3
const mutationSource = 0
// Console and errors.
const pluginType = 6

/** Whether an event is something that happened, rather than the page's own redrawing or a keyframe. */
export function isActivity(event: ReplayEvent): boolean {
  if (event.type !== incrementalType) return event.type === pluginType
  const source = (event.data as { source?: unknown } | null)?.source
  return typeof source === 'number' && source !== mutationSource
}

/**
 * Where to jump while skipping idle time, or undefined to play on. `activity` are the moments of what happened, in
 * order; `heldUntilMs` is how far that is known.
 */
export function skipTarget(
  activity: readonly number[],
  atMs: number,
  heldUntilMs: number,
): number | undefined {
  const next = activity[firstAfter(activity, atMs)]
  const targetMs = (next ?? heldUntilMs) - runUpMs
  return targetMs - atMs >= shortestIdleMs ? targetMs : undefined
}

/** The index of the first moment later than `atMs`, the length when there is none. Binary search. */
export function firstAfter(moments: readonly number[], atMs: number): number {
  let low = 0
  let high = moments.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((moments[middle] ?? 0) <= atMs) low = middle + 1
    else high = middle
  }
  return low
}
