// HPKE base mode with DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and export-only AEAD over WebCrypto (RFC 9180);
// both sides from the Diffie-Hellman result on. docs/protocol.md §3.
import { type Bytes, bufferSource, concatBytes, u16, utf8 } from './bytes.ts'
import { expand, extract } from './hkdf.ts'
import { ProtocolError } from './protocol-error.ts'

const p256KemId = 0x0010
const hkdfSha256Id = 0x0001
const exportOnlyId = 0xffff
const empty = new Uint8Array(0)
const p256 = { name: 'ECDH', namedCurve: 'P-256' }
const pointBytes = 65
const secretBytes = 32

/** RFC 9180 §5.1 suite_id of a suite with HKDF-SHA256. */
export function suiteId(kemId: number, aeadId: number): Bytes {
  return concatBytes(utf8('HPKE'), u16(kemId), u16(hkdfSha256Id), u16(aeadId))
}

/** The suite of Reseal. */
export function resealSuite(): Bytes {
  return suiteId(p256KemId, exportOnlyId)
}

/** What both sides know of an encapsulation once one of them has done the Diffie-Hellman. */
export interface Encapsulation {
  /** The point's x coordinate, 32 bytes. */
  readonly dh: Uint8Array
  /** Serialised ephemeral public key, 65 bytes. */
  readonly enc: Uint8Array
  /** Serialised recipient public key, 65 bytes. */
  readonly recipientPublicKey: Uint8Array
}

/** A fresh key pair for one encapsulation; its private half never leaves WebCrypto. */
export async function generateEphemeralKey(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(p256, false, ['deriveBits'])
}

/**
 * RFC 9180 §4.1 Encap up to the Diffie-Hellman result.
 * @throws {ProtocolError} `bad_key` unless the recipient's key is an uncompressed point on P-256.
 */
export async function encapsulate(
  recipientPublicKey: Uint8Array,
  ephemeral: CryptoKeyPair,
): Promise<Encapsulation> {
  const recipient = await importPoint(recipientPublicKey)
  const [dh, enc] = await Promise.all([
    crypto.subtle.deriveBits({ name: 'ECDH', public: recipient }, ephemeral.privateKey, 8 * secretBytes),
    crypto.subtle.exportKey('raw', ephemeral.publicKey),
  ])
  return { dh: new Uint8Array(dh), enc: new Uint8Array(enc), recipientPublicKey }
}

/**
 * A P-256 public key from its uncompressed point; WebCrypto checks that the point is on the curve.
 * @throws {ProtocolError} `bad_key`
 */
export async function importPoint(point: Uint8Array): Promise<CryptoKey> {
  if (point.length !== pointBytes || point[0] !== 4) throw new ProtocolError('bad_key')
  try {
    return await crypto.subtle.importKey('raw', bufferSource(point), p256, false, [])
  } catch (cause) {
    throw new ProtocolError('bad_key', { cause })
  }
}

/** RFC 9180 §4.1 ExtractAndExpand: the KEM's shared secret. */
export async function kemSharedSecret({ dh, enc, recipientPublicKey }: Encapsulation): Promise<Bytes> {
  const kemSuite = concatBytes(utf8('KEM'), u16(p256KemId))
  const prk = await labeledExtract(kemSuite, empty, 'eae_prk', dh)
  return labeledExpand(kemSuite, prk, 'shared_secret', concatBytes(enc, recipientPublicKey))
}

/** RFC 9180 §5.1 KeySchedule in base mode: the exporter secret. */
export async function exporterSecret(
  suite: Uint8Array,
  sharedSecret: Uint8Array,
  info: Uint8Array,
): Promise<Bytes> {
  const pskIdHash = await labeledExtract(suite, empty, 'psk_id_hash', empty)
  const infoHash = await labeledExtract(suite, empty, 'info_hash', info)
  const secret = await labeledExtract(suite, sharedSecret, 'secret', empty)
  return labeledExpand(suite, secret, 'exp', concatBytes(new Uint8Array([0]), pskIdHash, infoHash))
}

/** RFC 9180 §5.3 Export of 32 bytes. */
export async function exportSecret(
  suite: Uint8Array,
  exporter: Uint8Array,
  context: Uint8Array,
): Promise<Bytes> {
  return labeledExpand(suite, exporter, 'sec', context)
}

async function labeledExtract(
  suite: Uint8Array,
  salt: Uint8Array,
  label: string,
  keyMaterial: Uint8Array,
): Promise<Bytes> {
  return extract(salt, concatBytes(utf8('HPKE-v1'), suite, utf8(label), keyMaterial))
}

async function labeledExpand(
  suite: Uint8Array,
  key: Uint8Array,
  label: string,
  info: Uint8Array,
): Promise<Bytes> {
  return expand(key, concatBytes(u16(secretBytes), utf8('HPKE-v1'), suite, utf8(label), info))
}
