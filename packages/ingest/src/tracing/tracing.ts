// OpenTelemetry spans: request, batch, PUT, transaction. Ours are numbers and fixed words: no id of an app, session or
// stream, no address, origin or user agent. Without an SDK (docs/operations.md says how an operator starts one) nothing
// is made, and a parcel costs nothing.
import {
  isSpanContextValid,
  type Link,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import type { MiddlewareHandler } from 'hono'
import type { IngestEnv } from '../app-env.ts'
import { IngestError } from '../errors.ts'
import type { StoreTimes } from '../metrics/metrics.ts'

/** A batch as its span shows it; times are milliseconds since 1970. */
export interface TracedBatch {
  readonly startMs: number
  readonly endMs: number
  readonly sizeBytes: number
  readonly segmentCount: number
  readonly isStored: boolean
  /** Each object that was written for it, with its rows. */
  readonly stores: readonly StoreTimes[]
  /** Spans of requests that waited for it. */
  readonly links: readonly Link[]
}

/** Makes spans. */
export interface Tracing {
  /** A span of its own for each request: what a client says of an outer trace is not believed. */
  traceRequests(route: string): MiddlewareHandler<IngestEnv>
  /** The span of the request at hand, to be named by the batch that commits it. */
  currentLink(): Link | undefined
  traceBatch(batch: TracedBatch): void
}

/** Undefined where the process has no SDK: then nobody asks for spans. */
export function createTracing(): Tracing | undefined {
  const tracer = trace.getTracer('@reseal/ingest')
  const first = tracer.startSpan('reseal.ingest.start', { root: true })
  first.end()
  if (!isSpanContextValid(first.spanContext())) return undefined

  return {
    traceRequests: (route) => (c, next) => {
      const options = { kind: SpanKind.SERVER, root: true, attributes: { 'http.route': route } }
      return tracer.startActiveSpan(`${c.req.method} ${route}`, options, async (span) => {
        await next()
        span.setAttribute('http.response.status_code', c.res.status)
        if (c.error instanceof IngestError) span.setAttribute('error.type', c.error.code)
        if (c.res.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
        span.end()
      })
    },
    currentLink() {
      const context = trace.getActiveSpan()?.spanContext()
      return context && { context }
    },
    traceBatch({ startMs, endMs, sizeBytes, segmentCount, isStored, stores, links }) {
      const attributes = { 'reseal.batch.bytes': sizeBytes, 'reseal.batch.segments': segmentCount }
      const batch = tracer.startSpan(
        'reseal.ingest.commit',
        { startTime: startMs, root: true, links: [...links], attributes },
        ROOT_CONTEXT,
      )
      const within = trace.setSpan(ROOT_CONTEXT, batch)
      for (const { putStartMs, putEndMs, rowsEndMs } of stores) {
        const put = tracer.startSpan(
          'reseal.ingest.put',
          { startTime: putStartMs, kind: SpanKind.CLIENT },
          within,
        )
        if (putEndMs === undefined) put.setStatus({ code: SpanStatusCode.ERROR })
        put.end(putEndMs ?? endMs)
        if (putEndMs === undefined) continue
        const options = { startTime: putEndMs, kind: SpanKind.CLIENT }
        const rows = tracer.startSpan('reseal.ingest.transaction', options, within)
        if (rowsEndMs === undefined) rows.setStatus({ code: SpanStatusCode.ERROR })
        rows.end(rowsEndMs ?? endMs)
      }
      if (!isStored) batch.setStatus({ code: SpanStatusCode.ERROR })
      batch.end(endMs)
    },
  }
}
