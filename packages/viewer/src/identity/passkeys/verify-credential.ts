// The proofs of WebAuthn (Level 3 §7.1, §7.2), by @simplewebauthn/server: challenge, origin, relying party, user verification
// and signature. What it throws quotes input, so nothing of it leaves here.
import { decodeBase64url } from '@reseal/protocol'
import type { Passkey } from '@reseal/store'
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server'
import type { Assertion, NewCredential } from './credential-json.ts'
import type { RelyingParty } from './relying-party.ts'

/** COSE algorithms that a passkey may have: ES256, RS256 and Ed25519, each allowed by FIPS 186-5. */
export const passkeyAlgorithms: readonly number[] = [-7, -257, -8]

/** What a new passkey proved. */
export type ProvenCredential = Pick<
  Passkey,
  'credentialId' | 'publicKey' | 'counter' | 'backupEligible' | 'backedUp'
>

/** What a signature proved. */
export interface ProvenAssertion {
  readonly counter: number
  readonly backedUp: boolean
}

/** What both are held against. */
export interface Expected {
  readonly party: RelyingParty
  readonly challenge: string
}

/** Verifies a new passkey; undefined whatever is wrong with it. */
export async function verifyNewCredential(
  { id, clientDataJSON, attestationObject }: NewCredential,
  { party, challenge }: Expected,
): Promise<ProvenCredential | undefined> {
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: {
        id,
        rawId: id,
        type: 'public-key',
        response: { clientDataJSON, attestationObject },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: [...passkeyAlgorithms],
    })
    if (!verified || registrationInfo.credential.id !== id) return undefined
    const { credential, credentialDeviceType, credentialBackedUp } = registrationInfo
    return {
      credentialId: decodeBase64url(credential.id),
      publicKey: new Uint8Array(credential.publicKey),
      counter: credential.counter,
      backupEligible: credentialDeviceType === 'multiDevice',
      backedUp: credentialBackedUp,
    }
  } catch {
    return undefined
  }
}

/**
 * Verifies a signature; undefined whatever is wrong with it. An unknown passkey takes as long as a known one with a wrong
 * signature. The counter is given back, to be judged once the signature is known to be right.
 */
export async function verifyAssertion(
  { id, clientDataJSON, authenticatorData, signature }: Assertion,
  passkey: Pick<Passkey, 'publicKey' | 'backupEligible'> | undefined,
  { party, challenge }: Expected,
): Promise<ProvenAssertion | undefined> {
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        id,
        rawId: id,
        type: 'public-key',
        response: { clientDataJSON, authenticatorData, signature },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      // Zero is ahead of nothing: the library would judge the counter before the signature, and anyone can write one.
      credential: { id, publicKey: new Uint8Array(passkey?.publicKey ?? nobodysKey), counter: 0 },
    })
    if (!verified || passkey === undefined) return undefined
    const { newCounter, credentialDeviceType, credentialBackedUp } = authenticationInfo
    // Whether it can be copied never changes (§6.1.3): one that says otherwise is another.
    if ((credentialDeviceType === 'multiDevice') !== passkey.backupEligible) return undefined
    return { counter: newCounter, backedUp: credentialBackedUp }
  } catch {
    return undefined
  }
}

// COSE ES256 key of the generator of P-256. Its private half is 1: whoever signs with it is refused all the same.
const nobodysKey: Uint8Array = Buffer.from(
  'a5010203262001215820' +
    '6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296' +
    '225820' +
    '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
  'hex',
)
