// Listeners on real sockets: TLS and its renewal, and what hostile clients meet.
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createTestAuthority, type TestCertificate } from '../test/certificates.ts'
import { type Listener, type ListenerOptions, startListener } from './start-listener.ts'

const authority = createTestAuthority()
const pair = authority.issue('127.0.0.1', 'localhost')
let folder: string
const files = { certFile: '', keyFile: '' }
const listeners: Listener[] = []
const sockets: Socket[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseal-listener-'))
  files.certFile = join(folder, 'cert.pem')
  files.keyFile = join(folder, 'key.pem')
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await Promise.all(listeners.splice(0).map((listener) => listener.stop(0)))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function writePair({ cert, key }: TestCertificate): Promise<void> {
  await writeFile(files.certFile, cert)
  await writeFile(files.keyFile, key, { mode: 0o600 })
}

async function start(options: Partial<ListenerOptions> = {}): Promise<Listener> {
  const listener = await startListener({ host: '127.0.0.1', port: 0, trustedProxyHops: 0, ...options })
  listeners.push(listener)
  listener.serve((incoming, response) => {
    incoming.resume()
    incoming.once('end', () => response.end('served'))
  })
  return listener
}

async function startTls(options: Partial<ListenerOptions> = {}): Promise<Listener> {
  await writePair(pair)
  return start({ tls: files, ...options })
}

/** Status and body of a GET; `from` is the address that it comes from. */
function get(listener: Listener, from = '127.0.0.1'): Promise<string> {
  return new Promise((resolve, reject) => {
    const take = (response: IncomingMessage): void => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve(`${response.statusCode} ${text}`))
    }
    const options = { localAddress: from, agent: false } as const
    const sent = listener.isSecure
      ? httpsRequest(listener.url, { ...options, ca: authority.cert }, take)
      : httpRequest(listener.url, options, take)
    sent.on('error', reject).end()
  })
}

/** An open connection that has sent these bytes. */
async function hold(listener: Listener, bytes = '', from = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: listener.port, localAddress: from })
  sockets.push(socket)
  socket.on('error', () => {})
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  if (bytes !== '') socket.write(bytes)
  return socket
}

async function holdMany(listener: Listener, count: number, from: (at: number) => string): Promise<void> {
  for (let at = 0; at < count; at += 100) {
    const batch = Array.from({ length: Math.min(100, count - at) }, (_, offset) =>
      hold(listener, 'POST / HTTP/1.1\r\nHost: a\r\nX-Slow: ', from(at + offset)),
    )
    await Promise.all(batch)
  }
}

/** All that comes back until the connection ends. */
async function answerOn(socket: Socket): Promise<string> {
  let text = ''
  try {
    for await (const chunk of socket) text += String(chunk)
  } catch {
    // A reset ends it too.
  }
  return text
}

function handshake(listener: Listener, options: object): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ host: '127.0.0.1', port: listener.port, ca: authority.cert, ...options })
    sockets.push(socket)
    socket.once('secureConnect', () => resolve(socket)).once('error', reject)
  })
}

describe('TLS', () => {
  test('is spoken by a listener with a certificate, at best in version 1.3', async () => {
    const listener = await startTls()
    expect(listener.url).toMatch(/^https:/)
    expect(await get(listener)).toBe('200 served')
    expect((await handshake(listener, {})).getProtocol()).toBe('TLSv1.3')
    expect((await handshake(listener, { maxVersion: 'TLSv1.2' })).getProtocol()).toBe('TLSv1.2')
  })

  test.each(['TLSv1.1', 'TLSv1'])('refuses %s', async (version) => {
    const listener = await startTls()
    // Node's own client does not offer it unless its security level is lowered.
    const old = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' }
    await expect(handshake(listener, old)).rejects.toMatchObject({
      code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
    })
    expect(await get(listener)).toBe('200 served')
  })

  test('refuses a client who expects another name or another authority', async () => {
    const listener = await startTls()
    await expect(handshake(listener, { servername: 'other.example' })).rejects.toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    })
    await expect(handshake(listener, { ca: createTestAuthority().cert })).rejects.toThrow(/signature|verify/)
  })

  test('survives bytes that are no handshake', async () => {
    const listener = await startTls()
    await answerOn(await hold(listener, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'))
    expect(await get(listener)).toBe('200 served')
  })

  test('ends with the connection, and gives its place back', async () => {
    const listener = await startTls()
    const socket = await handshake(listener, {})
    expect(listener.connectionCount()).toBe(1)
    socket.destroy()
    await expect.poll(listener.connectionCount).toBe(0)
  })
})

