// Another key in the key file: the whole file is written anew, so that whoever reads it finds the keys before or those after.
import { open, rm } from 'node:fs/promises'
import { newKeyPair } from '../keys/file-key-provider.ts'
import { openText, protectText } from '../keys/passphrase.ts'
import { readPrivateFile, replacePrivateFile } from '../keys/private-file.ts'
import { StoreError } from '../store-error.ts'

/**
 * Makes a sealing key pair and adds it to a key file, durable when this returns. The keys that are there stay, and so does the
 * passphrase that protects them.
 * @throws StoreError unsafe_key_file, bad_key_file; passphrase_missing, wrong_passphrase, key_file_unprotected; key_file_busy while another process adds one, or died over it
 */
export async function addSealingKey(
  path: string,
  passphrase?: string,
): Promise<{ readonly keyId: string; readonly publicKey: Uint8Array<ArrayBuffer> }> {
  const lock = `${path}.lock`
  await open(lock, 'wx', 0o600).then(
    (file) => file.close(),
    (cause: unknown) => {
      const isBusy = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'
      throw new StoreError(isBusy ? 'key_file_busy' : 'bad_key_file', cause)
    },
  )
  try {
    return await addUnderLock(path, passphrase)
  } finally {
    await rm(lock, { force: true })
  }
}

async function addUnderLock(path: string, passphrase: string | undefined): ReturnType<typeof addSealingKey> {
  const known = parse(await openText(await readPrivateFile(path), passphrase))
  const { keyId, publicKey, jwk } = newKeyPair()
  const text = JSON.stringify({ ...known, keys: { ...known.keys, [keyId]: jwk } }, undefined, 2)
  await replacePrivateFile(path, await protectText(`${text}\n`, passphrase))
  return { keyId, publicKey }
}

interface Keys {
  readonly keys: Readonly<Record<string, unknown>>
}

function parse(text: string): Keys {
  try {
    const file = JSON.parse(text) as Partial<Keys> | null
    if (typeof file?.keys === 'object' && file.keys !== null) return { ...file, keys: file.keys }
  } catch (cause) {
    throw new StoreError('bad_key_file', cause)
  }
  throw new StoreError('bad_key_file')
}
