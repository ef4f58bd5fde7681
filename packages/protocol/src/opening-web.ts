// AES-256-GCM by WebCrypto and bounded gunzip by DecompressionStream, where there is no node:crypto.
import { bufferSource, concatBytes } from './bytes.ts'
import type { OpenCiphertext } from './opening-platform.ts'
import { ProtocolError } from './protocol-error.ts'

/** See `OpeningPlatform` in opening-platform.ts. */
export async function createCiphertextOpener(rawKey: Uint8Array): Promise<OpenCiphertext> {
  const key = await crypto.subtle.importKey('raw', bufferSource(rawKey), 'AES-GCM', false, ['decrypt'])
  return async ({ nonce, additionalData, ciphertext }) => {
    const algorithm = {
      name: 'AES-GCM',
      iv: bufferSource(nonce),
      additionalData: bufferSource(additionalData),
    }
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, bufferSource(ciphertext)))
  }
}

/** See `OpeningPlatform` in opening-platform.ts. */
export async function gunzip(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bufferSource(bytes)]).stream().pipeThrough(new DecompressionStream('gzip'))
  const parts: Uint8Array[] = []
  let sizeBytes = 0
  for (const reader = stream.getReader(); ; ) {
    const { done, value } = await reader.read()
    if (done) return concatBytes(...parts)
    sizeBytes += value.length
    if (sizeBytes > maxBytes) {
      await reader.cancel()
      throw new ProtocolError('too_large')
    }
    parts.push(value)
  }
}
