// Judges a committed event against what is about to be opened under it, before any key is touched (design.md §1.3).
import { parseStreamHeader } from '@reseal/protocol'
import { assertCommitted, type CommittedAuditEvent } from '@reseal/store'
import { OpeningError } from './opening-error.ts'
import type { RangeAction, SealedRange, SealedStreamPlace, StreamAction } from './sealed-range.ts'

const rangeActions: readonly string[] = ['replay.read', 'recording.export'] satisfies readonly RangeAction[]
const streamActions: readonly string[] = ['index.open', 'recording.redact'] satisfies readonly StreamAction[]

/** @throws StoreError `not_committed`; OpeningError `event_does_not_cover` */
export function assertCoversRange(
  committed: CommittedAuditEvent<RangeAction>,
  { stream, segments }: SealedRange,
): void {
  assertCommitted(committed)
  const { target, extent } = committed.event
  const { fromMs = Number.POSITIVE_INFINITY, toMs = Number.NEGATIVE_INFINITY } = target ?? {}
  const covers =
    isFor(committed, rangeActions, stream) &&
    target?.fromIndex === segments[0].index &&
    target.toIndex === segments[0].index + segments.length - 1 &&
    extent?.segments === segments.length &&
    segments.every(
      (segment, position) =>
        segment.index === segments[0].index + position && segment.startMs >= fromMs && segment.endMs <= toMs,
    )
  if (!covers) throw new OpeningError('event_does_not_cover')
}

/** @throws StoreError `not_committed`; OpeningError `event_does_not_cover` */
export function assertCoversStream(
  committed: CommittedAuditEvent<StreamAction>,
  stream: SealedStreamPlace,
): void {
  assertCommitted(committed)
  if (!isFor(committed, streamActions, stream)) throw new OpeningError('event_does_not_cover')
}

function isFor(
  { event: { action, outcome, target } }: CommittedAuditEvent,
  actions: readonly string[],
  stream: SealedStreamPlace,
): boolean {
  // The header, not the row beside it, says whose key is unwrapped.
  const header = parseStreamHeader(stream.headerBytes)
  return (
    actions.includes(action) &&
    outcome === 'success' &&
    target?.stream === header.stream &&
    target.session === header.session &&
    target.app === stream.app
  )
}
