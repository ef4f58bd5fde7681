// Sealing keys in a 0600 file of JWKs by key id: the embedded default.
import { createECDH, type ECDH } from 'node:crypto'
import { StoreError } from '../store-error.ts'
import type { ListedKeyProvider } from './key-provider.ts'
import { assertPoint, sealingKeyId } from './p256-point.ts'
import { openText, protectText } from './passphrase.ts'
import { readPrivateFile, writePrivateFile } from './private-file.ts'

const curve = 'prime256v1'

/** Form of the key file: P-256 private JWKs (RFC 7518 §6.2) by key id. */
interface KeyFile {
  readonly keys: Readonly<Record<string, P256Jwk>>
}

/** RFC 7518 §6.2. */
export interface P256Jwk {
  readonly kty: 'EC'
  readonly crv: 'P-256'
  readonly x: string
  readonly y: string
  readonly d: string
}

/**
 * Makes a sealing key pair in a new file of mode 0600, encrypted where there is a passphrase; an existing file is never replaced.
 * @throws StoreError bad_key_file when the file exists or cannot be written
 */
export async function generateKeyFile(
  path: string,
  passphrase?: string,
): Promise<{ keyId: string; publicKey: Uint8Array<ArrayBuffer> }> {
  const { keyId, publicKey, jwk } = newKeyPair()
  const file: KeyFile = { keys: { [keyId]: jwk } }
  const text = await protectText(`${JSON.stringify(file, undefined, 2)}\n`, passphrase)
  await writePrivateFile(path, text).catch((cause: unknown) => {
    throw new StoreError('bad_key_file', cause)
  })
  return { keyId, publicKey }
}

/** A new pair, for a key file. */
export function newKeyPair(): {
  readonly keyId: string
  readonly publicKey: Uint8Array<ArrayBuffer>
  readonly jwk: P256Jwk
} {
  const pair = createECDH(curve)
  const publicKey = new Uint8Array(pair.generateKeys())
  return { keyId: sealingKeyId(publicKey), publicKey, jwk: toJwk(pair) }
}

/**
 * Opens the key file, once.
 * @throws StoreError unsafe_key_file when group or others may read it; bad_key_file; passphrase_missing, wrong_passphrase,
 * key_file_unprotected
 */
export async function createFileKeyProvider(options: {
  readonly path: string
  readonly passphrase?: string | undefined
}): Promise<ListedKeyProvider> {
  const keys = parseKeyFile(await openText(await readPrivateFile(options.path), options.passphrase))
  let isClosed = false
  const find = (keyId: string): ECDH => {
    if (isClosed) throw new StoreError('key_provider_closed')
    const pair = keys.get(keyId)
    if (!pair) throw new StoreError('unknown_key')
    return pair
  }
  return {
    keyIds: [...keys.keys()],
    publicKey: async (keyId) => new Uint8Array(find(keyId).getPublicKey()),
    deriveSharedSecret: async (keyId, enc) => {
      const pair = find(keyId)
      assertPoint(enc)
      return new Uint8Array(pair.computeSecret(enc))
    },
    close: async () => {
      isClosed = true
      keys.clear()
    },
  }
}

function parseKeyFile(text: string): Map<string, ECDH> {
  try {
    const { keys } = JSON.parse(text) as KeyFile
    return new Map(Object.entries(keys).map(([keyId, jwk]) => [keyId, fromJwk(keyId, jwk)]))
  } catch (cause) {
    throw new StoreError('bad_key_file', cause)
  }
}

function toJwk(pair: ECDH): P256Jwk {
  const point = pair.getPublicKey()
  // RFC 7518 §6.2.2.1: d has the full length, where getPrivateKey leaves out leading zeros.
  const d = Buffer.alloc(32)
  const scalar = pair.getPrivateKey()
  scalar.copy(d, 32 - scalar.length)
  return {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
    d: d.toString('base64url'),
  }
}

function fromJwk(keyId: string, { kty, crv, d }: P256Jwk): ECDH {
  const pair = createECDH(curve)
  pair.setPrivateKey(Buffer.from(d, 'base64url'))
  if (kty !== 'EC' || crv !== 'P-256' || sealingKeyId(pair.getPublicKey()) !== keyId) {
    throw new StoreError('bad_key_file')
  }
  return pair
}
