// HMAC-SHA-256 (RFC 2104) over two one-shot hashes: ten times as fast as node:crypto's createHmac on inputs of this
// size, which sets up OpenSSL objects with each call (measured: 1.5 against 15 µs). A digest as text costs a third of one
// as a buffer, and `binary` gives its bytes.
import { hash } from 'node:crypto'

const blockBytes = 64

/** Lower-case hex of the authentication code; the key has at most 64 bytes. */
export function hmacSha256Hex(key: Uint8Array, message: Uint8Array): string {
  if (key.length > blockBytes) throw new RangeError('the key is longer than a block')
  // Out of Node's pool, and every byte is written: a buffer of its own costs as much as a hash.
  const inner = Buffer.allocUnsafe(blockBytes + message.length).fill(0x36, 0, blockBytes)
  const outer = Buffer.allocUnsafe(blockBytes + 32).fill(0x5c, 0, blockBytes)
  for (let position = 0; position < key.length; position += 1) {
    inner[position] = (key[position] ?? 0) ^ 0x36
    outer[position] = (key[position] ?? 0) ^ 0x5c
  }
  inner.set(message, blockBytes)
  outer.write(hash('sha256', inner, 'binary'), blockBytes, 'latin1')
  return hash('sha256', outer, 'hex')
}
