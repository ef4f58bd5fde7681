// The export from a running viewer, against a server that answers as the viewer does.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exportOverHttp } from './export-over-http.ts'

const session = '0190b6f2-0000-4000-8000-000000000000'
let folder: string
let tokenFile: string
let server: Server
let url: string
let answer: (response: ServerResponse) => void
const asked: { path: string | undefined; authorization: string | undefined }[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseal-export-'))
  tokenFile = join(folder, 'token')
  await writeFile(tokenFile, 'reseal_export_x\n')
  server = createServer((request, response) => {
    asked.push({ path: request.url, authorization: request.headers.authorization })
    answer(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await rm(folder, { recursive: true, force: true })
})

async function run(given: { url?: string; tokenFile?: string } = {}): Promise<string> {
  const remote = { url, tokenFile, signal: AbortSignal.timeout(30_000), ...given }
  let text = ''
  for await (const piece of exportOverHttp(remote, session, { purpose: 'quality', ticket: 'OPS-1' }))
    text += piece
  return text
}

const refuse = (status: number, code: string) => (response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ error: { code, requestId: 'x' } }))
}

test('writes what the viewer sends, and sends the token nowhere else', async () => {
  answer = (response) => response.end('{"type":2,"timestamp":1}\n{"type":3,"timestamp":2,"text":"ä"}\n')
  expect(await run()).toBe('{"type":2,"timestamp":1}\n{"type":3,"timestamp":2,"text":"ä"}\n')
  expect(asked.at(-1)).toEqual({
    path: `/api/sessions/${session}/export?purpose=quality&ticket=OPS-1`,
    authorization: 'Bearer reseal_export_x',
  })
  const before = asked.length
  answer = (response) => response.writeHead(302, { location: `${url}/elsewhere` }).end()
  await expect(run()).rejects.toMatchObject({ code: 'unreachable' })
  expect(asked).toHaveLength(before + 1)
})

test('names the viewer’s code, and what to do', async () => {
  answer = refuse(401, 'token_refused')
  await expect(run()).rejects.toMatchObject({
    code: 'export_refused',
    advice: 'Its code is token_refused. The token is unknown, expired or revoked.',
  })
})

test('says that what was broken off is not whole', async () => {
  answer = (response) => {
    response.write('{"type":2,"timestamp":1}\n', () => response.destroy())
  }
  await expect(run()).rejects.toMatchObject({ code: 'unreachable' })
})

test.each(['http://replay.example', 'ftp://127.0.0.1', 'nonsense'])('takes no token to %s', async (given) => {
  await expect(run({ url: given })).rejects.toMatchObject({ code: 'usage' })
})

test('says which file cannot be read', async () => {
  await expect(run({ tokenFile: join(folder, 'none') })).rejects.toMatchObject({ code: 'usage' })
})
