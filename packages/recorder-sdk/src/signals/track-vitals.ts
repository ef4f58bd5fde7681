// Web vitals with what they are due to (SPEC.md ). The library has no end: each recording has one of its own, whose
// listeners and observers are taken back.

import { redactVital, signalPlugin, type VitalPayload } from '@reseal/redaction-rules'
import type { MetricWithAttribution } from 'web-vitals/attribution'
import { createWebVitals, type VitalScope } from '#web-vitals'
import type { Tracker } from '../capture/tracker.ts'

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

/** What the library watches the page with, and what ends that. What it still does afterwards comes to nothing. */
function createScope(): { readonly scope: VitalScope; readonly stop: () => void } {
  const end = new AbortController()
  const { signal } = end
  const observers: PerformanceObserver[] = []
  return {
    scope: {
      addEventListener: (type, listener, options) =>
        addEventListener(type, listener, { ...(options === true ? { capture: true } : options), signal }),
      removeEventListener: (type, listener, options) => removeEventListener(type, listener, options),
      PerformanceObserver: new Proxy(PerformanceObserver, {
        construct(target, [callback]: [PerformanceObserverCallback]) {
          signal.throwIfAborted()
          const observer = new target(callback)
          observers.push(observer)
          return observer
        },
      }),
    },
    stop() {
      end.abort()
      for (const observer of observers) observer.disconnect()
    },
  }
}

/** Tracks a page's vitals. */
export const trackVitals: Tracker = (emit, idOf, redactions) => {
  redactions[signalPlugin.vital] = redactVital
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOver = false
  const waiting = new Map<string, object>()

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    for (const [name, payload] of waiting) {
      // When an interaction was slow would show when something was typed: what the worst was is said at the end.
      if (name === 'INP' && document.visibilityState !== 'hidden') continue
      waiting.delete(name)
      emit(signalPlugin.vital, payload)
    }
  }

  function note(metric: MetricWithAttribution): void {
    if (isOver) return
    const { target, ...cause } = causeOf(metric)
    const { name, value, rating } = metric
    waiting.set(name, { name, value, rating, id: Number(target ?? 0), ...cause })
    if (document.visibilityState === 'hidden') flush()
    else timer ??= setTimeout(flush, restMs)
  }

  const { scope, stop } = createScope()
  const { onCLS, onFCP, onINP, onLCP, onTTFB } = createWebVitals(scope)
  const generateTarget = (node: Node | null): string => String(node === null ? 0 : idOf(node))
  const each = { reportAllChanges: true, generateTarget }
  onTTFB(note, each)
  onFCP(note, each)
  // With each change, as the last would come with the first key that is pressed.
  onLCP(note, each)
  onCLS(note, each)
  onINP(note, each)
  addEventListener('visibilitychange', flush, true)
  return () => {
    isOver = true
    clearTimeout(timer)
    stop()
    removeEventListener('visibilitychange', flush, true)
  }
}
