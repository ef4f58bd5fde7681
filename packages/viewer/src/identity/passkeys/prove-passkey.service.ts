// A person proves with a passkey who they are: to sign in, or once more before something sensitive (design.md §8).
import { decodeBase64url } from '@reseal/protocol'
import {
  type AuditTransaction,
  createPasskeyRepository,
  type Passkey,
  type PasskeyCeremony,
} from '@reseal/store'
import type { ViewerDeps } from '../../deps.ts'
import { isCeremony, takeCeremony, userHandleOf } from './ceremony.service.ts'
import type { Assertion } from './credential-json.ts'
import { isProviders } from './is-providers.ts'
import { requireRelyingParty } from './relying-party.ts'
import { type ProvenAssertion, verifyAssertion } from './verify-credential.ts'

/** Why a passkey proved nothing: for the audit log alone, the answer never says. */
export interface PasskeyRefusal {
  readonly refused: 'unknown_passkey' | 'passkey_refused' | 'passkey_cloned' | 'user_disabled' | 'provisioned'
  /** Whose passkey it was, where that is known. */
  readonly passkey?: Pick<Passkey, 'id' | 'userId'>
}

/** A passkey whose signature over our challenge is right. */
export interface ProvenPasskey {
  readonly passkey: Passkey
  readonly proof: ProvenAssertion
}

/**
 * Judges a signature: challenge, origin, relying party, user verification, user handle, key. Its counter is judged where it
 * is used.
 */
export async function provePasskey(
  deps: ViewerDeps,
  assertion: Assertion,
  wanted: PasskeyCeremony,
): Promise<ProvenPasskey | PasskeyRefusal> {
  const party = requireRelyingParty(deps.publicOrigin)
  const taken = await takeCeremony(deps, assertion.clientDataJSON)
  const passkey = await deps.passkeys.findByCredential(decodeBase64url(assertion.id))
  const challenge = taken?.challenge ?? ''
  const proof = await verifyAssertion(assertion, passkey, { party, challenge })
  if (passkey === undefined) return { refused: 'unknown_passkey' }
  const isWanted = taken !== undefined && isCeremony(taken.ceremony, wanted)
  const isProven = proof !== undefined && isWanted && isOwner(passkey, assertion, wanted)
  if (!isProven) return { refused: 'passkey_refused', passkey }
  const isOf = await isProviders(deps, deps.identities, passkey.userId)
  return isOf ? { refused: 'provisioned', passkey } : { passkey, proof }
}

/** Who chose a passkey by its name must be named by it (WebAuthn §7.2, 6); who is signed in must own it. */
function isOwner({ userId }: Passkey, { userHandle }: Assertion, wanted: PasskeyCeremony): boolean {
  const named = userHandle === undefined ? wanted.kind !== 'sign-in' : userHandle === userHandleOf(userId)
  return named && (wanted.kind === 'sign-in' || wanted.userId === userId)
}

/**
 * Keeps the use of a proven passkey, in the transaction of what it is for.
 * @returns why it cannot be used after all: it was removed meanwhile, or there are two of it
 */
export async function usePasskey(
  transaction: AuditTransaction,
  { passkey, proof }: ProvenPasskey,
  nowMs: number,
): Promise<PasskeyRefusal | undefined> {
  const passkeys = createPasskeyRepository(transaction)
  const held = await passkeys.holdByCredential(passkey.credentialId)
  if (held === undefined || held.id !== passkey.id) return { refused: 'unknown_passkey' }
  // Whoever does not count says 0 for ever; who counts never says the same twice (WebAuthn §6.1.1).
  const counts = held.counter > 0 || proof.counter > 0
  if (counts && proof.counter <= held.counter) return { refused: 'passkey_cloned', passkey }
  await passkeys.recordUse(held.id, { ...proof, nowMs })
  return undefined
}
