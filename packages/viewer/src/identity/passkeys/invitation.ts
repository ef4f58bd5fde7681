// Invitations to make a passkey: for someone new, and for someone who lost theirs. What the person had is ended with it, so
// that a lost device opens nothing, and nobody is let in beside the person without their noticing.
import {
  createPasskeyCeremonyRepository,
  createPasskeyRepository,
  createSignInRepository,
  type Database,
  notify,
  type Passkey,
  type WebSession,
} from '@reseal/store'
import { createToken } from '../../access/token.ts'
import { requireRelyingParty } from './relying-party.ts'

/** Who is invited, and until when. */
export interface InvitationRequest {
  readonly userId: string
  /** Origin of the viewer as browsers see it. */
  readonly publicOrigin: string
  readonly nowMs: number
  readonly expiresInMs: number
}

/** An invitation to hand to the person, once, and what it ended. */
export interface NewInvitation {
  /** The token is behind `#`: browsers send it to no server and no log. */
  readonly url: string
  readonly expiresAtMs: number
  readonly removedPasskeys: readonly Passkey[]
  readonly endedSessions: readonly WebSession[]
}

/**
 * Invites within a transaction; its caller appends the events.
 * @throws ViewerError `passkeys_unavailable`; StoreError
 */
export async function createPasskeyInvitation(
  transaction: Database,
  { userId, publicOrigin, nowMs, expiresInMs }: InvitationRequest,
): Promise<NewInvitation> {
  requireRelyingParty(publicOrigin)
  const passkeys = createPasskeyRepository(transaction)
  const removedPasskeys = await passkeys.holdOf(userId)
  for (const { id } of removedPasskeys) await passkeys.remove(id)
  const endedSessions = await createSignInRepository(transaction).deleteSessionsOf(userId)
  const { token, tokenHash } = createToken()
  const expiresAtMs = nowMs + expiresInMs
  await createPasskeyCeremonyRepository(transaction).invite({ tokenHash, userId, expiresAtMs, nowMs })
  // A lost device is a reason to invite anew; so is the wish to be somebody else. They and the auditors hear of it.
  if (removedPasskeys.length > 0) {
    const recipients = { users: [userId], roles: ['auditor'] } as const
    await notify(transaction, { kind: 'passkey-invited', link: '/audit?action=passkey.invite', recipients })
  }
  return { url: `${publicOrigin}/invitation#${token}`, expiresAtMs, removedPasskeys, endedSessions }
}
