// A listener of a service: HTTP or, with a certificate, HTTPS (TLS 1.2 or newer), with every bound that hostile clients
// meet before a service sees them.
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http'
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createAddressKeyer } from './address-keyer.ts'
import {
  type CertificatePair,
  readCertificate,
  type WatchedCertificate,
  watchCertificate,
} from './certificate.ts'
import { type ConnectionLimits, createConnections } from './connections.ts'
import { isForwardedOverTls, strictTransportSecurity } from './forwarded.ts'
import type { ListenerErrorCode } from './listener-error.ts'
import type { TakePlain } from './plain-connection.ts'
import { type PlainServer, standBefore } from './plain-server.ts'
import type { PaceLimits } from './request-pace.ts'
import { assertSafeTransport, type Transport } from './transport.ts'

/** Every bound of a listener. Milliseconds, bytes, counts. */
export interface ListenerLimits extends ConnectionLimits, PaceLimits {
  /** All header lines of a request. */
  readonly maxHeaderBytes: number
  /** Until the head of a request is whole. */
  readonly headersTimeoutMs: number
  /** Until a request is whole. */
  readonly requestTimeoutMs: number
  /** A connection without a request. */
  readonly keepAliveTimeoutMs: number
  /** A connection on which nothing moves, also one whose answer nobody reads. */
  readonly idleTimeoutMs: number
  /** How often the times above are looked at. */
  readonly checkEveryMs: number
  /** How often the files of the certificate are. */
  readonly certificateCheckMs: number
}

/**
 * Bounds for one process. A recorder sends every few seconds, so a connection lives longer than that, and than a proxy in
 * front keeps it; a body that takes longer than the recorder waits for an answer (30 s) is of no use to anyone.
 */
export const defaultListenerLimits: ListenerLimits = Object.freeze({
  maxConnections: 10_000,
  maxConnectionsPerAddress: 4096,
  maxHeaderBytes: 16 * 1024,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 60_000,
  keepAliveTimeoutMs: 65_000,
  idleTimeoutMs: 120_000,
  checkEveryMs: 1000,
  paceGraceMs: 5000,
  minBytesPerSecond: 1024,
  bodyTimeMs: 60_000,
  certificateCheckMs: 10_000,
})

/** How to listen. */
export interface ListenerOptions extends Transport {
  /** 0 takes a free one. */
  readonly port: number
  readonly limits?: Partial<ListenerLimits>
  /** Answers bytes that are no request, or none in time, and closes; without it Node answers. */
  readonly onBrokenBytes?: (error: Error, socket: Duplex) => void
  /** Takes plain requests before Node's server sees them; without it that has all. */
  readonly takePlain?: TakePlain
  /** Files that hold no usable certificate any more; the last usable one goes on being served. */
  readonly onCertificateRefused?: (code: ListenerErrorCode) => void
}

/** A port that is bound. */
export interface Listener {
  /** Scheme, address and port. */
  readonly url: string
  readonly port: number
  readonly isSecure: boolean
  /**
   * Answers requests from now on; those that came before are answered 503.
   * @param answerInsecure answers what reached a trusted proxy without TLS, instead of a bare 426
   */
  serve(handler: RequestListener, answerInsecure?: RequestListener): void
  connectionCount(): number
  /** Connections closed for the bounds since the start. */
  closedConnectionCount(): number
  /** Reads the certificate's files again. */
  reloadCertificate(): Promise<void>
  /** Takes no more connections and resolves once those there are have ended, by force after `graceMs`. */
  stop(graceMs: number): Promise<void>
}

/**
 * Binds the port.
 * @throws ListenerError; Node's error where the port cannot be bound
 */
