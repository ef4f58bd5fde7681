// Makes one-time links, for the command line: `init`, and an operator who lets someone in.
import { createSignInRepository, type Database } from '@reseal/store'
import { createToken } from './token.ts'

/** Who a link is for, and until when. */
export interface SignInLinkRequest {
  /** UUID of a user in the table of users. */
  readonly userId: string
  /** Default 15 minutes. */
  readonly expiresInMs?: number
  /** Origin of the viewer as browsers see it. */
  readonly publicOrigin: string
}

/** A link to hand to the person, once. */
export interface NewSignInLink {
  /** The token is behind `#`: browsers send it to no server and no log. */
  readonly url: string
  readonly expiresAtMs: number
}

const defaultExpiresInMs = 15 * 60_000

/**
 * Makes a link that signs its user in once. Needs the owner's role: no service can let anyone in.
 * @throws StoreError database_unavailable, database_refused
 */
export async function createSignInLink(
  ownerDb: Database,
  request: SignInLinkRequest,
): Promise<NewSignInLink> {
  const { userId, expiresInMs = defaultExpiresInMs, publicOrigin } = request
  const { token, tokenHash } = createToken()
  const expiresAtMs = Date.now() + expiresInMs
  await createSignInRepository(ownerDb).createLink({ tokenHash, userId, expiresAtMs })
  return { url: `${publicOrigin}/sign-in#${token}`, expiresAtMs }
}
