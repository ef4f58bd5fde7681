// Which range to read next: the least that lets the replay show a moment and go on from it.

import type { SegmentReply } from '../../../src/api-types.ts'
import type { RangeRequest } from '../api/replays.ts'

/** A run of segments that is held, beginning with a keyframe. Indexes are inclusive. */
export interface HeldRun {
  readonly firstIndex: number
  readonly lastIndex: number
}

/** Read behind the position at once: enough to see that the moment is the right one. */
const firstWindowMs = 8_000
/** Held ahead while playing, at speed 1: less asks for more. */
const leastAheadMs = 10_000
/** Read up to this far ahead, so that a range, and with it an audit event, covers more than one segment. */
const lookaheadMs = 30_000

/** The index of the segment that holds a moment: the last to begin before it, the first before all. */
export function segmentIndexAt(segments: readonly SegmentReply[], atMs: number): number {
  const found = segments.findLastIndex(({ startMs }) => startMs <= atMs)
  return Math.max(0, found)
}

/** The keyframe from which a segment can be shown. */
export function keyframeIndexBefore(segments: readonly SegmentReply[], index: number): number {
  const found = segments.findLastIndex((segment, at) => at <= index && segment.keyframe)
  return Math.max(0, found)
}

/** The held run with which a segment can be shown. */
export function runWith<Run extends HeldRun>(runs: readonly Run[], index: number): Run | undefined {
  return runs.find(({ firstIndex, lastIndex }) => firstIndex <= index && index <= lastIndex)
}

/** The moment until which a run can be shown. */
export function runEndMs(segments: readonly SegmentReply[], run: HeldRun): number {
  const next = segments[run.lastIndex + 1]
  // Nothing was recorded between two segments, so the last frame holds until the next one begins.
  return next?.startMs ?? segments[run.lastIndex]?.endMs ?? 0
}

/**
 * The next range to read, or undefined when enough is held. At a position that cannot be shown yet: from there,
 * or, where the lead-in from its keyframe is held already, from where that ends. While playing: what follows, as
 * far ahead as the speed needs.
 */
export function planRange(
  segments: readonly SegmentReply[],
  runs: readonly HeldRun[],
  position: { readonly atMs: number; readonly playing: boolean; readonly speed: number },
): RangeRequest | undefined {
  if (segments.length === 0) return undefined
  const index = segmentIndexAt(segments, position.atMs)
  const speed = Math.max(1, position.speed)
  const run = runWith(runs, index)
  if (run !== undefined) {
    const next = segments[run.lastIndex + 1]
    const leastEndMs = position.atMs + leastAheadMs * speed
    if (!position.playing || next === undefined || next.startMs > leastEndMs) return undefined
    return goOn(segments, runs, run.lastIndex, position.atMs + lookaheadMs * speed)
  }
  const leadIn = runs.find(({ firstIndex, lastIndex }) => {
    return (
      firstIndex <= keyframeIndexBefore(segments, index) && lastIndex >= keyframeIndexBefore(segments, index)
    )
  })
  if (leadIn !== undefined) return goOn(segments, runs, leadIn.lastIndex, position.atMs + firstWindowMs)
  return bounded(segments, runs, index, {
    fromMs: Math.max(position.atMs, segments[index]?.startMs ?? position.atMs),
    toMs: position.atMs + firstWindowMs,
  })
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

function goOn(
  segments: readonly SegmentReply[],
  runs: readonly HeldRun[],
  lastIndex: number,
  toMs: number,
): RangeRequest | undefined {
  const next = segments[lastIndex + 1]
  if (next === undefined) return undefined
  const range = { fromIndex: next.index, fromMs: next.startMs, toMs: Math.max(toMs, next.startMs + 1) }
  return bounded(segments, runs, lastIndex + 1, range)
}

/** Ends a range before the next segment that is already held, so that nothing is read twice. */
function bounded(
  segments: readonly SegmentReply[],
  runs: readonly HeldRun[],
  index: number,
  range: RangeRequest,
): RangeRequest {
  const held = runs.filter(({ firstIndex }) => firstIndex > index).map(({ firstIndex }) => firstIndex)
  const nextHeld = segments[Math.min(...held, segments.length)]
  const endMs = segments.at(-1)?.endMs ?? range.toMs
  const limitMs = nextHeld === undefined ? endMs : nextHeld.startMs - 1
  // The server takes whole milliseconds; a player's clock has fractions.
  const fromMs = Math.floor(range.fromMs)
  return { ...range, fromMs, toMs: Math.max(fromMs, Math.floor(Math.min(range.toMs, limitMs))) }
}
