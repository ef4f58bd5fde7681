// What the Network panel shows of a request: method, path, outcome, and when which part of it was.
import { type DeclaredValues, signalPlugin } from '@reseal/redaction-rules'
import { placeOf, sizeOf } from '../network-signals.ts'
import type { Signal } from '../signals.ts'
import type { Stretch } from '../timeline.ts'
import type { PanelRow } from './panel-rows.ts'

/** A part of a request's time. */
export interface Phase extends Stretch {
  readonly name: string
}

/** A request, a resource, a page load, a socket. Times are milliseconds since 1970. */
export interface NetworkFacts extends Stretch {
  readonly method: string
  readonly path: string
  readonly outcome: string
  readonly isFailed: boolean
  readonly isSlow: boolean
  readonly phases: readonly Phase[]
  readonly size?: string
  readonly sent?: string
  readonly trace?: string
  readonly isPageTrace?: boolean
  readonly request?: DeclaredValues
  readonly response?: DeclaredValues
}

// As the sessions list counts them.
const slowMs = 2_000

/** The facts of a row of the panel; undefined of a signal that is none. */
export function networkFacts({ recorded, atMs, level, tone }: Signal): NetworkFacts | undefined {
  const isFailed = tone === 'bad'
  switch (recorded?.plugin) {
    case signalPlugin.network: {
      const { payload } = recorded
      const [size, sent] = [
        sizeOf(payload['http.response.body.size'])[0],
        sizeOf(payload['http.request.body.size'])[0],
      ]
      const trace = payload.traceparent?.split('-')[1]
      return {
        method: level,
        path: placeOf(payload),
        outcome: payload['error.type'] ?? String(payload['http.response.status_code'] ?? '–'),
        isFailed,
        ...lasting(atMs, payload.duration, 'until the answer began'),
        ...(size !== undefined && { size }),
        ...(sent !== undefined && { sent }),
        ...(trace !== undefined && { trace, isPageTrace: payload.traceFrom === 'page' }),
        ...(payload.request !== undefined && { request: payload.request }),
        ...(payload.response !== undefined && { response: payload.response }),
      }
    }
    case signalPlugin.resource: {
      const { payload } = recorded
      const size = sizeOf(payload['http.response.body.size'])[0]
      return {
        method: level,
        path: placeOf(payload),
        outcome: payload.cached === true ? 'cache' : String(payload['http.response.status_code'] ?? '–'),
        isFailed,
        ...lasting(atMs, payload.duration, 'until it was there'),
        ...(size !== undefined && { size }),
      }
    }
    case signalPlugin.navigation: {
      const { payload } = recorded
      const { redirect = 0, connect = 0, request = 0, response = 0, load = 0 } = payload
      const ends = [
        ['redirects', redirect],
        ['connecting', connect],
        ['waiting', request],
        ['receiving', response],
        ['loading', load],
      ] as const
      return {
        method: level,
        path: payload.type.replace('_', ' '),
        outcome: String(payload['http.response.status_code'] ?? '–'),
        isFailed,
        ...phased(atMs, ends),
        isSlow: false,
      }
    }
    case signalPlugin.socket: {
      const { payload } = recorded
      const { state, code } = payload
      return {
        method: level,
        path: placeOf(payload),
        outcome: state === 'close' && code !== undefined ? String(code) : state,
        isFailed,
        fromMs: atMs - payload.duration,
        toMs: atMs,
        phases: [{ name: 'open', fromMs: atMs - payload.duration, toMs: atMs }],
        isSlow: false,
      }
    }
    default:
      return undefined
  }
}

function lasting(fromMs: number, durationMs: number, name: string) {
  const toMs = fromMs + durationMs
  return { fromMs, toMs, phases: [{ name, fromMs, toMs }], isSlow: durationMs >= slowMs }
}

// Each part ends where it says, milliseconds from the beginning; one that was not recorded is not there.
function phased(fromMs: number, ends: readonly (readonly [name: string, endMs: number])[]) {
  const phases: Phase[] = []
  let reached = 0
  for (const [name, endMs] of ends) {
    if (endMs <= reached) continue
    phases.push({ name, fromMs: fromMs + reached, toMs: fromMs + endMs })
    reached = endMs
  }
  return { fromMs, toMs: fromMs + reached, phases }
}

/** What a request is filtered by: how it ended, or what it is. */
export function networkSort(signal: Signal): string {
  const facts = networkFacts(signal)
  if (facts === undefined) return 'other'
  if (facts.isFailed) return 'failed'
  if (facts.isSlow) return 'slow'
  if (signal.recorded?.plugin === signalPlugin.network) return 'requests'
  return signal.recorded?.plugin === signalPlugin.socket ? 'sockets' : 'resources'
}

/** The stretch that the bars of some rows are drawn on; at least a tenth of a second. */
export function axisOf(rows: readonly PanelRow[]): Stretch {
  const facts = rows.flatMap(({ signal }) => networkFacts(signal) ?? [])
  if (facts.length === 0) return { fromMs: 0, toMs: 100 }
  const fromMs = Math.min(...facts.map((each) => each.fromMs))
  return { fromMs, toMs: Math.max(fromMs + 100, ...facts.map((each) => each.toMs)) }
}
