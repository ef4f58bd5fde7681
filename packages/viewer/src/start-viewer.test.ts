// Both origins on real sockets: what each serves, and what the replay origin never does.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import { request as secureRequest } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createAuditLog,
  createFileKeyProvider,
  createFolderObjectStore,
  generateKeyFile,
} from '@reseal/store'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '@reseal/store/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestAuthority } from '../../listener/test/certificates.ts'
import type { ViewerConfigInput } from './config.ts'
import type { ViewerParts } from './deps.ts'
import { type RunningViewer, startViewer } from './start-viewer.ts'

let folder: string
let postgres: TestPostgres
let testAnchor: TestAnchor
let viewer: RunningViewer
let start: (config: ViewerConfigInput) => Promise<RunningViewer>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseal-viewer-'))
  for (const name of ['web', 'frame']) {
    await mkdir(join(folder, name, 'assets'), { recursive: true })
    await writeFile(join(folder, name, 'index.html'), `<!doctype html><title>${name}</title>`)
    await writeFile(join(folder, name, 'assets', 'index-abc123.js'), '"use strict"')
    await writeFile(join(folder, name, 'assets', 'index-abc123.js.map'), '{}')
  }
  postgres = await startTestPostgres()
  testAnchor = await startTestAnchor()
  const keyFile = join(folder, 'sealing.json')
  await generateKeyFile(keyFile)
  const db = postgres.database('viewer')
  const parts: ViewerParts = {
    db,
    objects: createFolderObjectStore({ root: join(folder, 'objects') }),
    keys: await createFileKeyProvider({ path: keyFile }),
    audit: createAuditLog(db, { anchor: testAnchor.anchor }),
    anchor: testAnchor.anchor,
    peers: [{ name: 'Ingest', readyUrl: 'http://127.0.0.1:9/readyz' }],
  }
  const folders = { webApp: join(folder, 'web'), replayFrame: join(folder, 'frame') }
  start = (config) => startViewer({ port: 0, replayPort: 0, ...config }, parts, folders)
  viewer = await start({})
})
afterAll(async () => {
  await viewer.stop()
  await postgres.stop()
  await testAnchor.stop()
  await rm(folder, { recursive: true, force: true })
})

/** As `fetch`, but with any Host header and path. */
function get(origin: string, path: string, headers: Record<string, string> = {}) {
  const { port } = new URL(origin)
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      const host = new URL(origin).host
      const sent = request({ host: '127.0.0.1', port, path, headers: { host, ...headers } }, (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (text: string) => (body += text))
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        )
      })
      sent.on('error', reject).end()
    },
  )
}

describe('the viewer’s origin', () => {
  test.each(['/', '/sign-in', '/sessions', '/sessions/0198-x?t=8', '/audit', '/integrity'])(
    'answers %s with the app’s page, which nobody keeps',
    async (path) => {
      const answer = await get(viewer.url, path)
      expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('web') as string })
      expect(answer.headers['cache-control']).toBe('no-cache')
    },
  )

  test('serves hashed files for ever, and no source maps', async () => {
    const answer = await get(viewer.url, '/assets/index-abc123.js')
    expect(answer.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    })
    expect((await get(viewer.url, '/assets/index-abc123.js.map')).status).toBe(404)
  })

  test.each([
    '/../sealing.json',
    '/%2e%2e/sealing.json',
    '/assets/../../sealing.json',
    '/..%2fsealing.json',
    '//etc/passwd',
  ])('serves nothing outside its folder for %s', async (path) => {
    expect((await get(viewer.url, path)).body).not.toContain('keys')
  })

  test('shows health without data or script, and readiness without what it can do without', async () => {
    const page = await get(viewer.url, '/health')
    expect(page.status).toBe(200)
    for (const part of ['Database', 'Object store', 'Anchors', 'Ingest']) expect(page.body).toContain(part)
    expect(page.body).toContain('does not answer')
    expect(page.body).not.toContain('<script')
    expect(page.headers['content-security-policy']).toContain("style-src 'sha256-")
    expect(await get(viewer.url, '/readyz')).toMatchObject({ status: 200, body: '{"ok":true}' })
    expect(await get(viewer.url, '/healthz')).toMatchObject({ status: 200, body: '{"ok":true}' })
  })

  test('refuses a host it does not know', async () => {
    expect((await get(viewer.url, '/', { host: 'rebound.example' })).status).toBe(421)
  })
})

