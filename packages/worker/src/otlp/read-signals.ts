// From the events of a segment to what a collector is told: errors, requests that failed or were slow, vitals and pages, under
// OpenTelemetry's names (semantic conventions 1.37). Strings pass the same forms and detectors as those of a summary.
import { randomBytes } from 'node:crypto'
import { signalPlugin } from '@reseal/redaction-rules'
import {
  type OutgoingRecord,
  type OutgoingSignal,
  type OutgoingSpan,
  type SignalAttributes,
  vitalNames,
  vitalRatings,
} from '@reseal/store'
import type { LabelReader } from '../indexing/read-labels.ts'
import type { ReadSegment } from '../indexing/summarize.ts'

type Fields = Readonly<Record<string, unknown>>

interface Told {
  readonly payload: Fields
  readonly atMs: number
  readonly session: SignalAttributes
  readonly label: LabelReader
}

const pluginType = 6
const slowMs = 2_000
const longestRequestMs = 3_600_000
const traceparent = /^00-([\da-f]{32})-([\da-f]{16})-[\da-f]{2}$/
const [info, warning, error] = [9, 13, 17] as const

/** What a segment has to tell, at most `most` signals. */
export function readSignals(
  { startMs, endMs, events }: ReadSegment,
  { session, label, most }: { readonly session: string; readonly label: LabelReader; readonly most: number },
): OutgoingSignal[] {
  const told: OutgoingSignal[] = []
  for (const { type, timestamp, data } of events) {
    if (told.length >= most) break
    const signal = asFields(data)
    const payload = asFields(signal?.['payload'])
    if (type !== pluginType || payload === undefined) continue
    const atMs = Math.min(Math.max(timestamp, startMs), endMs)
    const read = readOne(String(signal?.['plugin']), {
      payload,
      atMs,
      session: { 'session.id': session },
      label,
    })
    if (read !== undefined) told.push(read)
  }
  return told
}

function readOne(plugin: string, told: Told): OutgoingSignal | undefined {
  switch (plugin) {
    case signalPlugin.error:
      return readError(told)
    case signalPlugin.network:
      return readRequest(told)
    case signalPlugin.vital:
      return readVital(told)
    case signalPlugin.route:
      return readRoute(told)
    default:
      return undefined
  }
}

function readError({ payload, atMs, session, label }: Told): OutgoingRecord {
  const isHandled = payload['kind'] === 'handled'
  const message = label(payload['message'], 'message')
  return {
    kind: 'log',
    atMs,
    eventName: 'exception',
    severity: isHandled ? warning : error,
    attributes: {
      ...session,
      'exception.type': label(payload['name'], 'error') ?? 'Error',
      // A mask, or a text that a rule declares.
      ...(message === undefined ? {} : { 'exception.message': message }),
    },
  }
}

function readRequest({ payload, atMs, session, label }: Told): OutgoingSpan | undefined {
  const status = payload['http.response.status_code']
  const failure = payload['error.type']
  const duration = payload['duration']
  const durationMs = typeof duration === 'number' && duration >= 0 ? Math.min(duration, longestRequestMs) : 0
  const isAnswered = typeof status === 'number' && Number.isInteger(status) && status >= 100 && status <= 599
  const isBroken = failure === 'network' || failure === 'timeout'
  const isError = isBroken || (isAnswered && status >= 400)
  const method = label(payload['http.request.method'], 'method')
  const template = label(payload['url.template'], 'template')
  if ((!isError && durationMs < slowMs) || method === undefined || template === undefined) return undefined
  return {
    kind: 'span',
    ...placeInTrace(payload),
    name: `${method} ${template}`,
    fromMs: atMs - durationMs,
    toMs: atMs,
    isError,
    attributes: {
      ...session,
      'http.request.method': method,
      'url.template': template,
      ...(isAnswered ? { 'http.response.status_code': status } : {}),
      ...(isError ? { 'error.type': isBroken ? failure : String(status) } : {}),
    },
  }
}

/** The span that the request's own header named, so that it joins the back end's trace; below it where the page has a tracer. */
function placeInTrace(payload: Fields): Pick<OutgoingSpan, 'traceId' | 'spanId' | 'parentSpanId'> {
  const given = payload['traceparent']
  const [, traceId, spanId] = (typeof given === 'string' ? traceparent.exec(given) : null) ?? []
  const own = randomBytes(8).toString('hex')
  if (traceId === undefined || spanId === undefined) {
    return { traceId: randomBytes(16).toString('hex'), spanId: own }
  }
  return payload['traceFrom'] === 'page'
    ? { traceId, spanId: own, parentSpanId: spanId }
    : { traceId, spanId }
}

function readVital({ payload, atMs, session }: Told): OutgoingRecord | undefined {
  const name = vitalNames.find((known) => known === payload['name'])
  const rating = vitalRatings.find((known) => known === payload['rating'])
  const value = payload['value']
  if (name === undefined || rating === undefined) return undefined
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) return undefined
  return {
    kind: 'log',
    atMs,
    eventName: 'browser.web_vital',
    severity: info,
    attributes: session,
    body: { name: name.toLowerCase(), value, rating },
  }
}

function readRoute({ payload, atMs, session, label }: Told): OutgoingRecord | undefined {
  const template = label(payload['url.template'], 'template')
  if (template === undefined) return undefined
  const attributes = { ...session, 'url.template': template }
  return { kind: 'log', atMs, eventName: 'reseal.page_view', severity: info, attributes }
}

function asFields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined
}
