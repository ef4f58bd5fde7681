// HMAC-SHA-256 (RFC 2104) at once, in Node and in the browser: a log has a commitment for each personal field.
import { sha256 } from '@reseal/protocol'
import { type Bytes, concat } from './bytes.ts'

const blockBytes = 64

/** The 32 bytes of the authentication code. */
export function hmacSha256(key: Uint8Array, message: Uint8Array): Bytes {
  const block = new Uint8Array(blockBytes)
  block.set(key.length > blockBytes ? sha256(key) : key)
  const inner = sha256(concat([block.map((byte) => byte ^ 0x36), message]))
  return sha256(concat([block.map((byte) => byte ^ 0x5c), inner]))
}
