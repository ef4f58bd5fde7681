// A receipt: ingest's signature that a segment, and by the chain all before it, is durable; docs/protocol.md §8.
import { decodeBase64url, encodeBase64url } from './base64.ts'
import { type Bytes, bufferSource, concatBytes, u32, utf8 } from './bytes.ts'
import { hasMembers, isPlainObject } from './canonical-json.ts'
import { hashBytes, limits } from './limits.ts'
import { ProtocolError } from './protocol-error.ts'
import { isUuid, uuidToBytes } from './uuid.ts'

/** Says that segment `index` of `stream` is stored, with `link` after it. */
export interface Receipt {
  /** UUID. */
  readonly stream: string
  readonly index: number
  /** link(index), 32 bytes. */
  readonly link: Uint8Array
  /** ECDSA P-256 with SHA-256 over `receiptMessage`, r and s (IEEE P1363), 64 bytes. */
  readonly signature: Uint8Array
}

/** A receipt as JSON carries it; bytes in base64url. */
export interface ReceiptJson {
  readonly stream: string
  readonly index: number
  readonly link: string
  readonly signature: string
}

const signatureBytes = 64

/**
 * The bytes that are signed: "reseal/1 receipt", stream (16 bytes), index (u32), link (32 bytes).
 * @throws {ProtocolError} `bad_id`, `bad_receipt`.
 */
export function receiptMessage({ stream, index, link }: Omit<Receipt, 'signature'>): Bytes {
  if (!isIndex(index) || link.length !== hashBytes) throw new ProtocolError('bad_receipt')
  return concatBytes(utf8('reseal/1 receipt'), uuidToBytes(stream), u32(index), link)
}

/** A receipt ready for `JSON.stringify`. */
export function encodeReceipt({ stream, index, link, signature }: Receipt): ReceiptJson {
  return { stream, index, link: encodeBase64url(link), signature: encodeBase64url(signature) }
}

/**
 * Reads a receipt from a value that JSON gave; says nothing yet about its signature.
 * @throws {ProtocolError} `bad_receipt`, `bad_base64`.
 */
export function parseReceipt(value: unknown): Receipt {
  if (!isPlainObject(value) || !hasMembers(value, ['stream', 'index', 'link', 'signature'])) {
    throw new ProtocolError('bad_receipt')
  }
  const { stream, index } = value
  if (!isUuid(stream) || !isIndex(index)) throw new ProtocolError('bad_receipt')
  return {
    stream,
    index,
    link: fixedBytes(value['link'], hashBytes),
    signature: fixedBytes(value['signature'], signatureBytes),
  }
}

/**
 * The key that checks receipts, from its raw point.
 * @throws {ProtocolError} `bad_key` unless it is an uncompressed point on P-256 (65 bytes).
 */
export async function importReceiptKey(publicKey: Uint8Array): Promise<CryptoKey> {
  if (publicKey.length !== 65 || publicKey[0] !== 4) throw new ProtocolError('bad_key')
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  try {
    return await crypto.subtle.importKey('raw', bufferSource(publicKey), algorithm, false, ['verify'])
  } catch (cause) {
    throw new ProtocolError('bad_key', { cause })
  }
}

/**
 * Whether the receipt is signed by the key, given raw (65 bytes) or imported.
 * @throws {ProtocolError} `bad_key`; as `receiptMessage`.
 */
export async function verifyReceipt(receipt: Receipt, publicKey: Uint8Array | CryptoKey): Promise<boolean> {
  const key = publicKey instanceof Uint8Array ? await importReceiptKey(publicKey) : publicKey
  return crypto.subtle.verify(
    { name: 'ECDSA', hash: 'SHA-256' },
    key,
    bufferSource(receipt.signature),
    receiptMessage(receipt),
  )
}

function isIndex(value: unknown): value is number {
  return (
    typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < limits.maxSegmentsPerStream
  )
}

function fixedBytes(value: unknown, sizeBytes: number): Bytes {
  if (typeof value !== 'string' || value.length !== Math.ceil((sizeBytes * 4) / 3)) {
    throw new ProtocolError('bad_receipt')
  }
  return decodeBase64url(value)
}
