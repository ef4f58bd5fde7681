// `XMLHttpRequest`: what it is opened with, and the event that it ends with. Nothing is heard on its upload: that would
// cause a preflight.
import { patch } from '../browser/patch.ts'
import { type Exchange, type NetworkLog, quietly } from './network-log.ts'

type Xhr = XMLHttpRequest

interface OpenedRequest {
  readonly method: string
  readonly url: string
  readonly isSync: boolean
  readonly headers: Headers
  isSent?: boolean
  exchange?: Exchange | undefined
}

const errorTypes: Readonly<Record<string, string | undefined>> = {
  load: undefined,
  error: 'network',
  abort: 'abort',
  timeout: 'timeout',
}

function bodyOf(request: Xhr): unknown {
  return request.responseType === 'json' ? request.response : request.responseText
}

/** Watches all requests; returns what undoes it. */
export function trackXhr(log: NetworkLog): () => void {
  const requests = new WeakMap<Xhr, OpenedRequest>()
  const { prototype } = XMLHttpRequest
  const { open, setRequestHeader, send } = prototype

  function end(request: Xhr, type: string, size?: number): void {
    const opened = requests.get(request)
    if (opened?.exchange === undefined) return
    const { exchange } = opened
    opened.exchange = undefined
    exchange.end({
      error: errorTypes[type],
      status: request.status,
      size,
      header: (name) => request.getResponseHeader(name),
      body: exchange.readsBody ? quietly(() => bodyOf(request)) : undefined,
    })
  }
  // One function for all: a request that is sent again has it once.
  const onEnd = (event: Event): void => {
    quietly(() => end(event.currentTarget as Xhr, event.type, (event as ProgressEvent).loaded))
  }

  function begin(request: Xhr, opened: OpenedRequest, body: unknown): void {
    opened.isSent = true
    const { method, url, headers } = opened
    opened.exchange = log.begin({
      initiator: 'xmlhttprequest',
      method,
      url,
      body,
      header: (name) => headers.get(name),
      setHeader: setRequestHeader.bind(request),
    })
    for (const type of Object.keys(errorTypes)) request.addEventListener(type, onEnd)
  }

  return patch(prototype, {
    open(this: Xhr, ...args: unknown[]): void {
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
    setRequestHeader(this: Xhr, ...args: [string, string]): void {
      Reflect.apply(setRequestHeader, this, args)
      quietly(() => requests.get(this)?.headers.append(...args))
    },
    send(this: Xhr, ...args: [body?: Document | XMLHttpRequestBodyInit | null]): void {
      const opened = requests.get(this)
      // Sent already: what follows throws, and concerns no request.
      if (opened !== undefined && opened.isSent !== true) quietly(() => begin(this, opened, args[0]))
      try {
        Reflect.apply(send, this, args)
      } catch (error) {
        if (opened?.isSync === true) quietly(() => end(this, 'error'))
        throw error
      }
    },
  })
}
