// `fetch`: the page's call goes through as it is, and what it gets is what it would have got.
import { patch } from '../browser/patch.ts'
import { type Exchange, type NetworkLog, quietly } from './network-log.ts'

type Call = [input: RequestInfo | URL, init?: RequestInit]

function answered(exchange: Exchange, response: Response): void {
  const header = (name: string): string | null => response.headers.get(name)
  const isRead = exchange.readsBody && /json/.test(header('content-type') ?? '')
  const size = header('content-length')
  exchange.end({
    status: response.status,
    size: size ? Number(size) : undefined,
    header,
    body: isRead ? response.clone() : undefined,
  })
}

// CORS, a dead network and a refused connection look the same to a page.
function errorOf(error: unknown, [input, init]: Call): string {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'TimeoutError') return 'timeout'
  const signal = init?.signal ?? (input as Request).signal
  return name === 'AbortError' || signal?.aborted ? 'abort' : 'network'
}

/** Watches `fetch`; returns what undoes it. */
export function trackFetch(log: NetworkLog): () => void {
  const original = window.fetch

  function begin(call: Call, replace: (call: Call) => void): Exchange | undefined {
    const [input, init] = call
    const request = input instanceof Request ? input : undefined
    // Anything else would be asked for its text twice.
    if (request === undefined && typeof input !== 'string' && !(input instanceof URL)) return undefined
    const headers = new Headers(init?.headers ?? request?.headers)
    const isOpaque = (init?.mode ?? request?.mode) === 'no-cors'
    return log.begin({
      initiator: 'fetch',
      method: String(init?.method ?? request?.method ?? 'GET').toUpperCase(),
      url: request?.url ?? (input as string | URL),
      body: init?.body,
      header: (name) => headers.get(name),
      setHeader: isOpaque
        ? undefined
        : (name, value) => {
            const traced = new Request(input, init)
            traced.headers.set(name, value)
            replace([traced])
          },
    })
  }

  return patch(window, {
    fetch(this: unknown, ...call: Call): Promise<Response> {
      let args = call
      const exchange = quietly(() =>
        begin(call, (traced) => {
          args = traced
        }),
      )
      const promise: Promise<Response> = Reflect.apply(original, this, args)
      if (exchange === undefined || !(promise instanceof Promise)) return promise
      // A promise of its own: a failure that the page does not handle still counts as unhandled.
      return promise.then(
        (response) => {
          quietly(() => answered(exchange, response))
          return response
        },
        (error: unknown) => {
          quietly(() => exchange.end({ error: errorOf(error, call) }))
          throw error
        },
      )
    },
  })
}
