// Where a request came from, for the audit event: the peer's address, or what a trusted proxy says of it.
import { forwardedAddress } from '@reseal/listener'
import type { ClientInfo } from '../access/actor.ts'

/** What of a request says where it came from. */
export interface ClientSource {
  /** Address of the TCP peer; absent without a socket. */
  peer: string | undefined
  forwardedFor: string | undefined
  userAgent: string | undefined
}

const userAgentLimit = 512

/**
 * The client's address and user agent. With `trustedProxies` n, the address is the n-th entry of
 * X-Forwarded-For from the right: all to the left of it can be forged by the client.
 */
export function readClientInfo(source: ClientSource, trustedProxies: number): ClientInfo {
  return {
    ip: trustedProxies === 0 ? source.peer : forwardedAddress(source.forwardedFor, trustedProxies),
    userAgent: source.userAgent?.slice(0, userAgentLimit),
  }
}
