// What the viewer's API would serve of a stream, for tests of who asks: from the keyframe on, or behind what is held.
import type { RangeEnd, SegmentReply } from '../src/api-types.ts'

/** Segments each `segmentMs`, a keyframe each twelfth. */
export function segmentsFrom(startMs: number, count: number, segmentMs = 5_000): SegmentReply[] {
  return Array.from({ length: count }, (_, index) => ({
    index,
    startMs: startMs + index * segmentMs,
    endMs: startMs + index * segmentMs + segmentMs - 100,
    keyframe: index % 12 === 0,
    sizeBytes: 4096,
  }))
}

/** The end of the range that an address asks for. */
export function rangeEndOf(
  segments: readonly SegmentReply[],
  asked: {
    readonly fromMs: number
    readonly toMs: number
    readonly fromIndex?: number | undefined
    readonly heldFrom?: number | undefined
    readonly heldTo?: number | undefined
  },
): RangeEnd {
  const { fromMs, toMs, fromIndex, heldFrom = 0, heldTo = -1 } = asked
  const keyframe = Math.max(
    0,
    segments.findLastIndex((segment) => segment.keyframe && segment.startMs <= fromMs),
  )
  const isHeld = heldFrom <= keyframe && keyframe <= heldTo
  const firstIndex = fromIndex ?? (isHeld ? heldTo + 1 : keyframe)
  const wanted = segments.findLastIndex((segment) => segment.startMs <= toMs)
  const first = segments[firstIndex]
  const lastIndex = segments.findLastIndex(
    ({ index, endMs }) => index <= wanted && endMs - (first?.startMs ?? 0) <= 120_000,
  )
  const last = segments[lastIndex]
  const next = segments[lastIndex + 1]
  return {
    fromMs: first?.startMs ?? fromMs,
    toMs: last?.endMs ?? toMs,
    firstIndex,
    lastIndex,
    nextIndex: lastIndex < wanted ? lastIndex + 1 : null,
    untilMs: next?.startMs ?? last?.endMs ?? toMs,
    isLast: next === undefined,
  }
}
