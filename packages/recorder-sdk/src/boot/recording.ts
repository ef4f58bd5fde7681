// One recording, from consent to stop: capture → stream → queue → ingest. Ends at the first thing that is not
// safe (design promise 1); whatever is not sealed by then is forgotten.
import { canonicalRules, type RecordedEvent, signalPlugin } from '@reseal/redaction-rules'
import type { Clock } from '../browser/clock.ts'
import { asRecorderError, guard, type Report } from '../browser/guard.ts'
import { trackRoutes } from '../browser/page-routes.ts'
import type { EmitSignal, Tracker } from '../capture/tracker.ts'
import { isActivity, isFailure, isIncrement } from '../domain/activity.ts'
import { isRecordedRoute } from '../domain/route-rules.ts'
import { type SealedStream, startSealedStream } from '../domain/sealed-stream.ts'
import type { Session, SessionKeeper } from '../domain/session.ts'
import { RecorderError } from '../recorder-error.ts'
import type { QueuedSegment, QueuedStream } from '../transport/sealed-queue.ts'
import type { SendParcel } from '../transport/send-parcel.ts'
import { startTransport } from '../transport/transport.ts'
import type { RecorderConfig } from './config.ts'
import { createPageCapture } from './page-capture.ts'
import type { RecordingStatus } from './recorder-status.ts'
import { createWayOut } from './way-out.ts'

// Each new stream costs a snapshot. An ingest that refuses one after the other is not going to take the next.
const maxRefusalsInARow = 3

/** What {@link startRecording} needs. */
export interface RecordingOptions {
  readonly config: RecorderConfig
  readonly sessions: SessionKeeper
  readonly clock: Clock
  /** Name of the queue in this origin. */
  readonly name: string
  readonly send: SendParcel
  readonly consentReceipt: Uint8Array<ArrayBuffer> | undefined
  readonly trackers: readonly Tracker[]
  /** What holds of the recording, for `reseal/context`. */
  readonly context: object
  /** Called with the first receipt: the page has the recorder it needs, what is late may come. */
  onFirstReceipt(recording: Pick<Recording, 'track'>): void
  readonly report: Report
}

/** A recording under way. */
export interface Recording {
  readonly session: () => Session
  readonly status: () => RecordingStatus
  readonly signal: EmitSignal
  /** Watches one more thing whenever the page is observed. */
  track(tracker: Tracker): void
  /** Another tab changed what is known of the session: it met an error, or ingest told it something. */
  refresh(): void
  /** Ends capture; seals and sends what there is, or deletes what this page load did not send yet. Never rejects. */
  stop(options: { readonly discard: boolean }): Promise<void>
  /** Ends capture and deletes everything that is not sent. Never rejects. */
  withdraw(): Promise<void>
}

