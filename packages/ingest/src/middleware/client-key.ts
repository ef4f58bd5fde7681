// Which client a request counts for: its address under a key that this process alone has (design.md §2). The address
// itself is neither stored nor logged.

import type { Socket } from 'node:net'
import { forwardedAddress } from '@reseal/listener'

/** What tells clients apart. */
export interface ClientKeyOptions {
  keyOfAddress(address: string): string
  /** How many proxies of the operator's append to `X-Forwarded-For`; 0 ignores the header. */
  readonly trustedProxyHops: number
}

// With the day that a key of an address lasts this stays below a day in all (design.md §2).
const rememberedMs = 30 * 60_000

/** Gives the client key of a request by its header `X-Forwarded-For` and its connection. */
export type ClientKeyer = (
  forwardedFor: string | undefined,
  connection: Pick<Socket, 'remoteAddress'> | undefined,
) => string

/** Creates the function that gives a request's client key. */
export function createClientKeyer(options: ClientKeyOptions): ClientKeyer {
  const { keyOfAddress, trustedProxyHops } = options
  // Requests of one connection share the key as they share the address.
  const keys = new WeakMap<object, { readonly key: string; readonly untilMs: number }>()

  return (forwardedFor, connection) => {
    if (trustedProxyHops > 0) {
      const client = forwardedAddress(forwardedFor, trustedProxyHops)
      if (client !== undefined) return keyOfAddress(client)
    }
    const known = connection && keys.get(connection)
    if (known !== undefined && performance.now() < known.untilMs) return known.key
    const key = keyOfAddress(connection?.remoteAddress ?? 'unknown')
    if (connection !== undefined) keys.set(connection, { key, untilMs: performance.now() + rememberedMs })
    return key
  }
}
