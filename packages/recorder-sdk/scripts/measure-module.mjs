// What the ES module brings into an app that Vite builds, in bytes after gzip -9, and that nothing foreign is in it.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { findForeignParts } from './measure-recorder.mjs'

const packageRoot = fileURLToPath(new URL('..', import.meta.url))

// An app that does nothing else.
async function buildApp(root) {
  const entry = join(root, 'only-recorder.js')
  const { output } = await build({
    configFile: false,
    root,
    logLevel: 'error',
    plugins: [
      {
        name: 'reseal-only-recorder',
        enforce: 'pre',
        resolveId: (id) => (id === entry ? entry : undefined),
        load: (id) =>
          id === entry ? `import { init } from '@reseal/recorder-sdk'; globalThis.init = init` : undefined,
      },
    ],
    build: { write: false, target: 'es2022', rolldownOptions: { input: entry } },
  })
  return output.filter(({ type }) => type === 'chunk')
}

/**
 * Bytes that an app which calls `init` loads for it until the first receipt, what is foreign in them, and the names of the
 * chunks that come later. `root` is a folder that has the package installed.
 */
export async function measureModule(root = packageRoot) {
  const chunks = await buildApp(root)
  const first = new Set(chunks.filter(({ isEntry }) => isEntry))
  for (const { imports } of first) {
    for (const chunk of chunks) if (imports.includes(chunk.fileName)) first.add(chunk)
  }
  const codes = Array.from(first, ({ code }) => code)
  return {
    bytes: codes.reduce((sum, code) => sum + gzipSync(code, { level: 9 }).length, 0),
    foreign: findForeignParts(() => codes.join('\n'), ['iife']).map((finding) => `as a module: ${finding}`),
    later: chunks.filter((chunk) => !first.has(chunk)).map(({ name }) => name),
  }
}
