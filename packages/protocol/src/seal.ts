// The sealing side, for the page: WebCrypto only, no other cryptography in the bundle. docs/protocol.md §3 to §6.
import { type Bytes, bufferSource, concatBytes } from './bytes.ts'
import { initialLinkMessage, nextLinkMessage } from './chain-messages.ts'
import { deriveDataKey } from './data-key.ts'
import { encapsulate, generateEphemeralKey } from './hpke.ts'
import { limits } from './limits.ts'
import { pad } from './padding.ts'
import { ProtocolError } from './protocol-error.ts'
import { encodeSegmentHeader } from './segment.ts'
import { type StreamHeader, writeStreamHeader } from './write-stream-header.ts'

export { ProtocolError, type ProtocolErrorCode } from './protocol-error.ts'
export type { StreamHeader } from './write-stream-header.ts'

/** Gives the gzip (RFC 1952) of bytes. */
export type Compress = (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>

/** What a sealing context is made from. */
export interface SealingOptions {
  /** The organisation's public sealing key: uncompressed P-256 point, 65 bytes. */
  readonly sealingPublicKey: Uint8Array
  readonly header: Omit<StreamHeader, 'encHash'>
  /** How to compress; CompressionStream by default. */
  readonly compress?: Compress
}

/** What the segment header says beyond its place in the stream. */
export interface SegmentMeta {
  readonly keyframe?: boolean
  /** No segment follows; the context seals nothing after it. */
  readonly final?: boolean
  /** Times of the first and last event, whole milliseconds since the epoch. */
  readonly startMs: number
  readonly endMs: number
}

/** A segment ready to be sent. */
export interface SealedSegment {
  readonly bytes: Bytes
  readonly index: number
  /** link(index), 32 bytes: what the receipt must name. */
  readonly link: Bytes
}

/** One stream being sealed. */
export interface SealingContext {
  readonly header: StreamHeader
  readonly headerBytes: Bytes
  /** SHA-256 of `headerBytes`. */
  readonly headerHash: Bytes
  /** Encapsulated key, 65 bytes, to be sent once beside the header. */
  readonly enc: Bytes
  /**
   * Compresses, pads and seals events (UTF-8 JSON, at most `limits.maxInflatedBytes`) as the next segment.
   * Calls are sealed in the order they were made; one that fails takes no index.
   * @throws {ProtocolError} `too_large`, `bad_time`, `stream_ended`, `bad_index` after 2^20 segments.
   */
  readonly sealSegment: (events: Uint8Array, meta: SegmentMeta) => Promise<SealedSegment>
  /** The same for events that are gzip already, as on page exit. */
  readonly sealCompressed: (gzip: Uint8Array, meta: SegmentMeta) => Promise<SealedSegment>
}

/**
 * Encapsulates a fresh data key to the sealing key and starts the stream's chain. The data key is a
 * non-extractable CryptoKey. The header is written as it is given: whoever reads it refuses what is none.
 * @throws {ProtocolError} `bad_key`.
 */
export async function createSealingContext(options: SealingOptions): Promise<SealingContext> {
  const { sealingPublicKey, compress = gzip } = options
  const encapsulation = await encapsulate(sealingPublicKey, await generateEphemeralKey())
  const enc = bufferSource(encapsulation.enc)
  const header: StreamHeader = { ...options.header, encHash: await digest(enc) }
  const headerBytes = writeStreamHeader(header)
  const headerHash = await digest(headerBytes)
  const rawKey = await deriveDataKey(encapsulation, header)
  const key = await crypto.subtle.importKey('raw', rawKey, 'AES-GCM', false, ['encrypt'])
  rawKey.fill(0)
  encapsulation.dh.fill(0)

  let nextIndex = 0
  let link = await digest(initialLinkMessage(headerHash))
  let ended = false
  let last: Promise<unknown> = Promise.resolve()

  const sealNext = async (compressed: Uint8Array, meta: SegmentMeta): Promise<SealedSegment> => {
    if (ended) throw new ProtocolError('stream_ended')
    const index = nextIndex
    const nonce = crypto.getRandomValues(new Uint8Array(12))
    const additionalData = encodeSegmentHeader({
      stream: header.stream,
      index,
      keyframe: meta.keyframe ?? false,
      final: meta.final ?? false,
      prevLink: link,
      nonce,
      startMs: meta.startMs,
      endMs: meta.endMs,
    })
    const algorithm = { name: 'AES-GCM', iv: nonce, additionalData }
    const ciphertext = await crypto.subtle.encrypt(algorithm, key, pad(compressed))
    const bytes = concatBytes(additionalData, new Uint8Array(ciphertext))
    link = await digest(nextLinkMessage(link, await digest(bytes)))
    nextIndex++
    ended = meta.final ?? false
    return { bytes, index, link }
  }

  // Each segment hashes the one before it, so sealing is strictly one after the other.
  const inOrder = (compressed: Promise<Uint8Array>, meta: SegmentMeta): Promise<SealedSegment> => {
    const sealed = Promise.allSettled([compressed, last]).then(async () => sealNext(await compressed, meta))
    last = sealed
    return sealed
  }

  return {
    header,
    headerBytes,
    headerHash,
    enc,
    sealSegment: (events, meta) => inOrder(compressEvents(events, compress), meta),
    sealCompressed: (compressed, meta) => inOrder(Promise.resolve(compressed), meta),
  }
}

async function compressEvents(events: Uint8Array, compress: Compress): Promise<Uint8Array> {
  if (events.length > limits.maxInflatedBytes) throw new ProtocolError('too_large')
  return compress(events)
}

// What compressing takes at a time holds the page up for about a millisecond.
const sliceBytes = 64 * 1024

function nextTask(): Promise<void> {
  const { port1, port2 } = new MessageChannel()
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(0)
  })
}

async function gzip(bytes: Uint8Array): Promise<Uint8Array> {
  const { readable, writable } = new CompressionStream('gzip')
  const writer = writable.getWriter()
  // Not through a Blob: what is read of one fails in WebKit when the page begins to leave, even if it stays after all.
  const write = async (): Promise<void> => {
    for (let at = 0; at < bytes.length; at += sliceBytes) {
      if (at > 0) await nextTask()
      await writer.write(bufferSource(bytes.subarray(at, at + sliceBytes)))
    }
    await writer.close()
  }
  const [compressed] = await Promise.all([new Response(readable).arrayBuffer(), write()])
  return new Uint8Array(compressed)
}

async function digest(bytes: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bufferSource(bytes)))
}
