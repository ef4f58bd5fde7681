// Invitations to make a passkey, from the command line: whoever runs the machine lets people in.
import type { User } from '@reseal/store'
import { createPasskeyInvitation, relyingPartyOf } from '@reseal/viewer'
import { CliError } from '../cli-error.ts'
import { type DeploymentConfig, originOf } from './config.ts'
import type { DatabaseAccess } from './database-access.ts'
import { commandActor, commandClient, openAuditLog } from './logs.ts'

/** An invitation that was made, and what it ended. */
export interface Invitation {
  readonly url: string
  readonly expiresAtMs: number
  readonly removedPasskeys: number
}

/** Whether people of this deployment can have passkeys: its viewer is reached under a name. */
export function hasPasskeys(config: DeploymentConfig): boolean {
  return relyingPartyOf(originOf(config, 'viewer')) !== undefined
}

/** What to do where it is reached under an address. */
export const nameHint =
  'Passkeys belong to a name, and this viewer is reached under an address. Give it one with RESEAL_VIEWER_ORIGIN; on this machine http://localhost with its port does.'

/**
 * Invites someone, in one transaction with the events; ends the passkeys and browser sessions that they had.
 * @throws CliError 'invalid_configuration' where the viewer is reached under an address
 */
export async function inviteUser(
  config: DeploymentConfig,
  access: DatabaseAccess,
  { user, minutes }: { readonly user: User; readonly minutes: number },
): Promise<Invitation> {
  if (!hasPasskeys(config)) throw new CliError('invalid_configuration', nameHint)
  const request = {
    userId: user.id,
    publicOrigin: originOf(config, 'viewer'),
    nowMs: Date.now(),
    expiresInMs: minutes * 60_000,
  }
  let invitation: Invitation | undefined
  const audit = openAuditLog(config, access, 'owner')
  await audit.appendInTransaction(async (transaction) => {
    const made = await createPasskeyInvitation(transaction, request)
    const { url, expiresAtMs, removedPasskeys, endedSessions } = made
    invitation = { url, expiresAtMs, removedPasskeys: removedPasskeys.length }
    const common = { outcome: 'success', actor: commandActor(), client: commandClient() } as const
    const target = { user: user.name }
    return [
      { ...common, action: 'passkey.invite', target } as const,
      ...removedPasskeys.map(
        ({ id }) => ({ ...common, action: 'passkey.remove', target: { ...target, key: id } }) as const,
      ),
      ...endedSessions.map(() => ({ ...common, action: 'user.log_off', cause: 'revoked', target }) as const),
    ]
  })
  if (invitation === undefined) throw new CliError('not_found', 'The user is gone.')
  return invitation
}
