// reseal serve with the embedded database: what each process answers, and a clean stop.
import { type ChildProcess, spawn } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestAuthority } from '../../../listener/test/certificates.ts'
import { freePortBase } from '../../test/free-ports.ts'

const bin = fileURLToPath(new URL('../../bin/reseal.mjs', import.meta.url))
let base: number
let folder: string

beforeAll(async () => {
  base = await freePortBase()
  folder = await mkdtemp(join(tmpdir(), 'reseal-serve-test-'))
  // The database's account has to pass, or the database lies elsewhere.
  await chmod(folder, 0o711)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

interface Run {
  readonly child: ChildProcess
  stdout(): string
  stderr(): string
}

function run(first: string | Record<string, string>, ...rest: string[]): Run {
  const [env, words] = typeof first === 'string' ? [{}, [first, ...rest]] : [first, rest]
  const child = spawn(process.execPath, [bin, ...words, '--data', folder], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (piece: Buffer) => (stdout += piece.toString()))
  child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()))
  return { child, stdout: () => stdout, stderr: () => stderr }
}

async function until({ child, stderr }: Run, text: string): Promise<void> {
  while (!stderr().includes(text)) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(stderr())
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

test('all three services answer, and stop on SIGTERM with status 0', async () => {
  const made = run('init', '--port', String(base), '--origin', 'http://localhost:1')
  expect(await once(made.child, 'exit')).toEqual([0, null])
  const served = run('serve', 'all')
  await until(served, 'ingest answers')
  expect((await fetch(`http://127.0.0.1:${base + 1}/readyz`)).status).toBe(200)
  expect((await fetch(`http://127.0.0.1:${base + 2}/health`)).status).toBe(200)
  // Health and metrics are the operator's, on ports of their own.
  expect((await fetch(`http://127.0.0.1:${base + 1}/metrics`)).status).toBe(404)
  for (const [offset, series] of [
    [5, 'reseal_ingest_segments_committed_total'],
    [6, 'reseal_viewer_requests_total'],
    [7, 'reseal_worker_job_leader'],
  ] as const) {
    const operator = `http://127.0.0.1:${base + offset}`
    expect((await fetch(`${operator}/healthz`)).status).toBe(200)
    await expect.poll(async () => (await fetch(`${operator}/readyz`)).status).toBe(200)
    const text = await (await fetch(`${operator}/metrics`)).text()
    expect(text).toContain(`# TYPE ${series} `)
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds ')
    expect((await fetch(`${operator}/v1/anything`)).status).toBe(404)
  }
  // Log lines go to standard output, all of them JSON.
  for (const line of served.stdout().trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('service')
  const verified = run('verify')
  expect(await once(verified.child, 'exit')).toEqual([0, null])
  served.child.kill('SIGTERM')
  expect(await once(served.child, 'exit')).toEqual([0, null])
}, 120_000)

test('a service whose port is taken says so', async () => {
  const first = run('serve', 'ingest')
  await until(first, 'ingest answers')
  const second = run('serve', 'ingest')
  expect(await once(second.child, 'exit')).toEqual([1, null])
  expect(second.stderr()).toContain(`port ${base + 1} (for ingest)`)
  first.child.kill('SIGINT')
  expect(await once(first.child, 'exit')).toEqual([0, null])
}, 120_000)

test('a service with a certificate takes a hang-up for a renewed one, and goes on', async () => {
  const authority = createTestAuthority()
  const certFile = join(folder, 'tls.crt')
  const keyFile = join(folder, 'tls.key')
  const renew = async (): Promise<string> => {
    const { cert, key } = authority.issue('127.0.0.1')
    await writeFile(certFile, cert)
    await writeFile(keyFile, key, { mode: 0o600 })
    return new X509Certificate(cert).fingerprint256
  }
  const first = await renew()
  const served = run({ RESEAL_TLS_CERT_FILE: certFile, RESEAL_TLS_KEY_FILE: keyFile }, 'serve', 'ingest')
  await until(served, `ingest answers at https://127.0.0.1:${base + 1}`)
  const presented = (): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port: base + 1, ca: authority.cert }, () => {
        resolve(socket.getPeerCertificate().fingerprint256)
        socket.destroy()
      })
      socket.once('error', reject)
    })
  expect(await presented()).toBe(first)
  const second = await renew()
  served.child.kill('SIGHUP')
  await expect.poll(presented).toBe(second)
  expect(served.child.exitCode).toBeNull()
  served.child.kill('SIGTERM')
  expect(await once(served.child, 'exit')).toEqual([0, null])
}, 120_000)

test('settings are checked without starting anything, and what is no setting is named', async () => {
  const good = run({ RESEAL_INGST_PORT: '1' }, 'serve', 'all', '--check')
  expect(await once(good.child, 'exit')).toEqual([0, null])
  expect(good.stdout()).toContain('in order: worker, viewer, ingest')
  expect(good.stderr()).toContain('RESEAL_INGST_PORT is no setting; is RESEAL_INGEST_PORT meant?')
  const key = join(folder, 'keys', 'checkpoint.json')
  await chmod(key, 0o644)
  const bad = run(
    { RESEAL_INGEST_DATABASE_URL: 'postgresql://reseal_ingest:pw@127.0.0.1/x' },
    'serve',
    'all',
    '--check',
  )
  expect(await once(bad.child, 'exit')).toEqual([1, null])
  for (const part of ['RESEAL_WORKER_DATABASE_URL: expected', 'RESEAL_VIEWER_DATABASE_URL: expected', key]) {
    expect(bad.stderr()).toContain(part)
  }
  await chmod(key, 0o600)
}, 120_000)

test('SIGTERM ends a start that waits for its database, with status 0', async () => {
  const { promise: asked, resolve } = Promise.withResolvers<void>()
  // Lets everyone in, is never silent for long, and answers no question: nothing but the signal ends the wait.
  const busy = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.write(Buffer.from('5200000008000000005a0000000549', 'hex')) // AuthenticationOk, ReadyForQuery
      socket.once('data', () => resolve())
      const telling = setInterval(() => socket.write('S\0\0\0\x08a\0b\0'), 500)
      socket.once('close', () => clearInterval(telling))
    })
  })
  await new Promise<void>((listening) => void busy.listen(0, '127.0.0.1', listening))
  const { port } = busy.address() as AddressInfo
  const url = `postgresql://reseal_ingest:pw@127.0.0.1:${port}/reseal`
  const served = run({ RESEAL_INGEST_DATABASE_URL: url }, 'serve', 'ingest')
  await asked
  served.child.kill('SIGTERM')
  expect(await once(served.child, 'exit')).toEqual([0, null])
  expect(served.stderr()).not.toContain('answers')
  busy.close()
}, 120_000)

test('a service that is told to stop is not ready first, and serves on for as long as it was told', async () => {
  const served = run({ RESEAL_STOP_GRACE_MS: '60000' }, 'serve', 'ingest')
  await until(served, 'ingest answers')
  const readiness = async () => (await fetch(`http://127.0.0.1:${base + 1}/readyz`)).status
  expect(await readiness()).toBe(200)
  served.child.kill('SIGTERM')
  await expect.poll(readiness).toBe(503)
  expect((await fetch(`http://127.0.0.1:${base + 1}/healthz`)).status).toBe(200)
  expect(served.child.exitCode).toBeNull()
  // Who does not want to wait says so again.
  const exited = once(served.child, 'exit')
  await expect
    .poll(() => {
      served.child.kill('SIGTERM')
      return served.child.exitCode
    })
    .not.toBeNull()
  await exited
}, 120_000)
