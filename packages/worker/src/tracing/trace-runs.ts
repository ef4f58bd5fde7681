// An OpenTelemetry span for each run of a step that did something or failed. Without an SDK none is made.
import { SpanStatusCode, trace } from '@opentelemetry/api'
import type { StepName } from '../steps.ts'

/** A run that is over. */
export interface TracedRun {
  readonly step: StepName
  readonly durationMs: number
  /** A code of the store's. */
  readonly failure?: string
}

/** Makes the span. */
export function traceRun({ step, durationMs, failure }: TracedRun): void {
  const endMs = Date.now()
  const attributes = failure === undefined ? {} : { 'error.type': failure }
  const span = trace
    .getTracer('@reseal/worker')
    .startSpan(`reseal.worker.${step}`, { startTime: endMs - durationMs, root: true, attributes })
  if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR })
  span.end(endMs)
}
