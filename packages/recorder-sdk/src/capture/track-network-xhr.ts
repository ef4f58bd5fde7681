// `XMLHttpRequest`: what it is opened with, and the event that it ends with. Nothing is heard on its upload: that would
// cause a preflight.
import { patch } from '../browser/patch.ts'
import { type Exchange, type NetworkLog, quietly, recordRequest } from './network-log.ts'
import { traceRequest } from './network-trace.ts'
import { bodySize, readValues } from './network-values.ts'

interface OpenRequest {
  readonly method: string
  readonly url: string
  readonly isSync: boolean
  readonly headers: Headers
  exchange?: Exchange | undefined
  known?: object
}

type Owner = XMLHttpRequest

const errorTypes: Readonly<Record<string, string | undefined>> = {
  load: undefined,
  error: 'network',
  abort: 'abort',
  timeout: 'timeout',
}

function bodyOf(request: Owner): unknown {
  if (request.responseType === 'json') return request.response
  return request.responseType === '' || request.responseType === 'text' ? request.responseText : undefined
}

/** Watches all requests; returns what undoes it. */
export function trackXhr(log: NetworkLog): () => void {
  const requests = new WeakMap<Owner, OpenRequest>()
  const { prototype } = XMLHttpRequest
  const { open, setRequestHeader, send } = prototype

  function end(request: Owner, type: string, loaded?: number): void {
    const opened = requests.get(request)
    if (opened?.exchange === undefined) return
    const { exchange, known } = opened
    opened.exchange = undefined
    const part = exchange.rule?.response
    recordRequest(exchange, {
      ...known,
      'error.type': errorTypes[type],
      'http.response.status_code': request.status || undefined,
      'http.response.body.size': loaded,
      response: readValues(part, (name) => request.getResponseHeader(name), part?.fields && bodyOf(request)),
    })
  }
  // One function for all: a request that is sent again has it once.
  const onEnd = (event: Event): void => {
    quietly(() => end(event.currentTarget as Owner, event.type, (event as ProgressEvent).loaded))
  }

  function begin(request: Owner, opened: OpenRequest, body: unknown): void {
    const { method, url, headers } = opened
    const exchange = log.begin(method, url)
    if (exchange === undefined) return
    const header = (name: string): string | null => headers.get(name)
    opened.exchange = exchange
    opened.known = {
      initiator: 'xmlhttprequest',
      'http.request.method': method,
      'http.request.body.size': bodySize(body),
      request: readValues(exchange.rule?.request, header, body),
      ...traceRequest(log, exchange, header, (value) => setRequestHeader.call(request, 'traceparent', value)),
    }
    for (const type of Object.keys(errorTypes)) request.addEventListener(type, onEnd)
  }

  return patch(prototype, {
    open(this: Owner, ...args: unknown[]): void {
      Reflect.apply(open, this, args)
      quietly(() =>
        requests.set(this, {
          method: String(args[0]).toUpperCase(),
          url: new URL(String(args[1]), document.baseURI).href,
          isSync: args[2] === false,
          headers: new Headers(),
        }),
      )
    },
    setRequestHeader(this: Owner, ...args: [string, string]): void {
      Reflect.apply(setRequestHeader, this, args)
      quietly(() => requests.get(this)?.headers.append(...args))
    },
    send(this: Owner, ...args: [body?: Document | XMLHttpRequestBodyInit | null]): void {
      const opened = requests.get(this)
      // Sent already: what follows throws, and concerns no request.
      if (opened !== undefined && opened.known === undefined) quietly(() => begin(this, opened, args[0]))
      try {
        Reflect.apply(send, this, args)
      } catch (error) {
        if (opened?.isSync === true) quietly(() => end(this, 'error'))
        throw error
      }
    },
  })
}
