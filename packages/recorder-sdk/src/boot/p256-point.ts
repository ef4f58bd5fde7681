// Whether text is a raw P-256 point in base64url, decided without WebCrypto so that `init` can refuse at once
// (SEC 1 §2.3.4, curve of FIPS 186-4 D.1.2.3).
import { decodeBase64url } from '@reseal/protocol'

const fieldPrime = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn
const curveB = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn

function integerOf(bytes: Uint8Array): bigint {
  let value = 0n
  for (const byte of bytes) value = (value << 8n) | BigInt(byte)
  return value
}

/** The 65 bytes of an uncompressed point on P-256, or undefined for anything else. */
export function parseP256Point(text: unknown): Uint8Array<ArrayBuffer> | undefined {
  // 65 bytes are 87 characters; checked first so that nothing large is decoded.
  if (typeof text !== 'string' || text.length !== 87) return undefined
  let bytes: Uint8Array<ArrayBuffer>
  try {
    bytes = new Uint8Array(decodeBase64url(text))
  } catch {
    return undefined
  }
  if (bytes.length !== 65 || bytes[0] !== 4) return undefined
  const x = integerOf(bytes.subarray(1, 33))
  const y = integerOf(bytes.subarray(33))
  const onCurve =
    x < fieldPrime && y < fieldPrime && (y * y - (x * x * x - 3n * x + curveB)) % fieldPrime === 0n
  return onCurve ? bytes : undefined
}
