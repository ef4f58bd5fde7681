// An OpenTelemetry span for each request, by its declared route: no id, no address, no person. Without an SDK none is made.
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { AnsweredRequest } from '../metrics/metrics.ts'

/** Makes the span of a request that was just answered; what a client says of an outer trace is not believed. */
export function traceRequest({ route, method, status, durationMs }: AnsweredRequest): void {
  const endMs = Date.now()
  const attributes = { 'http.route': route, 'http.response.status_code': status }
  const options = { kind: SpanKind.SERVER, startTime: endMs - durationMs, root: true, attributes }
  const span = trace.getTracer('@reseal/viewer').startSpan(`${method} ${route}`, options)
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
  span.end(endMs)
}
