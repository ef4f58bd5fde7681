// What the vectors are made of. This is a second implementation of docs/protocol.md on purpose: it shares no code
// with src, takes its HPKE from @hpke/core, and draws every "random" byte from a label, so that runs agree.
import { createCipheriv, createECDH, createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { CipherSuite, DhkemP256HkdfSha256, ExportOnly, HkdfSha256 } from '@hpke/core'

export interface Reject {
  readonly name: string
  readonly code: string
}

export const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  createHash('sha256').update(Buffer.concat(parts)).digest()

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
export const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
export const ascii = (text: string): Buffer => Buffer.from(text, 'latin1')

export function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

export function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(value)
  return bytes
}

/** Bytes that look random and are the same in every run. */
export function drawn(label: string, sizeBytes: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(sizeBytes / 32) }, (_, i) =>
    sha256(ascii(`reseal vectors ${label} ${i}`)),
  )
  return Buffer.concat(blocks).subarray(0, sizeBytes)
}

export function uuid(label: string): string {
  const bytes = drawn(`uuid ${label}`, 16)
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

export const uuidBytes = (text: string): Buffer => Buffer.from(text.replaceAll('-', ''), 'hex')

/** A P-256 key pair: raw public point, and the private half as JWK. */
export function keyPair(label: string): { publicKey: Buffer; privateJwk: Record<string, string> } {
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(drawn(`key ${label}`, 32))
  const publicKey = ecdh.getPublicKey()
  const privateJwk = {
    kty: 'EC',
    crv: 'P-256',
    d: base64url(ecdh.getPrivateKey()),
    x: base64url(publicKey.subarray(1, 33)),
    y: base64url(publicKey.subarray(33)),
  }
  return { publicKey, privateJwk }
}

const p256 = { name: 'ECDH', namedCurve: 'P-256' }

/** `enc` and data key for a binding, by @hpke/core. */
export async function encapsulated(
  sealingKey: Uint8Array,
  ephemeralLabel: string,
  binding: readonly string[],
): Promise<{ enc: Buffer; dataKey: Buffer }> {
  const { subtle } = crypto
  const { publicKey, privateJwk } = keyPair(ephemeralLabel)
  const suite = new CipherSuite({
    kem: new DhkemP256HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new ExportOnly(),
  })
  const fields = binding.map((field) => Buffer.concat([u16(Buffer.byteLength(field)), Buffer.from(field)]))
  const sender = await suite.createSenderContext({
    recipientPublicKey: await suite.kem.deserializePublicKey(Uint8Array.from(sealingKey).buffer),
    info: Uint8Array.from(Buffer.concat([ascii('reseal/1'), ...fields])).buffer,
    ekm: {
      privateKey: await subtle.importKey('jwk', privateJwk, p256, true, ['deriveBits']),
      publicKey: await subtle.importKey('raw', Uint8Array.from(publicKey), p256, true, []),
    },
  })
  const dataKey = await sender.export(Uint8Array.from(ascii('reseal/1 data key')).buffer, 32)
  return { enc: Buffer.from(sender.enc), dataKey: Buffer.from(dataKey) }
}

/** gzip with stored blocks only, so that the bytes do not depend on a compressor's version. */
export function storedGzip(content: Uint8Array): Buffer {
  const trailer = Buffer.alloc(8)
  trailer.writeUInt32LE(crc32(content), 0)
  trailer.writeUInt32LE(content.length, 4)
  const block = Buffer.alloc(5)
  block[0] = 1
  block.writeUInt16LE(content.length, 1)
  block.writeUInt16LE(content.length ^ 0xffff, 3)
  return Buffer.concat([Buffer.from('1f8b08000000000000ff', 'hex'), block, content, trailer])
}

export function padded(gzip: Uint8Array, sizeBytes: number = bucket(4 + gzip.length)): Buffer {
  return Buffer.concat([u32(gzip.length), gzip, Buffer.alloc(sizeBytes - 4 - gzip.length)])
}

// Straight from the definition: walk the sizes m·2^e in order until one holds the bytes.
function bucket(sizeBytes: number): number {
  for (let e = 0; ; e++) {
    for (const m of [4, 5, 6, 7]) if (m * 2 ** e >= Math.max(1024, sizeBytes)) return m * 2 ** e
  }
}

export interface SegmentParts {
  readonly stream: string
  readonly index: number
  readonly flags: number
  readonly prevLink: Uint8Array
  readonly nonce: Uint8Array
  readonly startMs: bigint
  readonly endMs: bigint
}

function segmentHeader(parts: SegmentParts): Buffer {
  return Buffer.concat([
    ascii('RSLS'),
    Buffer.from([1, parts.flags]),
    uuidBytes(parts.stream),
    u32(parts.index),
    parts.prevLink,
    parts.nonce,
    u64(parts.startMs),
    u64(parts.endMs),
  ])
}

export function sealed(dataKey: Uint8Array, parts: SegmentParts, plaintext: Uint8Array): Buffer {
  const header = segmentHeader(parts)
  const cipher = createCipheriv('aes-256-gcm', dataKey, parts.nonce).setAAD(header)
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()])
  return Buffer.concat([header, ciphertext, cipher.getAuthTag()])
}

export const firstLink = (headerBytes: Uint8Array): Buffer =>
  sha256(ascii('reseal/1 stream'), sha256(headerBytes))

export const linkAfter = (prevLink: Uint8Array, segment: Uint8Array): Buffer =>
  sha256(ascii('reseal/1 link'), prevLink, sha256(segment))

/** A copy with some bytes replaced. */
export function patched(bytes: Uint8Array, offset: number, replacement: Uint8Array): Buffer {
  const copy = Buffer.from(bytes)
  copy.set(replacement, offset)
  return copy
}

/** A copy with one bit turned over; a negative offset counts from the end. */
export function flipped(bytes: Uint8Array, offset: number): Buffer {
  const copy = Buffer.from(bytes)
  const at = offset < 0 ? copy.length + offset : offset
  copy[at] = (copy[at] as number) ^ 1
  return copy
}
