// Whose sign-in is the identity provider's: what it takes back within a minute, a passkey of Reseal's would give again.
import type { IdentityRepository } from '@reseal/store'
import type { ViewerDeps } from '../../deps.ts'

/**
 * Whether an identity provider vouches for the person and is the way in for them: then a passkey is of no use to them, and
 * they may remove the last. One-time links are the demo's: they are no other way.
 */
export async function isProviders(
  { provider }: Pick<ViewerDeps, 'provider'>,
  identities: Pick<IdentityRepository, 'isProvisioned'>,
  userId: string,
): Promise<boolean> {
  return provider !== undefined && (await identities.isProvisioned(userId))
}
