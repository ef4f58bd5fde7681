// The connections of a server and the request that each is in: bounds them, in all and by client address, and makes room
// for newcomers by closing the connection that has waited longest without a request, or else the one whose request has been
// on its way longest. Who only holds connections open loses them; who sends, and at a fair rate, is served; who waits for an
// answer keeps its place. Nothing is made for a request: what is noted lies with the connection.
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { isTooSlow, type PaceLimits } from './request-pace.ts'

/** How many connections there may be. */
export interface ConnectionLimits {
  readonly maxConnections: number
  /** Of one address, an IPv6 network of 64 bits counting as one; does not count behind a proxy. */
  readonly maxConnectionsPerAddress: number
}

/** What is noted of a request. */
export type BegunRequest = Pick<IncomingMessage, 'socket' | 'complete' | 'headers'>

/** Keeps the books of a server's connections. */
export interface Connections {
  /** Takes a connection in or destroys it; at a bound another one gives way where it waits for a request. */
  admit(socket: Socket): void
  /** A request has begun. */
  begin(request: BegunRequest): void
  /** The request is answered or gone. */
  end(request: BegunRequest): void
  /** Requests that come too slowly; each is named once. */
  tooSlow(): BegunRequest[]
  count(): number
  /** Connections closed for the bounds since the start: those that gave way and those that found no place. */
  closedCount(): number
}

interface Connection {
  readonly socket: Socket
  readonly network: Network | undefined
  requestCount: number
  /** The one whose body is on its way. */
  receiving: BegunRequest | undefined
  startedAtMs: number
  bytesBefore: number
}

const scanEveryMs = 50

interface Network {
  readonly key: string
  /** Those that wait for a request, the longest first. */
  readonly waiting: Set<Connection>
  count: number
}

/**
 * Creates empty books.
 * @param networkOf what connections of one client have in common; undefined where it cannot be told
 */
export function createConnections(
  limits: ConnectionLimits & PaceLimits,
  networkOf: (socket: Socket) => string | undefined,
): Connections {
  const connections = new Map<string, Connection>()
  const bySocket = new WeakMap<Socket, Connection>()
  const networks = new Map<string, Network>()
  const waiting = new Set<Connection>()
  let closed = 0
  // Where no connection waits, those that are to give way next; found by looking at all of them, so now and then only.
  let slowest: Connection[] = []
  let scanAgainAtMs = 0

  function stopWaiting(connection: Connection): void {
    waiting.delete(connection)
    connection.network?.waiting.delete(connection)
  }

  function wait(connection: Connection): void {
    waiting.add(connection)
    connection.network?.waiting.add(connection)
  }

  function forget(key: string, connection: Connection): void {
    connections.delete(key)
    stopWaiting(connection)
    connection.receiving = undefined
    const { network } = connection
    if (network === undefined) return
    network.count -= 1
    if (network.count === 0) networks.delete(network.key)
  }

  /** Ends the longest wait among the candidates; false where all of them have a request. */
  function endLongestWait(candidates: ReadonlySet<Connection>): boolean {
    closed += 1
    for (const connection of candidates) {
      stopWaiting(connection)
      connection.socket.destroy()
      return true
    }
    return false
  }

  /** Ends the request that has been on its way longest; false where all are being answered. */
  function endSlowestRequest(): boolean {
    const nowMs = performance.now()
    if (slowest.length === 0 && nowMs >= scanAgainAtMs) {
      scanAgainAtMs = nowMs + scanEveryMs
      const onTheWay = [...connections.values()].filter(isReceiving)
      slowest = onTheWay.toSorted((a, b) => b.startedAtMs - a.startedAtMs)
    }
    for (let connection = slowest.pop(); connection !== undefined; connection = slowest.pop()) {
      if (!isReceiving(connection)) continue
      connection.receiving = undefined
      connection.socket.destroy()
      return true
    }
    return false
  }

  function hasRoom(network: Network | undefined): boolean {
    if (network !== undefined && network.count >= limits.maxConnectionsPerAddress)
      return endLongestWait(network.waiting)
    return connections.size < limits.maxConnections || endLongestWait(waiting) || endSlowestRequest()
  }

  function networkFor(socket: Socket): Network | undefined {
    const key = networkOf(socket)
    if (key === undefined) return undefined
    return networks.get(key) ?? { key, waiting: new Set<Connection>(), count: 0 }
  }

  function connectionOf(socket: Socket): Connection | undefined {
    const known = bySocket.get(socket)
    if (known !== undefined) return known
    // Over TLS requests come on a socket of their own, which has the ends of the one beneath.
    const found = connections.get(keyOf(socket) ?? '')
    if (found !== undefined) bySocket.set(socket, found)
    return found
  }

  return {
    admit(socket) {
      const key = keyOf(socket)
      const network = networkFor(socket)
      if (key === undefined || !hasRoom(network)) {
        socket.destroy()
        return
      }
      const none = { requestCount: 0, receiving: undefined, startedAtMs: 0, bytesBefore: 0 }
      const connection: Connection = { socket, network, ...none }
      connections.set(key, connection)
      bySocket.set(socket, connection)
      if (network !== undefined) {
        network.count += 1
        networks.set(network.key, network)
      }
      wait(connection)
      socket.once('close', () => forget(key, connection))
    },
    begin(request) {
      const connection = connectionOf(request.socket)
      if (connection === undefined) return
      if (connection.requestCount === 0) stopWaiting(connection)
      connection.requestCount += 1
      connection.receiving = request
      connection.startedAtMs = performance.now()
      connection.bytesBefore = connection.socket.bytesRead
    },
    end(request) {
      const connection = connectionOf(request.socket)
      if (connection === undefined) return
      connection.requestCount -= 1
      if (connection.receiving === request) connection.receiving = undefined
      if (connection.requestCount === 0 && !connection.socket.destroyed) wait(connection)
    },
    tooSlow() {
      const slow: BegunRequest[] = []
      const nowMs = performance.now()
      for (const connection of connections.values()) {
        const { receiving, socket, startedAtMs, bytesBefore } = connection
        if (receiving === undefined) continue
        const declaredBytes = Number(receiving.headers['content-length'] ?? 0)
        const progress = {
          elapsedMs: nowMs - startedAtMs,
          receivedBytes: socket.bytesRead - bytesBefore,
          declaredBytes: Number.isFinite(declaredBytes) ? declaredBytes : 0,
        }
        if (!receiving.complete && !isTooSlow(limits, progress)) continue
        connection.receiving = undefined
        if (!receiving.complete) slow.push(receiving)
      }
      return slow
    },
    count: () => connections.size,
    closedCount: () => closed,
  }
}

function isReceiving({ receiving, socket }: Connection): boolean {
  return receiving !== undefined && !receiving.complete && !socket.destroyed
}

function keyOf({ remoteAddress, remotePort }: Socket): string | undefined {
  return remoteAddress === undefined ? undefined : `${remoteAddress} ${remotePort}`
}
