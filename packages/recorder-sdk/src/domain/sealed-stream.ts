// The stream of one page load: events in, sealed segments out (design §5.2, §5.3).
import { decodeBase64url } from '@reseal/protocol'
import { createSealingContext, type SealingContext } from '@reseal/protocol/seal'
import type { RecordedEvent } from '@reseal/redaction-rules'
import { chooseCompress } from '../browser/gzip.ts'
import { randomBytes } from '../browser/random.ts'
import type { QueuedSegment, QueuedStream } from '../transport/sealed-queue.ts'
import { createHeldSegments } from './held-segments.ts'
import { createSegmentCollector, type SegmentDraft } from './segment-collector.ts'
import type { Session } from './session.ts'

const sdk = '@reseal/recorder-sdk@0.1.0'

/** What all streams of a recorder have in common. Hashes come from bytes given here. */
export interface StreamSubject {
  readonly appKey: string
  /** Raw P-256 point, 65 bytes. */
  readonly sealingKey: Uint8Array<ArrayBuffer>
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number
  /** Canonical text of the rule set. */
  readonly rules: string
  /** SHA-256 of the static-text set in force. */
  readonly manifestHash?: Uint8Array<ArrayBuffer> | undefined
  readonly consentReceipt: Uint8Array<ArrayBuffer> | undefined
}

/** Callbacks of {@link startSealedStream}; none comes after `discard`. */
export interface SealedStreamCallbacks {
  /** Stores a sealed segment; the next one is not stored before this resolves. */
  onSealed(stream: QueuedStream, segment: QueuedSegment): Promise<void>
  onKeyframeWanted(): void
  onSnapshotTooLarge(): void
  onSize(characters: number): void
  /** The stream cannot go on. */
  onFailure(error: unknown): void
}

/** A stream being recorded. */
export interface SealedStream {
  /** UUID. */
  readonly id: string
  add(event: RecordedEvent, info: { readonly keyframe: boolean }): void
  /** Ends the open segment; resolves when all up to it is stored. Never rejects. */
  flush(): Promise<void>
  /** Seals what was held and goes on sealing, where the session waited for an error. */
  release(): void
  /** Ends the stream with a final segment; resolves when that is stored. What is held is forgotten. Never rejects. */
  finish(): Promise<void>
  /** Forgets what is not stored. */
  discard(): void
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}

/** First 16 digits of the SHA-256 of a raw public key, in lower-case hex: how the header names the sealing key. */
async function keyIdOf(publicKey: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = await sha256(publicKey)
  return Array.from(hash.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

interface Sealing {
  readonly context: SealingContext
  readonly queued: QueuedStream
}

async function beginSealing(
  subject: StreamSubject,
  session: Session,
  { id, startedAtMs }: { readonly id: string; readonly startedAtMs: number },
): Promise<Sealing> {
  const appendKey = randomBytes(32)
  const utf8 = new TextEncoder()
  const compress = chooseCompress()
  const context = await createSealingContext({
    sealingPublicKey: subject.sealingKey,
    header: {
      version: 1,
      app: subject.appKey,
      session: session.id,
      stream: id,
      keyId: await keyIdOf(subject.sealingKey),
      ruleSetHash: await sha256(utf8.encode(subject.rules)),
      ...(subject.manifestHash && { manifestHash: subject.manifestHash }),
      ...(subject.consentReceipt !== undefined && { consentHash: await sha256(subject.consentReceipt) }),
      appendKeyHash: await sha256(appendKey),
      withdrawalTokenHash: await sha256(decodeBase64url(session.withdrawalToken)),
      sdk,
      startedAtMs,
    },
    ...(compress !== undefined && { compress }),
  })
  const { headerBytes, enc } = context
  const queued = { stream: id, headerBytes, enc, appendKey, createdAtMs: startedAtMs }
  return { context, queued }
}

/**
 * Starts a stream of `session`. Events are taken at once; sealing begins when the key is derived, or, in a
 * session that is not recorded yet, when the stream is released.
 */
export function startSealedStream(
  subject: StreamSubject,
  session: Session,
  callbacks: SealedStreamCallbacks,
): SealedStream {
  const id = crypto.randomUUID()
  let held = session.sampling === 'all' ? undefined : createHeldSegments()
  let sealing: Promise<Sealing> | undefined
  let discarded = false
  let stored = Promise.resolve()

  function fail(error: unknown): void {
    if (discarded) return
    discard()
    callbacks.onFailure(error)
  }

  function begin(startedAtMs: number): void {
    sealing ??= beginSealing(subject, session, { id, startedAtMs })
    stored = sealing.then(() => {}).catch(fail)
  }

  async function seal({ json, startMs, endMs, keyframe, final }: SegmentDraft): Promise<void> {
    if (discarded || sealing === undefined) return
    const { context, queued } = await sealing
    const events = new TextEncoder().encode(json)
    const segment = await context.sealSegment(events, { startMs, endMs, keyframe, final })
    if (!discarded) await callbacks.onSealed(queued, segment)
  }

  function onSegment(draft: SegmentDraft): void {
    if (held === undefined) stored = stored.then(() => seal(draft)).catch(fail)
    else if (!held.add(draft)) callbacks.onKeyframeWanted()
  }

  const collector = createSegmentCollector({
    onSegment,
    onKeyframeWanted: callbacks.onKeyframeWanted,
    onSnapshotTooLarge: callbacks.onSnapshotTooLarge,
    onSize: callbacks.onSize,
    startTimer: (callback, delayMs) => {
      const timer = setTimeout(callback, delayMs)
      return () => clearTimeout(timer)
    },
  })

  // A snapshot is long enough a task: its JSON and what follows it wait for the next one.
  let waiting: Parameters<SealedStream['add']>[] = []
  let waitingTimer: ReturnType<typeof setTimeout> | undefined

  function collect(): void {
    clearTimeout(waitingTimer)
    const events = waiting
    waiting = []
    try {
      for (const event of events) collector.add(...event)
    } catch (error) {
      fail(error)
    }
  }

  function discard(): void {
    discarded = true
    held = undefined
    waiting = []
    clearTimeout(waitingTimer)
    collector.discard()
  }

  if (held === undefined) begin(subject.now())

  return {
    id,
    add(...event) {
      if (!event[1].keyframe && waiting.length === 0) collector.add(...event)
      else if (!discarded && waiting.push(event) === 1) waitingTimer = setTimeout(collect)
    },
    flush() {
      collect()
      collector.flush()
      return stored
    },
    release() {
      if (held === undefined || discarded) return
      collect()
      collector.flush()
      const drafts = held.take()
      held = undefined
      begin(drafts[0]?.startMs ?? subject.now())
      for (const draft of drafts) onSegment(draft)
    },
    finish() {
      collect()
      if (held === undefined) collector.finish()
      else discard()
      return stored
    },
    discard,
  }
}
