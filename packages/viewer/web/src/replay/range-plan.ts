// Which range to read next: the least that lets the replay show a moment and go on from it. It needs no list of segments:
// each range says what it held and until when that can be shown, so that a long session costs what a short one does.

import type { RangeRequest } from '../api/replays.ts'
import type { Stretch } from './timeline.ts'

/** A run of segments that is held, beginning with a keyframe. Indexes are inclusive; times are ms since 1970. */
export interface HeldRun {
  readonly firstIndex: number
  readonly lastIndex: number
  /** When its first segment begins. */
  readonly fromMs: number
  /** Until when it can be shown: nothing was recorded between two segments, so the last frame holds until the next. */
  readonly untilMs: number
  /** Whether nothing more of the stream has arrived. */
  readonly isLast: boolean
}

/** Read behind the position at once: enough to see that the moment is the right one. */
const firstWindowMs = 8_000
/** Held ahead while playing, at speed 1: less asks for more. */
const leastAheadMs = 10_000
/** Read up to this far ahead, so that a range, and with it an audit event, covers more than one segment. */
const lookaheadMs = 30_000

/** The held run that shows a moment. */
export function runAtMoment<Run extends HeldRun>(runs: readonly Run[], atMs: number): Run | undefined {
  return runs.find(
    ({ firstIndex, fromMs, untilMs, isLast }) =>
      (fromMs <= atMs || firstIndex === 0) && (atMs < untilMs || isLast),
  )
}

/** The held run with a segment. */
export function runWith<Run extends HeldRun>(runs: readonly Run[], index: number): Run | undefined {
  return runs.find(({ firstIndex, lastIndex }) => firstIndex <= index && index <= lastIndex)
}

/**
 * The next range to read, or undefined when enough is held. At a position that cannot be shown yet: from there, and
 * with what is held before it, so that a lead-in from a keyframe that is held already is not served again. While
 * playing: what follows, as far ahead as the speed needs.
 */
export function planRange(
  stream: Stretch,
  runs: readonly HeldRun[],
  position: { readonly atMs: number; readonly playing: boolean; readonly speed: number },
): RangeRequest | undefined {
  const { atMs, playing } = position
  const speed = Math.max(1, position.speed)
  const run = runAtMoment(runs, atMs)
  if (run !== undefined) {
    if (!playing || run.isLast || run.untilMs > atMs + leastAheadMs * speed) return undefined
    const range = { fromIndex: run.lastIndex + 1, fromMs: run.untilMs, toMs: atMs + lookaheadMs * speed }
    return bounded(stream, runs, range)
  }
  const before = runs.findLast(({ untilMs }) => untilMs <= atMs)
  const held = before === undefined ? {} : { heldFrom: before.firstIndex, heldTo: before.lastIndex }
  const fromMs = Math.max(atMs, stream.fromMs)
  return bounded(stream, runs, { fromMs, toMs: fromMs + firstWindowMs, ...held })
}

/** Adds a read range to the held runs and joins those that now touch. */
export function addRun<Run extends HeldRun>(
  runs: readonly Run[],
  added: Run,
  join: (earlier: Run, later: Run) => Run,
): Run[] {
  const joined: Run[] = []
  for (const run of [...runs, added].toSorted((a, b) => a.firstIndex - b.firstIndex)) {
    const last = joined.at(-1)
    if (last !== undefined && run.firstIndex === last.lastIndex + 1)
      joined[joined.length - 1] = join(last, run)
    else joined.push(run)
  }
  return joined
}

/** Ends a range before the next segment that is already held, so that nothing is read twice. */
function bounded(stream: Stretch, runs: readonly HeldRun[], range: RangeRequest): RangeRequest {
  const next = runs.find(({ fromMs }) => fromMs > range.fromMs)
  const limitMs = next === undefined ? stream.toMs : next.fromMs - 1
  // The server takes whole milliseconds; a player's clock has fractions.
  const fromMs = Math.floor(range.fromMs)
  return { ...range, fromMs, toMs: Math.max(fromMs, Math.floor(Math.min(range.toMs, limitMs))) }
}
