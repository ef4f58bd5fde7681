// What a browser sends of a passkey: the JSON of WebAuthn Level 3 §5.1, parsed and bounded before anything looks at it.
import { decodeBase64url } from '@reseal/protocol'
import { z } from 'zod'

/** Base64url without padding. */
const bytes = (longest: number): z.ZodString =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(/^[A-Za-z0-9_-]+$/u)

// 1023 bytes (WebAuthn §4, credential id).
const credentialId = bytes(1364)
const clientData = bytes(2048)

/** The ways in which an authenticator is reached. */
const transports = z.array(z.string().regex(/^[a-z-]{1,16}$/u)).max(8)

/** A new passkey: RegistrationResponseJSON. */
export interface NewCredential {
  readonly id: string
  readonly clientDataJSON: string
  readonly attestationObject: string
  readonly transports: readonly string[]
}

/** A signature by a passkey: AuthenticationResponseJSON. */
export interface Assertion {
  readonly id: string
  readonly clientDataJSON: string
  readonly authenticatorData: string
  readonly signature: string
  readonly userHandle: string | undefined
}

const envelope = { id: credentialId, rawId: credentialId, type: z.literal('public-key') }
const isOneId = ({ id, rawId }: { id: string; rawId: string }): boolean => id === rawId

/** Schema of a new passkey; members that nobody asks for are left out. */
export const newCredentialSchema: z.ZodType<NewCredential> = z
  .object({
    ...envelope,
    response: z.object({
      clientDataJSON: clientData,
      attestationObject: bytes(8192),
      transports: transports.optional(),
    }),
  })
  .refine(isOneId)
  .transform(({ id, response }) => ({
    id,
    clientDataJSON: response.clientDataJSON,
    attestationObject: response.attestationObject,
    transports: response.transports ?? [],
  }))

/** Schema of a signature. */
export const assertionSchema: z.ZodType<Assertion> = z
  .object({
    ...envelope,
    response: z.object({
      clientDataJSON: clientData,
      authenticatorData: bytes(2048),
      signature: bytes(2048),
      userHandle: bytes(88).nullish(),
    }),
  })
  .refine(isOneId)
  .transform(({ id, response }) => ({
    id,
    clientDataJSON: response.clientDataJSON,
    authenticatorData: response.authenticatorData,
    signature: response.signature,
    userHandle: response.userHandle ?? undefined,
  }))

const clientDataSchema = z.object({ challenge: bytes(128), crossOrigin: z.boolean().optional() })

/** The challenge that the browser says it was given; undefined where it says none, or was in another site's frame. */
export function readChallenge(clientDataJSON: string): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(decodeBase64url(clientDataJSON))
    const parsed = clientDataSchema.safeParse(JSON.parse(text))
    return parsed.success && parsed.data.crossOrigin !== true ? parsed.data.challenge : undefined
  } catch {
    return undefined
  }
}
