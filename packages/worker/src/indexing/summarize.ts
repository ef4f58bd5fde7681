// From the events of segments to what they add to a summary: counts, and labels of the closed list. Whatever an event
// holds beside is not read.
import type { RecordedEvent } from '@reseal/opening'
import { isOpaqueId, signalPlugin } from '@reseal/redaction-rules'
import {
  addSummaries,
  measureActivity,
  noLabels,
  type Summary,
  type SummaryConsent,
  type SummaryCount,
  type SummaryFrame,
  type SummaryLabels,
  subjectHash,
  type VitalName,
  type VitalRating,
  vitalNames,
  vitalRatings,
} from '@reseal/store'
import { fingerprintOf } from './fingerprint.ts'
import type { LabelReader } from './read-labels.ts'

/** A segment that was opened. */
export interface ReadSegment {
  readonly stream: string
  readonly startMs: number
  readonly endMs: number
  readonly events: readonly RecordedEvent[]
}

type Fields = Readonly<Record<string, unknown>>

interface Signal {
  readonly payload: Fields
  readonly atMs: number
  readonly stream: string
  readonly label: LabelReader
}

interface Part {
  readonly counts?: Partial<Record<SummaryCount, number>>
  readonly labels?: Partial<SummaryLabels>
}

const pluginType = 6
const slowMs = 2_000
const maxFrames = 8
const maxNumber = 9_999_999

/** What a segment adds. */
export function summarize({ stream, startMs, endMs, events }: ReadSegment, label: LabelReader): Summary {
  const activity = measureActivity(
    events.map(({ timestamp }) => Math.min(Math.max(timestamp, startMs), endMs)),
  )
  let sum: Summary = {
    fromMs: startMs,
    toMs: endMs,
    counts: { segments: 1 },
    labels: noLabels,
    ...(activity !== undefined && { activity }),
  }
  for (const { type, timestamp, data } of events) {
    const signal = asFields(data)
    const plugin = signal?.['plugin']
    const payload = asFields(signal?.['payload'])
    if (type !== pluginType || typeof plugin !== 'string' || payload === undefined) continue
    const reader = Object.hasOwn(readers, plugin) ? readers[plugin] : undefined
    // Who sealed it said when; the header, which the range of a replay goes by, has the last word.
    const atMs = Math.min(Math.max(timestamp, startMs), endMs)
    const part = reader?.({ payload, atMs, stream, label })
    if (part === undefined) continue
    sum = addSummaries(sum, {
      fromMs: startMs,
      toMs: endMs,
      counts: part.counts ?? {},
      labels: { ...noLabels, ...part.labels },
    })
  }
  return sum
}

const readers: Readonly<Record<string, (signal: Signal) => Part>> = {
  [signalPlugin.click]: readClick,
  [signalPlugin.console]: ({ payload }) =>
    payload['level'] === 'error' ? { counts: { consoleErrors: 1 } } : {},
  [signalPlugin.context]: readContext,
  [signalPlugin.error]: readError,
  [signalPlugin.identity]: ({ payload }) => {
    const { id } = payload
    return typeof id === 'string' && isOpaqueId(id) ? { labels: { subjects: [subjectHash(id)] } } : {}
  },
  [signalPlugin.network]: readRequest,
  [signalPlugin.route]: readRoute,
  [signalPlugin.tag]: ({ payload, label }) => ({ labels: { tags: readTag(payload, label) } }),
  [signalPlugin.task]: () => ({ counts: { longTasks: 1 } }),
  [signalPlugin.vital]: readVital,
}

function readClick({ payload }: Signal): Part {
  const names = { rage: 'rageClicks', dead: 'deadClicks', error: 'errorClicks' } as const
  const { kind } = payload
  return kind === 'rage' || kind === 'dead' || kind === 'error' ? { counts: { [names[kind]]: 1 } } : {}
}

function readContext({ payload, label }: Signal): Part {
  const { release, environment, browser, tags, consent } = payload
  const named = Object.entries({ release, environment, browser }).flatMap(([key, value]) => {
    const read = label(value, 'name')
    return read === undefined ? [] : [[key, read]]
  })
  const known = Array.isArray(tags) ? tags.map((tag) => readTag(asFields(tag) ?? {}, label)) : []
  const said = readConsent(asFields(consent))
  return {
    labels: {
      ...Object.fromEntries(named),
      ...(said !== undefined && { consent: said }),
      tags: Object.assign({}, ...known) as SummaryLabels['tags'],
    },
  }
}

