// Web vitals with what they are due to (SPEC.md ). The library watches for the life of the page: it is started once,
// and what it finds goes to whichever recording is under way.
import { signalPlugin, type VitalPayload } from '@reseal/redaction-rules'
import { type MetricWithAttribution, onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals/attribution'
import type { EmitSignal, IdOf, Tracker } from '../capture/tracker.ts'

// Layout shifts come in runs.
const restMs = 1_000

/** What a metric is due to, before redaction. The library's own selectors are never asked for: each target is an id. */
type Cause = Pick<VitalPayload, 'parts'> & {
  readonly target?: string | undefined
  readonly source?: string | undefined
}

function causeOf(metric: MetricWithAttribution): Cause {
  switch (metric.name) {
    case 'LCP': {
      const { target, url, timeToFirstByte, resourceLoadDelay, resourceLoadDuration, elementRenderDelay } =
        metric.attribution
      const parts = [timeToFirstByte, resourceLoadDelay, resourceLoadDuration, elementRenderDelay]
      return { target, source: url, parts }
    }
    case 'CLS': {
      const { largestShiftTarget, largestShiftTime } = metric.attribution
      return { target: largestShiftTarget, parts: largestShiftTime === undefined ? [] : [largestShiftTime] }
    }
    case 'INP': {
      const { interactionTarget, interactionType, inputDelay, processingDuration, presentationDelay } =
        metric.attribution
      const parts = [inputDelay, processingDuration, presentationDelay]
      // Where a key was pressed does not show.
      return { target: interactionType === 'pointer' ? interactionTarget : undefined, parts }
    }
    case 'TTFB': {
      const { waitingDuration, cacheDuration, dnsDuration, connectionDuration, requestDuration } =
        metric.attribution
      return { parts: [waitingDuration, cacheDuration, dnsDuration, connectionDuration, requestDuration] }
    }
    case 'FCP':
      return { parts: [metric.attribution.timeToFirstByte, metric.attribution.firstByteToFCP] }
  }
}

/** Creates the tracker of a page's vitals. */
export function createVitalTracker(): Tracker {
  let emit: EmitSignal | undefined
  let idOf: IdOf = () => 0
  let isWatching = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const waiting = new Map<string, object>()

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    if (emit === undefined) return
    for (const [name, payload] of waiting) {
      // When an interaction was slow would show when something was typed: what the worst was is said at the end.
      if (name === 'INP' && document.visibilityState !== 'hidden') continue
      waiting.delete(name)
      emit(signalPlugin.vital, payload)
    }
  }

  function note(metric: MetricWithAttribution): void {
    const { target, ...cause } = causeOf(metric)
    const { name, value, rating } = metric
    waiting.set(name, { name, value, rating, id: Number(target ?? 0), ...cause })
    if (document.visibilityState === 'hidden') flush()
    else timer ??= setTimeout(flush, restMs)
  }

  function watch(): void {
    isWatching = true
    const generateTarget = (node: Node | null): string => String(node === null ? 0 : idOf(node))
    const each = { reportAllChanges: true, generateTarget }
    onTTFB(note, each)
    onFCP(note, each)
    // With each change, as the last would come with the first key that is pressed.
    onLCP(note, each)
    onCLS(note, each)
    onINP(note, each)
  }

  return (emitSignal, idOfNode) => {
    emit = emitSignal
    idOf = idOfNode
    if (isWatching) flush()
    else watch()
    addEventListener('visibilitychange', flush, true)
    return () => {
      emit = undefined
      removeEventListener('visibilitychange', flush, true)
    }
  }
}
