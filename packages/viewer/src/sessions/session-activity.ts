// How much of a session was recorded when, in as many numbers for eight hours as for a minute (design.md §12: what a first
// frame takes does not depend on the session's length).
import type { SegmentTime } from '@reseal/store'
import type { GapReply } from '../api-types.ts'

/** Parts of the axis that activity is told for. */
export const activityParts = 240

/** A stretch of time, ms since 1970. */
export interface Stretch {
  readonly fromMs: number
  readonly toMs: number
}

// Shorter pauses between segments are the recorder's own rhythm, not gaps.
const shortestGapMs = 10_000
// Of a page that sleeps and wakes all day the longest are told.
const mostGaps = 64
// A keyframe weighs what the page weighs, whatever happens on it.
const keyframeWeight = 1024

/** How much was recorded in each of {@link activityParts} equal parts of the axis: 0 nothing, 99 the most. */
export function activityOf(segments: readonly SegmentTime[], axis: Stretch): number[] {
  const lengthMs = Math.max(1, axis.toMs - axis.fromMs)
  const partAt = (atMs: number): number =>
    Math.min(activityParts - 1, Math.max(0, Math.floor(((atMs - axis.fromMs) / lengthMs) * activityParts)))
  const weights = new Float64Array(activityParts)
  for (const { startMs, endMs, keyframe, length } of segments) {
    const [first, last] = [partAt(startMs), partAt(Math.max(startMs, endMs))]
    const weight = (keyframe ? keyframeWeight : length) / (last - first + 1)
    for (let part = first; part <= last; part += 1) weights[part] = (weights[part] ?? 0) + weight
  }
  const most = weights.reduce((max, weight) => Math.max(max, weight), 1)
  return Array.from(weights, (weight) =>
    weight === 0 ? 0 : Math.max(1, Math.round(99 * Math.sqrt(weight / most))),
  )
}

/** Stretches within a stream in which nothing was recorded, in order of time. */
export function gapsOf(segments: readonly SegmentTime[], stream: Stretch): GapReply[] {
  const gaps: GapReply[] = []
  let coveredMs = stream.fromMs
  for (const { startMs, endMs } of segments.toSorted((a, b) => a.startMs - b.startMs)) {
    if (startMs - coveredMs >= shortestGapMs) gaps.push({ fromMs: coveredMs, toMs: startMs })
    coveredMs = Math.max(coveredMs, endMs)
  }
  if (gaps.length <= mostGaps) return gaps
  return gaps
    .toSorted((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs))
    .slice(0, mostGaps)
    .toSorted((a, b) => a.fromMs - b.fromMs)
}
