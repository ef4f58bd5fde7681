// Lines for requests, sockets and changes of address, at the moment in which they began.

import {
  type DeclaredValues,
  type NavigationPayload,
  type NetworkPayload,
  type ResourcePayload,
  type RoutePayload,
  type SocketPayload,
  signalPlugin,
} from '@reseal/redaction-rules'
import { formatDuration } from './page-signals.ts'
import type { Signal, SignalReader } from './signals.ts'

/** Readers of what the recorder says of the network, by plugin. */
export const networkReaders: Readonly<Record<string, SignalReader>> = {
  [signalPlugin.navigation]: navigationSignal,
  [signalPlugin.network]: requestSignal,
  [signalPlugin.resource]: resourceSignal,
  [signalPlugin.socket]: socketSignal,
  [signalPlugin.route]: routeSignal,
}

// Sizes and counts are the ends of steps, which are powers of four KiB.
const formatStep = (bytes: number): string =>
  bytes < 2 ** 20 ? `${bytes / 1024} KiB` : `${bytes / 2 ** 20} MiB`
const upTo = (text: string): string => `≤ ${text}`
export const sizeOf = (bytes: number | undefined): string[] =>
  bytes === undefined || bytes === 0 ? [] : [upTo(formatStep(bytes))]

/** Without a rule addresses show as one mark; the token tells those of one form from others. */
export const placeOf = (place: { readonly 'url.template': string; readonly address: string }): string =>
  place['url.template'] === '/…' ? `/… ${place.address}` : place['url.template']

function valuesOf(what: string, { headers = {}, fields = {} }: DeclaredValues = {}): string[] {
  return Object.entries({ ...headers, ...fields }).map(([name, value]) => `${what} ${name}: ${value}`)
}

function requestSignal(payload: NetworkPayload, atMs: number): Signal {
  const status = payload['http.response.status_code']
  const error = payload['error.type']
  const outcome = error ?? (status === undefined ? '–' : `${status}`)
  const size = sizeOf(payload['http.response.body.size'])
  const sent = sizeOf(payload['http.request.body.size'])
  const detail = [
    [
      payload.initiator,
      payload.crossOrigin === true ? 'another origin' : '',
      ...sent.map((one) => `sent ${one}`),
    ]
      .filter(Boolean)
      .join(', '),
    ...valuesOf('request', payload.request),
    ...valuesOf('response', payload.response),
    ...(payload.traceparent === undefined ? [] : [`trace ${payload.traceparent.split('-')[1]}`]),
    ...(payload.omitted === undefined
      ? []
      : [`${upTo(String(payload.omitted))} before it were not recorded`]),
  ]
  const isFailed = error !== undefined || (status !== undefined && status >= 400)
  return {
    kind: 'network',
    atMs: atMs - payload.duration,
    level: payload['http.request.method'],
    text: [outcome, placeOf(payload), formatDuration(payload.duration), ...size].join('  '),
    ...(isFailed && { tone: error === 'abort' ? 'warning' : 'bad' }),
    detail: detail.join('\n'),
  }
}

function resourceSignal(payload: ResourcePayload, atMs: number): Signal {
  const status = payload['http.response.status_code']
  const size = sizeOf(payload['http.response.body.size'])
  const detail = [
    [payload.renderBlocking === true && 'held up the page', payload.cached === true && 'from the cache']
      .filter(Boolean)
      .join(', '),
  ].filter(Boolean)
  return {
    kind: 'network',
    atMs,
    level: payload.initiator,
    text: [status ?? '–', placeOf(payload), formatDuration(payload.duration), ...size].join('  '),
    ...(status !== undefined && status >= 400 && { tone: 'bad' }),
    ...(detail.length > 0 && { detail: detail.join('\n') }),
  }
}

/** When a page load was asked for: it is told once it is through. */
function navigationSignal(payload: NavigationPayload, atMs: number): Signal {
  const { type, load = 0, response = 0 } = payload
  const tookMs = Math.max(load, response)
  const status = payload['http.response.status_code']
  return {
    kind: 'network',
    atMs: atMs - tookMs,
    level: 'document',
    text: [status ?? '–', type.replace('_', ' '), formatDuration(tookMs)].join('  '),
    ...(status !== undefined && status >= 400 && { tone: 'bad' }),
  }
}

function socketSignal(payload: SocketPayload, atMs: number): Signal {
  const { state, code, sent = 0, received = 0, sentBytes, receivedBytes } = payload
  const outcome = state === 'close' && code !== undefined ? `close ${code}` : state
  const traffic = [
    ...(sent > 0 ? [`${upTo(String(sent))} out ${sizeOf(sentBytes).join('')}`] : []),
    ...(received > 0 ? [`${upTo(String(received))} in ${sizeOf(receivedBytes).join('')}`] : []),
  ]
  const isFailed = state === 'close' && code !== 1_000 && code !== 1_001 && code !== 1_005
  return {
    kind: 'network',
    atMs,
    level: 'socket',
    text: [outcome, placeOf(payload), ...traffic].join('  '),
    ...(isFailed && { tone: 'bad' }),
  }
}

function routeSignal({ kind, ...route }: RoutePayload, atMs: number): Signal {
  return { kind: 'network', atMs, level: 'route', text: `${route['url.template']}  ${kind}` }
}
