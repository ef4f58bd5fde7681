// Objects as files: written aside, synced, then linked into place, so that a key is whole or absent after any
// crash and a second writer fails (link refuses to replace, rename would not).
import { randomBytes } from 'node:crypto'
import { access, constants, type FileHandle, link, mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { StoreError, type StoreErrorCode } from '../store-error.ts'
import {
  assertSafeKey,
  assertSafePrefix,
  type ByteRange,
  type ObjectEntry,
  type ObjectStore,
} from './object-store.ts'

/** Where the objects lie. */
export interface FolderObjectStoreOptions {
  /** Made when the first object is written. */
  readonly root: string
}

// What devices ask of offsets and sizes at most.
const blockBytes = 4096
const leastDirectBytes = 64 * 1024
// No key begins with a dot, so this cannot be an object.
const partialFolder = '.partial'

/** An object store in a folder: the embedded default. */
export function createFolderObjectStore(options: FolderObjectStoreOptions): ObjectStore {
  const root = resolve(options.root)
  const pathOf = (key: string): string => {
    assertSafeKey(key)
    return join(root, ...key.split('/'))
  }
  return {
    put: (key, bytes) => guarded(async () => put(root, pathOf(key), bytes)),
    get: (key, range) => guarded(async () => get(pathOf(key), range), 'object_not_found'),
    async *list(prefix, { startAfter = '' } = {}) {
      assertSafePrefix(prefix)
      yield* list({ root, prefix, startAfter }, '')
    },
    delete: (key) => guarded(async () => rm(pathOf(key), { force: true })),
    check: () =>
      guarded(async () => {
        await mkdir(root, { recursive: true })
        await access(root, constants.R_OK | constants.W_OK | constants.X_OK)
      }),
    removeUnfinished: (before) => guarded(async () => removeUnfinished(join(root, partialFolder), before)),
  }
}

async function put(root: string, path: string, bytes: Uint8Array): Promise<void> {
  const partial = join(root, partialFolder, randomBytes(12).toString('hex'))
  try {
    if (!(await writeDirect(partial, bytes))) await writeSynced(partial, bytes)
    await makeFolder(dirname(path))
    await link(partial, path)
    await syncFolder(dirname(path))
  } finally {
    await rm(partial, { force: true })
  }
}

async function removeUnfinished(folder: string, before: Date): Promise<number> {
  let removed = 0
  for (const name of await readdir(folder).catch(noneIfAbsent)) {
    const path = join(folder, name)
    // Whoever wrote it may end just now.
    const found = await stat(path).catch(() => undefined)
    if (found === undefined || found.mtime >= before) continue
    await rm(path, { force: true })
    removed += 1
  }
  return removed
}

function noneIfAbsent(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return []
  throw error
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    await makeFolder(dirname(path))
    return open(path, 'wx', 0o600)
  })
  try {
    await file.writeFile(bytes)
    await file.datasync()
  } finally {
    await file.close()
  }
}

/**
 * As `writeSynced`, past the page cache: a batch is written once and hardly ever read, and copying it there costs more
 * than all else of the write. False, and nothing written, where bytes, system or file system do not allow it.
 */
async function writeDirect(path: string, bytes: Uint8Array): Promise<boolean> {
  const wholeBytes = bytes.length - (bytes.length % blockBytes)
  const apt = bytes.length >= leastDirectBytes && bytes.byteOffset % blockBytes === 0
  // Other systems have no such flag. The kernel checks where the memory begins.
  if (!apt || constants.O_DIRECT === undefined) return false
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_DIRECT
  const file = await open(path, flags, 0o600).catch(() => undefined)
  if (file === undefined) return false
  try {
    await writeFully(file, bytes.subarray(0, wholeBytes), 0)
    if (wholeBytes < bytes.length) {
      const block = new Uint8Array(new SharedArrayBuffer(blockBytes, { maxByteLength: blockBytes }))
      block.set(bytes.subarray(wholeBytes))
      await writeFully(file, block, wholeBytes)
      await file.truncate(bytes.length)
    }
    await file.datasync()
    return true
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EINVAL')) throw error
    await rm(path, { force: true })
    return false
  } finally {
    await file.close()
  }
}

async function writeFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written)
    written += bytesWritten
  }
}

/** A folder counts as made once its name is durable in each folder above that was made with it. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let made = folder; made !== dirname(first); made = dirname(made)) await syncFolder(dirname(made))
}

async function syncFolder(folder: string): Promise<void> {
  // Windows can neither open nor sync a folder; NTFS journals the names.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function get(path: string, range: ByteRange | undefined): Promise<Uint8Array<ArrayBuffer>> {
  const file = await open(path, 'r')
  try {
    const start = range?.start ?? 0
    const sizeBytes = range ? range.endExclusive - start : (await file.stat()).size
    const bytes = new Uint8Array(sizeBytes)
    for (let filled = 0; filled < sizeBytes; ) {
      const { bytesRead } = await file.read(bytes, filled, sizeBytes - filled, start + filled)
      if (bytesRead === 0) throw new StoreError('object_too_short')
      filled += bytesRead
    }
    return bytes
  } finally {
    await file.close()
  }
}

interface Listing {
  readonly root: string
  readonly prefix: string
  readonly startAfter: string
}

async function* list(listing: Listing, folder: string): AsyncGenerator<ObjectEntry> {
  const { root, prefix, startAfter } = listing
  for (const name of await sortedNames(join(root, folder))) {
    const key = folder + name
    const isFolder = key.endsWith('/')
    if (isFolder) {
      const within = key.startsWith(prefix) || prefix.startsWith(key)
      const ahead = key > startAfter || startAfter.startsWith(key)
      if (within && ahead) yield* list(listing, key)
    } else if (key.startsWith(prefix) && key > startAfter) {
      const found = await guarded(() => stat(join(root, key)), 'object_not_found').catch(ignoreDeleted)
      if (found) yield { key, sizeBytes: found.size, storedAtMs: Math.floor(found.mtimeMs) }
    }
  }
}

/** Names in the order S3 lists keys: a folder sorts with its slash. */
async function sortedNames(folder: string): Promise<string[]> {
  const entries = await guarded(() => readdir(folder, { withFileTypes: true }), 'object_not_found').catch(
    ignoreDeleted,
  )
  return (entries ?? [])
    .filter((entry) => !entry.name.startsWith('.'))
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    .sort((a, b) => (a < b ? -1 : 1))
}

function ignoreDeleted(error: unknown): undefined {
  if (error instanceof StoreError && error.code === 'object_not_found') return undefined
  throw error
}

async function guarded<T>(
  work: () => Promise<T>,
  absent: StoreErrorCode = 'object_store_unavailable',
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof StoreError) throw error
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EEXIST') throw new StoreError('object_exists', error)
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new StoreError(absent, error)
    throw new StoreError('object_store_unavailable', error)
  }
}
