// Bounds connections, in all and by client address, and makes room for newcomers by closing the connection that has
// waited longest without a request: who only holds connections open loses them, who sends is served.
import type { Socket } from 'node:net'

/** How many connections there may be. */
export interface ConnectionLimits {
  readonly maxConnections: number
  /** Of one address, an IPv6 network of 64 bits counting as one; does not count behind a proxy. */
  readonly maxConnectionsPerAddress: number
}

/** Keeps the books of a server's connections. */
export interface ConnectionBounds {
  /** Takes a connection in or destroys it; at a bound another one gives way where it waits for a request. */
  admit(socket: Socket): void
  /** A request of this connection has begun; the function returned says that it is answered. */
  begin(socket: Socket): () => void
  count(): number
  /** Connections closed for the bounds since the start: those that gave way and those that found no place. */
  closedCount(): number
}

interface Connection {
  readonly socket: Socket
  readonly network: Network | undefined
  requests: number
}

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
export function createConnectionBounds(
  limits: ConnectionLimits,
  networkOf: (socket: Socket) => string | undefined,
): ConnectionBounds {
  const connections = new Map<string, Connection>()
  const networks = new Map<string, Network>()
  const waiting = new Set<Connection>()
  let closed = 0

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

  function hasRoom(network: Network | undefined): boolean {
    if (network !== undefined && network.count >= limits.maxConnectionsPerAddress)
      return endLongestWait(network.waiting)
    return connections.size < limits.maxConnections || endLongestWait(waiting)
  }

  return {
    admit(socket) {
      const key = keyOf(socket)
      const networkKey = networkOf(socket)
      const network =
        networkKey === undefined
          ? undefined
          : (networks.get(networkKey) ?? { key: networkKey, waiting: new Set<Connection>(), count: 0 })
      if (key === undefined || !hasRoom(network)) {
        socket.destroy()
        return
      }
      const connection = { socket, network, requests: 0 }
      connections.set(key, connection)
      if (network !== undefined) {
        network.count += 1
        networks.set(network.key, network)
      }
      wait(connection)
      socket.once('close', () => forget(key, connection))
    },
    begin(socket) {
      // Over TLS requests come on a socket of their own, which has the ends of the one beneath.
      const connection = connections.get(keyOf(socket) ?? '')
      if (connection === undefined) return () => {}
      connection.requests += 1
      stopWaiting(connection)
      return () => {
        connection.requests -= 1
        if (connection.requests === 0 && !connection.socket.destroyed) wait(connection)
      }
    },
    count: () => connections.size,
    closedCount: () => closed,
  }
}

function keyOf({ remoteAddress, remotePort }: Socket): string | undefined {
  return remoteAddress === undefined ? undefined : `${remoteAddress} ${remotePort}`
}
