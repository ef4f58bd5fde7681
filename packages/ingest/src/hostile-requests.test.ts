// Shapes of requests that no recorder sends, on real sockets: each is refused or harmless, and what follows it on the same
// machine is served.
import { connect, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestStream } from '../test/recorder.ts'
import { prepareServerGround, type ServerGround } from '../test/server-ground.ts'
import { defaultLimits } from './config.ts'
import { type RunningIngest, startIngest } from './start-ingest.ts'

const appKey = 'rsl_BBBBBBBBBBBBBBBBBBBBBB'
const origin = 'https://clinic.example'
let ground: ServerGround
let ingest: RunningIngest

beforeAll(async () => {
  ground = await prepareServerGround({ id: 'clinic', name: 'Clinic', appKey, origin })
  ingest = await startIngest(
    {
      ...ground.config,
      limits: {
        ...defaultLimits,
        maxAnnouncedBytes: 20 * 1024 * 1024,
        maxInFlightBytes: 40 * 1024 * 1024,
        maxConnections: 1000,
        maxConnectionsPerAddress: 400,
      },
    },
    () => {},
  )
})
afterAll(async () => {
  await ingest.stop()
  await ground.stop()
})

function open(localAddress = '127.0.0.1'): Socket {
  const port = Number(new URL(ingest.url).port)
  const socket = connect({ host: '127.0.0.1', port, localAddress })
  socket.on('error', () => {})
  return socket
}

/** All that comes back for these bytes until the connection ends. */
async function exchange(...pieces: (string | Uint8Array)[]): Promise<string> {
  const socket = open()
  for (const piece of pieces) socket.write(piece)
  let answer = ''
  try {
    for await (const chunk of socket) answer += String(chunk)
  } catch {
    // A reset ends it too.
  }
  return answer
}

const path = `/v1/apps/${appKey}/parcels`

function head(headers: readonly string[], start = `POST ${path} HTTP/1.1`): string {
  return [start, ...headers, '', ''].join('\r\n')
}

const honest = ['Host: a', `Origin: ${origin}`]
const last = [...honest, 'Connection: close']

async function parcel(): Promise<Uint8Array<ArrayBuffer>> {
  const stream = await startTestStream(appKey)
  return stream.firstParcel(await stream.seal())
}

async function countSegments(): Promise<number> {
  const rows = await ground.postgres.database('superuser').selectFrom('segments').select('index').execute()
  return rows.length
}

const statusesOf = (answer: string): string[] =>
  [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, s]) => s ?? '')

describe('content encodings', () => {
  test('mean nothing: a parcel is taken as the bytes it is', async () => {
    const body = await parcel()
    const headers = [...last, `Content-Length: ${body.length}`, 'Content-Encoding: gzip']
    expect(statusesOf(await exchange(head(headers), body))).toEqual(['200'])
  })

  test('of a bomb are not undone: what is no parcel as it came is none', async () => {
    const bomb = gzipSync(Buffer.alloc(128 * 1024 * 1024), { level: 1 })
    const before = process.memoryUsage().rss
    for (const encoding of ['gzip', 'deflate', 'br', 'gzip, gzip']) {
      const headers = [...last, `Content-Length: ${bomb.length}`, `Content-Encoding: ${encoding}`]
      expect(statusesOf(await exchange(head(headers), bomb))).toEqual(['400'])
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024)
  })
})

describe('pipelined parcels', () => {
  test('are answered one by one and in order', async () => {
    const streams = await Promise.all([1, 2].map(() => startTestStream(appKey)))
    const bodies = await Promise.all(streams.map(async (stream) => stream.firstParcel(await stream.seal())))
    const pieces = bodies.flatMap((body) => [head([...honest, `Content-Length: ${body.length}`]), body])
    const answer = await exchange(...pieces, head(['Host: a', 'Connection: close'], 'GET /healthz HTTP/1.1'))
    expect(statusesOf(answer)).toEqual(['200', '200', '200'])
    expect([...answer.matchAll(/"stream":"([\w-]+)"/g)].map(([, id]) => id)).toEqual(
      streams.map(({ id }) => id),
    )
  })

  test('behind one that is refused are their own', async () => {
    const body = await parcel()
    const answer = await exchange(
      head([...honest, 'Content-Length: 5']),
      'wrong',
      head([...last, `Content-Length: ${body.length}`]),
      body,
    )
    expect(statusesOf(answer)).toEqual(['400', '200'])
  })
})