describe('a renewed certificate', () => {
  test('is served to new connections, and those there are go on', async () => {
    const listener = await startTls()
    const before = await handshake(listener, {})
    const renewed = authority.issue('127.0.0.1')
    await writePair(renewed)
    await listener.reloadCertificate()
    const after = await handshake(listener, {})
    expect(after.getPeerCertificate().fingerprint256).not.toBe(before.getPeerCertificate().fingerprint256)
    before.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    expect(await answerOn(before)).toContain('served')
  })

  test('is noticed at a hang-up signal, and without one', async () => {
    const never = 2 ** 30
    for (const options of [
      { limits: { certificateCheckMs: never } },
      { limits: { certificateCheckMs: 20 } },
    ]) {
      const listener = await startTls(options)
      const { fingerprint256 } = (await handshake(listener, {})).getPeerCertificate()
      await writePair(authority.issue('127.0.0.1'))
      if (options.limits.certificateCheckMs === never) process.emit('SIGHUP')
      await expect
        .poll(async () => (await handshake(listener, {})).getPeerCertificate().fingerprint256)
        .not.toBe(fingerprint256)
    }
  })

  test('whose files are no pair is told once, and the old one is served on', async () => {
    const refused: string[] = []
    const listener = await startTls({ onCertificateRefused: (code) => refused.push(code) })
    await writeFile(files.certFile, authority.issue('127.0.0.1').cert)
    await listener.reloadCertificate()
    await listener.reloadCertificate()
    expect(refused).toEqual(['certificate_refused'])
    expect(await get(listener)).toBe('200 served')
  })
})

describe('a start', () => {
  test.each(['0.0.0.0', '::', '192.0.2.1', 'ingest.example'])('refuses plain HTTP on %s', async (host) => {
    await expect(start({ host })).rejects.toMatchObject({ code: 'insecure_listener' })
  })

  test('takes plain HTTP behind a declared proxy, and TLS anywhere', async () => {
    expect((await start({ host: '0.0.0.0', trustedProxyHops: 1 })).isSecure).toBe(false)
    expect((await startTls({ host: '0.0.0.0' })).isSecure).toBe(true)
  })

  test('refuses files that are absent, no pair, or readable by everyone', async () => {
    await writePair(pair)
    const absent = { ...files, certFile: join(folder, 'absent.pem') }
    await expect(start({ tls: absent })).rejects.toMatchObject({ code: 'certificate_unreadable' })
    await writeFile(files.certFile, authority.issue('a.example').cert)
    await expect(start({ tls: files })).rejects.toMatchObject({ code: 'certificate_refused' })
    await writePair(pair)
    await chmod(files.keyFile, 0o644)
    await expect(start({ tls: files })).rejects.toMatchObject({ code: 'unsafe_key_file' })
    await chmod(files.keyFile, 0o600)
  })
})

describe('behind a proxy', () => {
  async function headersOf(listener: Listener, headers: Record<string, string>): Promise<Response> {
    return fetch(listener.url, { headers })
  }

  test('what came without TLS is refused, what came with it is told to stay there', async () => {
    const listener = await start({ trustedProxyHops: 1 })
    const plain = await headersOf(listener, { 'x-forwarded-proto': 'http' })
    expect(plain.status).toBe(426)
    expect(plain.headers.get('upgrade')).toBe('TLS/1.2')
    const secure = await headersOf(listener, { 'x-forwarded-proto': 'https' })
    expect(secure.status).toBe(200)
    expect(secure.headers.get('strict-transport-security')).toMatch(/^max-age=\d+$/)
    // A proxy's own health check says nothing of the kind.
    const check = await headersOf(listener, {})
    expect(check.status).toBe(200)
    expect(check.headers.get('strict-transport-security')).toBeNull()
  })

  test('nobody else is believed', async () => {
    const answer = await headersOf(await start(), { 'x-forwarded-proto': 'https' })
    expect(answer.headers.get('strict-transport-security')).toBeNull()
    const secure = await startTls()
    const told = await new Promise<unknown>((resolve, reject) => {
      const options = { ca: authority.cert, headers: { 'x-forwarded-proto': 'http' }, agent: false } as const
      httpsRequest(secure.url, options, ({ headers }) => resolve(headers['strict-transport-security']))
        .on('error', reject)
        .end()
    })
    expect(told).toMatch(/^max-age/)
  })
})

