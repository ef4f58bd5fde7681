// Requests: of a template that a rule declares, or a token; numbers coarse (section 18). Sockets and resources are late
// signals: transfer.ts.

import { ruleFingerprint } from '../canonical-rules.ts'
import type { RedactionContext } from '../context.ts'
import { maskedHref, redactAddress } from '../page-address.ts'
import { asFields, type Fields, field, stringField } from '../read.ts'
import type { JsonObject, JsonValue } from '../recorded-event.ts'
import type { NetworkRule, ValueKind } from '../rule-set.ts'
import { coarseNumber, type DeclaredValue, declaredValue } from './declared.ts'
import { type FieldRule, members, oneOf, type SignalShape, whole } from './signal-shape.ts'

/** What was requested, before redaction. */
export interface RequestTarget {
  readonly method: string
  /** Absolute, without credentials and hash. */
  readonly href: string
  /** Origin of the page. */
  readonly pageOrigin: string
}

/** Where a request went, as recorded. */
export interface NetworkPlace {
  /** The rule's own text, or `/…`. */
  readonly 'url.template': string
  /** The same for the same origin and path, each part with anything but letters and hyphens left out. */
  readonly address: string
  readonly crossOrigin?: true
  /** Fingerprint of the rule. */
  readonly rule?: string
}

/** Values that a rule declares, by header or pointer. */
export interface DeclaredValues {
  readonly headers?: Readonly<Record<string, DeclaredValue>>
  readonly fields?: Readonly<Record<string, DeclaredValue>>
}

/** Payload of `reseal/network`, of the moment in which the request ended. Sizes and durations are coarse. */
export interface NetworkPayload extends NetworkPlace {
  readonly initiator: 'fetch' | 'xmlhttprequest' | 'beacon' | 'eventsource'
  readonly 'http.request.method': string
  readonly 'http.response.status_code'?: number
  readonly 'http.request.body.size'?: number
  readonly 'http.response.body.size'?: number
  readonly 'error.type'?: 'network' | 'abort' | 'timeout'
  /** Milliseconds until the response's headers, or the failure. */
  readonly duration: number
  /** W3C trace context that the request bore. */
  readonly traceparent?: string
  /** The trace context is one that the page's own tracer made. */
  readonly traceFrom?: 'page'
  /** Requests that were too many to record before this one. */
  readonly omitted?: number
  readonly request?: DeclaredValues
  readonly response?: DeclaredValues
}

/** Payload of `reseal/socket`. */
export interface SocketPayload extends NetworkPlace {
  readonly state: 'open' | 'active' | 'close'
  readonly duration: number
  readonly sent?: number
  readonly received?: number
  readonly sentBytes?: number
  readonly receivedBytes?: number
  /** Close code of RFC 6455. */
  readonly code?: number
}

/** Payload of `reseal/resource`: what markup and styles of the page loaded. */
export interface ResourcePayload extends NetworkPlace {
  readonly initiator: string
  readonly duration: number
  /** Milliseconds between its start and this event. */
  readonly agoMs: number
  readonly 'http.response.status_code'?: number
  readonly 'http.response.body.size'?: number
  readonly renderBlocking?: true
  readonly cached?: true
}

/** Payload of `reseal/navigation`: milliseconds from the start of the page load, coarse. */
export interface NavigationPayload {
  readonly type: 'navigate' | 'reload' | 'back_forward' | 'prerender'
  readonly 'http.response.status_code'?: number
  readonly 'http.response.body.size'?: number
  readonly redirect?: number
  readonly connect?: number
  readonly request?: number
  readonly response?: number
  readonly domInteractive?: number
  readonly domContentLoaded?: number
  readonly load?: number
}

