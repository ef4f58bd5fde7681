// A person's own passkeys: listed, named, removed; the last one only where there is another way to sign in (design.md §8).
import {
  type AuditEventInput,
  createIdentityRepository,
  createPasskeyRepository,
  type Passkey,
} from '@reseal/store'
import type { Actor, ClientInfo } from '../../access/actor.ts'
import type { PasskeyReply, PasskeysReply } from '../../api-types.ts'
import { toAuditEvent } from '../../audit/record-event.ts'
import type { ViewerDeps } from '../../deps.ts'
import { ViewerError } from '../../viewer-error.ts'
import { isProviders } from './is-providers.ts'
import { relyingPartyOf } from './relying-party.ts'

/** Which passkey, of whom. */
export interface OwnPasskeyRequest {
  readonly id: string
  readonly actor: Actor
  readonly client: ClientInfo
  readonly requestId: string
}

/** The passkeys of whoever is signed in. */
export async function listPasskeys(deps: ViewerDeps, { userId }: Actor): Promise<PasskeysReply> {
  const passkeys = await deps.passkeys.listOf(userId)
  return { unavailable: await whyUnavailable(deps, userId), passkeys: passkeys.map(toReply) }
}

async function whyUnavailable(deps: ViewerDeps, userId: string): Promise<PasskeysReply['unavailable']> {
  if (relyingPartyOf(deps.publicOrigin) === undefined) return 'address'
  return (await isProviders(deps, deps.identities, userId)) ? 'provider' : null
}

function toReply({ id, name, createdAtMs, lastUsedAtMs, backupEligible }: Passkey): PasskeyReply {
  return { id, name, createdAtMs, lastUsedAtMs: lastUsedAtMs ?? null, synced: backupEligible }
}

/** Gives a passkey another name. @throws ViewerError `not_found` */
export function renamePasskey(deps: ViewerDeps, request: OwnPasskeyRequest, name: string): Promise<void> {
  return change(deps, request, {
    action: 'passkey.rename',
    work: async (passkeys, { id }) => {
      await passkeys.rename(id, name)
      return undefined
    },
  })
}

/** Removes a passkey: it signs nobody in any more. @throws ViewerError `not_found`, `last_way_in` */
export function removePasskey(deps: ViewerDeps, request: OwnPasskeyRequest): Promise<void> {
  return change(deps, request, {
    action: 'passkey.remove',
    work: async (passkeys, { id, userId }, { isLast, transaction }) => {
      if (isLast && !(await isProviders(deps, createIdentityRepository(transaction), userId)))
        return 'last_way_in'
      await passkeys.remove(id)
      return undefined
    },
  })
}

type Transaction = Parameters<typeof createPasskeyRepository>[0]

interface Change {
  readonly action: 'passkey.rename' | 'passkey.remove'
  /** @returns why it is refused */
  readonly work: (
    passkeys: ReturnType<typeof createPasskeyRepository>,
    passkey: Passkey,
    held: { readonly isLast: boolean; readonly transaction: Transaction },
  ) => Promise<'last_way_in' | undefined>
}

/** Changes a passkey while all of the person's are held: of two that remove the last but one, one is refused. */
async function change(
  deps: ViewerDeps,
  { id, actor, client, requestId }: OwnPasskeyRequest,
  { action, work }: Change,
): Promise<void> {
  let refused: 'not_found' | 'last_way_in' | undefined
  await deps.audit.appendInTransaction(async (transaction): Promise<readonly AuditEventInput[]> => {
    const passkeys = createPasskeyRepository(transaction)
    const held = await passkeys.holdOf(actor.userId)
    const passkey = held.find((each) => each.id === id)
    refused =
      passkey === undefined
        ? 'not_found'
        : await work(passkeys, passkey, { isLast: held.length === 1, transaction })
    const common = { actor, client, requestId, target: { key: id } }
    return refused === undefined
      ? [toAuditEvent({ ...common, action, outcome: 'success' })]
      : // Both actions know both reasons that they can give.
        [toAuditEvent({ ...common, action, outcome: 'denied', denyReason: refused })]
  })
  if (refused !== undefined) throw new ViewerError(refused)
}
