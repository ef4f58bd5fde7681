// An authenticator in software (WebAuthn Level 3 §6), for what Chromium's virtual one does not do: lie. A test helper.
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** What a browser would send, and how it may be wrong. */
export interface Deviation {
  readonly origin?: string
  readonly rpId?: string
  readonly challenge?: string
  readonly type?: string
  readonly crossOrigin?: boolean
  readonly userVerified?: boolean
  readonly userHandle?: string | null
  readonly counter?: number
  readonly backupEligible?: boolean
  readonly signWith?: KeyObject
}

/** A passkey and its private half. */
export interface SoftPasskey {
  /** RegistrationResponseJSON. */
  create(creation: { publicKey: { challenge: string; user: { id: string } } }, wrong?: Deviation): object
  /** AuthenticationResponseJSON. */
  get(request: { publicKey: { challenge: string } }, wrong?: Deviation): AssertionJson
}

/** AuthenticationResponseJSON. */
export interface AssertionJson {
  readonly id: string
  readonly rawId: string
  readonly type: string
  readonly response: Readonly<Record<string, string | undefined>>
  readonly clientExtensionResults: object
}

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
const sha256 = (bytes: string | Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

/** Makes a passkey for an origin; it counts its signatures. */
export function createSoftPasskey(origin: string, { counts = true } = {}): SoftPasskey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const credentialId = randomBytes(16)
  const id = base64url(credentialId)
  let userHandle = base64url(randomBytes(16))
  let counter = 0

  const clientData = (type: string, challenge: string, wrong: Deviation): Buffer =>
    Buffer.from(
      JSON.stringify({
        type: wrong.type ?? type,
        challenge: wrong.challenge ?? challenge,
        origin: wrong.origin ?? origin,
        crossOrigin: wrong.crossOrigin ?? false,
      }),
    )

  function authenticatorData(wrong: Deviation, attested?: Buffer): Buffer {
    if (counts) counter += 1
    const { userVerified = true, backupEligible = false } = wrong
    const flags = 0x01 | (userVerified ? 0x04 : 0) | (backupEligible ? 0x08 : 0) | (attested ? 0x40 : 0)
    const count = Buffer.alloc(4)
    count.writeUInt32BE(wrong.counter ?? counter)
    const rpIdHash = sha256(wrong.rpId ?? new URL(origin).hostname)
    return Buffer.concat([rpIdHash, Buffer.from([flags]), count, attested ?? Buffer.alloc(0)])
  }

  return {
    create: ({ publicKey: { challenge, user } }, wrong = {}) => {
      userHandle = user.id
      const length = Buffer.from([0, credentialId.length])
      const attested = Buffer.concat([Buffer.alloc(16), length, credentialId, coseKey(publicKey)])
      const data = authenticatorData(wrong, attested)
      const text = (value: string): Buffer =>
        Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)])
      const size = Buffer.from([0x58, data.length])
      // { fmt: "none", attStmt: {}, authData }
      const attestationObject = Buffer.concat([
        Buffer.from([0xa3]),
        text('fmt'),
        text('none'),
        text('attStmt'),
        Buffer.from([0xa0]),
        text('authData'),
        size,
        data,
      ])
      const clientDataJSON = base64url(clientData('webauthn.create', challenge, wrong))
      return {
        id,
        rawId: id,
        type: 'public-key',
        response: {
          clientDataJSON,
          attestationObject: base64url(attestationObject),
          transports: ['internal'],
        },
        clientExtensionResults: {},
      }
    },
    get: ({ publicKey: { challenge } }, wrong = {}) => {
      const client = clientData('webauthn.get', challenge, wrong)
      const data = authenticatorData(wrong)
      const signed = Buffer.concat([data, sha256(client)])
      return {
        id,
        rawId: id,
        type: 'public-key',
        response: {
          clientDataJSON: base64url(client),
          authenticatorData: base64url(data),
          signature: base64url(sign('sha256', signed, wrong.signWith ?? privateKey)),
          ...(wrong.userHandle === null ? {} : { userHandle: wrong.userHandle ?? userHandle }),
        },
        clientExtensionResults: {},
      }
    },
  }
}

/** COSE key of ES256 (RFC 9053 §2.1). */
function coseKey(publicKey: KeyObject): Buffer {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  return Buffer.concat([
    Buffer.from('a5010203262001215820', 'hex'),
    Buffer.from(x, 'base64url'),
    Buffer.from('225820', 'hex'),
    Buffer.from(y, 'base64url'),
  ])
}
