// Bearer tokens of links and browser sessions: random, and only their hash ever rests anywhere.
import { randomBytes } from 'node:crypto'
import { encodeBase64url, sha256 } from '@reseal/protocol'

/** SHA-256 of a token, 32 bytes. */
export type TokenHash = Uint8Array<ArrayBuffer>

const tokenBytes = 32
const tokenPattern = /^[A-Za-z0-9_-]{43}$/u

/** A fresh token, 256 random bits as base64url, and its hash. */
export function createToken(): { token: string; tokenHash: TokenHash } {
  const token = encodeBase64url(randomBytes(tokenBytes))
  return { token, tokenHash: sha256(Buffer.from(token)) }
}

/** The hash of a token, or undefined for what cannot be one. 256 random bits need no slow hash. */
export function hashToken(token: string): TokenHash | undefined {
  return tokenPattern.test(token) ? sha256(Buffer.from(token)) : undefined
}
