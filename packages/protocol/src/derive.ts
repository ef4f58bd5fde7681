// Seals what the private zone made of a stream: a derived one, under a fresh data key, whose header names its source.
// docs/protocol.md §4.2. Apart from the page's sealing side, which every recorder carries.
import { type Bytes, bufferSource, concatBytes } from './bytes.ts'
import { initialLink, nextLink } from './chain.ts'
import { deriveDataKey } from './data-key.ts'
import { encapsulate, generateEphemeralKey } from './hpke.ts'
import { limits } from './limits.ts'
import { pad } from './padding.ts'
import { ProtocolError } from './protocol-error.ts'
import { encodeSegmentHeader, type SegmentHeader } from './segment.ts'
import { sha256 } from './sha256.ts'
import { type Derivation, encodeStreamHeader, type StreamHeader } from './stream-header.ts'

/** What a derived stream is made from. */
export interface DerivingOptions {
  /** The organisation's public sealing key: uncompressed P-256 point, 65 bytes. */
  readonly sealingPublicKey: Uint8Array
  readonly header: Omit<StreamHeader, 'encHash'> & { readonly derived: Derivation }
  /** Gives the gzip (RFC 1952) of bytes. */
  readonly compress: (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>
}

/** A segment of a derived stream, and where its chain then stands. */
export interface DerivedSegment {
  readonly bytes: Bytes
  readonly sha256: Bytes
  /** 32 bytes each. */
  readonly previousLink: Uint8Array
  readonly link: Uint8Array
}

/** One derived stream being sealed. */
export interface DerivedSealer {
  readonly header: StreamHeader
  readonly headerBytes: Bytes
  /** SHA-256 of `headerBytes`. */
  readonly headerHash: Bytes
  /** Encapsulated key, 65 bytes. */
  readonly enc: Uint8Array
  /**
   * Seals events (UTF-8 JSON) as the next segment; one after the other.
   * @throws {ProtocolError} `too_large`, `bad_time`, `bad_index`
   */
  seal(
    events: Uint8Array,
    meta: Pick<SegmentHeader, 'keyframe' | 'final' | 'startMs' | 'endMs'>,
  ): Promise<DerivedSegment>
}

/**
 * Encapsulates a fresh data key and starts the chain of a derived stream.
 * @throws {ProtocolError} `bad_key`, `bad_header`
 */
export async function createDerivedSealer(options: DerivingOptions): Promise<DerivedSealer> {
  const { sealingPublicKey, compress } = options
  const encapsulation = await encapsulate(sealingPublicKey, await generateEphemeralKey())
  const { enc } = encapsulation
  const header: StreamHeader = { ...options.header, encHash: sha256(enc) }
  const headerBytes = encodeStreamHeader(header)
  const headerHash = sha256(headerBytes)
  const rawKey = await deriveDataKey(encapsulation, header)
  const key = await crypto.subtle.importKey('raw', rawKey, 'AES-GCM', false, ['encrypt'])
  rawKey.fill(0)
  encapsulation.dh.fill(0)
  let nextIndex = 0
  let link: Uint8Array = initialLink(headerHash)
  return {
    header,
    headerBytes,
    headerHash,
    enc,
    async seal(events, meta) {
      if (events.length > limits.maxInflatedBytes) throw new ProtocolError('too_large')
      const previousLink = link
      const nonce = crypto.getRandomValues(new Uint8Array(12))
      const place = { stream: header.stream, index: nextIndex, prevLink: previousLink, nonce }
      const additionalData = encodeSegmentHeader({ ...place, ...meta })
      const padded = pad(await compress(events))
      const ciphertext = await crypto.subtle.encrypt(
        { name: 'AES-GCM', iv: nonce, additionalData },
        key,
        bufferSource(padded),
      )
      const bytes = concatBytes(additionalData, new Uint8Array(ciphertext))
      const hash = sha256(bytes)
      link = nextLink(previousLink, hash)
      nextIndex += 1
      return { bytes, sha256: hash, previousLink, link }
    },
  }
}
