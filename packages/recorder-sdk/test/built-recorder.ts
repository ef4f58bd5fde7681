// The script-tag recorder and what lies beside it, for pages of tests. A test run that has built everything first says so
// (RESEAL_BUILT) and its files are taken as they are; any other builds them from the sources.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Its scripts by file name, as they are shipped. */
export async function builtRecorder(): Promise<ReadonlyMap<string, string>> {
  if (process.env['RESEAL_BUILT'] !== undefined) return readScripts(join(root, 'dist'))
  const outDir = await mkdtemp(join(tmpdir(), 'reseal-recorder-'))
  try {
    await build({ root, configFile: join(root, 'vite.config.ts'), build: { outDir, emptyOutDir: false } })
    return await readScripts(outDir)
  } finally {
    await rm(outDir, { recursive: true })
  }
}

async function readScripts(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(folder)).filter((name) => /^reseal\.[a-z]+\.js$/.test(name))
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
  return new Map(names.map((name, index) => [name, texts[index] ?? '']))
}
