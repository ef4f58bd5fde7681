// Observes the page and hands out redacted events only (design §5.1, promise 1).

import { type LateSignals, type RecordedEvent, type RuleSet, signalPlugin } from '@reseal/redaction-rules'
import { record } from '#rrweb-record'
import type { PageStaticTexts } from '../provenance/page-static-texts.ts'
import { CaptureError, type CaptureErrorCode } from './capture-error.ts'
import { checkSelectors } from './check-selectors.ts'
import { observerOptions } from './observer-options.ts'
import { measureBox, trackLateBoxes } from './page-boxes.ts'
import { type PageObserver, startPageObserver } from './page-observer.ts'
import { createPageRedactor } from './page-redactor.ts'
import { createProtection, type ProtectionLimits } from './protect-page.ts'

/** What {@link startCapture} needs. */
export interface CaptureOptions {
  readonly rules: RuleSet
  /** A mask of the customer's own. */
  readonly maskText?: ((text: string) => string) | undefined
  /** How late signals are redacted, as far as that is known. */
  readonly lateSignals?: LateSignals
  /** Texts that may be recorded as they are, where nothing closes them. */
  readonly staticTexts?: PageStaticTexts | undefined
  /**
   * Takes each redacted event. `keyframe` is true for events of a full snapshot (meta, then snapshot): the
   * first of them is where a new segment begins.
   */
  emit(event: RecordedEvent, info: { readonly keyframe: boolean }): void
  /** Called once when capture has stopped because it could not go on safely. */
  onError(error: CaptureError): void
  /** What holds of the recording, read anew after each full snapshot. */
  readonly context?: object | undefined
  /** Other limits than the usual ones on what recording may take of the page. */
  readonly limits?: Partial<ProtectionLimits>
  /** Time between full snapshots, in milliseconds; 60,000 when left out. */
  readonly keyframeIntervalMs?: number
}

/** A running capture. */
export interface Capture {
  /** Ends observation; nothing is emitted afterwards. */
  stop(): void
  /** Emits a full snapshot at once. */
  takeKeyframe(): void
  /** Emits a full snapshot soon; later where the last one was dear. */
  wantKeyframe(): void
  /** Notes the size of an event that was emitted, in characters: beyond its budget less is recorded. */
  noteSize(characters: number): void
  /** The last snapshot was larger than can be kept: it is taken again without the largest part of the page. */
  leaveOutLargest(): void
  /** Emits a signal, redacted. `timestamp` is milliseconds since the Unix epoch; now when left out. */
  signal(name: string, payload: object, timestamp?: number): void
  /** Takes how late signals are redacted. */
  readonly lateSignals: LateSignals
  /** The id of a node in the recording; 0 or less when it has none. */
  idOf(node: Node): number
}

const defaultKeyframeIntervalMs = 60_000
// rrweb goes on after an error of its own with a tree that may lack nodes; a full snapshot heals it. Beyond
// this many the page is not one that can be followed.
const maxObserverErrors = 5

// Snapshots take at most one part in so many of the time.
const keyframeShare = 100
const spareNodes = 10_000

const incremental = 3
const input = 5
const fullSnapshot = 2
const meta = 4
const plugin = 6

/**
 * Starts to observe the page: DOM, pointer, and what the trackers watch.
 *
 * @throws CaptureError `invalid_selector` when a rule does not parse, `unsupported` where there is no DOM.
 */
