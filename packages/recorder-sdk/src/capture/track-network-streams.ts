// Sockets, event streams and beacons: that they are there and how much goes through, never what. Watched late: a socket
// that is open by then is known from the first message that it sends.
import { type SocketPayload, signalPlugin } from '@reseal/redaction-rules'
import { patch, patchConstructor } from '../browser/patch.ts'
import { bodySize, type Exchange, type NetworkLog, quietly } from './network-log.ts'

interface OpenSocket {
  readonly exchange: Exchange
  reportedAt: number
  counts: { sent: number; received: number; sentBytes: number; receivedBytes: number }
}

const reportMs = 10_000
const noCounts = (): OpenSocket['counts'] => ({ sent: 0, received: 0, sentBytes: 0, receivedBytes: 0 })

/** Watches sockets; returns what undoes it. */
export function trackSockets(log: NetworkLog): () => void {
  const sockets = new WeakMap<WebSocket, OpenSocket | undefined>()

  function report(socket: OpenSocket, state: SocketPayload['state'], code?: number): void {
    const { exchange, counts } = socket
    socket.reportedAt = exchange.elapsed()
    socket.counts = noCounts()
    exchange.record(signalPlugin.socket, { ...counts, state, code })
  }

  // Without a timer of its own: how much went through is said with the first message after ten seconds.
  function count(socket: OpenSocket | undefined, direction: 'sent' | 'received', data: unknown): void {
    if (socket === undefined) return
    socket.counts[direction] += 1
    socket.counts[`${direction}Bytes`] += bodySize(data) ?? 0
    if (socket.exchange.elapsed() - socket.reportedAt > reportMs) report(socket, 'active')
  }

  function watch(made: WebSocket, url: string | URL): void {
    const exchange = log.begin({ initiator: 'socket', method: 'GET', url })
    const socket = exchange && { exchange, reportedAt: 0, counts: noCounts() }
    sockets.set(made, socket)
    if (socket === undefined) return
    made.addEventListener('open', () => report(socket, 'open'))
    made.addEventListener('message', ({ data }) => count(socket, 'received', data))
    made.addEventListener('close', ({ code }) => report(socket, 'close', code))
  }

  const { prototype } = WebSocket
  const { send } = prototype
  const undo = [
    patchConstructor('WebSocket', watch),
    patch(prototype, {
      send(this: WebSocket, ...args: Parameters<WebSocket['send']>): void {
        Reflect.apply(send, this, args)
        quietly(() => {
          if (!sockets.has(this)) watch(this, this.url)
          count(sockets.get(this), 'sent', args[0])
        })
      },
    }),
  ]
  return () => {
    for (const end of undo) end()
  }
}

/** Watches event streams up to their opening; returns what undoes it. */
export function trackEventSources(log: NetworkLog): () => void {
  return patchConstructor('EventSource', (made, url) => {
    let exchange = log.begin({ initiator: 'eventsource', method: 'GET', url })
    const end = ({ type }: Event): void => {
      exchange?.end({ error: type === 'error' ? 'network' : undefined })
      exchange = undefined
    }
    made.addEventListener('open', end)
    made.addEventListener('error', end)
  })
}

/** Watches beacons; returns what undoes it. */
export function trackBeacons(log: NetworkLog): () => void {
  const { prototype } = Navigator
  const { sendBeacon } = prototype
  return patch(prototype, {
    sendBeacon(this: Navigator, ...args: Parameters<Navigator['sendBeacon']>): boolean {
      const isQueued = Reflect.apply(sendBeacon, this, args)
      quietly(() => {
        const [url, body] = args
        const exchange = log.begin({ initiator: 'beacon', method: 'POST', url, body })
        exchange?.end({ error: isQueued ? undefined : 'network' })
      })
      return isQueued
    },
  })
}
