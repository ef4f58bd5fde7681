// The real server: sockets, the commit thread, stop.
import { chmod, writeFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { request as secureRequest } from 'node:https'
import { connect } from 'node:net'
import { join } from 'node:path'
import { limits, parseReceipt, verifyReceipt } from '@reseal/protocol'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestAuthority } from '../../listener/test/certificates.ts'
import { startTestStream } from '../test/recorder.ts'
import { prepareServerGround, type ServerGround } from '../test/server-ground.ts'
import type { LogLine } from './logging/log-line.ts'
import { generateReceiptKeyFile } from './receipts/receipt-key.ts'
import { type RunningIngest, startIngest } from './start-ingest.ts'

const appKey = 'rsl_AAAAAAAAAAAAAAAAAAAAAA'
const origin = 'https://clinic.example'
let ground: ServerGround
let ingest: RunningIngest
let logged: LogLine[]

beforeAll(async () => {
  ground = await prepareServerGround({ id: 'clinic', name: 'Clinic', appKey, origin })
})
afterAll(() => ground.stop())
beforeEach(async () => {
  logged = []
  ingest = await startIngest(ground.config, (line) => logged.push(line))
})
afterEach(() => ingest.stop())

async function send(body: Uint8Array<ArrayBuffer>): Promise<Response> {
  return fetch(`${ingest.url}/v1/apps/${appKey}/parcels`, { method: 'POST', body, headers: { origin } })
}

/** Sends these bytes and gives all that comes back until the connection ends. */
async function exchange(bytes: string): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(ingest.url).port) })
  socket.write(bytes)
  let answer = ''
  for await (const chunk of socket) answer += String(chunk)
  return answer
}

test.each([
  ['a length that is no number', 400, 'Host: a\r\nContent-Length: abc'],
  ['two lengths', 400, 'Host: a\r\nContent-Length: 4\r\nContent-Length: 5'],
  ['a length beside chunks', 400, 'Host: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked'],
  ['a host that is none', 400, 'Host: a b<>\r\nContent-Length: 0\r\nConnection: close'],
  ['headers over the limit', 413, `Host: a\r\nX-Long: ${'a'.repeat(20_000)}`],
])('answers broken HTTP as it answers a bad parcel: %s', async (_, status, headers) => {
  const answer = await exchange(`POST /v1/apps/${appKey}/parcels HTTP/1.1\r\n${headers}\r\n\r\n`)
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  const code = status === 413 ? 'too_large' : 'bad_parcel'
  expect(answer).toMatch(new RegExp(`{"error":{"code":"${code}","requestId":"[0-9a-f-]{36}"}}`))
})

test('takes parcels over sockets, stores them on its commit thread, and signs receipts with its key', async () => {
  const stream = await startTestStream(appKey)
  const segments = [await stream.seal(), await stream.seal()] as const
  const first = await send(stream.firstParcel(segments[0]))
  expect(first.headers.get('access-control-allow-origin')).toBe(origin)
  const { receipt } = (await first.json()) as { receipt: unknown }
  const key = new Uint8Array(Buffer.from(ingest.receiptKey, 'base64url'))
  expect(await verifyReceipt(parseReceipt(receipt), key)).toBe(true)
  expect((await send(stream.parcel(segments[1]))).status).toBe(200)
  // The first parcel's memory went to the commit thread; its repeat is judged against the database.
  expect((await send(stream.firstParcel(...segments))).status).toBe(200)
  const rows = await ground.postgres.database('superuser').selectFrom('segments').select('index').execute()
  expect(rows).toHaveLength(2)
  expect(logged).toEqual([{ event: 'started' }])
})

test('refuses an oversized body from its length alone and closes or drains the connection', async () => {
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(new URL(ingest.url).port), '127.0.0.1')
    let received = ''
    socket.setEncoding('latin1')
    socket.on('data', (text) => {
      received += text
      if (received.includes('requestId')) {
        socket.destroy()
        resolve(received)
      }
    })
    socket.on('error', reject)
    // Not one byte of the body is sent.
    socket.write(
      `POST /v1/apps/${appKey}/parcels HTTP/1.1\r\nHost: x\r\nOrigin: ${origin}\r\nContent-Length: ${limits.maxParcelBytes + 1}\r\n\r\n`,
    )
  })
  expect(answer).toMatch(/^HTTP\/1\.1 413 /)
})

