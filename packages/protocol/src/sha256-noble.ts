// SHA-256 where there is no node:crypto. Sealing in the page uses WebCrypto instead and never loads this.
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'

/** SHA-256 (FIPS 180-4) of bytes: 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return nobleSha256(bytes) as Uint8Array<ArrayBuffer>
}
