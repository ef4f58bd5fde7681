// The opening side, for the private zone and for tests; browser and ingest bundles never reach this entry.
// docs/protocol.md §3 and §5.
import { createCiphertextOpener, gunzip } from '#opening'
import { equalBytes, viewOf } from './bytes.ts'
import { deriveDataKey } from './data-key.ts'
import { importPoint } from './hpke.ts'
import { limits } from './limits.ts'
import { unpad } from './padding.ts'
import { ProtocolError } from './protocol-error.ts'
import { parseSegment } from './segment.ts'
import { sha256 } from './sha256.ts'
import { parseStreamHeader } from './stream-header.ts'

// RFC 1952: 10 bytes of header and 8 of trailer.
const gzipOverheadBytes = 18

/**
 * Diffie-Hellman with the private sealing key, wherever that is kept: gives the x coordinate (32 bytes) of the
 * private key times the point `enc` (65 bytes), as AWS KMS `DeriveSharedSecret` and PKCS #11
 * `CKM_ECDH1_DERIVE` do.
 */
export type DeriveSharedSecret = (enc: Uint8Array) => Promise<Uint8Array>

/** What it takes to open a stream. */
export interface OpeningOptions {
  /** The exact bytes of the stream header. */
  readonly headerBytes: Uint8Array
  readonly enc: Uint8Array
  /** The public half of the sealing key that the header's key id names, 65 bytes. */
  readonly sealingPublicKey: Uint8Array
  readonly deriveSharedSecret: DeriveSharedSecret
}

/** Where the caller believes a segment belongs. */
export interface ExpectedPlace {
  readonly index: number
  /** link(index - 1), where it is known. */
  readonly prevLink?: Uint8Array
}

/** Holds the data key of one stream in memory. */
export interface StreamOpener {
  /**
   * The events of a segment: UTF-8 JSON, at most `limits.maxInflatedBytes`.
   * @throws {ProtocolError} `open_failed`, whatever was wrong.
   */
  readonly openSegment: (bytes: Uint8Array, expected?: ExpectedPlace) => Promise<Uint8Array<ArrayBuffer>>
}

/**
 * Unwraps the data key of a stream.
 * @throws {ProtocolError} `open_failed`, whatever was wrong.
 */
export async function openStream(options: OpeningOptions): Promise<StreamOpener> {
  const { headerBytes, enc, sealingPublicKey, deriveSharedSecret } = options
  return asOneError(async () => {
    const header = parseStreamHeader(headerBytes)
    if (!equalBytes(sha256(enc), header.encHash)) throw new ProtocolError('bad_key')
    await importPoint(enc)
    const dh = await deriveSharedSecret(enc)
    if (dh.length !== 32) throw new ProtocolError('bad_key')
    const rawKey = await deriveDataKey({ dh, enc, recipientPublicKey: sealingPublicKey }, header)
    const openCiphertext = await createCiphertextOpener(rawKey)
    rawKey.fill(0)
    return {
      openSegment: (bytes, expected) =>
        asOneError(async () => {
          const segment = parseSegment(bytes)
          if (segment.header.stream !== header.stream) throw new ProtocolError('bad_stream')
          if (expected) checkPlace(segment.header, expected)
          const padded = await openCiphertext({
            nonce: segment.header.nonce,
            additionalData: segment.headerBytes,
            ciphertext: segment.ciphertext,
          })
          return inflate(unpad(padded))
        }),
    }
  })
}

// A gzip member ends with the size of what it holds, so a bomb that admits to being one is not even started, and
// bytes after the member, which platforms treat differently, are refused on all of them.
async function inflate(gzip: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  if (gzip.length < gzipOverheadBytes) throw new ProtocolError('truncated')
  const sizeBytes = viewOf(gzip).getUint32(gzip.length - 4, true)
  if (sizeBytes > limits.maxInflatedBytes) throw new ProtocolError('too_large')
  const inflated = await gunzip(gzip, limits.maxInflatedBytes)
  if (inflated.length !== sizeBytes) throw new ProtocolError('bad_length')
  return inflated
}

function checkPlace(
  header: { readonly index: number; readonly prevLink: Uint8Array },
  expected: ExpectedPlace,
): void {
  if (header.index !== expected.index) throw new ProtocolError('bad_index')
  if (expected.prevLink && !equalBytes(header.prevLink, expected.prevLink)) {
    throw new ProtocolError('bad_link')
  }
}

// One error for all, so that nobody can learn from it which check failed; the cause stays in the process.
async function asOneError<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await operation()
  } catch (cause) {
    throw new ProtocolError('open_failed', { cause })
  }
}
