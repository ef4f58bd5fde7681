// A withdrawal: whoever recorded a session asks for its recordings to be destroyed; docs/protocol.md §7.1.
import { decodeBase64url, encodeBase64url } from './base64.ts'
import { type Bytes, utf8 } from './bytes.ts'
import {
  canonicalize,
  hasMembers,
  isPlainObject,
  parseJsonBytes,
  requireCanonical,
} from './canonical-json.ts'
import { hashBytes, limits } from './limits.ts'
import { ProtocolError } from './protocol-error.ts'
import { isUuid } from './uuid.ts'

/** The session, and the secret whose hash the headers of its streams carry. */
export interface Withdrawal {
  /** UUID. */
  readonly session: string
  /** 32 bytes. */
  readonly token: Uint8Array
}

/**
 * The request's body.
 * @throws {ProtocolError} `bad_withdrawal`.
 */
export function encodeWithdrawal({ session, token }: Withdrawal): Bytes {
  if (!isUuid(session) || token.length !== hashBytes) throw new ProtocolError('bad_withdrawal')
  return utf8(canonicalize({ session, token: encodeBase64url(token), version: 1 }))
}

/**
 * Reads a request's body; says nothing yet about whether the token is the session's.
 * @throws {ProtocolError} `too_large`, `bad_json`, `bad_version`, `bad_withdrawal`, `bad_base64`, `not_canonical`.
 */
export function parseWithdrawal(bytes: Uint8Array): Withdrawal {
  if (bytes.length > limits.maxWithdrawalBytes) throw new ProtocolError('too_large')
  const value = parseJsonBytes(bytes)
  if (!isPlainObject(value)) throw new ProtocolError('bad_withdrawal')
  if (value['version'] !== 1) throw new ProtocolError('bad_version')
  const { session, token } = value
  const isWhole = hasMembers(value, ['session', 'token', 'version'])
  if (!isWhole || !isUuid(session) || typeof token !== 'string' || token.length !== 43) {
    throw new ProtocolError('bad_withdrawal')
  }
  const secret = decodeBase64url(token)
  requireCanonical(bytes, { session, token, version: 1 })
  return { session, token: secret }
}
