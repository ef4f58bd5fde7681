// Sinks over a real PostgreSQL and real HTTPS: nothing missing, in order, and nothing twice but under the same id.
import { type ChildProcess, fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { encodeVerifierKey } from '@reseal/protocol/log'
import {
  type AuditEventInput,
  type AuditLog,
  type AuditSink,
  type AuditSinkSettings,
  createAuditLog,
  createAuditSinkRepository,
  generateCheckpointKeyFile,
  type HttpsSinkPlace,
  loadCheckpointSigner,
  startLog,
} from '@reseal/store'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '@reseal/store/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  type SinkAnswer,
  type SinkRequest,
  type SinkServer,
  startSinkServer,
} from '../../test/sink-server.ts'
import type { LogLine } from '../logging/log-line.ts'
import { createSinkStep, type SinkOptions } from './sink-step.ts'

const signingKey = randomBytes(32).toString('base64')
let postgres: TestPostgres
let anchor: TestAnchor
let folder: string
let audit: AuditLog
let server: SinkServer | undefined
beforeEach(async () => {
  postgres = await startTestPostgres()
  anchor = await startTestAnchor()
  folder = await mkdtemp(join(tmpdir(), 'reseal-sinks-'))
  await mkdir(join(folder, 'secrets'), { mode: 0o700 })
  await writeFile(join(folder, 'secrets', 'siem.json'), JSON.stringify({ signingKey }), { mode: 0o600 })
  audit = createAuditLog(postgres.database('viewer'), anchor)
})
afterEach(async () => {
  await server?.stop()
  server = undefined
  await Promise.all([postgres.stop(), anchor.stop(), rm(folder, { recursive: true, force: true })])
})

const event: AuditEventInput = {
  action: 'audit.read',
  outcome: 'success',
  actor: { issuer: 'reseal', subject: 'ada-lovelace', roles: ['auditor'], method: 'one-time-link' },
  client: { ip: '203.0.113.9', userAgent: 'a browser' },
}

const appendMany = (count: number): Promise<unknown> =>
  Promise.all(Array.from({ length: count }, () => audit.append(event)))

const sinks = () => createAuditSinkRepository(postgres.database('owner'))

async function addSink(
  place: Partial<HttpsSinkPlace> = {},
  settings: Partial<AuditSinkSettings> = {},
): Promise<void> {
  const https = { kind: 'https', url: server?.url ?? '', isPrivate: true, ...place } as const
  const whole = { place: https, format: 'jsonl', personal: false, filter: {}, ...settings } as const
  expect(await sinks().add('siem', whole, 0)).toBe(true)
}

async function serve(
  answer: (request: SinkRequest) => SinkAnswer | Promise<SinkAnswer>,
): Promise<SinkServer> {
  server = await startSinkServer({ signingKey, answer })
  return server
}

const logged: LogLine[] = []
const turn = { signal: new AbortController().signal }

function createStep(options: Partial<SinkOptions> = {}) {
  logged.length = 0
  const site = { origin: 'reseal.test/audit', address: 'https://viewer.test' }
  const whole = { secretFolder: join(folder, 'secrets'), site, retryAfterMs: 60_000, ...options }
  return createSinkStep(postgres.database('worker'), whole, (line) => logged.push(line))
}

async function theSink(): Promise<AuditSink> {
  const [sink] = await sinks().list()
  if (sink === undefined) throw new Error('no sink')
  return sink
}

const indexesOf = ({ lines }: SinkRequest): number[] =>
  lines.map((line) => (JSON.parse(line) as { index: number }).index)

const ok = (): SinkAnswer => ({ status: 204 })

test('delivers everything in order, signed, in bounded batches, and names nobody', async () => {
  const { ca, requests } = await serve(ok)
  await appendMany(1100)
  await addSink({ ca })
  const step = createStep()
  expect(await step.run(turn)).toBe(true)
  expect(await step.run(turn)).toBe(false)
  expect(requests.flatMap(indexesOf)).toEqual(Array.from({ length: 1100 }, (_, index) => index))
  expect(requests.map(({ lines }) => lines.length)).toEqual([500, 500, 100])
  for (const { isSigned, contentType } of requests) {
    expect([isSigned, contentType]).toEqual([true, 'application/x-ndjson'])
  }
  const text = requests.flatMap(({ lines }) => lines).join('\n')
  for (const personal of ['ada-lovelace', '203.0.113.9', 'a browser']) expect(text).not.toContain(personal)
  expect(await theSink()).toMatchObject({ nextIndex: 1100, failures: 0 })
  await appendMany(1)
  expect(await sinks().lags()).toMatchObject([{ name: 'siem', failing: false, leaves: 1 }])
})

test('sends clear values and a filtered part where the sink says so', async () => {
  const { ca, requests } = await serve(ok)
  await audit.append(event)
  await audit.append({ ...event, action: 'user.sign_out' })
  await addSink({ ca }, { personal: true, filter: { actions: ['user.sign_out'] } })
  await createStep().run(turn)
  expect(requests.flatMap(indexesOf)).toEqual([1])
  expect(requests[0]?.lines[0]).toContain('ada-lovelace')
  expect(await theSink()).toMatchObject({ nextIndex: 2 })
})