const parts = /^((?:http|ws)s?:\/\/[^/?#@]*)(\/[^?#]*)/
const maxHrefLength = 4_096
const maxDurationMs = 10_000_000

function read(href: unknown): readonly [origin: string, path: string] {
  const [, origin = '', path = ''] =
    parts.exec(typeof href === 'string' && href.length <= maxHrefLength ? href : '') ?? []
  return [origin.replace(/^ws/, 'http'), path]
}

/** Origin and path of an address, each part of the path that holds anything but letters and hyphens left out. */
export function addressForm(href: unknown): string {
  const [origin, path] = read(href)
  return origin + path.replace(/[^/]+/g, (part) => (/^[a-z-]{1,32}$/i.test(part) ? part : ':'))
}

/** The first rule that matches a request, if any does. */
export function findNetworkRule(
  rules: readonly NetworkRule[],
  { method, href, pageOrigin }: RequestTarget,
): NetworkRule | undefined {
  const [origin] = read(href)
  return rules.find(
    (rule) =>
      (rule.origin ?? pageOrigin) === origin &&
      rule.methods?.some((known) => known === method) !== false &&
      redactAddress(href, [rule]) !== maskedHref,
  )
}

/** Powers of `base` from `least` on: the one that the number does not exceed. 0 stays. */
function bucket(least: number, base: number): FieldRule<unknown> {
  return (_context, value) => {
    if (typeof value !== 'number' || !(value >= 0)) return undefined
    let result = value && least
    while (result < value && result < 1e12) result *= base
    return result
  }
}

/** Bytes, up to 1 KiB, 4 KiB, 16 KiB, … */
export const byteBucket: FieldRule<unknown> = /* @__PURE__ */ bucket(1_024, 4)
/** Up to 16, 256, … */
export const countBucket: FieldRule<unknown> = /* @__PURE__ */ bucket(16, 16)

/** Milliseconds, to two digits and to tens. */
export const coarseDuration: FieldRule<unknown> = (_context, value) => {
  const duration = coarseNumber(value, maxDurationMs)
  return duration === undefined ? undefined : Math.round(duration / 10) * 10
}

// Headers are texts, and error codes are often numbers.
function declaredText(kind: ValueKind, value: unknown): DeclaredValue | undefined {
  if (typeof kind === 'object') return declaredValue(kind, typeof value === 'number' ? `${value}` : value)
  return declaredValue(kind, typeof value === 'string' && value !== '' ? Number(value) : value)
}

/** What a rule lets through of the values that were read of a request and of its answer. */
export function declaredOf(rule: NetworkRule | undefined, payload: Fields): JsonObject {
  const result: Record<string, Record<string, Record<string, JsonValue>>> = {}
  for (const side of ['request', 'response'] as const) {
    for (const part of ['headers', 'fields'] as const) {
      const given = asFields(field(asFields(field(payload, side)) ?? {}, part)) ?? {}
      for (const [name, kind] of Object.entries(rule?.[side]?.[part] ?? {})) {
        const value = declaredText(kind, field(given, name))
        if (value === undefined) continue
        result[side] ??= {}
        result[side][part] ??= {}
        result[side][part][name] = value
      }
    }
  }
  return result
}

/** A W3C trace context of version 0. */
export const traceparentPattern: RegExp = /^00-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/

/** Status of an answer. */
export const status: FieldRule<unknown> = /* @__PURE__ */ whole(999)

type ExchangeContext = Pick<RedactionContext, 'options' | 'tokens'>

/**
 * Redacts what names a request: `href` becomes the place that it is recorded as, what was read of the request becomes what its rule
 * declares, and of all else what has a shape is kept.
 */
export function exchangeOf(shape: SignalShape<unknown>): FieldRule<ExchangeContext> {
  const exchange = members(shape)
  return (context, value, data) => {
    const payload = asFields(value) ?? {}
    const href = stringField(payload, 'href') ?? ''
    const pageOrigin = stringField(payload, 'pageOrigin') ?? ''
    const method = stringField(payload, 'http.request.method') ?? 'GET'
    const rule = findNetworkRule(context.options.rules.network, { method, href, pageOrigin })
    const isForeign = field(payload, 'traceFrom') !== undefined
    return {
      ...(exchange(
        context,
        isForeign && !rule ? { ...payload, traceparent: '', traceFrom: '' } : payload,
        data,
      ) as JsonObject),
      'url.template': rule ? (rule.origin ?? '') + redactAddress(href, [rule]) : maskedHref,
      address: context.tokens.token(addressForm(href)),
      ...(read(href)[0] !== pageOrigin && { crossOrigin: true }),
      ...(rule && { rule: ruleFingerprint(rule) }),
      ...declaredOf(rule, payload),
    }
  }
}

/** Redacts the payload of `reseal/network`. */
export const redactExchange: FieldRule = /* @__PURE__ */ exchangeOf({
  initiator: /* @__PURE__ */ oneOf(/^(?:fetch|xmlhttprequest|beacon|eventsource)$/),
  'http.request.method': /* @__PURE__ */ oneOf(/^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|QUERY)$/, 'OTHER'),
  'http.response.status_code': status,
  'http.request.body.size': byteBucket,
  'http.response.body.size': byteBucket,
  'error.type': /* @__PURE__ */ oneOf(/^(?:network|abort|timeout)$/),
  duration: coarseDuration,
  traceparent: /* @__PURE__ */ oneOf(traceparentPattern),
  traceFrom: /* @__PURE__ */ oneOf(/^page$/),
  omitted: countBucket,
})