// As the protocol has receipts: what does not fit is none, and its hash would be another.
const consentText = /^[\w.:-]{1,64}$/

function readConsent(consent: Fields | undefined): SummaryConsent | undefined {
  const { granted_at_ms: grantedAtMs, how, notice_version: noticeVersion } = consent ?? {}
  if (typeof grantedAtMs !== 'number' || !Number.isSafeInteger(grantedAtMs) || grantedAtMs < 0)
    return undefined
  return {
    grantedAtMs,
    ...(typeof how === 'string' && consentText.test(how) && { how }),
    ...(typeof noticeVersion === 'string' && consentText.test(noticeVersion) && { noticeVersion }),
  }
}

function readTag({ key, value }: Fields, label: LabelReader): SummaryLabels['tags'] {
  const name = label(key, 'key')
  const text = label(typeof value === 'boolean' || typeof value === 'number' ? String(value) : value, 'value')
  return name === undefined || text === undefined ? {} : { [name]: text }
}

function readError({ payload, atMs, stream, label }: Signal): Part {
  const isHandled = payload['kind'] === 'handled'
  const name = label(payload['name'], 'error') ?? 'Error'
  // What names somebody is left out, and the error still counts.
  const message = label(payload['message'], 'message') ?? ''
  const frames = readFrames(payload['frames'])
  const fingerprint = fingerprintOf({ name, message, frames })
  const error = { fingerprint, name, message, frames, count: 1, firstMs: atMs, lastMs: atMs, stream }
  return { counts: isHandled ? { handledErrors: 1 } : { errors: 1 }, labels: { errors: [error] } }
}

function readFrames(value: unknown): SummaryFrame[] {
  const sources: unknown[] = []
  return (Array.isArray(value) ? value : []).slice(0, maxFrames).map((given) => {
    const { source, line, column, script } = asFields(given) ?? {}
    if (!sources.includes(source)) sources.push(source)
    const place = { source: sources.indexOf(source), line: whole(line), column: whole(column) }
    return typeof script === 'number' ? { ...place, script: whole(script) } : place
  })
}

function readRequest({ payload, label }: Signal): Part {
  const status = payload['http.response.status_code']
  const error = payload['error.type']
  const isAnswered = typeof status === 'number' && status >= 100 && status <= 599
  // A page that goes away ends its requests: nothing failed.
  const isFailed = error === 'network' || error === 'timeout' || (isAnswered && status >= 400)
  const isSlow = typeof payload['duration'] === 'number' && payload['duration'] >= slowMs
  const counts = {
    requests: 1,
    ...(isFailed && { failedRequests: 1 }),
    ...(isSlow && { slowRequests: 1 }),
  }
  const method = label(payload['http.request.method'], 'method')
  const template = label(payload['url.template'], 'template')
  if ((!isFailed && !isSlow) || method === undefined || template === undefined) return { counts }
  const outcomes = isFailed ? [error === 'network' || error === 'timeout' ? error : String(status)] : []
  const request = { method, template, outcomes, failed: isFailed ? 1 : 0, slow: isSlow ? 1 : 0 }
  return { counts, labels: { requests: [request] } }
}

// How an address shows that no rule knows.
const maskedTemplate = '/…'

function readRoute({ payload, label }: Signal): Part {
  // A grant by page has to know that there was one that no rule knows.
  const template = label(payload['url.template'], 'template') ?? maskedTemplate
  return { counts: { pageViews: 1 }, labels: { pages: [template] } }
}

function readVital({ payload: { name, value, rating } }: Signal): Part {
  const known = vitalNames.find((vital) => vital === name)
  const rated = vitalRatings.find((word) => word === rating)
  if (known === undefined || rated === undefined || typeof value !== 'number' || !(value >= 0)) return {}
  return { labels: { vitals: vitalOf(known, Math.min(value, maxNumber), rated) } }
}

function vitalOf(name: VitalName, value: number, rating: VitalRating): SummaryLabels['vitals'] {
  return { [name]: { value, rating } }
}

function whole(value: unknown): number {
  return typeof value === 'number' && value >= 0 ? Math.min(Math.round(value), maxNumber) : 0
}

function asFields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined
}
