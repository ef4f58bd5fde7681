// Which client a request counts for: its address under a key that this process alone has (design.md §2). The address
// itself is neither stored nor logged.
import { forwardedAddress } from '@reseal/listener'
import type { Context } from 'hono'
import type { IngestEnv } from '../app-env.ts'
import { connectionOf, requestHeader, socketAddress } from './node-request.ts'

/** What tells clients apart. */
export interface ClientKeyOptions {
  keyOfAddress(address: string): string
  /** How many proxies of the operator's append to `X-Forwarded-For`; 0 ignores the header. */
  readonly trustedProxyHops: number
}

// With the day that a key of an address lasts this stays below a day in all (design.md §2).
const rememberedMs = 30 * 60_000

/** Creates the function that gives a request's client key. */
export function createClientKeyer(options: ClientKeyOptions): (c: Context<IngestEnv>) => string {
  const { keyOfAddress, trustedProxyHops } = options
  // Requests of one connection share the key as they share the address.
  const keys = new WeakMap<object, { readonly key: string; readonly untilMs: number }>()

  return (c) => {
    if (trustedProxyHops > 0) {
      const client = forwardedAddress(requestHeader(c, 'x-forwarded-for'), trustedProxyHops)
      if (client !== undefined) return keyOfAddress(client)
    }
    const connection = connectionOf(c)
    const known = connection && keys.get(connection)
    if (known !== undefined && performance.now() < known.untilMs) return known.key
    const key = keyOfAddress(socketAddress(c) ?? 'unknown')
    if (connection !== undefined) keys.set(connection, { key, untilMs: performance.now() + rememberedMs })
    return key
  }
}