/** Starts to record this page into the session that goes on, or a new one. */
export function startRecording(options: RecordingOptions): Recording {
  const { config, sessions, clock, name, send, report } = options
  const subject = {
    appKey: config.appKey,
    sealingKey: config.sealingKey,
    rules: canonicalRules(config.rules),
    manifestHash: config.staticTexts?.hash,
    consentReceipt: options.consentReceipt,
    now: clock.now,
  }
  const streams: string[] = []
  let session = sessions.begin()
  let ending: RecordingStatus | undefined
  let refusalCount = 0
  let hasReceipt = false
  let isTooLarge = false
  let isKeyframeWanted = false
  // The stream of the session before this one, on its way into the queue.
  let finishing: Promise<void> | undefined

  const transport = startTransport({
    name,
    send,
    receiptKey: config.receiptKey,
    onAcknowledged(stream, index) {
      refusalCount = 0
      if (stream === live.id) wayOut.acknowledge(index)
      if (!hasReceipt) options.onFirstReceipt(page)
      hasReceipt = true
    },
    onStreamRefused(stream, newOneMayPass) {
      if (stream !== live.id || ending !== undefined) return
      refusalCount += 1
      if (newOneMayPass && refusalCount <= maxRefusalsInARow) beginAnew()
      else fail(new RecorderError('refused'))
    },
    onAppRefused: () => fail(new RecorderError('refused')),
    onBadReceipt: () => report(new RecorderError('bad_receipt')),
    onCommand(command) {
      sessions.obey(command)
      if (command === 'off') {
        switchOff()
        transport.stop()
      } else refresh()
    },
    sendsInMs: sessions.sendsInMs,
    onQueueUnavailable: (cause) => report(new RecorderError('queue_unavailable', { cause })),
  })

  async function store(stream: QueuedStream, segment: QueuedSegment): Promise<void> {
    const stored = transport.put(stream, segment)
    void wayOut.take(stream, segment, stored).then(transport.notify)
    const result = await stored
    if (result === 'kept' || ending !== undefined || stream.stream !== live.id) return
    report(new RecorderError('queue_full'))
    beginAnew()
  }

  // A stream that ends before its keyframe is nothing: who leaves at once was there all the same.
  const takeWantedKeyframe = guard(() => {
    if (!isKeyframeWanted) return
    isKeyframeWanted = false
    page.takeKeyframe()
  }, fail)

  function wantKeyframe(): void {
    // Not at once: this may be inside the very event that rrweb is handing out.
    isKeyframeWanted = true
    setTimeout(takeWantedKeyframe)
  }

  function onSnapshotTooLarge(): void {
    if (!isTooLarge) report(new RecorderError('page_too_large'))
    isTooLarge = true
    page.leaveOutLargest()
  }

  function beginStream(): SealedStream {
    wayOut.begin()
    const stream = startSealedStream(subject, session, {
      onSealed: store,
      onKeyframeWanted: () => page.wantKeyframe(),
      onSnapshotTooLarge,
      onSize: (characters) => page.noteSize(characters),
      onFailure: (error) => fail(asRecorderError(error, 'sealing_failed')),
    })
    streams.push(stream.id)
    return stream
  }
  const wayOut = createWayOut({
    transport,
    seal,
    onRestored(awayMs) {
      refresh()
      if (ending !== undefined || sessions.isDeclined()) return
      if (!sessions.touch()) beginSession()
      page.signal(signalPlugin.gap, { reason: 'frozen', durationMs: Math.round(awayMs) })
      wantKeyframe()
    },
    onFailure: fail,
  })
  let live = beginStream()

  /** Abandons the stream and goes on with another one of the same session. */
  function beginAnew(): void {
    live.discard()
    live = beginStream()
    wantKeyframe()
  }

  /** The session is over and a person came back: the old stream ends, a new session begins. */
  function beginSession(): void {
    finishing = live.finish()
    session = sessions.begin()
    if (session.sampling === 'none') {
      end('not-sampled')
      void finishing.then(transport.finish)
      return
    }
    live = beginStream()
    wantKeyframe()
  }

  /** Seals what is open; resolves when the queue has it, and what the session before this one left. */
  function seal(end: 'flush' | 'finish'): Promise<unknown> {
    takeWantedKeyframe()
    return Promise.all([finishing, live[end]()])
  }

  /** Something went wrong on the page: what was held is sealed, and all that follows. */
  function recordAll(): void {
    session = { ...session, sampling: 'all' }
    live.release()
  }

  function onEvent(event: RecordedEvent, info: { readonly keyframe: boolean }): void {
    if (ending !== undefined) return
    const timestamp = clock.at(event.timestamp)
    if (!isActivity(event)) {
      // Nobody is there: a page that goes on by itself does not prolong a session that is over.
      if (sessions.isOver()) return
    } else if (!sessions.touch()) {
      if (sessions.isDeclined()) return
      beginSession()
    }
    if (page.isBlocked() && isIncrement(event)) return
    live.add(timestamp === event.timestamp ? event : { ...event, timestamp }, info)
    if (session.sampling !== 'on-error' || !isFailure(event)) return
    sessions.recordAll()
    recordAll()
  }

  function refresh(): void {
    if (sessions.isOff()) switchOff()
    if (ending !== undefined) return
    if (session.sampling === 'on-error' && sessions.recordsAll()) recordAll()
    page.setBlocked(sessions.isBlocked())
  }

  function switchOff(): void {
    fail(new RecorderError('switched_off'), 'switched-off')
  }

  function end(status: RecordingStatus): void {
    ending = status
    // Of a capture that failed, too: what it could still undo it undoes. What came last goes first: each may have wrapped
    // what was there.
    guard(page.stop, report)()
    for (const stop of stops.reverse()) stop()
  }

  /** Ends capture and forgets what is open; resolves when nothing is on its way into the queue any more. */
  function abandon(): Promise<unknown> {
    if (ending === undefined) end('stopped')
    live.discard()
    return seal('flush')
  }

  function fail(error: RecorderError, status: RecordingStatus = 'failed'): void {
    if (ending !== undefined) return
    end(status)
    live.discard()
    report(error)
    void transport.finish()
  }

  function followRoute(): void {
    if (config.routes === undefined) return
    page.setExcluded(!isRecordedRoute(config.routes, location.pathname))
    if (page.isExcluded()) void live.flush()
  }

  const page = createPageCapture({
    config,
    trackers: options.trackers,
    context: options.context,
    now: clock.now,
    emit: guard(onEvent, fail),
    onError: (cause) => fail(new RecorderError('capture_failed', { cause })),
  })
  const stops: (() => void)[] = []

  function start(): void {
    stops.push(wayOut.track(), config.routes === undefined ? () => {} : trackRoutes(guard(followRoute, fail)))
    followRoute()
    page.start()
  }
  if (session.sampling === 'none') {
    end('not-sampled')
    // What earlier page loads left in the queue still goes.
    void transport.finish()
  } else {
    // Ingest may have switched off an earlier page load, or another tab.
    refresh()
    if (ending === undefined) start()
  }

  return {
    session: () => session,
    status: () =>
      ending ??
      (page.isExcluded() ? 'route-excluded' : session.sampling === 'on-error' ? 'buffering' : 'recording'),
    signal: page.signal,
    track: page.track,
    refresh,
    async stop({ discard }) {
      if (discard) {
        await abandon()
        await transport.drop(streams)
      } else if (ending === undefined) {
        const sealed = seal('finish')
        end('stopped')
        await sealed
        await transport.finish()
      }
    },
    async withdraw() {
      transport.stop()
      await abandon()
      await transport.clear()
    },
  }
}
