// The provider says by itself that somebody's session is over (OpenID Connect Back-Channel Logout 1.0): what it vouched for ends
// at once, whether the browser comes again or not.
import { type AuditEventInput, createIdentityRepository, createSignInRepository } from '@reseal/store'
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose'
import { elsewhere, logOffEvent } from '../../access/browser-session.service.ts'
import type { ViewerDeps } from '../../deps.ts'
import { ViewerError } from '../../viewer-error.ts'
import { requireProvider } from './oidc-sign-in.service.ts'
import type { OidcProvider } from './provider.ts'

/** Whose sessions end: those of one session of the provider's, or all of a person's. */
type EndedAtProvider = { readonly sid: string } | { readonly subject: string }

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout'
// No signature that somebody could make who knows the client's secret, or nothing.
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']

/**
 * Ends the browser sessions that a logout token is about.
 * @throws ViewerError `not_found` where no provider is configured; `bad_request` for a token that is none of its own, or too old;
 * `identity_unavailable` where its keys cannot be read
 */
export async function endByLogoutToken(
  deps: ViewerDeps,
  { token, requestId }: { readonly token: string; readonly requestId: string },
): Promise<void> {
  const provider = requireProvider(deps)
  const ended = await readLogoutToken(provider, token)
  const { issuer } = provider.settings
  await deps.audit.appendInTransaction(async (transaction): Promise<readonly AuditEventInput[]> => {
    const ids = await createIdentityRepository(transaction).findSessions({ issuer, ...ended })
    const sessions = await createSignInRepository(transaction).deleteSessions(ids)
    const how = { cause: 'removed', client: elsewhere, requestId } as const
    return Promise.all(sessions.map((session) => logOffEvent(transaction, session, how)))
  })
}

async function readLogoutToken(provider: OidcProvider, token: string): Promise<EndedAtProvider> {
  const { issuer, clientId } = provider.settings
  const { jwks_uri } = await provider.metadata()
  if (jwks_uri === undefined) throw new ViewerError('bad_request')
  let payload: JWTPayload
  try {
    const keys = createRemoteJWKSet(new URL(jwks_uri), { timeoutDuration: 5000 })
    const checks = { issuer, audience: clientId, algorithms, maxTokenAge: 120, clockTolerance: 30 }
    payload = (await jwtVerify(token, keys, checks)).payload
  } catch (cause) {
    throw new ViewerError('bad_request', { cause })
  }
  const { events, nonce, sid, sub } = payload
  const isLogout = typeof events === 'object' && events !== null && logoutEvent in events
  // A nonce would make it an ID token.
  if (!isLogout || nonce !== undefined) throw new ViewerError('bad_request')
  if (typeof sid === 'string') return { sid }
  if (typeof sub === 'string') return { subject: sub }
  throw new ViewerError('bad_request')
}
