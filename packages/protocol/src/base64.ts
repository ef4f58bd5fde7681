// Strict base64 and base64url (RFC 4648 §4, §5): one text for each byte string, everything else refused.
import type { Bytes } from './bytes.ts'
import { ProtocolError } from './protocol-error.ts'

const common = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/**
 * base64url without padding (RFC 4648 §5), as every JSON of the protocol carries bytes.
 */
export function encodeBase64url(bytes: Uint8Array): string {
  return encode(bytes, `${common}-_`)
}

/**
 * Inverse of `encodeBase64url`.
 * @throws {ProtocolError} `bad_base64` for padding, foreign characters, impossible lengths and trailing bits
 *   that are not zero, so that no two texts stand for the same bytes.
 */
export function decodeBase64url(text: string): Bytes {
  return decode(text, `${common}-_`)
}

/** base64 with padding (RFC 4648 §4), as C2SP signed notes and checkpoints carry bytes. */
export function encodeBase64(bytes: Uint8Array): string {
  const text = encode(bytes, `${common}+/`)
  return text + '='.repeat((4 - (text.length % 4)) % 4)
}

/**
 * Inverse of `encodeBase64`.
 * @throws {ProtocolError} `bad_base64`
 */
export function decodeBase64(text: string): Bytes {
  if (text.length % 4 !== 0) throw new ProtocolError('bad_base64')
  const end = text.endsWith('==') ? -2 : text.endsWith('=') ? -1 : text.length
  return decode(text.slice(0, end), `${common}+/`)
}

function encode(bytes: Uint8Array, alphabet: string): string {
  let text = ''
  let bits = 0
  let bitCount = 0
  for (const byte of bytes) {
    bits = (bits << 8) | byte
    bitCount += 8
    while (bitCount >= 6) {
      bitCount -= 6
      text += alphabet[(bits >>> bitCount) & 63]
    }
    bits &= (1 << bitCount) - 1
  }
  return bitCount > 0 ? text + alphabet[(bits << (6 - bitCount)) & 63] : text
}

function decode(text: string, alphabet: string): Bytes {
  if (text.length % 4 === 1) throw new ProtocolError('bad_base64')
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  let bits = 0
  let bitCount = 0
  let offset = 0
  for (let i = 0; i < text.length; i++) {
    const digit = alphabet.indexOf(text.charAt(i))
    if (digit < 0) throw new ProtocolError('bad_base64')
    bits = (bits << 6) | digit
    bitCount += 6
    if (bitCount >= 8) {
      bitCount -= 8
      bytes[offset++] = bits >>> bitCount
    }
    bits &= (1 << bitCount) - 1
  }
  if (bits !== 0) throw new ProtocolError('bad_base64')
  return bytes
}
