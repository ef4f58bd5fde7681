// Serves Speedometer's folder with a recorder inside the workload's frame only, and takes what Sentry sends.
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize, sep } from 'node:path'

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
}

/** A running server. */
export interface SpeedometerServer {
  readonly origin: string
  /** Bodies of the envelopes that were taken. */
  readonly envelopes: readonly Buffer[]
  stop(): Promise<void>
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

// Before any script of the workload, as an app would load it.
function withRecorder(html: string, variant: string): string {
  const script = `<script src="/recorders/${variant}.js"></script>`
  return /<head[^>]*>/i.test(html)
    ? html.replace(/<head[^>]*>/i, (head) => `${head}${script}`)
    : `${script}${html}`
}

/**
 * Serves `folder` under `/<variant>/` for each variant of `recorders`; its script is the first of every page that is
 * loaded into a frame. An empty script is left out. `scripts` lie beside the recorders, by file name.
 */
export async function startSpeedometerServer(
  folder: string,
  recorders: Readonly<Record<string, string>>,
  scripts: Readonly<Record<string, string>>,
): Promise<SpeedometerServer> {
  const envelopes: Buffer[] = []
  const files = new Map<string, Promise<Buffer | undefined>>()
  const read = (path: string): Promise<Buffer | undefined> => {
    const file = normalize(join(folder, path))
    if (!file.startsWith(folder + sep)) return Promise.resolve(undefined)
    const known = files.get(file) ?? readFile(file).catch(() => undefined)
    files.set(file, known)
    return known
  }

  const server: Server = createServer((request, response) => {
    const asked = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname)
    const path = asked.endsWith('/') ? `${asked}index.html` : asked
    const answer = async (): Promise<readonly [string, Buffer | string] | undefined> => {
      if (path.startsWith('/api/')) {
        envelopes.push(await bodyOf(request))
        return ['application/json', '{}']
      }
      const [, variant = '', ...rest] = path.split('/')
      if (variant === 'recorders') {
        const name = rest.join('/')
        const script = scripts[name] ?? recorders[name.replace(/\.js$/, '')]
        return script === undefined ? undefined : ['text/javascript', script]
      }
      const recorder = recorders[variant]
      const body = recorder === undefined ? undefined : await read(rest.join('/'))
      if (body === undefined) return undefined
      const type = types[extname(path)] ?? 'application/octet-stream'
      const isFrame = request.headers['sec-fetch-dest'] === 'iframe' && extname(path) === '.html'
      return [type, isFrame && recorder !== '' ? withRecorder(body.toString('utf8'), variant) : body]
    }
    void answer().then((found) => {
      response.writeHead(found === undefined ? 404 : 200, { 'content-type': found?.[0] ?? 'text/plain' })
      response.end(found?.[1] ?? '')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    envelopes,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
