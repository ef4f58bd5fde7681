// Plain requests over real sockets, beside Node's server on the same port, plain and over TLS.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createTestAuthority } from '../test/certificates.ts'
import type { PlainRequest } from './plain-connection.ts'
import { type Listener, type ListenerOptions, startListener } from './start-listener.ts'

const authority = createTestAuthority()
let folder: string
const files = { certFile: '', keyFile: '' }
const listeners: Listener[] = []
const sockets: Socket[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseal-plain-'))
  files.certFile = join(folder, 'cert.pem')
  files.keyFile = join(folder, 'key.pem')
  const { cert, key } = authority.issue('127.0.0.1')
  await writeFile(files.certFile, cert)
  await writeFile(files.keyFile, key, { mode: 0o600 })
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await Promise.all(listeners.splice(0).map((listener) => listener.stop(0)))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** What came to a request of which nothing is answered yet. */
interface Waiting {
  readonly request: PlainRequest
  readonly body: string
}

interface Ground {
  readonly listener: Listener
  readonly waiting: Waiting[]
  readonly lost: string[]
}

/** Takes `/plain`, which is answered with its body, `/wait`, which the test answers, and `/refused`; Node has the rest. */
async function start(options: Partial<ListenerOptions> = {}): Promise<Ground> {
  const waiting: Waiting[] = []
  const lost: string[] = []
  const listener = await startListener({
    host: '127.0.0.1',
    port: 0,
    trustedProxyHops: 0,
    takePlain(request) {
      const { target } = request.head
      if (target === '/refused') reply(request, 'refused')
      else if (target !== '/plain' && target !== '/wait') return undefined
      return {
        whole(bytes) {
          const body = Buffer.from(bytes).toString('latin1')
          if (target === '/plain') reply(request, `plain ${body}`)
          if (target === '/wait') waiting.push({ request, body })
        },
        lost: () => lost.push(target),
      }
    },
    ...options,
  })
  listeners.push(listener)
  listener.serve((incoming, response) => {
    let body = ''
    incoming.setEncoding('latin1').on('data', (text: string) => (body += text))
    incoming.once('end', () => response.end(`node ${body}`))
  })
  return { listener, waiting, lost }
}

function reply(request: PlainRequest, text: string): void {
  request.answer(`HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n`, text)
}

function open({ listener }: Ground): Socket {
  const to = { host: '127.0.0.1', port: listener.port }
  const socket = listener.isSecure ? connectTls({ ...to, ca: authority.cert }) : connect(to)
  sockets.push(socket)
  socket.on('error', () => {})
  return socket
}

function post(target: string, body: string, ...headers: readonly string[]): string {
  const lines = [`POST ${target} HTTP/1.1`, 'Host: a', `Content-Length: ${body.length}`, ...headers, '', '']
  return lines.join('\r\n') + body
}

/** What comes back, as it comes. */
function listen(socket: Socket): () => string {
  let text = ''
  socket.on('data', (chunk) => {
    text += String(chunk)
  })
  return () => text
}

/** All that comes back until the connection ends. */
async function exchange(ground: Ground, ...pieces: readonly string[]): Promise<string> {
  const socket = open(ground)
  const answer = listen(socket)
  for (const piece of pieces) {
    // Each in a packet of its own, as far as that can be had.
    await new Promise((resolve) => socket.write(piece, 'latin1', resolve))
    await new Promise((resolve) => setImmediate(resolve))
  }
  await new Promise((resolve) => socket.once('close', resolve))
  return answer()
}

const bodiesOf = (answer: string): string[] =>
  answer.split(/HTTP\/1\.1 200 OK\r\n/).flatMap((part) => part.split('\r\n\r\n').slice(1))

const last = 'Connection: close'

test.each([
  ['HTTP', {}],
  ['HTTPS', { tls: files }],
])('one connection is served by both over %s, in order and to the byte', async (_, options) => {
  const ground = await start(options)
  const long = 'x'.repeat(300_000)
  const pieces = [
    post('/plain', 'one'),
    post('/plain', 'two') + post('/plain', 'three'),
    post('/plain', long),
    post('/refused', long),
    post('/plain', 'four').slice(0, -2),
    'ur',
    post('/other', 'five') + post('/plain', 'six'),
    post('/plain', 'seven', last),
  ]
  const bodies = bodiesOf(await exchange(ground, ...pieces))
  // Once Node has the connection it keeps it.
  const expected = ['one', 'two', 'three', long].map((body) => `plain ${body}`)
  expect(bodies).toEqual([...expected, 'refused', 'plain four', 'node five', 'node six', 'node seven'])
})

test('a head in pieces is served', async () => {
  const text = post('/plain', 'body', last)
  // By Node, unless the pieces arrive as one.
  const [answer] = bodiesOf(await exchange(await start(), text.slice(0, 20), text.slice(20)))
  expect(answer).toMatch(/^(?:node|plain) body$/)
})

test('whoever sends on before an answer gets it first, and is not read from until then', async () => {
  const ground = await start()
  const socket = open(ground)
  const answer = listen(socket)
  socket.write(post('/wait', 'first'))
  await expect.poll(() => ground.waiting.length).toBe(1)
  socket.write(post('/plain', 'second', last))
  const first = ground.waiting[0] as Waiting
  expect(first.body).toBe('first')
  reply(first.request, 'answered')
  await new Promise((resolve) => socket.once('close', resolve))
  expect(bodiesOf(answer())).toEqual(['answered', 'plain second'])
})

test('a client that goes away in the middle of a body is lost, and an answer to one that is gone is none', async () => {
  const ground = await start()
  const half = open(ground)
  half.write(post('/plain', 'body').slice(0, -2))
  const gone = open(ground)
  gone.write(post('/wait', 'body'))
  await expect.poll(() => ground.waiting.length).toBe(1)
  await expect.poll(ground.listener.connectionCount).toBe(2)
  half.destroy()
  gone.destroy()
  await expect.poll(ground.listener.connectionCount).toBe(0)
  expect(ground.lost).toEqual(['/plain'])
  reply((ground.waiting[0] as Waiting).request, 'late')
  expect(bodiesOf(await exchange(ground, post('/plain', 'next', last)))).toEqual(['plain next'])
})

test('a body that ends before its length is broken', async () => {
  const ground = await start()
  const socket = open(ground)
  const answer = listen(socket)
  socket.end(post('/plain', 'body').slice(0, -2))
  await new Promise((resolve) => socket.once('close', resolve))
  expect(answer()).not.toContain('200')
  expect(ground.lost).toEqual(['/plain'])
})

test.each([
  ['a connection without a request', '', { headersTimeoutMs: 50 }],
  ['one whose next request does not come', post('/plain', 'a'), { keepAliveTimeoutMs: 50 }],
  [
    'a body that does not come',
    post('/plain', 'body').slice(0, -2),
    { requestTimeoutMs: 50, headersTimeoutMs: 50 },
  ],
  ['a body that dribbles', post('/plain', 'body').slice(0, -2), { paceGraceMs: 1, bodyTimeMs: 1 }],
  ['an answer that nobody reads for too long', post('/wait', 'a'), { idleTimeoutMs: 50 }],
])('%s is ended in time', async (_, bytes, limits) => {
  const ground = await start({ limits: { checkEveryMs: 10, ...limits } })
  await exchange(ground, bytes)
  await expect.poll(ground.listener.connectionCount).toBe(0)
})

test('a listener that stops answers what it has begun', async () => {
  const ground = await start()
  const [idle, busy] = [open(ground), open(ground)]
  const answer = listen(busy)
  idle.write(post('/plain', 'a'))
  busy.write(post('/wait', 'a'))
  await expect.poll(() => ground.waiting.length).toBe(1)
  const stopped = ground.listener.stop(60_000)
  const closed = new Promise((resolve) => busy.once('close', resolve))
  reply((ground.waiting[0] as Waiting).request, 'answered')
  await Promise.all([stopped, closed])
  expect(answer()).toContain('Connection: close')
  expect(bodiesOf(answer())).toEqual(['answered'])
})

test('behind a proxy what came without TLS is refused, what came with it is told to stay there', async () => {
  const ground = await start({ trustedProxyHops: 1 })
  const insecure = await exchange(ground, post('/plain', 'a', 'X-Forwarded-Proto: http', last))
  expect(insecure).toMatch(/^HTTP\/1.1 426 /)
  const secure = await exchange(ground, post('/plain', 'a', 'X-Forwarded-Proto: https', last))
  expect(secure).toMatch(/\r\nStrict-Transport-Security: max-age=/)
  expect(bodiesOf(secure)).toEqual(['plain a'])
})
