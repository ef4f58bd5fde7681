// An admin invites someone to make a passkey (design.md §8: users are the admins').
import { type AuditEventInput, createUserRepository } from '@reseal/store'
import type { Actor, ClientInfo } from '../../access/actor.ts'
import type { InvitationReply } from '../../api-types.ts'
import { recordEvent, toAuditEvent } from '../../audit/record-event.ts'
import type { ViewerDeps } from '../../deps.ts'
import { ViewerError } from '../../viewer-error.ts'
import { createPasskeyInvitation } from './invitation.ts'
import { isProviders } from './is-providers.ts'
import { requireRelyingParty } from './relying-party.ts'

/** Who invites whom. */
export interface InviteRequest {
  readonly userId: string
  readonly actor: Actor
  readonly client: ClientInfo
  readonly requestId: string
}

type InviteRefusal = 'not_found' | 'user_disabled' | 'own_account' | 'provisioned'

/** @throws ViewerError `not_found`, `user_disabled`, `own_account`, `provisioned`, `passkeys_unavailable` */
export async function invite(deps: ViewerDeps, request: InviteRequest): Promise<InvitationReply> {
  requireRelyingParty(deps.publicOrigin)
  const { userId, actor, client, requestId } = request
  const common = { actor, client, requestId }
  const refuse = async (denyReason: InviteRefusal, name?: string) => {
    const target = name === undefined ? {} : { target: { user: name } }
    await recordEvent(deps, { ...common, action: 'passkey.invite', outcome: 'denied', denyReason, ...target })
    throw new ViewerError(denyReason)
  }
  const known = await deps.users.find(userId)
  if (known === undefined) return refuse('not_found')
  if (known.disabled) return refuse('user_disabled', known.name)
  // Whoever can still sign in adds a passkey; who cannot is invited by another.
  if (userId === actor.userId) return refuse('own_account', known.name)
  if (await isProviders(deps, deps.identities, userId)) return refuse('provisioned', known.name)
  let reply: InvitationReply | undefined
  await deps.audit.appendInTransaction(async (transaction): Promise<readonly AuditEventInput[]> => {
    const user = await createUserRepository(transaction).find(userId)
    if (user === undefined || user.disabled) return []
    const { publicOrigin, config } = deps
    const invited = { userId, publicOrigin, nowMs: deps.now(), expiresInMs: config.invitationMs }
    const { url, expiresAtMs, removedPasskeys, endedSessions } = await createPasskeyInvitation(
      transaction,
      invited,
    )
    reply = { url, expiresAtMs, removedPasskeys: removedPasskeys.length }
    const target = { user: user.name }
    const success = { ...common, outcome: 'success' } as const
    return [
      toAuditEvent({ ...success, action: 'passkey.invite', target }),
      ...removedPasskeys.map(({ id }) =>
        toAuditEvent({ ...success, action: 'passkey.remove', target: { ...target, key: id } }),
      ),
      ...endedSessions.map(() =>
        toAuditEvent({ ...success, action: 'user.log_off', cause: 'revoked', target }),
      ),
    ]
  })
  if (reply === undefined) throw new ViewerError('not_found')
  return reply
}
