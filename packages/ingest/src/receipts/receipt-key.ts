// The receipt signing key: ECDSA P-256 in a JWK file that only its owner can read. The one secret ingest holds;
// it opens nothing (design.md §2).
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { encodeBase64url, type Receipt, receiptMessage } from '@reseal/protocol'
import { IngestError } from '../errors.ts'

/** Signs receipts. */
export interface ReceiptSigner {
  /** The key that `Reseal.init` pins: base64url of the raw 65-byte point. */
  readonly publicKey: string
  /** Acknowledges a segment and, by the chain, all before it. Call only once both object and rows are durable. */
  sign(acknowledged: Omit<Receipt, 'signature'>): Receipt
}

/** Creates a signer from a P-256 private key. */
export function createReceiptSigner(privateKey: KeyObject): ReceiptSigner {
  const { x, y } = createPublicKey(privateKey).export({ format: 'jwk' })
  const point = Buffer.concat([
    Buffer.of(4),
    Buffer.from(x ?? '', 'base64url'),
    Buffer.from(y ?? '', 'base64url'),
  ])
  return {
    publicKey: encodeBase64url(new Uint8Array(point)),
    sign(acknowledged) {
      // Asking Node for IEEE P1363 takes an options object, which costs as much again as signing (measured).
      const signature = derToP1363(sign('sha256', receiptMessage(acknowledged), privateKey))
      return { ...acknowledged, signature }
    },
  }
}

/**
 * Reads the key file.
 * @throws IngestError bad_configuration when the file is missing, is no P-256 key, or is readable by others
 */
export async function readReceiptKeyFile(path: string): Promise<ReceiptSigner> {
  try {
    const { mode } = await stat(path)
    // Windows has no such bits; there the folder's access list decides.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) throw new Error('readable by others')
    const privateKey = createPrivateKey({ format: 'jwk', key: JSON.parse(await readFile(path, 'utf8')) })
    if (privateKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new Error('not a P-256 key')
    return createReceiptSigner(privateKey)
  } catch (cause) {
    throw new IngestError('bad_configuration', {
      cause,
      problems: ['keys/receipt.json: not a P-256 key file of mode 0600; `reseal init` writes one'],
    })
  }
}

/** Writes a new key to a file that must not exist yet, mode 0600, and returns its public half. */
export async function generateReceiptKeyFile(path: string): Promise<string> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  await writeFile(path, `${JSON.stringify(privateKey.export({ format: 'jwk' }))}\n`, {
    mode: 0o600,
    flag: 'wx',
  })
  return createReceiptSigner(privateKey).publicKey
}

// SEQUENCE { INTEGER r, INTEGER s } (RFC 3279 §2.2.3) to r ‖ s of 32 bytes each. Both lengths fit in one byte.
function derToP1363(der: Buffer): Uint8Array {
  const signature = new Uint8Array(64)
  const rLength = der.readUInt8(3)
  placeInteger(signature, 32, der.subarray(4, 4 + rLength))
  placeInteger(signature, 64, der.subarray(6 + rLength))
  return signature
}

function placeInteger(into: Uint8Array, end: number, integer: Buffer): void {
  const digits = integer.subarray(Math.max(0, integer.length - 32))
  into.set(digits, end - digits.length)
}
