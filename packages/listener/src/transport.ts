// Which listeners may speak plain HTTP: those on loopback, and those that a proxy of the operator's own stands before.
import { BlockList, isIP } from 'node:net'
import { ListenerError } from './listener-error.ts'

/** A certificate and its key, PEM. */
export interface TlsFiles {
  readonly certFile: string
  readonly keyFile: string
}

/** What decides whether a listener is safe. */
export interface Transport {
  /** Address that is bound. */
  readonly host: string
  readonly tls?: TlsFiles | undefined
  /** Proxies of the operator's own in front, each of which appends to `X-Forwarded-For`. */
  readonly trustedProxyHops: number
}

/** Whether a host is this machine itself: `localhost`, 127.0.0.0/8 or ::1, by what it says. */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, '$1').toLowerCase()
  if (name === 'localhost') return true
  const family = isIP(name)
  if (family === 0) return false
  const loopback = new BlockList()
  loopback.addSubnet('127.0.0.0', 8, 'ipv4')
  loopback.addAddress('::1', 'ipv6')
  return loopback.check(name, family === 4 ? 'ipv4' : 'ipv6')
}

/**
 * Refuses plain HTTP off loopback where nobody said that a proxy ends TLS in front.
 * @throws ListenerError insecure_listener
 */
export function assertSafeTransport({ host, tls, trustedProxyHops }: Transport): void {
  if (tls === undefined && trustedProxyHops === 0 && !isLoopbackHost(host)) {
    throw new ListenerError('insecure_listener')
  }
}