test.each([
  [{ status: 500 }, 'unavailable'],
  [{ status: 429, headers: { 'retry-after': '1800' } }, 'unavailable'],
  [{ status: 400 }, 'refused'],
  [{ status: 302, headers: { location: 'https://127.0.0.1:1/' } }, 'refused'],
  ['silence', 'timeout'],
] as const)('keeps what was answered by %j for later', async (answer, code) => {
  let answers: SinkAnswer[] = [ok(), answer]
  const { ca, requests } = await serve(() => answers.shift() ?? ok())
  await appendMany(600)
  await addSink({ ca })
  // Long enough for who answers at all, on a machine with much else to do.
  const step = createStep(answer === 'silence' ? { timeoutMs: 4000 } : {})
  await step.run(turn)
  expect(await theSink()).toMatchObject({ nextIndex: 500, failing: code, isDue: false })
  expect(logged).toEqual([{ event: 'sink-failing', sink: 'siem', code }])
  // Nothing before its time.
  expect(await step.run(turn)).toBe(false)
  expect(requests).toHaveLength(2)
  answers = []
  await sinks().rewind('siem', 500)
  expect(await step.run(turn)).toBe(true)
  expect(requests.map(({ idempotencyKey }) => idempotencyKey)).toEqual([
    '"siem/0-499"',
    '"siem/500-599"',
    '"siem/500-599"',
  ])
  const sink = await theSink()
  expect([sink.nextIndex, sink.failures, sink.failing]).toEqual([600, 0, undefined])
  expect(logged.at(-1)).toEqual({ event: 'sink-recovered', sink: 'siem' })
})

test('does not believe a server whose certificate is by nobody it knows', async () => {
  const { requests } = await serve(ok)
  await audit.append(event)
  await addSink()
  await createStep().run(turn)
  expect(await theSink()).toMatchObject({ nextIndex: 0, failing: 'untrusted' })
  expect(requests).toEqual([])
})

test('sends nothing to an address that the sink may not have, whatever its name', async () => {
  const { ca, requests } = await serve(ok)
  await audit.append(event)
  await addSink({ ca, isPrivate: false, url: (server?.url ?? '').replace('127.0.0.1', 'localhost') })
  await createStep().run(turn)
  expect(await theSink()).toMatchObject({ failing: 'address' })
  expect(requests).toEqual([])
})

test('sends nothing without the key of its signatures', async () => {
  const { ca, requests } = await serve(ok)
  await audit.append(event)
  await addSink({ ca })
  await rm(join(folder, 'secrets', 'siem.json'))
  await createStep().run(turn)
  expect(await theSink()).toMatchObject({ failing: 'secret' })
  expect(requests).toEqual([])
})

test('one sink that is silent does not hold up another', async () => {
  const { ca } = await serve(({ idempotencyKey }) => (idempotencyKey?.includes('siem') ? 'silence' : ok()))
  await audit.append(event)
  await addSink({ ca })
  await writeFile(join(folder, 'secrets', 'other.json'), JSON.stringify({ signingKey }), { mode: 0o600 })
  const { settings } = await theSink()
  await sinks().add('other', settings, 0)
  await createStep({ timeoutMs: 4000 }).run(turn)
  expect(await sinks().list()).toMatchObject([
    { name: 'other', nextIndex: 1 },
    { name: 'siem', nextIndex: 0, failing: 'timeout' },
  ])
})

test('a backfill while a batch is under way is not undone by it', async () => {
  const { ca, requests } = await serve(async () => {
    if (requests.length === 2) await sinks().rewind('siem', 0)
    return ok()
  })
  await appendMany(700)
  await addSink({ ca })
  const step = createStep()
  await step.run(turn)
  expect(await theSink()).toMatchObject({ nextIndex: 0 })
  await step.run(turn)
  expect(requests.map(indexesOf).map((indexes) => indexes[0])).toEqual([0, 500, 0, 500])
  expect(await theSink()).toMatchObject({ nextIndex: 700 })
})

test('workers killed while the sink has a batch and has not answered lose nothing', async () => {
  let worker: ChildProcess | undefined
  const keyFile = join(folder, 'checkpoint.json')
  await generateCheckpointKeyFile(keyFile)
  const signer = await loadCheckpointSigner(keyFile, 'reseal.test/audit')
  await startLog(postgres.database('worker'), 'audit', {
    origin: signer.name,
    key: encodeVerifierKey(signer),
  })
  const launch = () =>
    fork(
      fileURLToPath(new URL('../../test/worker-process.ts', import.meta.url)),
      [postgres.connectionString('worker'), join(folder, 'anchor'), keyFile, '30', join(folder, 'secrets')],
      { execArgv: ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'] },
    )
  // The first worker dies with its first batch under way, the second with its second.
  const fatal = new Set([1, 3])
  const { ca, requests } = await serve(async () => {
    if (!fatal.has(requests.length) || worker === undefined) return ok()
    const exited = once(worker, 'exit')
    worker.kill('SIGKILL')
    await exited
    worker = launch()
    return ok()
  })
  await appendMany(1000)
  await addSink({ ca })
  worker = launch()
  await expect.poll(async () => (await theSink()).nextIndex, { interval: 50 }).toBeGreaterThanOrEqual(1001)
  const exited = once(worker, 'exit')
  worker.kill('SIGKILL')
  await exited
  expect(requests.length).toBeGreaterThan(3)
  const taken = new Map<string, number>()
  for (const line of requests.flatMap(({ lines }) => lines)) {
    const { id, index } = JSON.parse(line) as { id: string; index: number }
    expect(taken.get(id) ?? index).toBe(index)
    taken.set(id, index)
  }
  // Leaf 0 is the log's origin and no event.
  expect([...taken.values()].slice(0, 1000)).toEqual(Array.from({ length: 1000 }, (_, at) => at + 1))
}, 60_000)
