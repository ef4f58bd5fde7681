// Signals as OTLP/JSON (opentelemetry-proto 1.x, JSON mapping: ids in hex, 64-bit numbers as strings).
import type { OutgoingSignal, SignalAttributes, WaitingRun } from '@reseal/store'

/** Bodies for `/v1/logs` and `/v1/traces`; absent where there is nothing to say. */
export interface OtlpBodies {
  readonly logs?: string
  readonly traces?: string
}

const severityText = { 9: 'INFO', 13: 'WARN', 17: 'ERROR' } as const
const clientSpan = 3
const errorStatus = 2
const scope = { name: '@reseal/worker' }

/** Encodes runs, one resource for each app, release and environment. */
export function encodeOtlp(runs: readonly WaitingRun[]): OtlpBodies {
  const groups = Map.groupBy(runs, ({ app, release, environment }) =>
    JSON.stringify([app, release, environment]),
  )
  const resources = [...groups.values()].flatMap((group) => {
    const [first] = group
    const signals = group.flatMap((run) => run.signals)
    return first === undefined ? [] : [{ resource: { attributes: resourceOf(first) }, signals }]
  })
  const logs = resources.flatMap(({ resource, signals }) => {
    const logRecords = signals.flatMap(recordOf)
    return logRecords.length === 0 ? [] : [{ resource, scopeLogs: [{ scope, logRecords }] }]
  })
  const spans = resources.flatMap(({ resource, signals }) => {
    const found = signals.flatMap(spanOf)
    return found.length === 0 ? [] : [{ resource, scopeSpans: [{ scope, spans: found }] }]
  })
  return {
    ...(logs.length > 0 && { logs: JSON.stringify({ resourceLogs: logs }) }),
    ...(spans.length > 0 && { traces: JSON.stringify({ resourceSpans: spans }) }),
  }
}

function resourceOf({ app, release, environment }: WaitingRun): object[] {
  return attributesOf({
    'service.name': app,
    ...(release === undefined ? {} : { 'service.version': release }),
    ...(environment === undefined ? {} : { 'deployment.environment.name': environment }),
  })
}

function recordOf(signal: OutgoingSignal): object[] {
  if (signal.kind !== 'log') return []
  const { atMs, eventName, severity, attributes, body } = signal
  return [
    {
      timeUnixNano: nanoseconds(atMs),
      observedTimeUnixNano: nanoseconds(atMs),
      severityNumber: severity,
      severityText: severityText[severity],
      eventName,
      ...(body === undefined ? {} : { body: { kvlistValue: { values: attributesOf(body) } } }),
      attributes: attributesOf(attributes),
    },
  ]
}

function spanOf(signal: OutgoingSignal): object[] {
  if (signal.kind !== 'span') return []
  const { traceId, spanId, parentSpanId, name, fromMs, toMs, isError, attributes } = signal
  return [
    {
      traceId,
      spanId,
      ...(parentSpanId === undefined ? {} : { parentSpanId }),
      name,
      kind: clientSpan,
      startTimeUnixNano: nanoseconds(fromMs),
      endTimeUnixNano: nanoseconds(toMs),
      attributes: attributesOf(attributes),
      status: isError ? { code: errorStatus } : {},
    },
  ]
}

function attributesOf(attributes: SignalAttributes): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: valueOf(value) }))
}

function valueOf(value: string | number): object {
  if (typeof value === 'string') return { stringValue: value }
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value }
}

function nanoseconds(ms: number): string {
  return String(BigInt(Math.round(ms)) * 1_000_000n)
}
