// How much of a wanted range one request serves, and where the next one goes on (design.md §5.9, §12).

/** What of a segment decides how far a range goes. Times are ms since 1970. */
export interface TimelineSegment {
  readonly index: number
  readonly startMs: number
  readonly endMs: number
  readonly sizeBytes: number
}

/** How much one range holds at most. One segment is always served. */
export interface RangeBound {
  readonly sizeBytes: number
  readonly segmentCount: number
  /** From the earliest start to the latest end, ms. */
  readonly durationMs: number
}

/** A contiguous run of segments and where to go on. */
export interface BoundRange<Segment extends TimelineSegment> {
  readonly segments: readonly [Segment, ...Segment[]]
  /** Earliest start and latest end of the segments: what the audit event names. */
  readonly fromMs: number
  readonly toMs: number
  /** Next segment of the wanted range that the bound cut off. */
  readonly nextIndex: number | null
}

/**
 * Takes the longest beginning of the segments that stays within the bound. They are contiguous and in order of
 * index; `lastIndex` is the last one wanted, which may lie beyond those given. Undefined where there are none.
 */
export function boundRange<Segment extends TimelineSegment>(
  segments: readonly Segment[],
  lastIndex: number,
  bound: RangeBound,
): BoundRange<Segment> | undefined {
  const [first, ...rest] = segments
  if (first === undefined) return undefined
  const run: [Segment, ...Segment[]] = [first]
  let { sizeBytes, startMs: fromMs, endMs: toMs } = first
  for (const segment of rest) {
    sizeBytes += segment.sizeBytes
    // The times are the page's own clock and may run backwards between segments.
    const [earlierMs, laterMs] = [Math.min(fromMs, segment.startMs), Math.max(toMs, segment.endMs)]
    const isBeyond = sizeBytes > bound.sizeBytes || laterMs - earlierMs > bound.durationMs
    if (isBeyond || run.length >= bound.segmentCount) break
    fromMs = earlierMs
    toMs = laterMs
    run.push(segment)
  }
  const nextIndex = first.index + run.length
  return {
    segments: run,
    fromMs,
    toMs,
    nextIndex: nextIndex <= lastIndex ? nextIndex : null,
  }
}
