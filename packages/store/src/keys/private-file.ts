// Files that hold a secret: mode 0600, written whole or not at all, refused when others could read them.
import { randomBytes } from 'node:crypto'
import { link, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { StoreError } from '../store-error.ts'

/**
 * Writes a new file with mode 0600, durable when this returns.
 * @throws the file system's EEXIST when the file is there: a key is never overwritten.
 */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const partial = `${path}.${randomBytes(6).toString('hex')}`
  const file = await open(partial, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
    await link(partial, path)
  } finally {
    await file.close()
    await rm(partial, { force: true })
  }
}

/**
 * Reads a secret file.
 * @throws StoreError unsafe_key_file when group or others have any permission on it; bad_key_file when it cannot be read
 */
export async function readPrivateFile(path: string): Promise<string> {
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw new StoreError('bad_key_file', cause)
  })
  try {
    const { mode } = await file.stat()
    // Windows has no such bits: its files take the folder's access list.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) throw new StoreError('unsafe_key_file')
    return await file.readFile('utf8')
  } finally {
    await file.close()
  }
}

/**
 * Writes a secret file anew, whole, mode 0600, durable when this returns: whoever reads it finds what was there before or what is
 * there after. The file's owner stays: services read it under another account than whoever changes it as root.
 */
export async function replacePrivateFile(path: string, text: string): Promise<void> {
  const partial = `${path}.${randomBytes(6).toString('hex')}`
  const { uid, gid } = await stat(path)
  const file = await open(partial, 'wx', 0o600)
  try {
    await file.writeFile(text)
    if (process.getuid?.() === 0) await file.chown(uid, gid)
    await file.sync()
    await rename(partial, path)
    await syncFolder(dirname(path))
  } finally {
    await file.close()
    await rm(partial, { force: true })
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
