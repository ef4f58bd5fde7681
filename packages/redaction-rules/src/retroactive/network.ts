// Requests, sockets and routes under the rules of today: what a rule let through stays while that very rule would still
// decide. What no rule opened stays as it is: it is numbers, words of a closed list and tokens.

import { ruleFingerprint } from '../canonical-rules.ts'
import { maskedHref } from '../page-address.ts'
import { type Fields, stringField } from '../read.ts'
import type { JsonObject } from '../recorded-event.ts'
import type { NetworkRule, RuleSet } from '../rule-set.ts'
import { declaredOf, traceparentPattern } from '../signals/network.ts'
import { isOwnText, isShownAs, mayOverlap } from './address.ts'
import { copyObject, type Shape } from './copy-shape.ts'

const exchange: Shape = {
  members: {
    initiator: /^[a-z]{1,16}$/,
    state: /^(?:open|active|close)$/,
    'http.request.method': /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|QUERY|OTHER)$/,
    'http.response.status_code': 'number',
    'http.request.body.size': 'number',
    'http.response.body.size': 'number',
    'error.type': /^(?:network|abort|timeout)$/,
    duration: 'number',
    agoMs: 'number',
    traceparent: traceparentPattern,
    traceFrom: /^page$/,
    omitted: 'number',
    sent: 'number',
    received: 'number',
    sentBytes: 'number',
    receivedBytes: 'number',
    code: 'number',
    renderBlocking: 'boolean',
    cached: 'boolean',
    'url.template': 'string',
    address: /^r\d+$/,
    crossOrigin: 'boolean',
    rule: 'string',
  },
}
const route: Shape = {
  members: { 'url.template': 'string', kind: /^(?:load|push|replace|pop|hash|router)$/ },
}
const navigation: Shape = {
  members: {
    type: /^(?:navigate|reload|back_forward|prerender)$/,
    'http.response.status_code': 'number',
    'http.response.body.size': 'number',
    redirect: 'number',
    connect: 'number',
    request: 'number',
    response: 'number',
    domInteractive: 'number',
    domContentLoaded: 'number',
    load: 'number',
  },
}

function mayTake(rule: NetworkRule, { 'http.request.method': sent }: JsonObject): boolean {
  return rule.methods === undefined || sent === undefined || rule.methods.some((known) => known === sent)
}

// The rule that let it through, where no rule before it might have matched the same request.
function decidingRule(rules: readonly NetworkRule[], payload: JsonObject): NetworkRule | undefined {
  const known = rules.find((rule) => ruleFingerprint(rule) === payload['rule'])
  if (known === undefined || !mayTake(known, payload)) return undefined
  const first = rules.find(
    (rule) =>
      rule === known ||
      (mayTake(rule, payload) &&
        (rule.origin === known.origin || rule.origin === undefined || known.origin === undefined) &&
        mayOverlap(rule.path, known.path)),
  )
  return first === known ? known : undefined
}

/** The payload of an entry that names a request. */
export function redactExchange({ network }: RuleSet, payload: Fields): JsonObject {
  const copy = copyObject(payload, exchange)
  const rule = decidingRule(network, copy)
  const template = stringField(copy, 'url.template') ?? ''
  const start = `${rule?.origin ?? ''}${rule?.path ?? ''}`
  const isOwn =
    rule !== undefined && template.startsWith(start) && isOwnText(rule, template.slice(start.length))
  const { rule: _, traceparent, traceFrom, ...rest } = copy
  const isTraceKept = traceparent !== undefined && (traceFrom === undefined || isOwn)
  return {
    ...rest,
    'url.template': isOwn ? template : maskedHref,
    ...(isTraceKept && { traceparent, ...(traceFrom !== undefined && { traceFrom }) }),
    ...(isOwn && { rule: ruleFingerprint(rule), ...declaredOf(rule, payload) }),
  }
}

/** The payload of a change of address. */
export function redactRoute({ urls }: RuleSet, payload: Fields): JsonObject {
  const copy = copyObject(payload, route)
  const template = stringField(copy, 'url.template') ?? ''
  return { ...copy, 'url.template': isShownAs(urls, template) ? template : maskedHref }
}

/** The payload of a page load's times. */
export function redactNavigation(payload: Fields): JsonObject {
  return copyObject(payload, navigation)
}