export function startCapture(options: CaptureOptions): Capture {
  if (typeof document === 'undefined' || typeof MutationObserver === 'undefined') {
    throw new CaptureError('unsupported')
  }
  const { rules, maskText, staticTexts, lateSignals = {} } = options
  checkSelectors(rules)
  const stops: (() => void)[] = []
  let isStopped = false
  let isDirty = false
  let observerErrors = 0
  let maxNodeCount = Number.POSITIVE_INFINITY
  // Filled when observation has begun: its first snapshot comes before that.
  const observation: { current?: PageObserver } = {}
  let keyframeDueMs = 0
  let keyframeTimer: ReturnType<typeof setTimeout> | undefined
  const protection = createProtection({
    limits: options.limits,
    observer: () => observation.current,
    emitGap: (gap) => signal(signalPlugin.gap, gap),
  })
  const redactor = createPageRedactor({
    rules,
    maskText,
    staticTexts,
    lateSignals,
    isLeftOut: protection.isLeftOut,
  })

  function stop(): void {
    isStopped = true
    for (const end of stops.splice(0)) {
      try {
        end()
      } catch {
        // Another library may have frozen what is to be put back; the rest still ends.
      }
    }
  }

  // Without what was thrown: a function of the page may have, with its text in it, and errors are logged.
  function fail(code: CaptureErrorCode): void {
    if (isStopped) return
    stop()
    options.onError(new CaptureError(code))
  }

  function handle(raw: unknown): void {
    if (isStopped) return
    let event: RecordedEvent | undefined
    try {
      event = redactor.redact(raw)
    } catch {
      fail('redaction_failed')
      return
    }
    // Of what is removed, and of what changes inside boxes, some is remembered until the next snapshot.
    if (redactor.nodeCount() > maxNodeCount) wantKeyframe()
    if (event === undefined) return
    const isSnapshot = event.type === fullSnapshot
    const keyframe = isSnapshot || event.type === meta
    isDirty = !keyframe
    try {
      options.emit(event, { keyframe })
    } catch {
      fail('observer_failed')
    }
    if (!isSnapshot) return
    maxNodeCount = 2 * redactor.nodeCount() + spareNodes
    // Which rules were in force goes with the snapshot, and is no change of the page.
    signal(signalPlugin.rules, {}, event.timestamp)
    if (options.context !== undefined) signal(signalPlugin.context, options.context, event.timestamp)
    isDirty = false
  }

  // Where protection has paused, too: the errors of a page that floods us are all the more wanted.
  function signal(name: string, payload: object, timestamp: number = Date.now()): void {
    handle({ type: plugin, timestamp, data: { plugin: name, payload } })
  }

  const idOf = (node: Node): number => record.mirror.getId(node)

  function takeKeyframe(): void {
    if (isStopped) return
    const startedAt = performance.now()
    clearTimeout(keyframeTimer)
    keyframeTimer = undefined
    observation.current?.takeSnapshot()
    const endedAt = performance.now()
    keyframeDueMs = endedAt + (endedAt - startedAt) * keyframeShare
  }

  function wantKeyframe(): void {
    // Not at once: this may be inside the very event that is being handed out.
    keyframeTimer ??= setTimeout(takeKeyframe, keyframeDueMs - performance.now())
  }

  function onObserverError(error: unknown): boolean {
    // rrweb wraps insertRule and its like: what the browser throws there belongs to the page.
    if (error instanceof DOMException) return false
    observerErrors += 1
    if (observerErrors > maxObserverErrors) fail('observer_failed')
    else protection.snapshotSoon()
    return true
  }

  function onLateBox(element: Element): void {
    const id = record.mirror.getId(element)
    const box = id > 0 ? measureBox(element) : undefined
    if (box === undefined) return
    const style = {
      width: `${box.width}px`,
      height: `${box.height}px`,
      'box-sizing': 'border-box',
      // As in a snapshot: a missing image would show the browser's mark for one.
      ...(element.localName === 'img' && { content: 'linear-gradient(#0001,#0001)' }),
    }
    handle({
      type: incremental,
      timestamp: Date.now(),
      data: { source: 0, texts: [], removes: [], adds: [], attributes: [{ id, attributes: { style } }] },
    })
  }

  // What a field became in the same task, and where it moved, rrweb tells only afterwards.
  function observe(raw: { readonly type: number; readonly data?: unknown }): void {
    const { data } = raw
    const isEntered = typeof data === 'object' && data !== null && 'source' in data && data.source === input
    if (raw.type === incremental && isEntered) setTimeout(() => handle({ ...raw, timestamp: Date.now() }), 0)
    else handle(raw)
  }

  stops.push(protection.stop, () => clearTimeout(keyframeTimer))
  const observer = startPageObserver({
    record: { ...observerOptions(rules, redactor.isOpenAt), errorHandler: onObserverError },
    emit: observe,
    onSpent: protection.noteCpu,
    onChanges: protection.noteChanges,
    onSkipped: protection.snapshotSoon,
  })
  observation.current = observer
  stops.push(observer.stop)
  if (!observer.isRunning) fail('observer_failed')
  if (isStopped) stop()
  else {
    stops.push(trackLateBoxes(onLateBox))
    const timer = setInterval(() => {
      if (isDirty && document.visibilityState === 'visible') wantKeyframe()
    }, options.keyframeIntervalMs ?? defaultKeyframeIntervalMs)
    stops.push(() => clearInterval(timer))
  }
  const { noteSize, leaveOutLargest } = protection
  return { stop, takeKeyframe, wantKeyframe, noteSize, leaveOutLargest, signal, idOf, lateSignals }
}
