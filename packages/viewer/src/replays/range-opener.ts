// The one place of the viewer where recordings become readable. It demands the committed `replay.read` event by
// its type, and at run time that it is committed, unused, and covers what is opened (design.md §1.3, §5.9).
import {
  initialLink,
  nextLink,
  ProtocolError,
  parseSegment,
  parseStreamHeader,
  sha256,
} from '@reseal/protocol'
import { openStream, type StreamOpener } from '@reseal/protocol/open'
import {
  type AnchoredGate,
  assertCommitted,
  type CommittedAuditEvent,
  committedLeaf,
  type KeyProvider,
  type ObjectStore,
} from '@reseal/store'
import { ViewerError } from '../viewer-error.ts'
import type { HeldStream, PlacedSegment } from './range.repository.ts'
import type { StreamOpenerCache } from './stream-opener-cache.ts'

/** Sealed segments of one stream, contiguous and in order of index, and what it takes to open them. */
export interface SealedRange {
  readonly stream: HeldStream & { readonly enc: Uint8Array }
  readonly segments: readonly [PlacedSegment, ...PlacedSegment[]]
  /** Link before the first segment; undefined where that is the stream's first. */
  readonly previousLink: Uint8Array | undefined
}

/** One opened segment: its place, and its events as UTF-8 JSON. */
export interface OpenedSegment {
  readonly segment: PlacedSegment
  readonly plaintext: Uint8Array
}

/** Opens ranges. */
export interface RangeOpener {
  /**
   * Unwraps the stream's data key, or takes it from the cache, and opens the segments one by one as they are asked
   * for. Each event opens once.
   * @throws StoreError `not_committed`, ViewerError `event_spent`, `event_does_not_cover` before any key is touched;
   *   ViewerError `anchor_awaited` in strict mode; ViewerError `range_expired` five minutes after the first; ViewerError and ProtocolError `open_failed` whatever was wrong with key, place or bytes; StoreError where the
   *   objects do not answer
   */
  openRange(
    event: CommittedAuditEvent<'replay.read'>,
    range: SealedRange,
  ): AsyncGenerator<OpenedSegment, void>
}

/** What opening needs. */
export interface RangeOpenerDeps {
  readonly keys: KeyProvider
  readonly objects: ObjectStore
  readonly openers: StreamOpenerCache
  /** Strict mode: resolves once the event's leaf is anchored; absent where a committed event suffices. */
  readonly anchored?: AnchoredGate
  /** Milliseconds; any origin. */
  readonly now: () => number
}

// A reader who takes this long must ask again: meanwhile the stream may have been shredded or the person let go.
const deadlineMs = 5 * 60_000

/** Builds the opener. It remembers which events were used up. */
export function createRangeOpener(deps: RangeOpenerDeps): RangeOpener {
  const used = new WeakSet<object>()
  return {
    async *openRange(event, range) {
      assertCovers(event, range)
      if (used.has(event)) throw new ViewerError('event_spent')
      used.add(event)
      await awaitAnchored(deps, event)
      const startedAtMs = deps.now()
      const opener = await unwrap(deps, range)
      let link = firstLink(range)
      for (const segment of range.segments) {
        const bytes = await fetchSegment(deps.objects, segment)
        assertPlace(bytes, segment)
        if (deps.now() - startedAtMs > deadlineMs) throw new ViewerError('range_expired')
        const plaintext = await opener.openSegment(bytes, { index: segment.index, prevLink: link })
        link = nextLink(link, sha256(bytes))
        yield { segment, plaintext }
      }
    },
  }
}

/** Strict mode (design.md §7): no key is touched before the event is where the database's owner cannot take it back. */
async function awaitAnchored(
  { anchored }: RangeOpenerDeps,
  event: CommittedAuditEvent<'replay.read'>,
): Promise<void> {
  await anchored?.pass(event.index, committedLeaf(event)).catch((cause: unknown) => {
    throw new ViewerError('anchor_awaited', { cause })
  })
}

/** Judges the event against everything that is about to be opened, before any key is touched. */
function assertCovers(
  committed: CommittedAuditEvent<'replay.read'>,
  { stream, segments }: SealedRange,
): void {
  assertCommitted(committed)
  const { action, outcome, target, extent } = committed.event
  // The header, not the row beside it, says whose key is unwrapped.
  const header = parseStreamHeader(stream.headerBytes)
  const { fromMs = Number.POSITIVE_INFINITY, toMs = Number.NEGATIVE_INFINITY } = target ?? {}
  const covers =
    action === 'replay.read' &&
    outcome === 'success' &&
    target?.stream === header.stream &&
    target.session === header.session &&
    target.app === stream.app &&
    target.fromIndex === segments[0].index &&
    target.toIndex === segments[0].index + segments.length - 1 &&
    extent?.segments === segments.length &&
    segments.every(
      (segment, position) =>
        segment.index === segments[0].index + position && segment.startMs >= fromMs && segment.endMs <= toMs,
    )
  if (!covers) throw new ViewerError('event_does_not_cover')
}

function firstLink({ stream, segments, previousLink }: SealedRange): Uint8Array {
  if (segments[0].index === 0) return initialLink(sha256(stream.headerBytes))
  if (previousLink === undefined) throw new ViewerError('open_failed')
  return previousLink
}

/** Under what name a stream's key is cached: the header names its enc by hash, so that no key can stand in for another. */
export function keyName(headerBytes: Uint8Array): string {
  return Buffer.from(sha256(headerBytes)).toString('hex')
}

async function unwrap({ keys, openers }: RangeOpenerDeps, { stream }: SealedRange): Promise<StreamOpener> {
  const { keyId, headerBytes, enc } = stream
  try {
    return await openers.get(keyName(headerBytes), async () =>
      openStream({
        headerBytes,
        enc,
        sealingPublicKey: await keys.publicKey(keyId),
        deriveSharedSecret: (point) => keys.deriveSharedSecret(keyId, point),
      }),
    )
  } catch (cause) {
    throw new ViewerError('open_failed', { cause })
  }
}

async function fetchSegment(objects: ObjectStore, segment: PlacedSegment): Promise<Uint8Array> {
  const { objectKey, byteOffset, sizeBytes } = segment
  return objects.get(objectKey, { start: byteOffset, endExclusive: byteOffset + sizeBytes })
}

/** The sealed header must say what the audit event's range was computed from; opening proves that header. */
function assertPlace(bytes: Uint8Array, segment: PlacedSegment): void {
  const { header } = parseSegment(bytes)
  if (header.startMs !== segment.startMs || header.endMs !== segment.endMs)
    throw new ProtocolError('open_failed')
}
