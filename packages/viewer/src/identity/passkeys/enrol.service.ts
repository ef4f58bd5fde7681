// Making a passkey: with an invitation, which signs its person in, or as a further one while signed in (design.md §8).
import { randomUUID } from 'node:crypto'
import {
  type AuditEventInput,
  type AuditTransaction,
  createPasskeyCeremonyRepository,
  createPasskeyRepository,
  createUserRepository,
  type PasskeyCeremony,
  type User,
} from '@reseal/store'
import type { Actor } from '../../access/actor.ts'
import {
  type SessionRequest,
  type StartedSession,
  startBrowserSession,
} from '../../access/browser-session.service.ts'
import { hashToken } from '../../access/token.ts'
import type { InvitedReply, PasskeyCreationReply } from '../../api-types.ts'
import { recordEvent, toAuditEvent } from '../../audit/record-event.ts'
import type { ViewerDeps } from '../../deps.ts'
import { ViewerError } from '../../viewer-error.ts'
import { beginCreation, isCeremony, sessionBinding, takeCeremony } from './ceremony.service.ts'
import type { NewCredential } from './credential-json.ts'
import { isProviders } from './is-providers.ts'
import { requireRelyingParty } from './relying-party.ts'
import { type ProvenCredential, verifyNewCredential } from './verify-credential.ts'

// More than anyone carries; each is a row that every ceremony of the person names.
const maxPasskeys = 20

type Refusal =
  | 'unknown_link'
  | 'link_used'
  | 'link_expired'
  | 'user_disabled'
  | 'passkey_refused'
  | 'passkey_known'
  | 'passkey_limit'
  | 'provisioned'

/** A new passkey as its browser sends it. */
export interface NewPasskeyRequest {
  readonly credential: NewCredential
  /** What its owner calls it. */
  readonly name: string
}

/** Who an invitation is for, and how to make the passkey. @throws ViewerError `link_refused`, `too_many_attempts` */
export async function beginInvited(
  deps: ViewerDeps,
  token: string,
  request: Omit<SessionRequest, 'cookie'>,
): Promise<InvitedReply> {
  requireRelyingParty(deps.publicOrigin)
  const found = await findInvited(deps, token)
  if ('refused' in found) return refuseInvited(deps, request, found)
  const { user, boundTo } = found
  const passkeys = await deps.passkeys.listOf(user.id)
  const ceremony = { kind: 'invitation', userId: user.id, boundTo } as const
  const creation = await beginCreation(deps, ceremony, { name: user.name, passkeys })
  return { ...creation, name: user.name, expiresAtMs: found.expiresAtMs }
}

/**
 * Makes the passkey of an invitation and signs in with it: the invitation is spent, the passkey exists, the session begins
 * and the events are committed in one transaction.
 * @throws ViewerError `link_refused`, `passkey_refused`, `passkey_known`, `too_many_attempts`
 */
export async function acceptInvitation(
  deps: ViewerDeps,
  { token, credential, name }: NewPasskeyRequest & { readonly token: string },
  request: SessionRequest,
): Promise<StartedSession> {
  requireRelyingParty(deps.publicOrigin)
  const found = await findInvited(deps, token)
  if ('refused' in found) return refuseInvited(deps, request, found)
  const { user, boundTo } = found
  const wanted = { kind: 'invitation', userId: user.id, boundTo } as const
  const proven = await proveCredential(deps, credential, wanted)
  if (proven === undefined) return refuseInvited(deps, request, { refused: 'passkey_refused', user })
  let outcome: StartedSession | Refusal = 'link_used'
  await deps.audit.appendInTransaction(async (transaction): Promise<readonly AuditEventInput[]> => {
    const current = await createUserRepository(transaction).find(user.id)
    if (current === undefined || current.disabled) {
      outcome = 'user_disabled'
      return []
    }
    const added = await addPasskey(deps, transaction, { userId: user.id, name, proven, credential })
    if ('refused' in added) {
      outcome = added.refused
      return []
    }
    const spent = await createPasskeyCeremonyRepository(transaction).redeemInvitation(boundTo, deps.now())
    if (spent === undefined) {
      await createPasskeyRepository(transaction).remove(added.id)
      return []
    }
    const begun = { ...request, userId: user.id, method: 'passkey' } as const
    const { started, ended } = await startBrowserSession(deps, transaction, begun)
    outcome = started
    const { client, requestId } = request
    const common = { outcome: 'success', client, requestId } as const
    const invited = { ...current, method: 'invitation' } as const
    const signedIn = { ...current, method: 'passkey' } as const
    const target = { key: added.id }
    return [
      ...ended,
      toAuditEvent({ ...common, action: 'passkey.add', actor: invited, target }),
      toAuditEvent({ ...common, action: 'user.sign_in', actor: signedIn, target }),
    ]
  })
  return typeof outcome === 'string' ? refuseInvited(deps, request, { refused: outcome, user }) : outcome
}

