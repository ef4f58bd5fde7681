// Sockets, event streams and beacons: that they are there and how much goes through, never what.
import { signalPlugin } from '@reseal/redaction-rules'
import { patch, patchConstructor } from '../browser/patch.ts'
import { type Exchange, type NetworkLog, quietly, recordRequest } from './network-log.ts'
import { bodySize } from './network-values.ts'

interface OpenSocket {
  readonly exchange: Exchange
  reportedAt: number
  counts: { sent: number; received: number; sentBytes: number; receivedBytes: number }
}

const reportMs = 10_000
const noCounts = (): OpenSocket['counts'] => ({ sent: 0, received: 0, sentBytes: 0, receivedBytes: 0 })

/** Watches sockets; returns what undoes it. */
export function trackSockets(log: NetworkLog): () => void {
  const sockets = new WeakMap<WebSocket, OpenSocket>()

  function report(socket: OpenSocket, state: 'open' | 'active' | 'close', code?: number): void {
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

  const undo = patchConstructor('WebSocket', (made, url) => {
    const exchange = log.begin('GET', url)
    if (exchange === undefined) return
    const socket = { exchange, reportedAt: 0, counts: noCounts() }
    sockets.set(made, socket)
    made.addEventListener('open', () => report(socket, 'open'))
    made.addEventListener('message', ({ data }) => count(socket, 'received', data))
    made.addEventListener('close', ({ code }) => report(socket, 'close', code))
  })
  const { prototype } = WebSocket
  const { send } = prototype
  const undoSend = patch(prototype, {
    send(this: WebSocket, ...args: Parameters<WebSocket['send']>): void {
      Reflect.apply(send, this, args)
      quietly(() => count(sockets.get(this), 'sent', args[0]))
    },
  })
  return () => {
    undo()
    undoSend()
  }
}

/** Watches event streams up to their opening; returns what undoes it. */
export function trackEventSources(log: NetworkLog): () => void {
  return patchConstructor('EventSource', (made, url) => {
    let exchange = log.begin('GET', url)
    const end = (event: Event): void => {
      if (exchange === undefined) return
      recordRequest(exchange, {
        initiator: 'eventsource',
        'http.request.method': 'GET',
        'error.type': event.type === 'error' ? 'network' : undefined,
      })
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
        const exchange = log.begin('POST', args[0])
        if (exchange === undefined) return
        recordRequest(exchange, {
          initiator: 'beacon',
          'http.request.method': 'POST',
          'http.request.body.size': bodySize(args[1]),
          'error.type': isQueued ? undefined : 'network',
        })
      })
      return isQueued
    },
  })
}