describe('what a proxy in front could read in another way', () => {
  test.each([
    ['a length beside chunks', ['Content-Length: 4', 'Transfer-Encoding: chunked']],
    ['chunks beside a length', ['Transfer-Encoding: chunked', 'Content-Length: 4']],
    ['two lengths', ['Content-Length: 4', 'Content-Length: 5']],
    ['one length twice', ['Content-Length: 4', 'Content-Length: 4']],
    ['a list of lengths', ['Content-Length: 4, 4']],
    ['a signed length', ['Content-Length: +4']],
    ['a hexadecimal length', ['Content-Length: 0x4']],
    ['a negative length', ['Content-Length: -4']],
    ['an unknown transfer encoding', ['Transfer-Encoding: xchunked']],
    ['chunks that are not the last encoding', ['Transfer-Encoding: chunked, identity']],
    ['chunks twice', ['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked']],
    ['a space before the colon', ['Transfer-Encoding : chunked']],
    ['a folded header', ['X-Folded: a', ' Transfer-Encoding: chunked']],
    ['a bare carriage return', ['X-Bare: a\rTransfer-Encoding: chunked']],
    ['a NUL in a header', ['X-Nul: a\0b']],
    ['two hosts', ['Host: b', 'Content-Length: 4']],
  ])('is refused and ends the connection: %s', async (_, headers) => {
    const before = await countSegments()
    const smuggled = head(['Host: a', 'Connection: close'], 'GET /healthz HTTP/1.1')
    const answer = await exchange(head([...honest, ...headers]), 'abcd', smuggled)
    // Never an answer to what was hidden in the body.
    expect(statusesOf(answer).length, answer).toBeLessThanOrEqual(1)
    expect(answer).not.toContain('"ok"')
    for (const status of statusesOf(answer)) expect(status).toMatch(/^4/)
    expect(await countSegments()).toBe(before)
  })

  test.each([
    ['a chunk size that is none', 'zz\r\nabcd\r\n0\r\n\r\n'],
    ['a chunk size beyond all bounds', 'ffffffffffffffffff\r\nabcd'],
    ['a chunk that is longer than its size', '1\r\nabcd\r\n0\r\n\r\n'],
  ])('is refused: %s', async (_, body) => {
    const answer = await exchange(head([...honest, 'Transfer-Encoding: chunked']), body)
    for (const status of statusesOf(answer)) expect(status).toMatch(/^4/)
  })
})

describe('other ways to ask', () => {
  test('HTTP/1.0 is answered', async () => {
    const body = await parcel()
    const headers = [`Host: a`, `Origin: ${origin}`, `Content-Length: ${body.length}`]
    expect(statusesOf(await exchange(head(headers, `POST ${path} HTTP/1.0`), body))).toEqual(['200'])
    expect(statusesOf(await exchange(head([], `GET /healthz HTTP/1.0`)))).toEqual(['400'])
  })

  test('HTTP/2 by prior knowledge, upgrades and tunnels are not spoken', async () => {
    expect(statusesOf(await exchange('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'))).toEqual(['400'])
    const upgrade = [
      'Host: a',
      'Connection: Upgrade, close',
      'Upgrade: h2c',
      'HTTP2-Settings: AAMAAABkAAQAAP__',
    ]
    expect(statusesOf(await exchange(head(upgrade, 'GET /healthz HTTP/1.1')))).toEqual(['200'])
    expect(await exchange(head(['Host: evil:443'], 'CONNECT evil:443 HTTP/1.1'))).toBe('')
  })

  test('two origins are no origin', async () => {
    const body = await parcel()
    const headers = [...last, `Origin: ${origin}`, `Content-Length: ${body.length}`]
    expect(statusesOf(await exchange(head(headers), body))).toEqual(['403'])
  })

  test('a forwarded address counts for nothing without a trusted proxy', async () => {
    const body = await parcel()
    const headers = [
      ...last,
      'X-Forwarded-For: 203.0.113.9',
      'X-Forwarded-Proto: http',
      `Content-Length: ${body.length}`,
    ]
    expect(statusesOf(await exchange(head(headers), body))).toEqual(['200'])
  })
})

test('who announces much and sends nothing holds a share of memory, and others are served', async () => {
  const length = 9 * 1024 * 1024
  const greedy = Array.from({ length: 4 }, () => open('127.0.0.3'))
  for (const socket of greedy) socket.write(head([...honest, `Content-Length: ${length}`]))
  // Two of the four find a place; the others are told to come back.
  const answers = greedy.map(
    (socket) =>
      new Promise<string>((resolve) => {
        socket.once('data', (chunk) => resolve(String(chunk)))
        socket.once('close', () => resolve(''))
      }),
  )
  expect(await Promise.any(answers)).toMatch(/^HTTP\/1\.1 503 [\s\S]*overloaded/)
  const body = await parcel()
  expect(statusesOf(await exchange(head([...last, `Content-Length: ${body.length}`]), body))).toEqual(['200'])
  for (const socket of greedy) socket.destroy()
})

test('thousands of slow connections leave an honest recorder its place', async () => {
  const held: Socket[] = []
  try {
    for (let at = 0; at < 3000; at += 1) {
      // A third from one address, the rest from many.
      const socket = open(at % 3 === 0 ? '127.0.0.5' : `127.0.${1 + (at % 100)}.1`)
      held.push(socket)
      const slowHead = head([...honest, 'X-Slow: ']).slice(0, -4)
      const slowBody = head([...honest, 'Content-Length: 20000'])
      socket.write(at % 2 === 0 ? slowHead : slowBody)
      if (at % 500 === 499) {
        const body = await parcel()
        const answer = await exchange(head([...last, `Content-Length: ${body.length}`]), body)
        expect(statusesOf(answer)).toEqual(['200'])
      }
    }
  } finally {
    for (const socket of held) socket.destroy()
  }
})

test('every answer says what browsers may do with it', async () => {
  const { headers } = await fetch(`${ingest.url}/healthz`)
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'")
  expect(headers.get('referrer-policy')).toBe('no-referrer')
  expect(headers.get('cache-control')).toBe('no-store')
  // Only TLS may promise TLS (RFC 6797 §7.2).
  expect(headers.get('strict-transport-security')).toBeNull()
})
