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
  const signingKey = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const
  return {
    publicKey: encodeBase64url(new Uint8Array(point)),
    sign(acknowledged) {
      const signature = sign('sha256', receiptMessage(acknowledged), signingKey)
      return { ...acknowledged, signature: new Uint8Array(signature) }
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
      problems: ['RESEAL_RECEIPT_KEY_FILE: not a P-256 key file of mode 0600; `reseal init` writes one'],
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
