// What lies beside the script-tag recorder: its chunks, whose SHA-256 is defined into the bundle that loads them, and the
// stub, into which that of the bundle is.
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin, type Rolldown } from 'vite'
import { scopedWebVitals } from './scope-web-vitals.ts'
import { scriptBuild } from './script-build.ts'

const root = dirname(fileURLToPath(import.meta.url))

// dist/reseal.<name>.js and its entry; what the entry exports is what the loader resolves with.
const entries: Readonly<Record<string, string>> = {
  consent: 'src/consent-banner/start-consent-banner.ts',
  inspector: 'src/inspector/start-inspector.ts',
  provenance: 'src/provenance/read-manifest.ts',
  signals: 'src/signals/start-signals.ts',
}

/** The value of an `integrity` attribute for a script. */
function digestOf(code: string): string {
  return `sha256-${createHash('sha256').update(code).digest('base64')}`
}

async function buildChunk(name: string, entry: string): Promise<string> {
  const wrapper = join(root, `src/chunk-${name}.js`)
  const outputs = (await build({
    configFile: false,
    root,
    logLevel: 'error',
    plugins: [
      scopedWebVitals(),
      {
        name: 'reseal-chunk',
        resolveId: (id) => (id === wrapper ? wrapper : undefined),
        // Exports are handed over on the script's own element.
        load: (id) =>
          id === wrapper
            ? `import * as chunk from ${JSON.stringify(join(root, entry))}; document.currentScript.resealChunk = chunk`
            : undefined,
      },
    ],
    build: { ...scriptBuild(wrapper, `reseal.${name}.js`), write: false },
  })) as Rolldown.RolldownOutput[]
  const code = outputs[0]?.output[0].code
  if (code === undefined) throw new Error(`the chunk ${name} was not built`)
  return code
}

// Loads the recorder by the digest of just this build.
async function buildStub(recorderDigest: string): Promise<string> {
  const outputs = (await build({
    configFile: false,
    root,
    logLevel: 'error',
    define: { recorderDigest: JSON.stringify(recorderDigest) },
    build: { ...scriptBuild('src/script-tag-stub.ts', 'reseal.stub.js', { name: 'Reseal' }), write: false },
  })) as Rolldown.RolldownOutput[]
  const code = outputs[0]?.output[0].code
  if (code === undefined) throw new Error('the stub was not built')
  return code
}

/** A Vite plugin: builds the chunks first and makes the script-tag build load them from beside itself. */
export function chunksBeside(): Plugin {
  const built = new Map<string, string>()
  let isMapped = false
  return {
    name: 'reseal-chunks-beside',
    enforce: 'pre',
    async config() {
      for (const [name, entry] of Object.entries(entries)) built.set(name, await buildChunk(name, entry))
      const digests = Object.fromEntries(Array.from(built, ([name, code]) => [name, digestOf(code)]))
      return {
        define: Object.fromEntries(
          Object.entries(digests).map(([name, digest]) => [`chunkDigests.${name}`, JSON.stringify(digest)]),
        ),
      }
    },
    configResolved({ build: { sourcemap } }) {
      isMapped = sourcemap !== false
    },
    async resolveId(source, importer) {
      if (!source.endsWith('/load-chunk.ts')) return undefined
      return await this.resolve(source.replace('load-chunk.ts', 'load-chunk-beside.ts'), importer)
    },
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        for (const [name, source] of built) {
          this.emitFile({ type: 'asset', fileName: `reseal.${name}.js`, source })
        }
        const recorder = bundle['reseal.iife.js']
        if (recorder?.type !== 'chunk') return
        // What was checked when it was compiled takes 150 bytes to say again.
        if (!isMapped) recorder.code = recorder.code.replace(/\bconst (?=[\w$])|\bconst(?=[[{])/g, 'let ')
        const source = await buildStub(digestOf(recorder.code))
        this.emitFile({ type: 'asset', fileName: 'reseal.stub.js', source })
      },
    },
  }
}
