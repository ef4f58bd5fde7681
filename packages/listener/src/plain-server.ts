// Stands before Node's HTTP server: takes each connection first and keeps it as long as its requests are plain, within the
// same bounds of time (plain-connection.ts).
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Connections } from './connections.ts'
import { isForwardedOverTls, strictTransportSecurity } from './forwarded.ts'
import { type PlainConnection, servePlainConnection, type TakePlain } from './plain-connection.ts'
import type { PlainHead } from './plain-head.ts'

/** The bounds that hold here. */
export interface PlainLimits {
  readonly headersTimeoutMs: number
  readonly requestTimeoutMs: number
  readonly keepAliveTimeoutMs: number
  readonly idleTimeoutMs: number
}

/** What stands before a server needs. */
export interface PlainServerParts {
  readonly take: TakePlain
  readonly limits: PlainLimits
  readonly connections: Pick<Connections, 'begin' | 'end'>
  readonly isSecure: boolean
  readonly trustedProxyHops: number
  readonly endBroken: (socket: Socket, code: string) => void
}

/** Plain connections of a server. */
export interface PlainServer {
  /** Ends what is over its time; call it every second or so. */
  check(): void
  /** Closes each connection once it is answered. */
  close(): void
  /** Closes all. */
  destroy(): void
}

/** Takes the server's connections before it does; call it before the server listens. */
export function standBefore(server: Server, event: string, parts: PlainServerParts): PlainServer {
  const { take, limits, connections, isSecure, trustedProxyHops, endBroken } = parts
  const open = new Set<PlainConnection>()
  const stayingLines = `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(limits.keepAliveTimeoutMs / 1000)}\r\n`
  const serveByNode = server.listeners(event) as ((socket: Socket) => void)[]
  server.removeAllListeners(event)

  function handOver(socket: Socket): void {
    for (const serve of serveByNode) serve.call(server, socket)
  }

  function linesFor({ forwardedProto }: PlainHead): string | undefined {
    const isOverTls = isSecure || isForwardedOverTls(forwardedProto, trustedProxyHops)
    if (isOverTls === false) return undefined
    return isOverTls === true ? `Strict-Transport-Security: ${strictTransportSecurity}\r\n` : ''
  }

  server.on(event, (socket: Socket) => {
    const connection: PlainConnection = servePlainConnection(socket, {
      take,
      linesFor,
      stayingLines,
      begin: connections.begin,
      end: connections.end,
      handOver,
      endBroken,
      onLeft: () => open.delete(connection),
    })
    open.add(connection)
  })

  function checkOne({ socket, phase, sinceMs }: PlainConnection, nowMs: number): void {
    const elapsedMs = nowMs - sinceMs()
    switch (phase()) {
      case 'idle':
        if (socket.bytesRead === 0 && elapsedMs > limits.headersTimeoutMs) endBroken(socket, tooLate)
        else if (elapsedMs > limits.keepAliveTimeoutMs) socket.destroy()
        return
      case 'answering':
        if (elapsedMs > limits.idleTimeoutMs) socket.destroy()
        return
      default:
        if (elapsedMs > limits.requestTimeoutMs) endBroken(socket, tooLate)
    }
  }

  return {
    check() {
      const nowMs = performance.now()
      for (const connection of open) checkOne(connection, nowMs)
    },
    close() {
      for (const connection of open) connection.closeWhenIdle()
    },
    destroy() {
      for (const { socket } of open) socket.destroy()
    },
  }
}

const tooLate = 'ERR_HTTP_REQUEST_TIMEOUT'
