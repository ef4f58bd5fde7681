// What all trackers of requests share: which are recorded, by which rule, and what of them (SPEC section 18).
import {
  addressForm,
  findNetworkRule,
  type NetworkPart,
  type NetworkPayload,
  type RuleSet,
  signalPlugin,
} from '@reseal/redaction-rules'
import type { NetworkConfig } from '../boot/options/network.ts'
import { randomHex } from '../browser/random.ts'
import { createRateLimit } from './rate-limit.ts'
import { startTypingThinner } from './thin-typing.ts'
import type { EmitSignal } from './tracker.ts'

/** What network trackers need of the configuration. */
export interface NetworkLogOptions {
  readonly rules: RuleSet
  /** Base URL of ingest: requests to it are the recorder's own. */
  readonly endpoint: string
  readonly network: Exclude<NetworkConfig, false>
}

/** Reads a header of a request or an answer. */
export type HeaderReader = (name: string) => string | null

/** A request that begins. */
export interface BegunRequest {
  readonly initiator: NetworkPayload['initiator'] | 'socket'
  readonly method: string
  readonly url: string | URL
  readonly body?: unknown
  readonly header?: HeaderReader
  /** Adds a header to it. */
  readonly setHeader?: ((name: string, value: string) => void) | undefined
}

/** How a request ended; with `error`, without an answer. */
export interface Answer {
  readonly error?: string | undefined
  readonly status?: number
  readonly size?: number | undefined
  readonly header?: HeaderReader
  /** JSON, as text or parsed; asked for only where a rule reads fields of it. */
  readonly body?: unknown
}

/** One request under way. */
export interface Exchange {
  /** Whether a rule reads fields of the answer's body. */
  readonly readsBody: boolean
  /** Milliseconds since it began. */
  elapsed(): number
  /** Records that it ended, by default now. */
  end(answer: Answer, durationMs?: number): void
  /** Records any other news of it. */
  record(plugin: string, payload: object): void
}

/** Decides what is recorded. */
export interface NetworkLog {
  /** Undefined when it is not recorded, or what is asked throws. */
  begin(request: BegunRequest): Exchange | undefined
  /** Nothing is recorded from now on. */
  stop(): void
}

/** A body of which fields are read is at most this long. */
export const maxBodyLength = 65_536
// A page that polls without pause must not become the recording.
const maxPerSecond = 50
const contextPattern = /^(?:00-)?([\da-f]{32})-([\da-f]{16})(?:-(?:0?([01])))?$/

/** Runs what must not reach the page when it throws. */
export function quietly<T>(action: () => T): T | undefined {
  try {
    return action()
  } catch {
    return undefined
  }
}

/** Size of a body in bytes, as far as it is known without reading it. */
export function bodySize(body: unknown): number | undefined {
  const { size, byteLength, length } = Object(body ?? 0) as Partial<Blob & ArrayBuffer & string>
  return length ?? byteLength ?? (body instanceof URLSearchParams ? String(body).length : size)
}

function valueAt(json: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce((at, key) => {
      const value = Object(at) as Readonly<Record<string, unknown>>
      return Object.hasOwn(value, key) ? value[key] : undefined
    }, json)
}

// What a rule declares of headers and fields, before redaction; nothing is read where none does.
function readValues(part: NetworkPart | undefined, header: HeaderReader, body: unknown): object | undefined {
  if (part === undefined) return undefined
  const json: unknown =
    typeof body === 'string' ? body.length <= maxBodyLength && quietly(() => JSON.parse(body)) : body
  const read = (kinds: object | undefined, valueOf: (key: string) => unknown): object =>
    Object.fromEntries(Object.keys(kinds ?? {}).map((key) => [key, valueOf(key)]))
  return {
    headers: read(part.headers, header),
    fields: read(part.fields, (pointer) => valueAt(json, pointer)),
  }
}

// Tracers of OpenTelemetry register here; what they add is theirs to add.
function hasTracer(): boolean {
  const api: unknown = Reflect.get(globalThis, Symbol.for('opentelemetry.js.api.1'))
  return Object.hasOwn(Object(api) as object, 'trace')
}

/** A trace context that is there is recorded; else one is made (design §10; ). */
function traceOf({ header = () => null, setHeader }: BegunRequest): object {
  const given = header('traceparent') ?? header('sentry-trace')
  const [, trace, span, flag = '0'] = contextPattern.exec(given ?? '') ?? []
  if (span !== undefined) return { traceparent: `00-${trace}-${span}-0${flag}`, traceFrom: 'page' }
  if (setHeader === undefined || given !== null || header('baggage') !== null || hasTracer()) return {}
  const traceparent = `00-${randomHex(16)}-${randomHex(8)}-01`
  setHeader('traceparent', traceparent)
  return { traceparent }
}

/** Creates the log of one recording. */
export function createNetworkLog(
  { rules, endpoint, network }: NetworkLogOptions,
  emit: EmitSignal,
): NetworkLog {
  const typing = startTypingThinner()
  const passes = createRateLimit(maxPerSecond)
  let isStopped = false
  let omitted = 0

  function begin(request: BegunRequest): Exchange | undefined {
    const { initiator, method, url, body, header = () => null } = request
    const { protocol, origin, host, pathname, search } = new URL(url, document.baseURI)
    const href = `${protocol}//${host}${pathname}${search}`
    const isOurs = isStopped || !/^(?:http|ws)/.test(protocol) || href.startsWith(endpoint)
    if (isOurs || typing.isThinned(method + addressForm(href))) return undefined
    const startedAt = performance.now()
    const target = { method, href, pageOrigin: location.origin }
    const rule = findNetworkRule(rules.network, target)
    const known = {
      ...target,
      initiator,
      'http.request.method': method,
      'http.request.body.size': bodySize(body),
      request: readValues(rule?.request, header, body),
      ...(network.traceOrigins.includes(origin) && traceOf(request)),
    }
    const elapsed = (): number => performance.now() - startedAt
    const record = (plugin: string, payload: object): void => {
      if (isStopped) return
      const isRecorded = passes()
      if (isRecorded) {
        emit(plugin, { ...known, omitted: omitted || undefined, duration: elapsed(), ...payload })
      }
      omitted = isRecorded ? 0 : omitted + 1
    }
    return {
      readsBody: rule?.response?.fields !== undefined,
      elapsed,
      record,
      end: ({ error, status, size, header: answered = () => null, body: answer }, duration = elapsed()) =>
        record(signalPlugin.network, {
          duration,
          'error.type': error,
          'http.response.status_code': status || undefined,
          'http.response.body.size': size,
          response: readValues(rule?.response, answered, answer),
        }),
    }
  }

  return {
    begin: (request) => quietly(() => begin(request)),
    stop() {
      isStopped = true
      typing.stop()
    },
  }
}
