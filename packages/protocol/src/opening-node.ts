/// <reference types="node" />
// AES-256-GCM and bounded gunzip on servers: node:crypto is several times faster than WebCrypto there.
import { createDecipheriv, createSecretKey } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip as gunzipCallback } from 'node:zlib'
import { segmentTagBytes } from './limits.ts'
import type { OpenCiphertext } from './opening-platform.ts'

const gunzipAsync = promisify(gunzipCallback)

/** See `OpeningPlatform` in opening-platform.ts. */
export async function createCiphertextOpener(rawKey: Uint8Array): Promise<OpenCiphertext> {
  const key = createSecretKey(rawKey)
  return async ({ nonce, additionalData, ciphertext }) => {
    const tagOffset = ciphertext.length - segmentTagBytes
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: segmentTagBytes })
    decipher.setAAD(additionalData)
    decipher.setAuthTag(ciphertext.subarray(tagOffset))
    const plaintext = decipher.update(ciphertext.subarray(0, tagOffset))
    decipher.final()
    return plaintext
  }
}

/** See `OpeningPlatform` in opening-platform.ts. */
export async function gunzip(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const inflated = await gunzipAsync(bytes, { maxOutputLength: maxBytes })
  return new Uint8Array(inflated.buffer as ArrayBuffer, inflated.byteOffset, inflated.byteLength)
}
