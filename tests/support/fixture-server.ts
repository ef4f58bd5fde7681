// Builds a folder with Vite and serves it on loopback under a strict content security policy.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join, normalize, sep } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { build } from 'vite'

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
}

/** What {@link startFolderServer} needs. */
export interface FolderServerOptions {
  readonly folder: string
  /** Hosts that the pages may connect to: all else is `default-src 'self'`. Without it there is no policy. */
  readonly connectTo?: string | undefined
  /** What scripts come from, in place of the pages' own origin. */
  readonly scriptsFrom?: string | undefined
  /** Files that do not lie in the folder, by path. */
  readonly extra?: Readonly<Record<string, string>>
  /** Milliseconds until an answer begins; none unless given. */
  readonly answersAfterMs?: number
}

/** A server on loopback. */
export interface FolderServer {
  readonly origin: string
  stop(): Promise<void>
}

/** Serves a folder; what is no file of it is its index.html, as a single-page app wants it. */
export async function startFolderServer(options: FolderServerOptions): Promise<FolderServer> {
  const { folder, connectTo, scriptsFrom, extra = {}, answersAfterMs = 0 } = options
  const scripts = scriptsFrom === undefined ? '' : `; script-src ${scriptsFrom}`
  const policy =
    connectTo === undefined ? {} : { 'content-security-policy': `${policyOf(connectTo)}${scripts}` }
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const file = normalize(join(folder, path))
    const isInside = file.startsWith(folder + sep) && extname(file) !== ''
    const wanted = isInside ? file : join(folder, 'index.html')
    const body =
      extra[path] === undefined ? readFile(wanted).catch(() => undefined) : Promise.resolve(extra[path])
    void Promise.all([body, sleep(answersAfterMs)]).then(([found]) => {
      const name = extra[path] === undefined ? wanted : path
      const type = types[extname(name)] ?? 'text/html; charset=utf-8'
      response.writeHead(found === undefined ? 404 : 200, { 'content-type': type, ...policy })
      response.end(found ?? '')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

// The policy that a page with the recorder works under.
function policyOf(connectTo: string): string {
  return `default-src 'self'; connect-src ${connectTo}`
}

/** A folder's production build. */
export interface BuiltFolder {
  readonly folder: string
  remove(): Promise<void>
}

/** Builds `root` as Vite does by itself, into a folder of its own. `alias` replaces packages. */
export async function buildFolder(
  root: string,
  alias: Readonly<Record<string, string>> = {},
): Promise<BuiltFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'reseal-fixture-'))
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    resolve: { alias: { ...alias } },
    build: { outDir: folder, emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 10_000 },
  })
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}
