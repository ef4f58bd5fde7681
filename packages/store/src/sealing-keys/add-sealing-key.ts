// Another key in the key file: the whole file is written anew, so that whoever reads it finds the keys before or those after.
import { randomBytes } from 'node:crypto'
import { open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { generateKeyFile } from '../keys/file-key-provider.ts'
import { readPrivateFile } from '../keys/private-file.ts'
import { StoreError } from '../store-error.ts'

/**
 * Makes a sealing key pair and adds it to a key file, durable when this returns. The keys that are there stay.
 * @throws StoreError unsafe_key_file, bad_key_file; key_file_busy while another process adds one, or died over it
 */
export async function addSealingKey(
  path: string,
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
    return await addUnderLock(path)
  } finally {
    await rm(lock, { force: true })
  }
}

async function addUnderLock(path: string): ReturnType<typeof addSealingKey> {
  const known = parse(await readPrivateFile(path))
  const partial = `${path}.${randomBytes(6).toString('hex')}`
  const generated = await generateKeyFile(partial)
  try {
    const fresh = parse(await readFile(partial, 'utf8'))
    const text = JSON.stringify({ ...known, keys: { ...known.keys, ...fresh.keys } }, undefined, 2)
    await rewrite(partial, { text: `${text}\n`, like: path })
    await rename(partial, path)
    await syncFolder(dirname(path))
    return generated
  } finally {
    await rm(partial, { force: true })
  }
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

/** The file's owner stays: services read it under another account than whoever adds a key as root. */
async function rewrite(
  partial: string,
  { text, like }: { readonly text: string; readonly like: string },
): Promise<void> {
  const { uid, gid } = await stat(like)
  const file = await open(partial, 'w', 0o600)
  try {
    await file.writeFile(text)
    if (process.getuid?.() === 0) await file.chown(uid, gid)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function syncFolder(path: string): Promise<void> {
  // Windows syncs no folder.
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
