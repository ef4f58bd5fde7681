// What an operator gets (metrics, logs, traces) holds nothing of a parcel, a page or a person. Canaries in all that a
// client can send, and whatever ingest knows of stream, session and app, are looked for in all of it.
import { context, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestStream } from '../test/recorder.ts'
import { prepareServerGround, type ServerGround } from '../test/server-ground.ts'
import { createLog } from './logging/log-line.ts'
import { type RunningIngest, startIngest } from './start-ingest.ts'

const appKey = 'rsl_CanaryKeyCanaryKeyCana'
const canary = 'zebrafish-7431'
const origin = `https://${canary}.example`
const address = '203.0.113.77'

let ground: ServerGround
let ingest: RunningIngest
let exporter: InMemorySpanExporter
let logged = ''
beforeAll(async () => {
  exporter = new InMemorySpanExporter()
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  trace.setGlobalTracerProvider(
    new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
  )
  ground = await prepareServerGround({ id: 'canary-app', name: `Clinic ${canary}`, appKey, origin })
  ingest = await startIngest(
    { ...ground.config, trustedProxyHops: 1 },
    createLog((text) => {
      logged += text
    }),
  )
})
afterAll(async () => {
  trace.disable()
  context.disable()
  await ingest?.stop()
  await ground?.stop()
})

function send(path: string, body: BodyInit, from = origin): Promise<Response> {
  const headers = {
    origin: from,
    'user-agent': `Browser/${canary}`,
    'x-forwarded-for': address,
    referer: `${origin}/patients?name=${canary}`,
    cookie: `session=${canary}`,
    traceparent: '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
  }
  return fetch(`${ingest.url}${path}`, { method: 'POST', body, headers })
}

const plain = ({
  name,
  kind,
  attributes,
  status,
  events,
  links,
  resource,
  startTime,
  endTime,
}: ReadableSpan) => ({
  name,
  kind,
  attributes,
  status,
  events,
  startTime,
  endTime,
  links: links.map((link) => link.attributes ?? {}),
  resource: resource.attributes,
})

test('metrics, logs and traces hold nothing of what clients send, nor of streams, sessions and apps', async () => {
  const parcels = `/v1/apps/${appKey}/parcels`
  const stream = await startTestStream(appKey)
  const segment = await stream.seal({ events: canary })
  const parcel = stream.firstParcel(segment)
  expect((await send(`${parcels}?note=${canary}`, parcel)).status).toBe(200)
  expect((await send(parcels, parcel)).status).toBe(200)
  expect((await send(parcels, stream.parcel(await stream.seal({ final: true })))).status).toBe(200)
  // Every way in which a request can be refused here.
  expect((await send(parcels, `not a parcel ${canary}`)).status).toBe(400)
  expect((await send(parcels, parcel, `https://other-${canary}.example`)).status).toBe(403)
  expect((await send(`/v1/apps/${canary}/parcels`, parcel)).status).toBe(401)
  expect((await send(`/${canary}`, parcel)).status).toBe(404)
  expect((await send(`/v1/apps/${appKey}/withdrawals`, `token ${canary}`)).status).toBe(400)
  await ground.postgres.database('superuser').schema.dropTable('reseal.streams').cascade().execute()
  const late = await startTestStream(appKey)
  expect((await send(parcels, late.firstParcel(await late.seal()))).status).toBeGreaterThanOrEqual(500)

  const metrics = await ingest.metrics()
  const spans = exporter.getFinishedSpans()
  const traces = JSON.stringify(spans.map(plain))
  // There is something to look through.
  expect(new Set(spans.map(({ name }) => name))).toEqual(
    new Set([
      'reseal.ingest.start',
      'POST /v1/apps/:appKey/parcels',
      'POST /v1/apps/:appKey/withdrawals',
      'reseal.ingest.commit',
      'reseal.ingest.put',
      'reseal.ingest.transaction',
    ]),
  )
  expect(metrics).toContain('reseal_ingest_responses_total{status="403",code="origin_not_allowed"} 1')
  expect(logged).toContain('"event":"error"')

  const bytes = Buffer.from(parcel)
  const pieces = [bytes.subarray(-24), Buffer.from(segment.link), Buffer.from(stream.appendKey)]
  const needles = [
    canary,
    address,
    '127.0.0.1',
    'Browser/',
    appKey,
    'canary-app',
    'https://',
    'session=',
    stream.id,
    stream.session,
    late.id,
    late.session,
    '0123456789abcdef0123456789abcdef',
    ...pieces.flatMap((piece) => [
      piece.toString('hex'),
      piece.toString('base64url'),
      piece.toString('base64'),
    ]),
  ]
  for (const [name, text] of Object.entries({ metrics, logged, traces })) {
    for (const needle of needles) expect(text.includes(needle), `${needle} in ${name}`).toBe(false)
  }
}, 60_000)

test('a batch’s span holds its object and its transaction, and names the requests that waited for it', async () => {
  const spans = exporter.getFinishedSpans()
  const commit = spans.find(({ name }) => name === 'reseal.ingest.commit')
  const within = spans.filter(
    ({ parentSpanContext }) => parentSpanContext?.spanId === commit?.spanContext().spanId,
  )
  expect(within.map(({ name }) => name)).toEqual(['reseal.ingest.put', 'reseal.ingest.transaction'])
  const requests = spans.filter(({ name }) => name === 'POST /v1/apps/:appKey/parcels')
  expect(requests.map((span) => span.spanContext().spanId)).toContain(commit?.links[0]?.context.spanId)
  // What a client says of an outer trace is not believed.
  expect(requests.filter(({ parentSpanContext }) => parentSpanContext !== undefined)).toEqual([])
  expect(commit?.attributes).toMatchObject({ 'reseal.batch.segments': 1 })
})
