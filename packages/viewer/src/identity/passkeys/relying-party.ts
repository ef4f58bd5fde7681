// For whom passkeys are made: the viewer's public origin (WebAuthn §5.1.2).
import { isIP } from 'node:net'
import { ViewerError } from '../../viewer-error.ts'

/** The relying party of WebAuthn. */
export interface RelyingParty {
  /** Host of the public origin: a passkey works nowhere else. */
  readonly id: string
  /** Origin that a browser must say it was on. */
  readonly origin: string
  /** What authenticators show. */
  readonly name: string
}

/** The relying party of an origin; undefined where its host is an address: WebAuthn takes names alone. */
export function relyingPartyOf(publicOrigin: string): RelyingParty | undefined {
  const { hostname, origin } = new URL(publicOrigin)
  const isAddress = isIP(hostname.replace(/^\[(.*)\]$/u, '$1')) !== 0
  return isAddress ? undefined : { id: hostname, origin, name: 'Reseal' }
}

/** @throws ViewerError `passkeys_unavailable` where the public origin is an address */
export function requireRelyingParty(publicOrigin: string): RelyingParty {
  const party = relyingPartyOf(publicOrigin)
  if (party === undefined) throw new ViewerError('passkeys_unavailable')
  return party
}
