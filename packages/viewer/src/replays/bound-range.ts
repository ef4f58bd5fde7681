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
  let sizeBytes = first.sizeBytes
  for (const segment of rest) {
    sizeBytes += segment.sizeBytes
    if (sizeBytes > bound.sizeBytes || run.length >= bound.segmentCount) break
    run.push(segment)
  }
  const nextIndex = first.index + run.length
  return {
    segments: run,
    // The times are the page's own clock and may run backwards between segments.
    fromMs: Math.min(...run.map((segment) => segment.startMs)),
    toMs: Math.max(...run.map((segment) => segment.endMs)),
    nextIndex: nextIndex <= lastIndex ? nextIndex : null,
  }
}