describe('the replay origin', () => {
  test('is another origin on another host, so that the viewer’s cookie never arrives', () => {
    expect(new URL(viewer.replayUrl).hostname).not.toBe(new URL(viewer.url).hostname)
  })

  test('leaves neither address of its name to another program', async () => {
    const { port } = new URL(viewer.replayUrl)
    for (const host of ['127.0.0.1', '::1']) {
      const taken = createServer()
      const code = await new Promise((resolve) => {
        taken.once('error', (error: NodeJS.ErrnoException) => resolve(error.code))
        taken.listen(Number(port), host, () => resolve('free'))
      })
      taken.close()
      expect(['EADDRINUSE', 'EADDRNOTAVAIL', 'EAFNOSUPPORT']).toContain(code)
    }
  })

  test('serves the frame’s files with a policy that reaches nobody', async () => {
    for (const path of ['/', '/index.html', '/assets/index-abc123.js']) {
      const answer = await get(viewer.replayUrl, path)
      expect(answer.status).toBe(200)
      expect(answer.headers['content-security-policy']).toBe(
        "default-src 'none'; script-src 'self'; style-src 'unsafe-inline' 'self'; img-src data:; font-src 'none'; " +
          `base-uri 'none'; form-action 'none'; frame-ancestors ${viewer.url}`,
      )
      expect(answer.headers['set-cookie']).toBeUndefined()
    }
  })

  test.each(['/api/me', '/api/sessions', '/health', '/sessions', '/sign-in'])('has no %s', async (path) => {
    expect((await get(viewer.replayUrl, path)).status).toBe(404)
  })

  test('takes no other method and no other host', async () => {
    const posted = await fetch(viewer.replayUrl.replace('localhost', '127.0.0.1'), { method: 'POST' })
    expect(posted.status).toBe(405)
    expect((await get(viewer.replayUrl, '/', { host: 'rebound.example' })).status).toBe(421)
    expect((await get(viewer.replayUrl, '/', { host: new URL(viewer.url).host })).status).toBe(421)
  })
})

describe('TLS', () => {
  test('is spoken on both origins, which then promise it', async () => {
    const authority = createTestAuthority()
    const { cert, key } = authority.issue('127.0.0.1', 'localhost')
    const tls = { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') }
    await writeFile(tls.certFile, cert)
    await writeFile(tls.keyFile, key, { mode: 0o600 })
    const secure = await start({ tls })
    try {
      for (const origin of [secure.url, secure.replayUrl]) {
        expect(origin).toMatch(/^https:/)
        const answer = await new Promise<object>((resolve, reject) => {
          const { host, port } = new URL(origin)
          const options = { ca: authority.cert, host: '127.0.0.1', port, path: '/', headers: { host } }
          secureRequest({ ...options, agent: false }, (response) => {
            response.resume()
            resolve({ status: response.statusCode, ...response.headers })
          })
            .on('error', reject)
            .end()
        })
        expect(answer).toMatchObject({ status: 200, 'strict-transport-security': 'max-age=63072000' })
      }
    } finally {
      await secure.stop()
    }
  })

  test('is promised by nobody who does not speak it', async () => {
    expect((await get(viewer.url, '/')).headers['strict-transport-security']).toBeUndefined()
  })

  test('off loopback there is no start without it or a proxy that ends it', async () => {
    await expect(start({ host: '0.0.0.0' })).rejects.toMatchObject({ code: 'insecure_listener' })
  })

  test('behind a proxy that ends it, who came without is sent to it, and posts nothing', async () => {
    const [publicOrigin, replayOrigin] = ['https://viewer.example', 'https://replay.example']
    const proxied = await start({ trustedProxies: 1, publicOrigin, replayOrigin })
    const ask = (method: string, proto: string): Promise<object> =>
      new Promise((resolve, reject) => {
        const headers = { host: 'viewer.example', 'x-forwarded-proto': proto }
        const options = { host: '127.0.0.1', port: proxied.port, path: '/sessions?t=8', method, headers }
        request({ ...options, agent: false }, (response) => {
          response.resume()
          resolve({ status: response.statusCode, ...response.headers })
        })
          .on('error', reject)
          .end()
      })
    try {
      const location = 'https://viewer.example/sessions?t=8'
      expect(await ask('GET', 'http')).toMatchObject({ status: 308, location })
      expect(await ask('POST', 'http')).toMatchObject({ status: 426 })
      const served = { status: 200, 'strict-transport-security': 'max-age=63072000' }
      expect(await ask('GET', 'https')).toMatchObject(served)
    } finally {
      await proxied.stop()
    }
  })
})
