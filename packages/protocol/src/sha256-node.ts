/// <reference types="node" />
// SHA-256 on servers: node:crypto's one-shot hash is several times faster than WebCrypto's and synchronous.
import { hash } from 'node:crypto'

/** SHA-256 (FIPS 180-4) of bytes: 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const digest = hash('sha256', bytes, 'buffer')
  return new Uint8Array(digest.buffer as ArrayBuffer, digest.byteOffset, digest.byteLength)
}