describe('slow clients', () => {
  test('by the thousand leave room for an honest one', async () => {
    const listener = await start({ limits: { maxConnections: 1500, maxConnectionsPerAddress: 1000 } })
    // One address fills its own share only; a thousand addresses fill all, and the longest wait gives way.
    await holdMany(listener, 1500, () => '127.0.0.1')
    expect(await get(listener, '127.0.0.2')).toBe('200 served')
    await holdMany(listener, 1500, (at) => `127.0.${2 + (at % 3)}.${1 + (at % 250)}`)
    expect(await get(listener, '127.0.0.2')).toBe('200 served')
    expect(await get(listener, '127.0.0.1')).toBe('200 served')
    await expect.poll(listener.connectionCount).toBeLessThanOrEqual(1500)
    expect(listener.closedConnectionCount()).toBeGreaterThan(1000)
  })

  test('do not displace a request that is being answered', async () => {
    const listener = await start({ limits: { maxConnectionsPerAddress: 2 } })
    let requests = 0
    listener.serve((incoming, response) => {
      requests += 1
      incoming.resume().once('end', () => response.end('served'))
    })
    const busy = await hold(
      listener,
      'POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 1\r\n\r\n',
    )
    const another = await hold(listener, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n')
    await expect.poll(() => requests).toBe(2)
    await expect(get(listener)).rejects.toMatchObject({ code: expect.stringMatching(/ECONNRESET|EPIPE/) })
    another.destroy()
    busy.write('x')
    expect(await answerOn(busy)).toContain('served')
  })

  test('whose bodies do not come give way where nobody waits any more', async () => {
    const listener = await start({ limits: { maxConnections: 50 } })
    let begun = 0
    listener.serve((incoming, response) => {
      begun += 1
      incoming.resume().once('end', () => response.end('served'))
    })
    const unfinished = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n'
    for (let at = 1; at <= 60; at += 1) {
      await hold(listener, unfinished, `127.0.1.${at}`)
      await expect.poll(() => begun, { interval: 1 }).toBe(at)
    }
    expect(await get(listener, '127.0.0.2')).toBe('200 served')
  })

  const brisk = { checkEveryMs: 20, paceGraceMs: 100, bodyTimeMs: 1000 }
  const fair = { ...brisk, bodyTimeMs: 60_000, minBytesPerSecond: 1 }

  test('whose headers do not come are told so and closed', async () => {
    const listener = await start({ limits: { ...brisk, headersTimeoutMs: 200, requestTimeoutMs: 200 } })
    const answer = await answerOn(await hold(listener, 'GET / HTTP/1.1\r\nX-Slow:'))
    expect(answer).toMatch(/^HTTP\/1.1 408 /)
  })

  test('whose body dribbles are ended long before its time is up', async () => {
    const seen: string[] = []
    const listener = await start({
      limits: brisk,
      onBrokenBytes: (error, socket) => {
        seen.push((error as NodeJS.ErrnoException).code ?? '')
        socket.destroy()
      },
    })
    const socket = await hold(listener, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n')
    const dribble = setInterval(() => socket.write('x'), 10)
    await answerOn(socket)
    clearInterval(dribble)
    expect(seen).toEqual(['ERR_HTTP_REQUEST_TIMEOUT'])
  })

  test.each([
    ['TCP', () => start({ limits: fair }), hold],
    ['TLS', () => startTls({ limits: fair }), (listener: Listener) => handshake(listener, {})],
  ] as const)(
    'that send at a fair rate over %s are served, however long it takes',
    async (_, begin, open) => {
      const listener = await begin()
      const socket = await open(listener)
      socket.write('POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 40\r\n\r\n')
      for (let sent = 0; sent < 40; sent += 10) {
        socket.write('0123456789')
        await new Promise((resolve) => setTimeout(resolve, 60))
      }
      expect(await answerOn(socket)).toContain('served')
    },
  )
})
