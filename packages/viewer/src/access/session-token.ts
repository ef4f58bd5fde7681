// What the cookie of a browser session holds: a token that changes, and a secret that stays as long as the session. To the
// secret is sealed what an identity provider gave; the server keeps neither of the two.
import { randomBytes } from 'node:crypto'
import { encodeBase64url } from '@reseal/protocol'
import { createToken, hashToken, type TokenHash } from './token.ts'

/** The parts of a cookie. */
export interface SessionToken {
  readonly tokenHash: TokenHash
  /** 43 characters of base64url. */
  readonly secret: string
}

/** A cookie just made. */
export interface NewSessionToken extends SessionToken {
  /** Value of the cookie. */
  readonly value: string
}

const secretBytes = 32
const secretPattern = /^[A-Za-z0-9_-]{43}$/u

/** A fresh token; with the secret of the session that it is for, or with a fresh one. */
export function createSessionToken(
  secret: string = encodeBase64url(randomBytes(secretBytes)),
): NewSessionToken {
  const { token, tokenHash } = createToken()
  return { value: `${token}.${secret}`, tokenHash, secret }
}

/** Reads a cookie; undefined for what cannot be one. */
export function readSessionToken(cookie: string | undefined): SessionToken | undefined {
  const [token = '', secret = '', ...rest] = cookie?.split('.') ?? []
  const tokenHash = hashToken(token)
  if (tokenHash === undefined || !secretPattern.test(secret) || rest.length > 0) return undefined
  return { tokenHash, secret }
}
