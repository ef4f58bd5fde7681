// Randomness of the browser: ids and tokens.
import { encodeBase64url } from '@reseal/protocol'

/** `sizeBytes` random bytes. */
export function randomBytes(sizeBytes: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(sizeBytes))
}

/** `sizeBytes` random bytes in lower-case hex. */
export function randomHex(sizeBytes: number): string {
  return Array.from(randomBytes(sizeBytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** A random token of 32 bytes in base64url. */
export function randomToken(): string {
  return encodeBase64url(randomBytes(32))
}