/** Begins a further passkey of someone who is signed in. @throws ViewerError `provisioned` */
export async function beginAnother(
  deps: ViewerDeps,
  { actor, client, requestId }: Omit<SessionRequest, 'cookie'> & { readonly actor: Actor },
): Promise<PasskeyCreationReply> {
  if (await isProviders(deps, deps.identities, actor.userId)) {
    const denied = { action: 'passkey.add', outcome: 'denied', denyReason: 'provisioned' } as const
    await recordEvent(deps, { ...denied, actor, client, requestId })
    throw new ViewerError('provisioned')
  }
  const passkeys = await deps.passkeys.listOf(actor.userId)
  const ceremony = { kind: 'add', userId: actor.userId, boundTo: sessionBinding(actor) } as const
  return beginCreation(deps, ceremony, { name: actor.name, passkeys })
}

/** Makes a further passkey. @throws ViewerError `passkey_refused`, `passkey_known`, `passkey_limit` */
export async function addAnother(
  deps: ViewerDeps,
  { credential, name }: NewPasskeyRequest,
  { actor, client, requestId }: Omit<SessionRequest, 'cookie'> & { readonly actor: Actor },
): Promise<string> {
  const { userId } = actor
  const common = { action: 'passkey.add', actor, client, requestId } as const
  const proven = await proveCredential(deps, credential, {
    kind: 'add',
    userId,
    boundTo: sessionBinding(actor),
  })
  let outcome = { refused: 'passkey_refused' } as Added
  await deps.audit.appendInTransaction(async (transaction) => {
    if (proven !== undefined) {
      outcome = await addPasskey(deps, transaction, { userId, name, proven, credential })
    }
    if ('refused' in outcome) {
      return [toAuditEvent({ ...common, outcome: 'denied', denyReason: outcome.refused })]
    }
    return [toAuditEvent({ ...common, outcome: 'success', target: { key: outcome.id } })]
  })
  if ('refused' in outcome) throw new ViewerError(outcome.refused)
  return outcome.id
}

interface AddRefusal {
  readonly refused: 'passkey_refused' | 'passkey_known' | 'passkey_limit'
}

type Added = { readonly id: string } | AddRefusal

async function addPasskey(
  deps: ViewerDeps,
  transaction: AuditTransaction,
  added: NewPasskeyRequest & { readonly userId: string; readonly proven: ProvenCredential },
): Promise<Added> {
  const passkeys = createPasskeyRepository(transaction)
  const { userId, name, proven, credential } = added
  if ((await passkeys.holdOf(userId)).length >= maxPasskeys) return { refused: 'passkey_limit' }
  const id = randomUUID()
  const { transports } = credential
  const isNew = await passkeys.insert({ ...proven, id, userId, name, transports, createdAtMs: deps.now() })
  return isNew ? { id } : { refused: 'passkey_known' }
}

async function proveCredential(
  deps: ViewerDeps,
  credential: NewCredential,
  wanted: PasskeyCeremony,
): Promise<ProvenCredential | undefined> {
  const party = requireRelyingParty(deps.publicOrigin)
  const taken = await takeCeremony(deps, credential.clientDataJSON)
  if (taken === undefined || !isCeremony(taken.ceremony, wanted)) return undefined
  return verifyNewCredential(credential, { party, challenge: taken.challenge })
}

interface Invited {
  readonly user: User
  /** SHA-256 of the invitation's token. */
  readonly boundTo: Uint8Array
  readonly expiresAtMs: number
}

interface InvitedRefusal {
  readonly refused: Refusal
  readonly user?: User | undefined
}

async function findInvited(deps: ViewerDeps, token: string): Promise<Invited | InvitedRefusal> {
  const boundTo = hashToken(token)
  const invitation = boundTo === undefined ? undefined : await deps.ceremonies.findInvitation(boundTo)
  if (boundTo === undefined || invitation === undefined) return { refused: 'unknown_link' }
  const { userId, used, expiresAtMs } = invitation
  const user = await deps.users.find(userId)
  if (used) return { refused: 'link_used', user }
  if (expiresAtMs <= deps.now()) return { refused: 'link_expired', user }
  if (user === undefined || user.disabled) return { refused: 'user_disabled', user }
  if (await isProviders(deps, deps.identities, userId)) return { refused: 'provisioned', user }
  return { user, boundTo, expiresAtMs }
}

/** What was wrong with an invitation is in the log alone; what was wrong with the passkey is said. */
async function refuseInvited(
  deps: ViewerDeps,
  { client, requestId }: Omit<SessionRequest, 'cookie'>,
  { refused, user }: InvitedRefusal,
): Promise<never> {
  const address = client.ip ?? 'unknown'
  if (!deps.attempts.allows(address)) throw new ViewerError('too_many_attempts')
  deps.attempts.recordFailure(address)
  // Whose invitation it was, but nobody proved to be that person.
  const actor = user === undefined ? undefined : { name: user.name, roles: [] }
  const denied = { action: 'passkey.add', outcome: 'denied', denyReason: refused } as const
  await recordEvent(deps, { ...denied, actor, client, requestId })
  const isOfPasskey = refused === 'passkey_refused' || refused === 'passkey_known'
  throw new ViewerError(isOfPasskey ? refused : 'link_refused')
}
