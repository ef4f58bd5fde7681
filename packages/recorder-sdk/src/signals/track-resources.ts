// What markup and styles of the page loaded, and how the page load went (SPEC.md ). Requests by script are told by
// the trackers of requests.
import { addressForm, redactNavigation, redactResource, signalPlugin } from '@reseal/redaction-rules'
import { createRateLimit } from '../capture/rate-limit.ts'
import { startTypingThinner } from '../capture/thin-typing.ts'
import type { EmitSignal, Tracker } from '../capture/tracker.ts'

// A page load brings most of them at once.
const maxPerSecond = 100
const byScript = /^(?:fetch|xmlhttprequest|beacon)$/

type Resource = PerformanceResourceTiming & { readonly renderBlockingStatus?: string }

const sizesOf = ({ encodedBodySize, responseStatus }: PerformanceResourceTiming): object => ({
  'http.response.status_code': responseStatus || undefined,
  'http.response.body.size': encodedBodySize || undefined,
})

function pageLoadOf(entry: PerformanceNavigationTiming): object {
  const { type, redirectEnd, connectEnd, responseStart, responseEnd } = entry
  return {
    type,
    redirect: redirectEnd,
    connect: connectEnd,
    request: responseStart,
    response: responseEnd,
    domInteractive: entry.domInteractive,
    domContentLoaded: entry.domContentLoadedEventEnd,
    load: entry.loadEventEnd,
    ...sizesOf(entry),
  }
}

/** Makes the tracker of a page load's resources; `endpoint` is ingest's base URL. */
export function createResourceTracker(endpoint: string): Tracker {
  // Put in place again, it goes on where it was.
  let toldUntilMs = -1
  let isPageLoadTold = false

  function tell(emit: EmitSignal, entry: Resource, isThinned: (kind: string) => boolean): void {
    if (entry.startTime <= toldUntilMs || byScript.test(entry.initiatorType)) return
    const { protocol, host, pathname, search } = new URL(entry.name, document.baseURI)
    const href = `${protocol}//${host}${pathname}${search}`
    if (!protocol.startsWith('http') || href.startsWith(`${endpoint}/`) || isThinned(addressForm(href)))
      return
    emit(signalPlugin.resource, {
      href,
      pageOrigin: location.origin,
      initiator: entry.initiatorType,
      'http.request.method': 'GET',
      duration: entry.duration,
      agoMs: performance.now() - entry.startTime,
      renderBlocking: entry.renderBlockingStatus === 'blocking',
      cached: entry.transferSize === 0 && entry.encodedBodySize > 0,
      ...sizesOf(entry),
    })
  }

  return (emit, _idOf, redactions) => {
    redactions[signalPlugin.resource] = redactResource
    redactions[signalPlugin.navigation] = redactNavigation
    const typing = startTypingThinner()
    const passes = createRateLimit(maxPerSecond)
    const observer = new PerformanceObserver((list) => {
      let lastMs = toldUntilMs
      for (const entry of list.getEntries()) {
        lastMs = Math.max(lastMs, entry.startTime)
        try {
          if (passes()) tell(emit, entry as Resource, typing.isThinned)
        } catch {
          // A name that is no address tells nothing.
        }
      }
      toldUntilMs = lastMs
    })
    const pageLoad = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (!isPageLoadTold) emit(signalPlugin.navigation, pageLoadOf(entry as PerformanceNavigationTiming))
        isPageLoadTold = true
      }
    })
    observer.observe({ type: 'resource', buffered: true })
    pageLoad.observe({ type: 'navigation', buffered: true })
    return () => {
      observer.disconnect()
      pageLoad.disconnect()
      typing.stop()
    }
  }
}
