// HKDF-SHA256 (RFC 5869) over WebCrypto's HMAC, apart into its two steps, as RFC 9180 uses it. WebCrypto's own HKDF
// does not give the key between them.
import { type Bytes, bufferSource, concatBytes } from './bytes.ts'

const hashBytes = 32

/** RFC 5869 §2.2. */
export async function extract(salt: Uint8Array, keyMaterial: Uint8Array): Promise<Bytes> {
  return hmac(salt, keyMaterial)
}

/** RFC 5869 §2.3 for 32 bytes, which is all the protocol derives: the first block. */
export async function expand(key: Uint8Array, info: Uint8Array): Promise<Bytes> {
  return hmac(key, concatBytes(info, new Uint8Array([1])))
}

// HMAC pads its key with zeros, so 32 of them are the empty key, which WebCrypto would refuse.
async function hmac(key: Uint8Array, message: Uint8Array): Promise<Bytes> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const raw = key.length === 0 ? new Uint8Array(hashBytes) : bufferSource(key)
  const imported = await crypto.subtle.importKey('raw', raw, algorithm, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, bufferSource(message)))
}
