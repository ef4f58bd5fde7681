// The one place where recordings become readable. It demands the committed event by its type, and proves at run time
// that it is committed, unused, and covers what is opened (design.md §1.3, §5.8, §5.9).
import { initialLink, nextLink, ProtocolError, parseSegment, sha256 } from '@reseal/protocol'
import { openStream, type StreamOpener } from '@reseal/protocol/open'
import {
  type AnchoredGate,
  type CommittedAuditEvent,
  committedLeaf,
  type KeyProvider,
  type ObjectStore,
} from '@reseal/store'
import { assertCoversRange, assertCoversStream } from './committed-cover.ts'
import { OpeningError } from './opening-error.ts'
import type {
  OpenedSegment,
  RangeAction,
  SealedRange,
  SealedStreamPlace,
  SegmentPlace,
  StreamAction,
} from './sealed-range.ts'
import type { StreamOpenerCache } from './stream-opener-cache.ts'

/** Segments that go on from one another, of a stream that is unwrapped. */
export type StreamRun<S extends SegmentPlace = SegmentPlace> = Omit<SealedRange<S>, 'stream'>

/** A stream whose data key is in memory. */
export interface UnwrappedStream {
  /**
   * Opens segments one by one as they are asked for.
   * @throws OpeningError and ProtocolError `open_failed`; StoreError where the objects do not answer
   */
  openSegments<S extends SegmentPlace>(run: StreamRun<S>): AsyncGenerator<OpenedSegment<S>, void>
}

/** Opens what a committed event releases. */
export interface Opening {
  /**
   * Unwraps the stream's data key, or takes it from the cache, and opens the segments one by one as they are asked
   * for. Each event opens once.
   * @throws StoreError `not_committed`, OpeningError `event_spent`, `event_does_not_cover` before any key is touched;
   *   OpeningError `anchor_awaited` in strict mode; OpeningError `range_expired` at the deadline after the first;
   *   OpeningError and ProtocolError `open_failed` whatever was wrong with key, place or bytes; StoreError where the
   *   objects do not answer
   */
  openRange<S extends SegmentPlace>(
    event: CommittedAuditEvent<RangeAction>,
    range: SealedRange<S>,
  ): AsyncGenerator<OpenedSegment<S>, void>
  /**
   * Unwraps the stream's data key for as long as the answer is kept. Each event unwraps once.
   * @throws as `openRange`
   */
  openStream(event: CommittedAuditEvent<StreamAction>, stream: SealedStreamPlace): Promise<UnwrappedStream>
}

/** What opening needs. */
export interface OpeningDeps {
  readonly keys: Pick<KeyProvider, 'publicKey' | 'deriveSharedSecret'>
  readonly objects: Pick<ObjectStore, 'get'>
  /** Where data keys of ranges are kept for a moment; nowhere without it. */
  readonly openers?: StreamOpenerCache
  /** Strict mode: resolves once the event's leaf is anchored; absent where a committed event suffices. */
  readonly anchored?: AnchoredGate
  /** Milliseconds; any origin. */
  readonly now: () => number
  /** From the first segment of a range to its last; no bound without it. */
  readonly deadlineMs?: number
}

/** Builds it. It remembers which events were used up. */
export function createOpening(deps: OpeningDeps): Opening {
  const used = new WeakSet<object>()

  async function spend(event: CommittedAuditEvent): Promise<void> {
    if (used.has(event)) throw new OpeningError('event_spent')
    used.add(event)
    await awaitAnchored(deps, event)
  }

  return {
    async *openRange(event, range) {
      assertCoversRange(event, range)
      await spend(event)
      const startedAtMs = deps.now()
      const opener = await unwrapCached(deps, range.stream)
      const check = (): void => {
        if (deps.now() - startedAtMs > (deps.deadlineMs ?? Number.POSITIVE_INFINITY)) {
          throw new OpeningError('range_expired')
        }
      }
      yield* openSegments(deps, { opener, headerBytes: range.stream.headerBytes, check }, range)
    },
    async openStream(event, stream) {
      assertCoversStream(event, stream)
      await spend(event)
      const opener = await asOpenFailed(() => unwrap(deps, stream))
      const { headerBytes } = stream
      return { openSegments: (run) => openSegments(deps, { opener, headerBytes, check: () => {} }, run) }
    },
  }
}

interface Unwrapped {
  readonly opener: StreamOpener
  readonly headerBytes: Uint8Array
  /** Throws where no further segment may be opened. */
  check(): void
}

async function* openSegments<S extends SegmentPlace>(
  { objects }: OpeningDeps,
  { opener, headerBytes, check }: Unwrapped,
  { segments, previousLink }: StreamRun<S>,
): AsyncGenerator<OpenedSegment<S>, void> {
  let link = firstLink(headerBytes, segments[0].index, previousLink)
  for (const segment of segments) {
    const { objectKey, offset, length } = segment
    const bytes = await objects.get(objectKey, { start: offset, endExclusive: offset + length })
    assertPlace(bytes, segment)
    check()
    const plaintext = await opener.openSegment(bytes, { index: segment.index, prevLink: link })
    link = nextLink(link, sha256(bytes))
    yield { segment, plaintext }
  }
}

/** Strict mode (design.md §7): no key is touched before the event is where the database's owner cannot take it back. */
async function awaitAnchored({ anchored }: OpeningDeps, event: CommittedAuditEvent): Promise<void> {
  await anchored?.pass(event.index, committedLeaf(event)).catch((cause: unknown) => {
    throw new OpeningError('anchor_awaited', { cause })
  })
}

function firstLink(
  headerBytes: Uint8Array,
  firstIndex: number,
  previousLink: Uint8Array | undefined,
): Uint8Array {
  if (firstIndex === 0) return initialLink(sha256(headerBytes))
  if (previousLink === undefined) throw new OpeningError('open_failed')
  return previousLink
}

/** Under what name a stream's key is cached: the header names its enc by hash, so that no key can stand in for another. */
export function keyName(headerBytes: Uint8Array): string {
  return Buffer.from(sha256(headerBytes)).toString('hex')
}

function unwrapCached(deps: OpeningDeps, stream: SealedStreamPlace): Promise<StreamOpener> {
  const { openers } = deps
  return asOpenFailed(() =>
    openers === undefined
      ? unwrap(deps, stream)
      : openers.get(keyName(stream.headerBytes), () => unwrap(deps, stream)),
  )
}

async function unwrap(
  { keys }: OpeningDeps,
  { keyId, headerBytes, enc }: SealedStreamPlace,
): Promise<StreamOpener> {
  const sealingPublicKey = await keys.publicKey(keyId)
  let refusal: unknown
  const deriveSharedSecret = (point: Uint8Array): Promise<Uint8Array> =>
    keys.deriveSharedSecret(keyId, point).catch((error: unknown) => {
      refusal = error
      throw error
    })
  try {
    return await openStream({ headerBytes, enc, sealingPublicKey, deriveSharedSecret })
  } catch (error) {
    // A provider that is away says nothing of the stream: whoever waits for it has to be able to tell.
    throw refusal ?? error
  }
}

async function asOpenFailed<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw new OpeningError('open_failed', { cause })
  }
}

/** The sealed header must say what the audit event's range was computed from; opening proves that header. */
function assertPlace(bytes: Uint8Array, segment: SegmentPlace): void {
  const { header } = parseSegment(bytes)
  if (header.startMs !== segment.startMs || header.endMs !== segment.endMs) {
    throw new ProtocolError('open_failed')
  }
}
