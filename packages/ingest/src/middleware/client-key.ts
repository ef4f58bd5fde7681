// Which client a request counts for: its address under a key that this process alone has (design.md §2). The address
// itself is neither stored nor logged.
import type { Context } from 'hono'
import type { IngestEnv } from '../app-env.ts'
import { connectionOf, requestHeader, socketAddress } from './node-request.ts'

/** What tells clients apart. */
export interface ClientKeyOptions {
  keyOfAddress(address: string): string
  /** How many proxies of the operator's append to `X-Forwarded-For`; 0 ignores the header. */
  readonly trustedProxyHops: number
}

/** Creates the function that gives a request's client key. */
export function createClientKeyer(options: ClientKeyOptions): (c: Context<IngestEnv>) => string {
  const { keyOfAddress, trustedProxyHops } = options
  // Requests of one connection share the key as they share the address.
  const keys = new WeakMap<object, string>()

  return (c) => {
    const forwarded = trustedProxyHops === 0 ? undefined : requestHeader(c, 'x-forwarded-for')
    const client = forwarded?.split(',').at(-trustedProxyHops)?.trim()
    if (client) return keyOfAddress(client)
    const connection = connectionOf(c)
    const known = connection && keys.get(connection)
    if (known !== undefined) return known
    const key = keyOfAddress(socketAddress(c) ?? 'unknown')
    if (connection !== undefined) keys.set(connection, key)
    return key
  }
}
