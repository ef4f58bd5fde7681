// What a signal is while it waits for the collector: names of OpenTelemetry, values that passed redaction and detectors.

/** Attributes by name. */
export type SignalAttributes = Readonly<Record<string, string | number>>

/** A log record. */
export interface OutgoingRecord {
  readonly kind: 'log'
  readonly atMs: number
  readonly eventName: string
  /** https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber */
  readonly severity: 9 | 13 | 17
  readonly attributes: SignalAttributes
  readonly body?: SignalAttributes
}

/** A request as a client span. Its ids are made once, so that what is sent twice is the same span. */
export interface OutgoingSpan {
  readonly kind: 'span'
  /** 32 and 16 hex digits. */
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly fromMs: number
  readonly toMs: number
  readonly isError: boolean
  readonly attributes: SignalAttributes
}

/** Either. */
export type OutgoingSignal = OutgoingRecord | OutgoingSpan
