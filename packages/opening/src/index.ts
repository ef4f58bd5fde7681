// Where the private zone makes recordings readable: under a committed audit event, within bounds (design.md §1.3).
export {
  createOpening,
  keyName,
  type Opening,
  type OpeningDeps,
  type StreamRun,
  type UnwrappedStream,
} from './opening.ts'
export { OpeningError, type OpeningErrorCode } from './opening-error.ts'
export { type EventBounds, eventBounds, type RecordedEvent, readEvents } from './read-events.ts'
export type {
  OpenedSegment,
  RangeAction,
  SealedRange,
  SealedStreamPlace,
  SegmentPlace,
  StreamAction,
} from './sealed-range.ts'
export { createStreamOpenerCache, type StreamOpenerCache } from './stream-opener-cache.ts'
