// What one range request opens and serves, decided while the stream's row is held (design.md §5.9).
import type { SealedRange } from '@reseal/opening'
import type { Database } from '@reseal/store'
import type { DenyReason } from '../viewer-error.ts'
import { boundRange } from './bound-range.ts'
import { findRange, type HeldStream, type PlacedSegment, type WantedRange } from './range.repository.ts'
import type { ViewRules } from './view-rules.ts'

/** What may be opened once the event is committed. */
export interface RangePlan {
  /** Everything that is opened: the served segments, and before them what redaction has to have seen. */
  readonly sealed: SealedRange<PlacedSegment>
  /** Of the stream that they lie in. */
  readonly stream: string
  /** First segment that is served. */
  readonly firstIndex: number
  /** Times of the served segments. */
  readonly fromMs: number
  readonly toMs: number
  /** Rules of today that the events pass before they leave. */
  readonly viewRules?: ViewRules
  readonly nextIndex: number | null
  /** Until when the last served frame stands. */
  readonly untilMs: number
  /** Whether no segment behind the served ones has arrived. */
  readonly isLast: boolean
}

/** Why a range is refused, or what it opens. */
export type Judgement = { readonly refused: DenyReason } | { readonly plan: RangePlan }

/** A wanted range of a stream that may be watched. */
export interface PlanRequest {
  readonly wanted: WantedRange
  readonly stream: HeldStream & { readonly enc: Uint8Array }
  readonly viewRules: ViewRules | undefined
  /** Sealed bytes of all segments, one segment at least. */
  readonly maxBytes: number
}

// What one range opens at most, however small the segments: each is a read of the object store.
const maxSegments = 256
// Of replay: what a person has not asked for within two minutes they may not want to see.
const maxDurationMs = 120_000

/** Finds the segments of a wanted range and bounds what of them is served. */
export async function planRange(transaction: Database, request: PlanRequest): Promise<Judgement> {
  const { wanted, stream, viewRules, maxBytes } = request
  const found = await findRange(transaction, wanted, {
    count: maxSegments,
    // Redaction follows the page from a keyframe on; a range that goes on from an earlier one begins between them.
    leadInCount: viewRules === undefined ? 0 : maxSegments,
    leadInBytes: maxBytes,
    checkedCount: stream.checkedCount,
  })
  const bound = { sizeBytes: maxBytes, segmentCount: maxSegments, durationMs: maxDurationMs }
  const range = boundRange(found.segments, found.lastIndex, bound)
  if (range === undefined) {
    const isThere = found.firstIndex <= found.lastIndex
    if (!isThere || found.firstIndex < stream.checkedCount) return { refused: 'empty_range' }
    return { refused: stream.checkFailed ? 'check_failed' : 'not_checked_yet' }
  }
  const { fromMs, toMs, nextIndex } = range
  const [first, ...rest] = [...found.leadIn, ...range.segments]
  const segments = [first ?? range.segments[0], ...rest] as const
  const nextStartMs = found.starts.get(range.segments[0].index + range.segments.length)
  return {
    plan: {
      sealed: { stream, segments, previousLink: found.previousLink },
      stream: stream.stream,
      firstIndex: range.segments[0].index,
      fromMs,
      toMs,
      nextIndex,
      untilMs: Math.max(toMs, nextStartMs ?? toMs),
      isLast: nextStartMs === undefined && nextIndex === null,
      ...(viewRules === undefined ? {} : { viewRules }),
    },
  }
}