test('refuses a chunked body that passes the limit without waiting for its end', async () => {
  const chunk = Buffer.alloc(1024 * 1024)
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const posting = request(`${ingest.url}/v1/apps/${appKey}/parcels`, {
      method: 'POST',
      headers: { origin, 'transfer-encoding': 'chunked' },
      agent: new Agent({ keepAlive: false }),
    })
    posting.on('response', (response) => {
      resolve(response.statusCode)
      posting.destroy()
    })
    posting.on('error', reject)
    // Just beyond the limit; the end never comes.
    for (let sentBytes = 0; sentBytes <= limits.maxParcelBytes; sentBytes += chunk.length)
      posting.write(chunk)
  })
  expect(status).toBe(413)
})

test('a client that leaves in the middle of a body leaves nothing behind', async () => {
  const stream = await startTestStream(appKey)
  const parcel = stream.firstParcel(await stream.seal())
  const socket = connect(Number(new URL(ingest.url).port), '127.0.0.1')
  socket.write(
    `POST /v1/apps/${appKey}/parcels HTTP/1.1\r\nHost: x\r\nOrigin: ${origin}\r\nContent-Length: ${parcel.length}\r\n\r\n`,
  )
  await new Promise<void>((resolve) => {
    socket.write(parcel.subarray(0, 100), () => resolve())
  })
  socket.destroy()
  await expect.poll(() => ingest.metrics()).toContain('reseal_ingest_in_flight_bytes 0\n')
})

test('answers health and readiness', async () => {
  expect(await (await fetch(`${ingest.url}/healthz`)).json()).toEqual({ status: 'ok' })
  const ready = await fetch(`${ingest.url}/readyz`)
  expect(await ready.json()).toEqual({ status: 'ok', database: 'ok', objects: 'ok' })
})

test('refuses to start with a key that others can read', async () => {
  const receiptKeyFile = join(ground.folder, 'open.json')
  await generateReceiptKeyFile(receiptKeyFile)
  await chmod(receiptKeyFile, 0o644)
  await expect(startIngest({ ...ground.config, receiptKeyFile }, () => {})).rejects.toMatchObject({
    code: 'bad_configuration',
  })
})

test('speaks TLS where it has a certificate, and promises it', async () => {
  const authority = createTestAuthority()
  const { cert, key } = authority.issue('127.0.0.1')
  const tls = { certFile: join(ground.folder, 'cert.pem'), keyFile: join(ground.folder, 'key.pem') }
  await writeFile(tls.certFile, cert)
  await writeFile(tls.keyFile, key, { mode: 0o600 })
  const secure = await startIngest({ ...ground.config, tls }, () => {})
  try {
    expect(secure.url).toMatch(/^https:/)
    const stream = await startTestStream(appKey)
    const body = stream.firstParcel(await stream.seal())
    const answer = await new Promise<object>((resolve, reject) => {
      const options = { method: 'POST', ca: authority.cert, headers: { origin }, agent: false } as const
      secureRequest(`${secure.url}/v1/apps/${appKey}/parcels`, options, (response) => {
        response.resume()
        resolve({ status: response.statusCode, ...response.headers })
      })
        .on('error', reject)
        .end(body)
    })
    expect(answer).toMatchObject({ status: 200, 'strict-transport-security': 'max-age=63072000' })
  } finally {
    await secure.stop()
  }
})

test('does not start off loopback without TLS or a proxy that ends it', async () => {
  const open = { ...ground.config, host: '0.0.0.0' }
  await expect(startIngest(open, () => {})).rejects.toMatchObject({ code: 'insecure_listener' })
  const proxied = await startIngest({ ...open, trustedProxyHops: 1 }, () => {})
  try {
    const url = proxied.url.replace('0.0.0.0', '127.0.0.1')
    const plain = await fetch(`${url}/healthz`, { headers: { 'x-forwarded-proto': 'http' } })
    expect({ status: plain.status, body: await plain.json() }).toMatchObject({
      status: 426,
      body: { error: { code: 'insecure_transport' } },
    })
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
  } finally {
    await proxied.stop()
  }
})
