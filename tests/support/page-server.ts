// Two origins on loopback that serve what a test hands them, and a bundle of a browser module for its pages.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { build } from 'vite'

/** A response of the test's server. */
export interface ServedPage {
  readonly type: string
  readonly body: string
}

export interface PageServer {
  readonly origin: string
  /** The same server under another host name: another origin to the browser. */
  readonly otherOrigin: string
  stop(): Promise<void>
}

/** Serves what `respond` returns for a path; 404 where it returns nothing. */
export async function startPageServer(
  respond: (path: string, otherOrigin: string) => ServedPage | undefined,
): Promise<PageServer> {
  let otherOrigin = ''
  const server: Server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const page = respond(path, otherOrigin)
    response.writeHead(page === undefined ? 404 : 200, { 'content-type': page?.type ?? 'text/plain' })
    response.end(page?.body ?? '')
  })
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve))
  const { port } = server.address() as AddressInfo
  otherOrigin = `http://127.0.0.1:${port}`
  return {
    origin: `http://localhost:${port}`,
    otherOrigin,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** One script of a TypeScript module and all it imports. */
export async function bundleScript(entry: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      lib: { entry, formats: ['iife'], name: 'testPage' },
    },
  })
  const outputs = Array.isArray(result) ? result : [result]
  for (const output of outputs) {
    if (!('output' in output)) continue
    for (const file of output.output) if (file.type === 'chunk') return file.code
  }
  throw new Error('the bundle has no script')
}
