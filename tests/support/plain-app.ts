// Serves pages of a test on loopback, with the bundled recorder beside them.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type PageServer, startPageServer } from './page-server.ts'

const recorderFile = fileURLToPath(
  new URL('../../packages/recorder-sdk/dist/reseal.iife.js', import.meta.url),
)

/** Serves HTML by path, JSON below `/api/`, and `/reseal.iife.js`. */
export async function startPlainApp(pages: Readonly<Record<string, string>>): Promise<PageServer> {
  const recorder = await readFile(recorderFile, 'utf8')
  return startPageServer((path) => {
    if (path === '/reseal.iife.js') return { type: 'text/javascript; charset=utf-8', body: recorder }
    const body = pages[path]
    if (body === undefined) return undefined
    return { type: path.startsWith('/api/') ? 'application/json' : 'text/html; charset=utf-8', body }
  })
}
