// Capture over the life of a page: off on routes that are left out, tightened while ingest asks to block everything.
import { type LateSignals, type RecordedEvent, type RuleSet, signalPlugin } from '@reseal/redaction-rules'
import { whenDrawn } from '../browser/when-drawn.ts'
import { type PlacedTrackers, placeTrackers } from '../capture/place-trackers.ts'
import { type Capture, startCapture } from '../capture/start-capture.ts'
import type { EmitSignal, Tracker } from '../capture/tracker.ts'
import type { RecorderConfig } from './config.ts'

/** What {@link createPageCapture} needs. */
export interface PageCaptureOptions {
  readonly config: RecorderConfig
  readonly trackers: readonly Tracker[]
  readonly context: object
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number
  emit(event: RecordedEvent, info: { readonly keyframe: boolean }): void
  /** Capture could not go on. */
  onError(cause: unknown): void
}

/** Capture that comes and goes. */
export interface PageCapture {
  /** Observes from here on, unless the route is left out. */
  start(): void
  /** Leaves the route out, at once, or takes it in again as soon as the app has drawn it. */
  setExcluded(isExcluded: boolean): void
  /** Whether nothing is observed because of the route. */
  isExcluded(): boolean
  /** Leaves everything out but an empty box and that the page is there, or goes back to the rules. */
  setBlocked(isBlocked: boolean): void
  /** Whether snapshots are all that may be told. */
  isBlocked(): boolean
  takeKeyframe(): void
  wantKeyframe(): void
  noteSize(characters: number): void
  leaveOutLargest(): void
  readonly signal: EmitSignal
  /** Watches one more thing whenever capture is on. */
  track(tracker: Tracker): void
  stop(): void
}

// The rule set is that of the stream's header and one rule more.
const blockAll = (rules: RuleSet): RuleSet => ({
  ...rules,
  block: [...rules.block, { id: 'reseal-block-all', selector: ':root' }],
})

const blockedKeyframeMs = 10_000

/** Builds what starts, pauses and tightens the capture of a page. */
export function createPageCapture({
  config,
  now,
  emit,
  onError,
  ...options
}: PageCaptureOptions): PageCapture {
  const trackers = [...options.trackers]
  // Once for all captures: what someone wraps after us can only be taken back by half.
  let placed: PlacedTrackers | undefined
  const lateSignals: LateSignals = {}
  let capture: Capture | undefined
  let isOn = false
  let isBlocked = false
  let isExcluded = false
  let excludedAtMs: number | undefined
  let stopWaiting: (() => void) | undefined

  function observe(): void {
    if (!isOn || isExcluded) return
    const { rules, maskText, staticTexts } = config
    try {
      const started = startCapture({
        rules: isBlocked ? blockAll(rules) : rules,
        maskText,
        staticTexts,
        lateSignals,
        emit,
        onError,
        // A snapshot of nothing is what there is to send, and what is sent tells when it is over.
        ...(isBlocked ? { keyframeIntervalMs: blockedKeyframeMs } : { context: options.context }),
      })
      // Capture may have failed on its first snapshot, before there was anything to stop.
      if (!isOn) {
        started.stop()
        return
      }
      capture = started
      placed ??= placeTrackers(trackers, { signal, idOf, lateSignals })
    } catch (cause) {
      onError(cause)
    }
  }

  function unobserve(): void {
    capture?.stop()
    capture = undefined
  }

  const signal: EmitSignal = (name, payload, timestamp) => {
    if (!isBlocked) capture?.signal(name, payload, timestamp)
  }

  const idOf = (node: Node): number => capture?.idOf(node) ?? 0

  function include(): void {
    isExcluded = false
    stopWaiting = undefined
    observe()
    if (excludedAtMs === undefined) return
    signal(signalPlugin.gap, { reason: 'route', durationMs: now() - excludedAtMs })
    excludedAtMs = undefined
  }

  return {
    start() {
      isOn = true
      observe()
    },
    setExcluded(excluded) {
      stopWaiting?.()
      stopWaiting = undefined
      if (!excluded) {
        if (isExcluded) stopWaiting = whenDrawn(include)
        return
      }
      isExcluded = true
      if (capture === undefined) return
      excludedAtMs = now()
      signal(signalPlugin.gap, { reason: 'route' })
      unobserve()
    },
    isExcluded: () => isExcluded,
    isBlocked: () => isBlocked,
    setBlocked(blocked) {
      if (blocked === isBlocked) return
      isBlocked = blocked
      if (capture === undefined) return
      unobserve()
      observe()
    },
    takeKeyframe: () => capture?.takeKeyframe(),
    wantKeyframe: () => capture?.wantKeyframe(),
    noteSize: (characters) => capture?.noteSize(characters),
    // The very first snapshot comes before capture is known.
    leaveOutLargest: () => void setTimeout(() => capture?.leaveOutLargest()),
    signal,
    track(tracker) {
      if (placed === undefined) trackers.push(tracker)
      else if (isOn) placed.place(tracker)
    },
    stop() {
      isOn = false
      stopWaiting?.()
      unobserve()
      placed?.stop()
    },
  }
}
