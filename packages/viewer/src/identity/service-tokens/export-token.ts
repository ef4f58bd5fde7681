// What a service token looks like: a prefix that secret scanners find, and 256 random bits. Only its hash rests anywhere.
import { sha256 } from '@reseal/protocol'
import { createToken, type TokenHash } from '../../access/token.ts'

// `reseal_export_[A-Za-z0-9_-]{43}` is the whole of it.
const exportTokenPrefix = 'reseal_export_'

const pattern = /^reseal_export_[A-Za-z0-9_-]{43}$/u

/** A fresh token, and its hash. */
export function createExportToken(): { readonly token: string; readonly tokenHash: TokenHash } {
  const token = `${exportTokenPrefix}${createToken().token}`
  return { token, tokenHash: sha256(Buffer.from(token)) }
}

/** The hash of the token in an Authorization header (RFC 6750 §2.1); undefined for what cannot hold one. */
export function readAuthorization(header: string): TokenHash | undefined {
  const [scheme = '', token = '', ...rest] = header.split(' ')
  const isToken = scheme.toLowerCase() === 'bearer' && rest.length === 0 && pattern.test(token)
  return isToken ? sha256(Buffer.from(token)) : undefined
}
