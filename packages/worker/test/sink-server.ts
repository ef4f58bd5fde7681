// A sink of audit events over HTTPS that takes them, refuses, is silent or sends elsewhere, as a test tells it.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createTestAuthority } from '../../listener/test/certificates.ts'

/** A request that was understood. */
export interface SinkRequest {
  readonly idempotencyKey: string | undefined
  readonly contentType: string | undefined
  readonly isSigned: boolean
  readonly lines: readonly string[]
}

/** What the server does with a request: answers with a status, or never. */
export type SinkAnswer = { readonly status: number; readonly headers?: Record<string, string> } | 'silence'

/** A running sink. */
export interface SinkServer {
  readonly url: string
  /** PEM of its authority. */
  readonly ca: string
  /** In the order they came, answered or not. */
  readonly requests: SinkRequest[]
  stop(): Promise<void>
}

/** How it is run. */
export interface SinkServerOptions {
  /** base64. */
  readonly signingKey: string
  answer(request: SinkRequest): SinkAnswer | Promise<SinkAnswer>
}

/** Starts a sink for `localhost`. */
export async function startSinkServer({ signingKey, answer }: SinkServerOptions): Promise<SinkServer> {
  const authority = createTestAuthority()
  const requests: SinkRequest[] = []
  const key = Buffer.from(signingKey, 'base64')
  const server: Server = createServer(authority.issue('localhost', '127.0.0.1'), (incoming, outgoing) => {
    const pieces: Buffer[] = []
    incoming.on('data', (piece: Buffer) => pieces.push(piece))
    incoming.on('error', () => {})
    incoming.on('end', () => {
      const body = Buffer.concat(pieces)
      const { headers } = incoming
      const request: SinkRequest = {
        idempotencyKey: headers['idempotency-key']?.toString(),
        contentType: headers['content-type'],
        isSigned: verifySignature(key, headers['reseal-signature']?.toString() ?? '', body),
        lines: body.toString('utf8').trimEnd().split('\n'),
      }
      requests.push(request)
      void Promise.resolve(answer(request)).then((given) => {
        if (given === 'silence') return
        outgoing.writeHead(given.status, given.headers)
        outgoing.end('taken')
      })
    })
  })
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `https://127.0.0.1:${port}/events`,
    ca: authority.cert,
    requests,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** As docs/audit-export.md tells receivers to. */
function verifySignature(key: Buffer, header: string, body: Buffer): boolean {
  const [, seconds, hex] = /^t=(\d+),v1=([0-9a-f]{64})$/u.exec(header) ?? []
  if (seconds === undefined || hex === undefined || Math.abs(Date.now() / 1000 - Number(seconds)) > 300)
    return false
  const expected = createHmac('sha256', key).update(`${seconds}.`).update(body).digest()
  return timingSafeEqual(expected, Buffer.from(hex, 'hex'))
}
