// The Ed25519 key that signs checkpoints (C2SP signed-note), held by the worker alone in a 0600 file.
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import type { NoteSigner, NoteVerifier } from '@reseal/protocol/log'
import { StoreError } from '../store-error.ts'
import { openText, protectText } from './passphrase.ts'
import { readPrivateFile, writePrivateFile } from './private-file.ts'

/**
 * Makes a checkpoint key in a new file of mode 0600, encrypted where there is a passphrase, and gives its raw public key (32
 * bytes).
 * @throws StoreError bad_key_file when the file exists or cannot be written
 */
export async function generateCheckpointKeyFile(
  path: string,
  passphrase?: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const { privateKey } = generateKeyPairSync('ed25519')
  const file = `${JSON.stringify(privateKey.export({ format: 'jwk' }), undefined, 2)}\n`
  await writePrivateFile(path, await protectText(file, passphrase)).catch((cause: unknown) => {
    throw new StoreError('bad_key_file', cause)
  })
  return rawPublicKey(privateKey)
}

/**
 * The signer of a log's notes; `name` is the log's origin.
 * @throws StoreError unsafe_key_file, bad_key_file, passphrase_missing, wrong_passphrase, key_file_unprotected
 */
export async function loadCheckpointSigner(
  path: string,
  name: string,
  passphrase?: string,
): Promise<NoteSigner> {
  const privateKey = parsePrivateKey(await openText(await readPrivateFile(path), passphrase))
  return {
    name,
    publicKey: rawPublicKey(privateKey),
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
  }
}

/** Verifies a log's notes by the raw public key (32 bytes). */
export function createCheckpointVerifier(name: string, publicKey: Uint8Array): NoteVerifier {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') }
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  return { name, publicKey, verify: (message, signature) => verify(null, message, key, signature) }
}

function parsePrivateKey(text: string): KeyObject {
  try {
    const key = createPrivateKey({ key: JSON.parse(text), format: 'jwk' })
    if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('not an Ed25519 key')
    return key
  } catch (cause) {
    throw new StoreError('bad_key_file', cause)
  }
}

function rawPublicKey(privateKey: KeyObject): Uint8Array<ArrayBuffer> {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' })
  return new Uint8Array(Buffer.from(x ?? '', 'base64url'))
}
