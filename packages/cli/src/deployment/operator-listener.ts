// What a service tells its operator: health, readiness and metrics, on a port of their own that no recorder, browser or
// balancer needs. Plain HTTP: numbers and fixed words, for loopback or a private network.
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { collectDefaultMetrics, Registry } from 'prom-client'

/** What a service can be asked. */
export interface OperatorView {
  /** Whether it does its work, with what it says of its parts. */
  readiness(): Promise<{ readonly isReady: boolean; readonly detail: object }>
  /** Prometheus' text format. */
  metrics(): Promise<string>
}

/** Where to listen. */
export interface OperatorAddress {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
}

/** A listener. */
export interface OperatorListener {
  readonly url: string
  stop(): Promise<void>
}

const requestTimeoutMs = 5000

/** Starts it. */
export async function startOperatorListener(
  { host, port }: OperatorAddress,
  view: OperatorView,
): Promise<OperatorListener> {
  const process = new Registry()
  collectDefaultMetrics({ register: process })
  const server = createServer(
    { requestTimeout: requestTimeoutMs, maxHeaderSize: 4096 },
    (request, response) => {
      const path = (request.url ?? '').split('?')[0] ?? ''
      void answer(request.method === 'GET' || request.method === 'HEAD' ? path : '', response)
    },
  )
  server.maxConnections = 64

  async function answer(path: string, response: ServerResponse): Promise<void> {
    try {
      switch (path) {
        case '/healthz':
          return send(response, 200, { status: 'ok' })
        case '/readyz': {
          const { isReady, detail } = await view.readiness()
          return send(response, isReady ? 200 : 503, detail)
        }
        case '/metrics': {
          const text = `${await view.metrics()}\n${await process.metrics()}`
          response.writeHead(200, {
            'Content-Type': Registry.PROMETHEUS_CONTENT_TYPE,
            'Cache-Control': 'no-store',
          })
          response.end(text)
          return
        }
        default:
          return send(response, 404, { error: { code: 'not_found' } })
      }
    } catch {
      send(response, 503, { status: 'failing' })
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, resolve)
  })
  const bound = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound.port}`,
    async stop() {
      const { promise, resolve } = Promise.withResolvers<void>()
      server.close(() => resolve())
      server.closeAllConnections()
      await promise
    },
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
  response.end(JSON.stringify(body))
}
