// The browser's side of a passkey, by what browsers have themselves (WebAuthn Level 3 §5.1.8 to §5.1.10): JSON in, JSON out.
import type { PasskeyCreationReply, PasskeyRequestReply } from '../../../src/api-types.ts'
import { ApiFailure } from '../api/api-failure.ts'

/** Whether this browser, at this address, can use passkeys. They belong to names: an address has none. */
export function canUsePasskeys(): boolean {
  const isAddress = /^[\d.]+$|^\[/.test(window.location.hostname)
  return !isAddress && window.isSecureContext && typeof PublicKeyCredential === 'function'
}

/** Has a passkey made. @throws ApiFailure `passkey_cancelled`, `passkey_here`, `passkeys_unsupported` */
export function createCredential(creation: PasskeyCreationReply): Promise<object> {
  return ask(() => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
      creation.publicKey as unknown as PublicKeyCredentialCreationOptionsJSON,
    )
    return navigator.credentials.create({ publicKey })
  })
}

/** Has a passkey sign. @throws ApiFailure `passkey_cancelled`, `passkeys_unsupported` */
export function getAssertion(request: PasskeyRequestReply): Promise<object> {
  return ask(() => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
      request.publicKey as unknown as PublicKeyCredentialRequestOptionsJSON,
    )
    return navigator.credentials.get({ publicKey })
  })
}

async function ask(use: () => Promise<Credential | null>): Promise<object> {
  if (!canUsePasskeys() || !('parseCreationOptionsFromJSON' in PublicKeyCredential)) {
    throw new ApiFailure({ code: 'passkeys_unsupported', status: 0 })
  }
  try {
    const credential = await use()
    if (credential instanceof PublicKeyCredential) return credential.toJSON() as object
  } catch (cause) {
    const isHere = cause instanceof DOMException && cause.name === 'InvalidStateError'
    throw new ApiFailure({ code: isHere ? 'passkey_here' : 'passkey_cancelled', status: 0 }, { cause })
  }
  throw new ApiFailure({ code: 'passkey_cancelled', status: 0 })
}
