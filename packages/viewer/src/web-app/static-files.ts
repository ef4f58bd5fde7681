// Serves the built files of one folder from memory: the web app, and the replay frame on its own origin.
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'

/** One file, ready to be sent. */
export interface StaticFile {
  bytes: Uint8Array<ArrayBuffer>
  mediaType: string
  /** Whether its name carries a hash of its content, so that it never changes. */
  immutable: boolean
}

/** The files of a built bundle by their URL path. */
export interface StaticFiles {
  /** The file at an URL path such as `/assets/index-abc.js`; undefined where there is none. */
  find(path: string): StaticFile | undefined
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

/**
 * Reads a folder of built files into memory. Files of unknown kinds (source maps among them) are left out, and
 * a request can name nothing that was not in the folder at start. A folder that is absent gives no files.
 */
export async function loadStaticFiles(root: string): Promise<StaticFiles> {
  const files = new Map<string, StaticFile>()
  for (const entry of await listFiles(root)) {
    const mediaType = mediaTypes[extname(entry)]
    if (mediaType === undefined) continue
    const path = `/${relative(root, entry).split(sep).join('/')}`
    files.set(path, { bytes: await readFile(entry), mediaType, immutable: path.startsWith('/assets/') })
  }
  return { find: (path) => files.get(path) }
}

async function listFiles(root: string): Promise<string[]> {
  try {
    const entries = await readdir(root, { recursive: true, withFileTypes: true })
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** The answer for a file. Hashed assets may be kept for ever, everything else is asked for again. */
export function staticResponse(file: StaticFile): Response {
  return new Response(file.bytes, {
    headers: {
      'content-type': file.mediaType,
      'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    },
  })
}
