// Strict base64 and base64url (RFC 4648 §4, §5): one text for each byte string, everything else refused.
import type { Bytes } from './bytes.ts'
import { ProtocolError } from './protocol-error.ts'

const common = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const base64urlAlphabet = `${common}-_`
const base64Alphabet = `${common}+/`
// The digit of each ASCII character, -1 for those that are none; footers have thousands of hashes to decode.
const base64urlDigits = digitsOf(base64urlAlphabet)
const base64Digits = digitsOf(base64Alphabet)

/**
 * base64url without padding (RFC 4648 §5), as every JSON of the protocol carries bytes.
 */
export function encodeBase64url(bytes: Uint8Array): string {
  return encode(bytes, base64urlAlphabet)
}

/**
 * Inverse of `encodeBase64url`.
 * @throws {ProtocolError} `bad_base64` for padding, foreign characters, impossible lengths and trailing bits
 *   that are not zero, so that no two texts stand for the same bytes.
 */
export function decodeBase64url(text: string): Bytes {
  return decode(text, base64urlDigits)
}

/** base64 with padding (RFC 4648 §4), as C2SP signed notes and checkpoints carry bytes. */
export function encodeBase64(bytes: Uint8Array): string {
  const text = encode(bytes, base64Alphabet)
  return text + '='.repeat((4 - (text.length % 4)) % 4)
}

/**
 * Inverse of `encodeBase64`.
 * @throws {ProtocolError} `bad_base64`
 */
export function decodeBase64(text: string): Bytes {
  if (text.length % 4 !== 0) throw new ProtocolError('bad_base64')
  const end = text.endsWith('==') ? -2 : text.endsWith('=') ? -1 : text.length
  return decode(text.slice(0, end), base64Digits)
}

function digitsOf(alphabet: string): Int8Array {
  const digits = new Int8Array(128).fill(-1)
  for (let i = 0; i < 64; i++) digits[alphabet.charCodeAt(i)] = i
  return digits
}

function encode(bytes: Uint8Array, alphabet: string): string {
  const digit = (bits: number): string => alphabet.charAt(bits & 63)
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i
    const bits = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    text += digit(bits >>> 18) + digit(bits >>> 12)
    if (left > 1) text += digit(bits >>> 6)
    if (left > 2) text += digit(bits)
  }
  return text
}

function decode(text: string, digits: Int8Array): Bytes {
  if (text.length % 4 === 1) throw new ProtocolError('bad_base64')
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  let bits = 0
  let bitCount = 0
  let offset = 0
  for (let i = 0; i < text.length; i++) {
    const digit = digits[text.charCodeAt(i)] ?? -1
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
