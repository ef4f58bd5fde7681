// What a sign-out asks of the identity provider: its refresh token is taken back, and the browser may end the session there.
import type { Actor } from '../../access/actor.ts'
import { readSessionToken } from '../../access/session-token.ts'
import type { ViewerDeps } from '../../deps.ts'
import { openTokens } from './sealed-tokens.ts'

/** Where the browser ends its session at the provider. Nothing that the provider does, or does not do, stops a sign-out. */
export async function endAtProvider(
  { provider, identities, publicOrigin }: ViewerDeps,
  actor: Actor,
  cookie: string | undefined,
): Promise<string | undefined> {
  if (provider === undefined || actor.method !== 'oidc' || actor.issuer !== provider.settings.issuer) {
    return undefined
  }
  try {
    const secret = readSessionToken(cookie)?.secret
    const sealed = await identities.findTokens(actor.signInId)
    const tokens =
      secret === undefined || sealed === undefined
        ? undefined
        : openTokens(sealed, { secret, sessionId: actor.signInId })
    if (tokens !== undefined) await provider.revoke(tokens)
    return (await provider.endSessionUrl(`${publicOrigin}/sign-in`))?.href
  } catch {
    return undefined
  }
}
