// Redacted signals to a real collector: what it is told, that it is told again where it was away, and of whom it is never told.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '@reseal/store/testing'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createSealedStreams, type SealedStreams } from '../../test/sealed-stream.ts'
import type { LogLine } from '../logging/log-line.ts'
import { type RunningWorker, startWorker } from '../start-worker.ts'

interface Told {
  readonly path: string | undefined
  readonly body: string
}

let postgres: TestPostgres
let anchored: TestAnchor
let streams: SealedStreams
let logged: LogLine[]
let told: Told[]
let status: number
let collector: Server | undefined
let port: number
const running: RunningWorker[] = []

beforeAll(async () => {
  postgres = await startTestPostgres()
  anchored = await startTestAnchor()
  streams = await createSealedStreams(postgres)
})
afterAll(async () => {
  await postgres.stop()
  await anchored.stop()
  await streams.stop()
})
beforeEach(async () => {
  ;[logged, told, status, port] = [[], [], 200, 0]
  await listen()
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((worker) => worker.stop()))
  await kill()
})

/** The collector, on the port that it had. */
async function listen(): Promise<void> {
  const server = createServer((incoming, outgoing) => {
    const pieces: Buffer[] = []
    incoming.on('data', (piece: Buffer) => pieces.push(piece))
    incoming.on('error', () => {})
    incoming.on('end', () => {
      told.push({ path: incoming.url, body: Buffer.concat(pieces).toString('utf8') })
      outgoing.writeHead(status, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
  collector = server
}

async function kill(): Promise<void> {
  const server = collector
  collector = undefined
  server?.closeAllConnections()
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)))
}

function start(): RunningWorker {
  const worker = startWorker({
    db: postgres.database('worker'),
    anchor: anchored.anchor,
    signers: anchored.signers,
    log: (line) => logged.push(line),
    roundEveryMs: 20,
    indexing: { keys: streams.keys, objects: streams.objects, everyMs: 10 },
    otlp: { endpoint: `http://127.0.0.1:${port}/otlp`, everyMs: 10, retryAfterMs: 10 },
  })
  running.push(worker)
  return worker
}

const signal = (plugin: string, payload: object): object => ({
  type: 6,
  timestamp: 1_700_000_000_100,
  data: { plugin: `reseal/${plugin}`, payload },
})
const failure = (name: string) => signal('error', { kind: 'error', name, message: 'xxxx', frames: [] })
const context = signal('context', { release: 'web@1.4.2', environment: 'production' })

async function waiting(): Promise<number> {
  const { rows } = await sql<{
    count: number
  }>`SELECT count(*)::int4 AS count FROM summaries.outgoing`.execute(postgres.database('worker'))
  return rows[0]?.count ?? -1
}

async function indexed(stream: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT indexed_count AS count FROM stream_index WHERE stream_id = ${stream}`.execute(
    postgres.database('worker'),
  )
  return rows[0]?.count ?? 0
}

const stringValue = (text: string) => ({ stringValue: text })
const bodiesOf = (path: string) =>
  told.filter((each) => each.path === path).map(({ body }) => JSON.parse(body) as unknown)

test('errors, requests that failed, vitals and pages are told under the names of OpenTelemetry', async () => {
  const stream = await streams.start()
  await stream.append([
    context,
    signal('route', { 'url.template': '/patients/:id', kind: 'load' }),
    failure('TypeError'),
    signal('vital', { name: 'LCP', value: 5_000, rating: 'poor', parts: [] }),
    signal('network', {
      'http.request.method': 'GET',
      'url.template': '/api/x',
      'http.response.status_code': 500,
      duration: 40,
      traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    }),
    signal('network', {
      'http.request.method': 'GET',
      'url.template': '/api/well',
      'http.response.status_code': 200,
      duration: 12,
    }),
  ])
  start()
  await expect.poll(() => bodiesOf('/otlp/v1/traces')).toHaveLength(1)
  await expect.poll(waiting).toBe(0)
  const resource = {
    attributes: [
      { key: 'service.name', value: stringValue('clinic') },
      { key: 'service.version', value: stringValue('web@1.4.2') },
      { key: 'deployment.environment.name', value: stringValue('production') },
    ],
  }
  const session = { key: 'session.id', value: stringValue(stream.session) }
  const times = { timeUnixNano: '1700000000100000000', observedTimeUnixNano: '1700000000100000000' }
  const page = { key: 'url.template', value: stringValue('/patients/:id') }
  expect(bodiesOf('/otlp/v1/logs')).toEqual([
    {
      resourceLogs: [
        {
          resource,
          scopeLogs: [
            {
              scope: { name: '@reseal/worker' },
              logRecords: [
                {
                  ...times,
                  severityNumber: 9,
                  severityText: 'INFO',
                  eventName: 'reseal.page_view',
                  attributes: [session, page],
                },
                {
                  ...times,
                  severityNumber: 17,
                  severityText: 'ERROR',
                  eventName: 'exception',
                  attributes: [
                    session,
                    { key: 'exception.type', value: stringValue('TypeError') },
                    { key: 'exception.message', value: stringValue('xxxx') },
                  ],
                },
                {
                  ...times,
                  severityNumber: 9,
                  severityText: 'INFO',
                  eventName: 'browser.web_vital',
                  body: {
                    kvlistValue: {
                      values: [
                        { key: 'name', value: stringValue('lcp') },
                        { key: 'value', value: { intValue: '5000' } },
                        { key: 'rating', value: stringValue('poor') },
                      ],
                    },
                  },
                  attributes: [session],
                },
              ],
            },
          ],
        },
      ],
    },
  ])
  expect(bodiesOf('/otlp/v1/traces')).toMatchObject([
    {
      resourceSpans: [
        {
          resource,
          scopeSpans: [
            {
              spans: [
                {
                  traceId: 'a'.repeat(32),
                  spanId: 'b'.repeat(16),
                  name: 'GET /api/x',
                  kind: 3,
                  startTimeUnixNano: '1700000000060000000',
                  endTimeUnixNano: '1700000000100000000',
                  status: { code: 2 },
                },
              ],
            },
          ],
        },
      ],
    },
  ])
  expect(JSON.stringify(told)).not.toContain('/api/well')
})

test('a collector that was away is told what it missed, and one that fails is told again', async () => {
  await kill()
  const worker = start()
  const stream = await streams.start()
  await stream.append([context, failure('RangeError')])
  await expect.poll(() => logged).toContainEqual({ event: 'otlp-failing', code: 'unavailable' })
  expect(await waiting()).toBe(1)
  expect(await worker.metrics()).toMatch(/^reseal_worker_otlp_waiting_runs 1$/mu)
  status = 503
  await listen()
  await expect.poll(() => told.length).toBeGreaterThan(1)
  expect(await waiting()).toBe(1)
  status = 200
  await expect.poll(waiting).toBe(0)
  await expect.poll(() => logged).toContainEqual({ event: 'otlp-recovered' })
  expect(told.every(({ body }) => body === told[0]?.body)).toBe(true)
  expect(await worker.metrics()).toMatch(/^reseal_worker_otlp_lag_seconds 0$/mu)
})

test('what the collector will never take goes, and is said', async () => {
  status = 400
  start()
  const stream = await streams.start()
  await stream.append([context, failure('RangeError')])
  await expect.poll(() => logged).toContainEqual({ event: 'otlp-dropped', runCount: 1 })
  await expect.poll(waiting).toBe(0)
})

test('of a quarantined session nothing is told, not even what waited', async () => {
  await kill()
  start()
  const stream = await streams.start()
  await stream.append([context, failure('RangeError')])
  await expect.poll(waiting).toBe(1)
  await stream.append([
    { type: 4, timestamp: 1_700_000_000_100, data: { href: '/x', width: 1, height: 1 } },
    signal('tag', { key: 'ssn', value: '536-90-4399' }),
    failure('TypeError'),
  ])
  await expect.poll(() => indexed(stream.id)).toBe(2)
  const { rows } = await sql`SELECT FROM quarantines WHERE session_id = ${stream.session}`.execute(
    postgres.database('worker'),
  )
  expect(rows).toHaveLength(1)
  await listen()
  const other = await streams.start()
  await other.append([context, failure('EvalError')])
  await expect.poll(() => JSON.stringify(told)).toContain('EvalError')
  expect(JSON.stringify(told)).not.toContain(stream.session)
  await expect.poll(waiting).toBe(0)
})

test('of a shredded stream nothing more is told', async () => {
  await kill()
  start()
  const stream = await streams.start()
  await stream.append([context, failure('RangeError')])
  await expect.poll(waiting).toBe(1)
  await sql`UPDATE streams SET tombstoned_at = now(), tombstone_reason = 'withdrawal' WHERE id = ${stream.id}`.execute(
    postgres.database('worker'),
  )
  expect(await waiting()).toBe(0)
})
