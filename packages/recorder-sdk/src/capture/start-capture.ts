// Observes the page and hands out redacted events only (design §5.1, promise 1).

import {
  createRedactor,
  fieldMask,
  type RecordedEvent,
  type RuleSet,
  signalPlugin,
} from '@reseal/redaction-rules'
import { record } from '@rrweb/record'
import { CaptureError, type CaptureErrorCode } from './capture-error.ts'
import { measureBox, measureCentre, measureShape, trackLateBoxes } from './page-boxes.ts'
import { checkSelectors, createPageLevels } from './page-levels.ts'
import { createPageVocabulary } from './page-vocabulary.ts'
import { trackConsole } from './track-console.ts'
import { trackErrors } from './track-errors.ts'

/** What {@link startCapture} needs. */
export interface CaptureOptions {
  readonly rules: RuleSet
  /**
   * Takes each redacted event. `keyframe` is true for events of a full snapshot (meta, then snapshot): the
   * first of them is where a new segment begins.
   */
  emit(event: RecordedEvent, info: { readonly keyframe: boolean }): void
  /** Called once when capture has stopped because it could not go on safely. */
  onError(error: CaptureError): void
  /** Time between full snapshots, in milliseconds; 60,000 when left out. */
  readonly keyframeIntervalMs?: number
}

/** A running capture. */
export interface Capture {
  /** Ends observation; nothing is emitted afterwards. */
  stop(): void
  /** Emits a full snapshot at once. */
  takeKeyframe(): void
}

const defaultKeyframeIntervalMs = 60_000
// rrweb goes on after an error of its own with a tree that may lack nodes; a full snapshot heals it. Beyond
// this many the page is not one that can be followed.
const maxObserverErrors = 5

const incremental = 3
const fullSnapshot = 2
const meta = 4
const plugin = 6

/** A class that no page has: blocking and masking are the redactor's, so rrweb's own are switched off. */
const noClass = 'reseal-none'

/**
 * Starts to observe the page: DOM, pointer, console and uncaught errors.
 *
 * @throws CaptureError `invalid_selector` when a rule does not parse, `unsupported` where there is no DOM.
 */
export function startCapture(options: CaptureOptions): Capture {
  if (typeof document === 'undefined' || typeof MutationObserver === 'undefined') {
    throw new CaptureError('unsupported')
  }
  checkSelectors(options.rules)
  const levels = createPageLevels(options.rules)
  const elementOf = (id: number): Element | undefined => {
    const node = record.mirror.getNode(id)
    return node !== null && node.nodeType === 1 ? (node as Element) : undefined
  }
  const redactor = createRedactor({
    rules: options.rules,
    vocabulary: createPageVocabulary(),
    levelOf: (id) => {
      const element = elementOf(id)
      return element && levels.levelOf(element)
    },
    boxOf: (id) => {
      const element = elementOf(id)
      return element && measureBox(element)
    },
    centreOf: (id) => {
      const element = elementOf(id)
      return element && measureCentre(element)
    },
    countOf: (id, selector) => elementOf(id)?.querySelectorAll(selector).length ?? 0,
    shapeOf: (id) => {
      const element = elementOf(id)
      return element && measureShape(element)
    },
  })

  const stops: (() => void)[] = []
  let isStopped = false
  let isDirty = false
  let observerErrors = 0

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

  function fail(code: CaptureErrorCode, cause: unknown): void {
    if (isStopped) return
    stop()
    options.onError(new CaptureError(code, { cause }))
  }

  function handle(raw: unknown): void {
    if (isStopped) return
    levels.reset()
    let event: RecordedEvent | undefined
    try {
      event = redactor.redact(raw)
    } catch (cause) {
      fail('redaction_failed', cause)
      return
    }
    if (event === undefined) return
    const keyframe = event.type === fullSnapshot || event.type === meta
    isDirty = !keyframe
    try {
      options.emit(event, { keyframe })
    } catch (cause) {
      fail('observer_failed', cause)
    }
  }

  function signal(name: string, payload: object): void {
    handle({ type: plugin, timestamp: Date.now(), data: { plugin: name, payload } })
  }

  function takeKeyframe(): void {
    if (isStopped) return
    try {
      record.takeFullSnapshot(true)
    } catch {
      // Before the document is ready there is nothing to take; the first snapshot is still to come.
    }
  }

  function onObserverError(error: unknown): boolean {
    // rrweb wraps insertRule and its like: what the browser throws there belongs to the page.
    if (error instanceof DOMException) return false
    observerErrors += 1
    if (observerErrors > maxObserverErrors) fail('observer_failed', error)
    else setTimeout(takeKeyframe, 0)
    return true
  }

  function onLateBox(element: Element): void {
    const id = record.mirror.getId(element)
    const box = id > 0 ? measureBox(element) : undefined
    if (box === undefined) return
    const style = { width: `${box.width}px`, height: `${box.height}px`, 'box-sizing': 'border-box' }
    handle({
      type: incremental,
      timestamp: Date.now(),
      data: { source: 0, texts: [], removes: [], adds: [], attributes: [{ id, attributes: { style } }] },
    })
  }

  const stopRecord = record({
    emit: handle,
    blockClass: noClass,
    maskTextClass: noClass,
    ignoreClass: noClass,
    // No input event is recorded (the redactor drops them too): neither keys nor answers leave rrweb.
    ignoreSelector: '*',
    maskAllInputs: true,
    maskInputFn: () => fieldMask,
    slimDOMOptions: 'all',
    inlineStylesheet: true,
    inlineImages: false,
    recordCanvas: false,
    recordCrossOriginIframes: false,
    collectFonts: false,
    recordAfter: 'DOMContentLoaded',
    sampling: { mousemove: 50, mousemoveCallback: 500, scroll: 150, media: 10_000, input: 'last' },
    errorHandler: onObserverError,
  })
  if (stopRecord === undefined) {
    const error = new CaptureError('observer_failed')
    stop()
    options.onError(error)
    return { stop, takeKeyframe }
  }
  stops.push(stopRecord)
  if (isStopped) stop()
  else {
    stops.push(
      trackConsole((call) => signal(signalPlugin.console, call)),
      trackErrors((error) => signal(signalPlugin.error, error)),
      trackLateBoxes(onLateBox),
    )
    const timer = setInterval(() => {
      if (isDirty && document.visibilityState === 'visible') takeKeyframe()
    }, options.keyframeIntervalMs ?? defaultKeyframeIntervalMs)
    stops.push(() => clearInterval(timer))
  }
  return { stop, takeKeyframe }
}
