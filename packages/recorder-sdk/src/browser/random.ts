// Randomness of the browser: ids and tokens.
import { encodeBase64url } from '@reseal/protocol'

/** `sizeBytes` random bytes. */
export function randomBytes(sizeBytes: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(sizeBytes))
}

/** A random token of 32 bytes in base64url. */
export function randomToken(): string {
  return encodeBase64url(randomBytes(32))
}
