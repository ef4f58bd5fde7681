// Serves the two foreign interfaces on loopback: lforms as published, and a chart of Medplum's components.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, extname, join, normalize, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { lformsPage } from './lforms/page.ts'

export interface ForeignServer {
  /** Address of the questionnaire. */
  readonly lforms: string
  /** Address of the chart. */
  readonly medplum: string
  stop(): Promise<void>
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.png': 'image/png',
}

/** Builds Medplum's page into a folder of its own and serves both interfaces until stopped. */
export async function startForeignServer(): Promise<ForeignServer> {
  const folder = await mkdtemp(join(tmpdir(), 'reseal-foreign-'))
  const medplumRoot = fileURLToPath(new URL('./medplum', import.meta.url))
  await build({
    configFile: false,
    root: medplumRoot,
    base: '/medplum/',
    logLevel: 'error',
    resolve: { alias: { 'react-router': join(medplumRoot, 'no-router.ts') } },
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'es2023',
      minify: false,
      chunkSizeWarningLimit: 10_000,
    },
  })
  const packageFile = createRequire(import.meta.url).resolve('lforms/package.json')
  const folders: readonly (readonly [string, string])[] = [
    ['/lforms/', join(dirname(packageFile), 'dist', 'lforms')],
    ['/medplum/', folder],
  ]
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    void bodyOf(path, folders).then((body) => {
      response.writeHead(body === undefined ? 404 : 200, {
        'content-type': types[extname(path)] ?? 'text/html; charset=utf-8',
      })
      response.end(body ?? '')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  return {
    lforms: `${origin}/questionnaire`,
    medplum: `${origin}/medplum/index.html`,
    async stop() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function bodyOf(
  path: string,
  folders: readonly (readonly [string, string])[],
): Promise<string | Buffer | undefined> {
  if (path === '/questionnaire') return lformsPage
  for (const [prefix, folder] of folders) {
    if (!path.startsWith(prefix)) continue
    const file = normalize(join(folder, path.slice(prefix.length)))
    if (!file.startsWith(folder + sep)) return undefined
    return readFile(file).catch(() => undefined)
  }
  return undefined
}
