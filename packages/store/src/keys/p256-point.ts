// Points of P-256 as they come from outside, checked before any key is asked for them.
import { createHash, createPublicKey } from 'node:crypto'
import { StoreError } from '../store-error.ts'

/** First 16 hex digits of SHA-256 of the raw public key (65 bytes). */
export function sealingKeyId(publicKey: Uint8Array): string {
  return createHash('sha256').update(publicKey).digest('hex').slice(0, 16)
}

/**
 * RFC 9180 §7.1.4: the point is checked to lie on the curve; OpenSSL does so when it reads a JWK.
 * @throws StoreError bad_public_key
 */
export function assertPoint(point: Uint8Array): void {
  try {
    if (point.length !== 65 || point[0] !== 4) throw new RangeError('not an uncompressed point')
    const coordinate = (start: number): string =>
      Buffer.from(point.subarray(start, start + 32)).toString('base64url')
    createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: coordinate(1), y: coordinate(33) }, format: 'jwk' })
  } catch (cause) {
    throw new StoreError('bad_public_key', cause)
  }
}
