// The receipt signing key: ECDSA P-256 in a JWK file that only its owner can read. The one secret ingest holds;
// it opens nothing (design.md §2).
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { encodeBase64url, type Receipt } from '@reseal/protocol'
import { IngestError } from '../errors.ts'

/** Signs receipts. */
export interface ReceiptSigner {
  /** The key that `Reseal.init` pins: base64url of the raw 65-byte point. */
  readonly publicKey: string
  /**
   * Acknowledges a segment and, by the chain, all before it. Call only once both object and rows are durable.
   * @returns the text of `encodeReceipt`'s JSON
   */
  sign(acknowledged: Omit<Receipt, 'signature'>): string
}

const signatureBytes = 64

/** Creates a signer from a P-256 private key. */
export function createReceiptSigner(privateKey: KeyObject): ReceiptSigner {
  const { x, y } = createPublicKey(privateKey).export({ format: 'jwk' })
  const point = Buffer.concat([
    Buffer.of(4),
    Buffer.from(x ?? '', 'base64url'),
    Buffer.from(y ?? '', 'base64url'),
  ])
  const message = createMessage()
  const signature = Buffer.alloc(signatureBytes)
  return {
    publicKey: encodeBase64url(new Uint8Array(point)),
    sign(acknowledged) {
      const { stream, index, link } = acknowledged
      // Asking Node for IEEE P1363 takes an options object, which costs as much again as signing (measured).
      placeP1363(sign('sha256', message(acknowledged), privateKey), signature)
      // An id, a number and base64url: nothing that JSON would escape.
      return `{"stream":"${stream}","index":${index},"link":"${base64urlOf(link)}","signature":"${base64urlOf(signature)}"}`
    },
  }
}

/** As the protocol's `receiptMessage` of what was read from a parcel, into the same memory each time. */
function createMessage(): (acknowledged: Omit<Receipt, 'signature'>) => Buffer {
  const domain = 'reseal/1 receipt'
  const message = Buffer.alloc(domain.length + 52)
  message.write(domain, 'latin1')
  return ({ stream, index, link }) => {
    message.write(stream.replaceAll('-', ''), domain.length, 'hex')
    message.writeUInt32BE(index, domain.length + 16)
    message.set(link, domain.length + 20)
    return message
  }
}

function base64urlOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64url')
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
function placeP1363(der: Buffer, into: Buffer): void {
  const rEnd = 4 + der.readUInt8(3)
  placeInteger(into.subarray(0, 32), der.subarray(4, rEnd))
  placeInteger(into.subarray(32), der.subarray(rEnd + 2))
}

// Right-aligned, without the zero before a number whose first bit is set.
function placeInteger(into: Buffer, integer: Buffer): void {
  const digits = integer.length > into.length ? integer.subarray(integer.length - into.length) : integer
  into.fill(0, 0, into.length - digits.length)
  into.set(digits, into.length - digits.length)
}
