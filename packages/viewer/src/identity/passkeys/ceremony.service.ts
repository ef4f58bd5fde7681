// Ceremonies of WebAuthn: a challenge made here, kept as a hash, taken once, within minutes, for the one thing and the one
// browser session or invitation that it was made for (WebAuthn §13.4.3).
import { randomBytes } from 'node:crypto'
import { encodeBase64url, sha256 } from '@reseal/protocol'
import type { Passkey, PasskeyCeremony } from '@reseal/store'
import type { Actor } from '../../access/actor.ts'
import type { PasskeyCreationReply, PasskeyRequestReply } from '../../api-types.ts'
import type { ViewerDeps } from '../../deps.ts'
import { ViewerError } from '../../viewer-error.ts'
import { readChallenge } from './credential-json.ts'
import { requireRelyingParty } from './relying-party.ts'
import { passkeyAlgorithms } from './verify-credential.ts'

// Time to fetch a key from a bag; WebAuthn §15.1 recommends five minutes where the person is verified.
const ceremonyMs = 5 * 60_000

/** What a ceremony's browser session is known by: its token changes, its id does not. */
export function sessionBinding(actor: Actor): Uint8Array {
  return sha256(Buffer.from(`browser session ${actor.signInId}`))
}

/** The user handle of a person: nothing that says who it is (WebAuthn §14.6.1). */
export function userHandleOf(userId: string): string {
  return encodeBase64url(Buffer.from(userId.replaceAll('-', ''), 'hex'))
}

/** Begins the making of a passkey. @throws ViewerError `passkeys_unavailable` */
export async function beginCreation(
  deps: ViewerDeps,
  ceremony: PasskeyCeremony & { readonly userId: string },
  person: { readonly name: string; readonly passkeys: readonly Passkey[] },
): Promise<PasskeyCreationReply> {
  const { id, name } = requireRelyingParty(deps.publicOrigin)
  return {
    publicKey: {
      rp: { id, name },
      user: { id: userHandleOf(ceremony.userId), name: person.name, displayName: person.name },
      challenge: await keepChallenge(deps, ceremony),
      pubKeyCredParams: passkeyAlgorithms.map((alg) => ({ type: 'public-key', alg })),
      timeout: ceremonyMs,
      excludeCredentials: person.passkeys.map(descriptorOf),
      authenticatorSelection: {
        residentKey: 'required',
        requireResidentKey: true,
        userVerification: 'required',
      },
      attestation: 'none',
    },
  }
}

/** Begins a signature; without `passkeys` the person chooses among those that the authenticator has. */
export async function beginAssertion(
  deps: ViewerDeps,
  ceremony: PasskeyCeremony,
  passkeys: readonly Passkey[] = [],
): Promise<PasskeyRequestReply> {
  const { id } = requireRelyingParty(deps.publicOrigin)
  return {
    publicKey: {
      rpId: id,
      challenge: await keepChallenge(deps, ceremony),
      timeout: ceremonyMs,
      allowCredentials: passkeys.map(descriptorOf),
      userVerification: 'required',
    },
  }
}

/** Takes the challenge that a browser says it was given, whatever comes of it. */
export async function takeCeremony(
  deps: ViewerDeps,
  clientDataJSON: string,
): Promise<{ readonly ceremony: PasskeyCeremony; readonly challenge: string } | undefined> {
  const challenge = readChallenge(clientDataJSON)
  if (challenge === undefined) return undefined
  const ceremony = await deps.ceremonies.take(hashOf(challenge), deps.now())
  return ceremony && { ceremony, challenge }
}

/** Whether it is the ceremony that was wanted: same kind, same person, same browser session or invitation. */
export function isCeremony(found: PasskeyCeremony, wanted: PasskeyCeremony): boolean {
  if (found.kind === 'sign-in' || wanted.kind === 'sign-in') return found.kind === wanted.kind
  return (
    found.kind === wanted.kind &&
    found.userId === wanted.userId &&
    Buffer.compare(found.boundTo, wanted.boundTo) === 0
  )
}

/** @throws ViewerError `too_many_attempts`: challenges are rows, and anyone may ask for one */
export function countChallenge(deps: ViewerDeps, client: string | undefined): void {
  const asking = client ?? 'unknown'
  if (!deps.challengeLimit.allows(asking)) throw new ViewerError('too_many_attempts')
  deps.challengeLimit.recordFailure(asking)
}

async function keepChallenge(deps: ViewerDeps, ceremony: PasskeyCeremony): Promise<string> {
  const challenge = encodeBase64url(randomBytes(32))
  const nowMs = deps.now()
  const challengeHash = hashOf(challenge)
  await deps.ceremonies.begin({ ...ceremony, challengeHash }, { nowMs, expiresAtMs: nowMs + ceremonyMs })
  return challenge
}

function hashOf(challenge: string): Uint8Array {
  return sha256(Buffer.from(challenge))
}

function descriptorOf({ credentialId, transports }: Passkey): PasskeyDescriptor {
  return { type: 'public-key', id: encodeBase64url(credentialId), transports: [...transports] }
}

type PasskeyDescriptor = PasskeyRequestReply['publicKey']['allowCredentials'][number]
