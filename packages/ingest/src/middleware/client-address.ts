// The address a request came from, for quotas alone: never stored, never logged (design.md §2).

interface Connection {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string | undefined } }
}

/**
 * The client's address: the socket's, or what the outermost of the operator's own proxies wrote down.
 * @param trustedProxyHops how many proxies of the operator's append to `X-Forwarded-For`; 0 ignores the header
 */
export function clientAddress(
  connection: unknown,
  forwardedFor: string | undefined,
  trustedProxyHops: number,
): string {
  const socketAddress = (connection as Connection | undefined)?.incoming?.socket?.remoteAddress ?? 'unknown'
  if (trustedProxyHops === 0 || forwardedFor === undefined) return socketAddress
  return forwardedFor.split(',').at(-trustedProxyHops)?.trim() || socketAddress
}
