// `fetch`: the page's call goes through as it is, and what it gets is what it would have got.
import { patch } from '../browser/patch.ts'
import { type Exchange, type NetworkLog, quietly, recordRequest } from './network-log.ts'
import { traceRequest } from './network-trace.ts'
import { bodySize, readText, readValues } from './network-values.ts'

type Call = [input: RequestInfo | URL, init?: RequestInit]

interface Begun {
  readonly exchange: Exchange
  /** The call, with a trace context where there is one to add. */
  readonly call: Call
  readonly signal: AbortSignal | null | undefined
  readonly known: object
}

function begin(log: NetworkLog, call: Call): Begun | undefined {
  const [input, init] = call
  const request = input instanceof Request ? input : undefined
  // Anything else would be asked for its text twice.
  if (request === undefined && typeof input !== 'string' && !(input instanceof URL)) return undefined
  const method = String(init?.method ?? request?.method ?? 'GET').toUpperCase()
  const exchange = log.begin(method, request?.url ?? (input as string | URL))
  if (exchange === undefined) return undefined
  const header = (name: string): string | null => new Headers(init?.headers ?? request?.headers).get(name)
  let traced = call
  const addTrace = (value: string): void => {
    const copy = new Request(input, init)
    copy.headers.set('traceparent', value)
    traced = [copy]
  }
  const isOpaque = (init?.mode ?? request?.mode) === 'no-cors'
  const known = {
    initiator: 'fetch',
    'http.request.method': method,
    'http.request.body.size': bodySize(init?.body),
    request: readValues(exchange.rule?.request, header, init?.body),
    ...(!isOpaque && traceRequest(log, exchange, header, addTrace)),
  }
  return { exchange, call: traced, signal: init?.signal ?? request?.signal, known }
}

async function answered({ exchange, known }: Begun, response: Response): Promise<void> {
  const header = (name: string): string | null => response.headers.get(name)
  const part = exchange.rule?.response
  const isRead = part?.fields !== undefined && /json/.test(header('content-type') ?? '')
  const answer = {
    ...known,
    duration: exchange.elapsed(),
    'http.response.status_code': response.status || undefined,
    'http.response.body.size': header('content-length') ? Number(header('content-length')) : undefined,
  }
  const text = isRead ? await readText(response) : undefined
  recordRequest(exchange, { ...answer, response: readValues(part, header, text) })
}

// CORS, a dead network and a refused connection look the same to a page.
function failed({ exchange, known, signal }: Begun, error: unknown): void {
  const name = error instanceof Error || error instanceof DOMException ? error.name : ''
  const isAborted = name === 'AbortError' || signal?.aborted === true
  const type = name === 'TimeoutError' ? 'timeout' : isAborted ? 'abort' : 'network'
  recordRequest(exchange, { ...known, 'error.type': type })
}

/** Watches `fetch`; returns what undoes it. */
export function trackFetch(log: NetworkLog): () => void {
  const original = window.fetch
  return patch(window, {
    fetch(this: unknown, ...call: Call): Promise<Response> {
      const begun = quietly(() => begin(log, call))
      const promise: Promise<Response> = Reflect.apply(original, this, begun?.call ?? call)
      if (begun === undefined || !(promise instanceof Promise)) return promise
      // A promise of its own: a failure that the page does not handle still counts as unhandled.
      return promise.then(
        (response) => {
          answered(begun, response).catch(() => {})
          return response
        },
        (error: unknown) => {
          quietly(() => failed(begun, error))
          throw error
        },
      )
    },
  })
}
