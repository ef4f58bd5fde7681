// W3C trace context on requests to listed origins: one that is there is recorded, else one is made (design §10).
import { randomHex } from '../browser/random.ts'
import type { Exchange, NetworkLog } from './network-log.ts'

/** The trace context of a request. */
export interface Trace {
  readonly traceparent?: string
  readonly traceFrom?: 'page'
}

const contextPattern = /^(?:00-)?([\da-f]{32})-([\da-f]{16})(?:-([\da-f]{1,2}))?$/

// Tracers of OpenTelemetry register here; what they add is theirs to add.
const hasTracer = (): boolean =>
  (globalThis as { readonly [key: symbol]: { readonly trace?: unknown } | undefined })[
    Symbol.for('opentelemetry.js.api.1')
  ]?.trace !== undefined

/**
 * The trace context to record. `header` reads a header of the request; `set` adds `traceparent` to it, and is called only
 * for a listed origin, where no tracer has added its own.
 */
export function traceRequest(
  { traceOrigins }: NetworkLog,
  { origin }: Exchange,
  header: (name: string) => string | null | undefined,
  set: (value: string) => void,
): Trace {
  if (!traceOrigins.includes(origin)) return {}
  const given = header('traceparent') ?? header('sentry-trace')
  if (given != null) {
    const [, trace, span, sampled] = contextPattern.exec(given) ?? []
    return span === undefined
      ? {}
      : { traceparent: `00-${trace}-${span}-${(sampled ?? '0').padStart(2, '0')}`, traceFrom: 'page' }
  }
  if (header('baggage') != null || hasTracer()) return {}
  const traceparent = `00-${randomHex(16)}-${randomHex(8)}-01`
  set(traceparent)
  return { traceparent }
}
