// What redaction adds to a page: the browser entry of redaction-rules, minified, with all that the recorder takes from
// it, after gzip -9.
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, loadConfigFromFile } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const importOf = /import \{([^}]*)\} from '@reseal\/redaction-rules'/g

// The inspector is loaded by itself, in development only.
function importedNames() {
  const files = globSync('src/**/*.ts', { cwd: root, exclude: ['src/inspector/**', '**/*.test.ts'] })
  const names = files
    .flatMap((file) => [...readFileSync(new URL(`../${file}`, import.meta.url), 'utf8').matchAll(importOf)])
    .flatMap(([, list]) => list.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '))
  return [...new Set(names)].sort()
}

/** Bytes of the recorder's share of redaction-rules, bundled by itself as the recorder is. */
export async function measureRedactionGzip() {
  const entry = `${root}src/redaction-entry.js`
  const { config } = await loadConfigFromFile(
    { command: 'build', mode: 'production' },
    `${root}vite.config.ts`,
  )
  const output = await build({
    configFile: false,
    root,
    logLevel: 'error',
    plugins: [
      {
        name: 'reseal-redaction-entry',
        resolveId: (id) => (id.endsWith('redaction-entry.js') ? entry : undefined),
        load: (id) =>
          id === entry ? `export { ${importedNames().join()} } from '@reseal/redaction-rules'` : undefined,
      },
    ],
    build: {
      ...config.build,
      write: false,
      lib: { entry, formats: ['iife'], name: 'Redaction', fileName: () => 'redaction.js' },
    },
  })
  const [
    {
      output: [chunk],
    },
  ] = output
  return gzipSync(chunk.code, { level: 9 }).length
}
