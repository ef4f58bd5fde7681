// The platform package's programs: found, linked, and copied for an account that cannot read node_modules.
import { chmod, lstat, mkdir, mkdtemp, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { binariesAt, copyBinaries, hydrateLinks, locateBinaries } from './binaries.ts'

let folder: string
let nativeRoot: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseal-binaries-'))
  nativeRoot = join(folder, 'installed', 'native')
  await mkdir(join(nativeRoot, 'bin'), { recursive: true })
  await mkdir(join(nativeRoot, 'lib'))
  await writeFile(binariesAt(nativeRoot).postgres, 'program')
  await chmod(binariesAt(nativeRoot).postgres, 0o700)
  await writeFile(join(nativeRoot, 'lib/libpq.so.5.18'), 'library')
  await chmod(join(nativeRoot, 'lib/libpq.so.5.18'), 0o600)
  const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }]
  await writeFile(join(nativeRoot, 'pg-symlinks.json'), JSON.stringify(links))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('are installed for this platform', async () => {
  const { nativeRoot: installed, version } = locateBinaries()
  expect(version).toMatch(/^18\./)
  expect((await stat(binariesAt(installed).initdb)).isFile()).toBe(true)
})

test('get the links that the blocked install script would have made, once', async () => {
  await hydrateLinks(nativeRoot)
  await hydrateLinks(nativeRoot)
  expect(await readlink(join(nativeRoot, 'lib/libpq.so.5'))).toBe('libpq.so.5.18')
})

test('are copied once, readable by everyone, links and all', async () => {
  let copies = 0
  const copy = () => copyBinaries({ nativeRoot, version: '18.0' }, folder, () => (copies += 1))
  const target = await copy()
  expect(await copy()).toBe(target)
  expect(copies).toBe(1)
  expect((await stat(binariesAt(target).postgres)).mode & 0o777).toBe(0o755)
  expect((await stat(join(target, 'lib/libpq.so.5.18'))).mode & 0o777).toBe(0o644)
  expect((await lstat(join(target, 'lib/libpq.so.5'))).isSymbolicLink()).toBe(true)
  expect(await readFile(join(target, 'lib/libpq.so.5'), 'utf8')).toBe('library')
})
