// What the operator's own proxies say of a request. Each appends to the headers it gets, so that only the entries that
// those proxies wrote, counted from the right, are believed: all to the left of them is the client's to make up.
import { isIP } from 'node:net'

/**
 * The client's address by `X-Forwarded-For`.
 * @returns undefined without a trusted proxy, and where its entry is no address
 */
export function forwardedAddress(header: string | undefined, trustedProxyHops: number): string | undefined {
  if (trustedProxyHops === 0 || header === undefined) return undefined
  const entry = header.split(',').at(-trustedProxyHops)?.trim() ?? ''
  // Some proxies write the port too.
  const address = /^\[([^\]]+)\](?::\d+)?$/.exec(entry)?.[1] ?? /^([\d.]+):\d+$/.exec(entry)?.[1] ?? entry
  return isIP(address) === 0 ? undefined : address
}

/**
 * Whether the client came over TLS by `X-Forwarded-Proto`; undefined without a trusted proxy, and where it does not say,
 * as with a health check of its own.
 */
export function isForwardedOverTls(
  header: string | undefined,
  trustedProxyHops: number,
): boolean | undefined {
  if (trustedProxyHops === 0 || header === undefined) return undefined
  const entries = header.split(',')
  // Many proxies replace this header where they append to the other.
  const entry = entries.at(-trustedProxyHops) ?? entries[0]
  return entry?.trim().toLowerCase() === 'https'
}

/** Value of `Strict-Transport-Security`, sent over TLS only (RFC 6797 §7.2): two years. */
export const strictTransportSecurity = 'max-age=63072000'