export async function startListener(options: ListenerOptions): Promise<Listener> {
  assertSafeTransport(options)
  const limits = { ...defaultListenerLimits, ...options.limits }
  const pair = options.tls && (await readCertificate(options.tls))
  const server = createServer(limits, pair)
  let handler: RequestListener = answerTooEarly
  let insecureHandler: RequestListener = refuseInsecure

  const { trustedProxyHops } = options
  const isSecure = pair !== undefined
  const keyOf = createAddressKeyer()
  const connections = createConnections(limits, ({ remoteAddress }: Socket) =>
    trustedProxyHops > 0 || remoteAddress === undefined ? undefined : keyOf(remoteAddress),
  )
  const plain: PlainServer | undefined =
    options.takePlain &&
    standBefore(server, isSecure ? 'secureConnection' : 'connection', {
      take: options.takePlain,
      limits,
      connections,
      isSecure,
      trustedProxyHops,
      endBroken: (socket, code) => endBroken(server, socket, code),
    })
  server.on('connection', connections.admit)
  server.on('request', (request, response) => {
    if (namesTwoHosts(request)) {
      endBroken(server, request.socket, 'HPE_DUPLICATE_HOST')
      return
    }
    connections.begin(request)
    response.on('close', () => connections.end(request))
    const isOverTls = isSecure || overTlsByProxy(request, trustedProxyHops)
    if (isOverTls === true) response.setHeader('Strict-Transport-Security', strictTransportSecurity)
    const answer = isOverTls === false ? insecureHandler : handler
    answer(request, response)
  })
  if (options.onBrokenBytes) server.on('clientError', options.onBrokenBytes)
  // A handshake that fails concerns its connection only, which Node has closed.
  server.on('tlsClientError', () => {})
  const checking = setInterval(() => {
    for (const { socket } of connections.tooSlow()) endBroken(server, socket, 'ERR_HTTP_REQUEST_TIMEOUT')
    plain?.check()
  }, limits.checkEveryMs)
  checking.unref()

  let certificate: WatchedCertificate | undefined
  try {
    await bind(server, options)
  } catch (error) {
    clearInterval(checking)
    throw error
  }
  if (options.tls !== undefined && pair !== undefined) {
    certificate = watchCertificate(
      options.tls,
      pair,
      {
        // Connections keep the certificate with which they began.
        onPair: (renewed) => (server as HttpsServer).setSecureContext(secureContextOf(renewed)),
        onRefused: options.onCertificateRefused ?? (() => {}),
      },
      limits.certificateCheckMs,
    )
  }

  const { port } = server.address() as AddressInfo
  const { host } = options
  return {
    url: `${isSecure ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    isSecure,
    serve(next, answerInsecure = refuseInsecure) {
      handler = next
      insecureHandler = answerInsecure
    },
    connectionCount: connections.count,
    closedConnectionCount: connections.closedCount,
    reloadCertificate: async () => certificate?.reload(),
    async stop(graceMs) {
      clearInterval(checking)
      certificate?.stop()
      plain?.close()
      await close(server, graceMs, plain)
    },
  }
}

const secureContextOf = (pair: CertificatePair) => ({ ...pair, minVersion: 'TLSv1.2' }) as const

function createServer(limits: ListenerLimits, pair: CertificatePair | undefined): Server {
  const settings = {
    maxHeaderSize: limits.maxHeaderBytes,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: limits.checkEveryMs,
  }
  const server =
    pair === undefined
      ? createHttpServer(settings)
      : createHttpsServer({
          ...settings,
          ...secureContextOf(pair),
          handshakeTimeout: limits.headersTimeoutMs,
        })
  server.setTimeout(limits.idleTimeoutMs)
  return server
}

/** As Node ends a request that is none; by `onBrokenBytes`, or without an answer. */
function endBroken(server: Server, socket: Socket, code: string): void {
  const error = Object.assign(new Error('the request is ended'), { code })
  if (server.listenerCount('clientError') > 0) server.emit('clientError', error, socket)
  else socket.destroy()
}

/** RFC 9112 §3.2: to be refused; Node believes the first, and a proxy in front may believe the last. */
function namesTwoHosts({ rawHeaders }: IncomingMessage): boolean {
  let count = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]
    if (name?.length === 4 && name.toLowerCase() === 'host') count += 1
  }
  return count > 1
}

function overTlsByProxy({ headers }: IncomingMessage, hops: number): boolean | undefined {
  const header = headers['x-forwarded-proto']
  return isForwardedOverTls(Array.isArray(header) ? header.join(',') : header, hops)
}

const refuseInsecure: RequestListener = (_request, response) => {
  response.writeHead(426, { Upgrade: 'TLS/1.2', Connection: 'Upgrade, close' }).end()
}

const answerTooEarly: RequestListener = (_request, response) => {
  response.writeHead(503, { 'Retry-After': '1', Connection: 'close' }).end()
}

// What may wait to be accepted while the process is busy.
const backlog = 4096

function bind(server: Server, { host, port }: ListenerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, backlog }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function close(server: Server, graceMs: number, plain: PlainServer | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      plain?.destroy()
      server.closeAllConnections()
    }, graceMs)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
    server.closeIdleConnections()
  })
}
