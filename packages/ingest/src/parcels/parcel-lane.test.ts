// The lane answers as the app does, and leaves to the app what it does not take. Its own refusals are those that a body
// shows; all the others are the app's, over the same sockets in start-ingest.test.ts and hostile-requests.test.ts.
import { connect } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { type Listener, startListener } from '@reseal/listener'
import { parseReceipt, verifyReceipt } from '@reseal/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type IngestFixture, startIngestFixture } from '../../test/ingest-fixture.ts'
import { post } from '../../test/posting.ts'
import { startTestStream } from '../../test/recorder.ts'
import type { Ingest } from '../create-ingest.ts'

let fixture: IngestFixture
let appKey: string
let listener: Listener
let ingest: Ingest
let port: number
const taken: boolean[] = []
beforeAll(async () => {
  fixture = await startIngestFixture()
  appKey = await fixture.registerApp('clinic')
  ingest = fixture.createProcess()
  const answer = getRequestListener(ingest.app.fetch)
  listener = await startListener({
    host: '127.0.0.1',
    port: 0,
    trustedProxyHops: 0,
    takePlain(request) {
      const body = ingest.takeParcel(request)
      taken.push(body !== undefined)
      return body
    },
  })
  listener.serve((request, response) => void answer(request, response))
  port = listener.port
})
afterAll(async () => {
  await listener?.stop(0)
  await ingest?.stop()
  await fixture?.stop()
})

function send(body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}/v1/apps/${appKey}/parcels`, {
    method: 'POST',
    body,
    headers: { origin: fixture.origin, ...headers },
  })
}

/** Sends a parcel until the lane takes it: the app forgets in seconds what it was told, and hears it again with each answer. */
async function sendByLane(body: Uint8Array<ArrayBuffer>): Promise<Response> {
  for (;;) {
    taken.length = 0
    const response = await send(body)
    if (taken[0] === true) return response
    await response.body?.cancel()
  }
}

/** What is the same in every answer to a request. */
async function shownOf(response: Response): Promise<unknown> {
  const { error, ...body } = (await response.json()) as { error?: { code: string }; receipt?: object }
  const ofServer = new Set(['date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding'])
  const headers = [...response.headers].filter(([name]) => !ofServer.has(name))
  return { status: response.status, code: error?.code, members: Object.keys(body), headers }
}

async function answersOf(body: Uint8Array<ArrayBuffer>): Promise<{ lane: unknown; app: unknown }> {
  const lane = await shownOf(await sendByLane(body))
  const answer = await ingest.app.request(`/v1/apps/${appKey}/parcels`, {
    method: 'POST',
    body,
    headers: { origin: fixture.origin, 'content-length': String(body.length) },
  })
  return { lane, app: await shownOf(answer) }
}

test('a parcel is acknowledged with a receipt of its last segment, and its repeat as the app does', async () => {
  const stream = await startTestStream(appKey)
  const first = stream.firstParcel(await stream.seal())
  const second = stream.parcel(await stream.seal(), await stream.seal())
  const key = new Uint8Array(Buffer.from(fixture.signer.publicKey, 'base64url'))
  for (const [body, index] of [
    [first, 0],
    [second, 2],
  ] as const) {
    const response = await sendByLane(body)
    expect(response.status).toBe(200)
    const { receipt } = (await response.json()) as { receipt: unknown }
    expect(parseReceipt(receipt)).toMatchObject({ stream: stream.id, index })
    expect(await verifyReceipt(parseReceipt(receipt), key)).toBe(true)
    const { lane, app } = await answersOf(body)
    expect(lane).toEqual(app)
    expect(lane).toMatchObject({ status: 200 })
  }
})

test('what a body shows is refused in the app’s words', async () => {
  const stream = await startTestStream(appKey)
  expect((await send(stream.firstParcel(await stream.seal()))).status).toBe(200)
  const skipped = await stream.seal()
  const gap = stream.parcel(await stream.seal())
  const forged = Uint8Array.from(stream.parcel(skipped))
  // The append key begins behind magic, version and flags.
  forged[6] = (forged[6] ?? 0) ^ 1
  for (const [body, status] of [
    [new Uint8Array(100), 400],
    [gap, 409],
    [forged, 403],
  ] as const) {
    const { lane, app } = await answersOf(body)
    expect(lane).toEqual(app)
    expect(lane).toMatchObject({ status })
  }
})

test.each([
  ['an origin of nobody', { origin: 'https://other.example' }, 403],
  ['an app that nobody knows', { key: 'rsl_AAAAAAAAAAAAAAAAAAAAAA' }, 401],
  ['a body beyond the limit', { 'content-length': '10000000' }, 413],
] as const)(
  'leaves %s to the app',
  async (_, { key = appKey, ...headers }: Record<string, string>, status) => {
    taken.length = 0
    const socket = connect(port, '127.0.0.1')
    const sent = { host: 'x', origin: fixture.origin, 'content-length': '1', connection: 'close', ...headers }
    const lines = Object.entries(sent).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.write(`POST /v1/apps/${key}/parcels HTTP/1.1\r\n${lines.join('')}\r\n1`)
    let answer = ''
    for await (const chunk of socket) answer += String(chunk)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(taken).toEqual([false])
  },
)

test('what is over a quota is refused in the app’s words before its body has come', async () => {
  await sendByLane(new Uint8Array([1]))
  const large = 9 * 1024 * 1024
  const head = `POST /v1/apps/${appKey}/parcels HTTP/1.1\r\nHost: x\r\nOrigin: ${fixture.origin}\r\n`
  const sockets = Array.from({ length: 32 }, () => connect(port, '127.0.0.1'))
  const answers: string[] = []
  for (const socket of sockets) {
    socket.on('data', (text) => answers.push(String(text)))
    socket.write(`${head}Content-Length: ${large}\r\n\r\n`)
  }
  await expect.poll(() => answers.length).toBeGreaterThan(0)
  expect(answers[0]).toMatch(/^HTTP\/1.1 503 /)
  expect(answers[0]).toContain('\r\nRetry-After: 2\r\n')
  expect(answers[0]).toContain('"code":"overloaded"')
  for (const socket of sockets) socket.destroy()
  await expect.poll(() => ingest.metrics()).toContain('reseal_ingest_in_flight_bytes 0\n')
})

test('a client that goes away in the middle of a body leaves nothing behind', async () => {
  const before = await fixture.countStored()
  await sendByLane(new Uint8Array([1]))
  const socket = connect(port, '127.0.0.1')
  socket.write(
    `POST /v1/apps/${appKey}/parcels HTTP/1.1\r\nHost: x\r\nOrigin: ${fixture.origin}\r\nContent-Length: 5000\r\n\r\nhalf`,
  )
  await expect.poll(() => ingest.metrics()).toMatch(/reseal_ingest_in_flight_bytes [1-9]/)
  socket.destroy()
  await expect.poll(() => ingest.metrics()).toContain('reseal_ingest_in_flight_bytes 0\n')
  expect(await fixture.countStored()).toEqual(before)
})

test('what one process refuses because another was first is judged again by what is stored', async () => {
  const stream = await startTestStream(appKey)
  expect((await send(stream.firstParcel(await stream.seal()))).status).toBe(200)
  const next = stream.parcel(await stream.seal())
  expect((await post(fixture.createProcess(), appKey, next)).status).toBe(200)
  // This process does not know of it: the append enters a batch, loses, and turns out to be a repeat.
  expect((await sendByLane(next)).status).toBe(200)
  expect(await ingest.metrics()).toContain('reseal_ingest_appends_lost_total 1\n')
})
