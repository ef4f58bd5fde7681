// One recording, from consent to stop: capture → stream → queue → ingest. Ends at the first thing that is not
// safe (design promise 1); whatever is not sealed by then is forgotten.
import { canonicalRules, type RecordedEvent } from '@reseal/redaction-rules'
import { asRecorderError, guard, type Report } from '../browser/guard.ts'
import { trackPageLifecycle } from '../browser/page-lifecycle.ts'
import { defaultTrackers } from '../capture/default-trackers.ts'
import { type Capture, startCapture } from '../capture/start-capture.ts'
import { isActivity } from '../domain/activity.ts'
import { type SealedStream, startSealedStream } from '../domain/sealed-stream.ts'
import type { Session, SessionKeeper } from '../domain/session.ts'
import { RecorderError } from '../recorder-error.ts'
import { createExitFlush, type ExitFlush } from '../transport/exit-flush.ts'
import type { QueuedSegment, QueuedStream } from '../transport/sealed-queue.ts'
import type { SendParcel } from '../transport/send-parcel.ts'
import { startTransport } from '../transport/transport.ts'
import type { RecorderConfig } from './config.ts'

// Each new stream costs a snapshot. An ingest that refuses one after the other is not going to take the next.
const maxRefusalsInARow = 3

// From the start of a navigation, how long what is sealed goes out at once: someone who was asked to stay and did
// is back to the queue's order soon.
const leavingMs = 5_000

/** What {@link startRecording} needs. */
export interface RecordingOptions {
  readonly config: RecorderConfig
  readonly sessions: SessionKeeper
  /** Name of the queue in this origin. */
  readonly name: string
  readonly send: SendParcel
  readonly consentReceipt: Uint8Array<ArrayBuffer> | undefined
  readonly report: Report
}

/** A recording under way. */
export interface Recording {
  readonly session: () => Session
  /** Ends capture, seals and sends what there is. Never rejects. */
  stop(): Promise<void>
  /** Ends capture and deletes everything that is not sent. Never rejects. */
  withdraw(): Promise<void>
}

/** Starts to record this page into the session that goes on, or a new one. */
export function startRecording(options: RecordingOptions): Recording {
  const { config, sessions, name, send, report } = options
  const subject = {
    appKey: config.appKey,
    sealingKey: config.sealingKey,
    rules: canonicalRules(config.rules),
    consentReceipt: options.consentReceipt,
  }
  let ended = false
  let session = sessions.begin()
  let refusalCount = 0
  let capture: Capture | undefined
  let keyframeTimer: ReturnType<typeof setTimeout> | undefined
  let exit: ExitFlush | undefined
  let leavingUntilMs = 0

  const isLeaving = (): boolean => performance.now() < leavingUntilMs || document.visibilityState === 'hidden'

  const transport = startTransport({
    name,
    send,
    receiptKey: config.receiptKey,
    onAcknowledged(stream, index) {
      refusalCount = 0
      if (stream === live.id) exit?.acknowledge(index)
    },
    onStreamRefused(stream, newOneMayPass) {
      if (stream !== live.id || ended) return
      refusalCount += 1
      if (newOneMayPass && refusalCount <= maxRefusalsInARow) beginAnew()
      else fail(new RecorderError('refused'))
    },
    onAppRefused: () => fail(new RecorderError('refused')),
    onBadReceipt: () => report(new RecorderError('bad_receipt')),
    onCommand(command) {
      // The one command of ingest that this version follows; none of them carries data.
      if (command !== 'off') return
      fail(new RecorderError('switched_off'))
      transport.stop()
    },
    onQueueUnavailable: (cause) => report(new RecorderError('queue_unavailable', { cause })),
  })

  async function store(stream: QueuedStream, segment: QueuedSegment): Promise<void> {
    if (segment.index === 0) exit = createExitFlush(stream, transport.sendNow)
    exit?.remember(segment)
    const stored = transport.put(stream, segment)
    // On its way out the page may not live until storage answers.
    const sent = isLeaving() ? exit?.flush(stored) : undefined
    void Promise.all([stored, sent]).then(transport.notify)
    const result = await stored
    if (result === 'kept' || ended || stream.stream !== live.id) return
    report(new RecorderError('queue_full'))
    beginAnew()
  }

  function wantKeyframe(): void {
    // Not at once: this may be inside the very event that rrweb is handing out.
    keyframeTimer ??= setTimeout(
      guard(() => {
        keyframeTimer = undefined
        capture?.takeKeyframe()
      }, fail),
    )
  }

  function beginStream(): SealedStream {
    exit = undefined
    return startSealedStream(subject, session, {
      onSealed: store,
      onKeyframeWanted: wantKeyframe,
      onSnapshotTooLarge: () => fail(new RecorderError('page_too_large')),
      onFailure: (error) => fail(asRecorderError(error, 'sealing_failed')),
    })
  }
  let live = beginStream()

  /** Abandons the stream and goes on with another one of the same session. */
  function beginAnew(): void {
    live.discard()
    live = beginStream()
    wantKeyframe()
  }

  /** The session is over and a person came back: the old stream ends, a new session begins. */
  function beginSession(): void {
    void live.finish()
    session = sessions.begin()
    live = beginStream()
    wantKeyframe()
  }

  function onEvent(event: RecordedEvent, info: { readonly keyframe: boolean }): void {
    if (ended) return
    if (!isActivity(event)) {
      // Nobody is there: a page that goes on by itself does not prolong a session that is over.
      if (sessions.isOver()) return
    } else if (!sessions.touch()) {
      if (sessions.isDeclined()) return
      beginSession()
    }
    live.add(event, info)
  }

  function endCapture(): void {
    ended = true
    clearTimeout(keyframeTimer)
    stopTracking()
    // Of a capture that failed, too: what it could still undo it undoes.
    guard(() => capture?.stop(), report)()
  }

  function fail(error: RecorderError): void {
    if (ended) return
    endCapture()
    live.discard()
    report(error)
    void transport.finish()
  }

  function flushForExit(seal: (stream: SealedStream) => Promise<void>): void {
    void exit?.flush()
    void seal(live)
  }

  const stopTracking = trackPageLifecycle({
    onLeaving: guard(() => {
      leavingUntilMs = performance.now() + leavingMs
      flushForExit((stream) => stream.flush())
    }, fail),
    onHidden: guard(() => flushForExit((stream) => stream.flush()), fail),
    onUnload: guard(() => flushForExit((stream) => stream.finish()), fail),
  })
  try {
    capture = startCapture({
      rules: config.rules,
      maskText: config.maskText,
      trackers: defaultTrackers,
      emit: guard(onEvent, fail),
      onError: (cause) => fail(new RecorderError('capture_failed', { cause })),
    })
    // Capture may have failed on its first snapshot, before there was anything to stop.
    if (ended) capture.stop()
  } catch (cause) {
    fail(new RecorderError('capture_failed', { cause }))
  }

  return {
    session: () => session,
    async stop() {
      if (ended) return
      endCapture()
      await live.finish()
      await transport.finish()
    },
    async withdraw() {
      if (!ended) endCapture()
      live.discard()
      transport.stop()
      // A segment may be on its way into the queue; the queue is cleared after it.
      await live.flush()
      await transport.clear()
    },
  }
}
