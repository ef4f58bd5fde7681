// The indexer over real segments: what it commits, once, and what it does with what does not open.
import { createAuditRepository, StoreError, type Summary } from '@reseal/store'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '@reseal/store/testing'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createSealedStreams, type SealedStreams } from '../../test/sealed-stream.ts'
import type { LogLine } from '../logging/log-line.ts'
import { type RunningWorker, startWorker } from '../start-worker.ts'

let postgres: TestPostgres
let anchored: TestAnchor
let streams: SealedStreams
let logged: LogLine[]
const running: RunningWorker[] = []

beforeEach(async () => {
  postgres = await startTestPostgres()
  anchored = await startTestAnchor()
  streams = await createSealedStreams(postgres)
  logged = []
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((worker) => worker.stop()))
  await postgres.stop()
  await anchored.stop()
  await streams.stop()
})

function start(keys = streams.keys): RunningWorker {
  const worker = startWorker({
    db: postgres.database('worker'),
    anchor: anchored.anchor,
    signers: anchored.signers,
    log: (line) => logged.push(line),
    roundEveryMs: 20,
    indexing: { keys, objects: streams.objects, everyMs: 10 },
  })
  running.push(worker)
  return worker
}

interface Progress {
  readonly indexed: number
  readonly state: string
}

async function progress(stream: string): Promise<Progress | undefined> {
  const { rows } = await sql<Progress>`
    SELECT indexed_count AS indexed, state FROM stream_index WHERE stream_id = ${stream}`.execute(
    postgres.database('viewer'),
  )
  return rows[0]
}

async function summary(session: string): Promise<Summary | undefined> {
  const { rows } = await sql<{ summary: Summary }>`
    SELECT summary FROM summaries.sessions WHERE session_id = ${session}`.execute(postgres.database('viewer'))
  return rows[0]?.summary
}

async function opened(): Promise<number> {
  const records = await createAuditRepository(postgres.database('viewer')).list({
    limit: 200,
    actions: ['index.open'],
  })
  return records.length
}

const signal = (plugin: string, payload: object, timestamp = 1_700_000_000_100): object => ({
  type: 6,
  timestamp,
  data: { plugin: `reseal/${plugin}`, payload },
})

const typeError = {
  kind: 'error',
  name: 'TypeError',
  message: 'xxxxxxxxxxxxxxxx',
  frames: [{ source: 'r1', line: 10, column: 4 }],
}

describe('a live stream', () => {
  test('is indexed as it grows, under one event and one use of the key', async () => {
    start()
    const stream = await streams.start()
    await stream.append([
      signal('context', {
        release: 'web@1.4.2',
        environment: 'production',
        tags: [{ key: 'ward', value: 'north' }],
        consent: { granted_at_ms: 1_699_999_000_000, how: 'banner', notice_version: '2026-01' },
      }),
      signal('route', { 'url.template': '/patients/:id', kind: 'load' }),
      signal('error', typeError),
    ])
    await expect.poll(() => progress(stream.id)).toEqual({ indexed: 1, state: 'open' })
    await stream.append([
      signal('network', {
        'http.request.method': 'GET',
        'url.template': '/api/x',
        'http.response.status_code': 500,
        duration: 12,
      }),
      signal('click', { kind: 'rage', id: 4 }),
      signal('vital', { name: 'LCP', value: 5_000, rating: 'poor', parts: [] }),
      signal('console', { level: 'error', args: [] }),
    ])
    await expect.poll(() => progress(stream.id)).toEqual({ indexed: 2, state: 'open' })
    expect(await opened()).toBe(1)
    expect(streams.unwrapCount()).toBe(1)
    expect(await summary(stream.session)).toMatchObject({
      fromMs: stream.startedAtMs,
      toMs: stream.startedAtMs + 9_999,
      counts: {
        segments: 2,
        errors: 1,
        requests: 1,
        failedRequests: 1,
        rageClicks: 1,
        consoleErrors: 1,
        pageViews: 1,
      },
      labels: {
        release: 'web@1.4.2',
        environment: 'production',
        consent: { grantedAtMs: 1_699_999_000_000, how: 'banner', noticeVersion: '2026-01' },
        pages: ['/patients/:id'],
        tags: { ward: 'north' },
        errors: [{ name: 'TypeError', count: 1, firstMs: stream.startedAtMs + 100, stream: stream.id }],
        requests: [{ method: 'GET', template: '/api/x', outcomes: ['500'], failed: 1, slow: 0 }],
        vitals: { LCP: { value: 5_000, rating: 'poor' } },
      },
    })
  })

  test('of one session with another adds to the same summary', async () => {
    start()
    const one = await streams.start()
    const other = await streams.start({ session: one.session, startedAtMs: one.startedAtMs + 60_000 })
    await one.append([signal('error', typeError)], { final: true })
    await other.append([signal('error', typeError, other.startedAtMs)], { final: true })
    await expect.poll(async () => (await summary(one.session))?.counts).toEqual({ segments: 2, errors: 2 })
    const { rows } = await sql`SELECT session_count, event_count FROM summaries.error_groups`.execute(
      postgres.database('viewer'),
    )
    expect(rows).toEqual([{ session_count: 1, event_count: 2 }])
  })
})

describe('a stream that does not open', () => {
  test('is given up where what is sealed is no events, and what came before counts', async () => {
    const worker = start()
    const stream = await streams.start()
    await stream.append([])
    await stream.append([], { plaintext: Buffer.from('no events') })
    await stream.append([])
    await expect.poll(() => progress(stream.id)).toEqual({ indexed: 1, state: 'failed' })
    expect(await worker.metrics()).toContain('reseal_worker_index_failed_streams 1')
    expect(logged).toContainEqual({ event: 'unopenable' })
  })

  test.each([
    ['too deep', `[{"type":3,"timestamp":1,"data":${'['.repeat(5_000)}${']'.repeat(5_000)}}]`],
    ['of too many values', `[{"type":3,"timestamp":1,"data":[${'0,'.repeat(2_000_001)}0]}]`],
  ])('is given up where it is %s', async (_, plaintext) => {
    start()
    const stream = await streams.start()
    await stream.append([], { plaintext: Buffer.from(plaintext) })
    await expect.poll(() => progress(stream.id)).toEqual({ indexed: 0, state: 'failed' })
  })

  test.each([
    ['its key file', 'publicKey', 'bad_key_file'],
    ['the key service, asked for the secret,', 'deriveSharedSecret', 'key_service_unavailable'],
  ] as const)('because %s is away is waited for, however often it was tried', async (_, method, code) => {
    const { keys } = streams
    let isAway = true
    start({
      ...keys,
      [method]: async (id: string, enc: Uint8Array) => {
        if (isAway) throw new StoreError(code)
        return keys[method](id, enc)
      },
    })
    const stream = await streams.start()
    await stream.append([])
    const failures = async (): Promise<number> => {
      const { rows } = await sql<{ failures: number }>`SELECT failures FROM stream_index`.execute(
        postgres.database('viewer'),
      )
      return rows[0]?.failures ?? 0
    }
    const tryAgain = (): Promise<unknown> =>
      sql`UPDATE stream_index SET failures = greatest(failures, 100), due_at = now()`.execute(
        postgres.database('superuser'),
      )
    await expect.poll(failures).toBe(1)
    await tryAgain()
    await expect.poll(failures).toBe(101)
    expect(logged).not.toContainEqual({ event: 'unopenable' })
    isAway = false
    await tryAgain()
    await expect.poll(async () => (await progress(stream.id))?.indexed).toBe(1)
  })

  test('because its key is destroyed is not waited for', async () => {
    const stream = await streams.start()
    await stream.append([])
    await sql`DELETE FROM stream_keys`.execute(postgres.database('superuser'))
    start()
    await expect.poll(() => progress(stream.id)).toEqual({ indexed: 0, state: 'shredded' })
    expect(await opened()).toBe(0)
  })
})

test('several workers at once count each segment once', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => streams.start()))
  for (let round = 0; round < 2; round += 1) {
    await Promise.all(all.map((stream) => stream.append([signal('click', { kind: 'dead', id: 1 })])))
  }
  start()
  start()
  start()
  await expect
    .poll(async () => (await Promise.all(all.map(({ id }) => progress(id)))).map((found) => found?.indexed))
    .toEqual(all.map(() => 2))
  for (const { session } of all)
    expect((await summary(session))?.counts).toEqual({ segments: 2, deadClicks: 2 })
})

test('a flood of forged streams delays its own app, and no other', async () => {
  await streams.createApp('flooded')
  for (let number = 0; number < 16; number += 1) {
    const forged = await streams.start({ app: 'flooded' })
    await forged.append([], { plaintext: Buffer.from('no events') })
  }
  const stream = await streams.start()
  await stream.append([])
  start()
  await expect.poll(() => progress(stream.id)).toEqual({ indexed: 1, state: 'open' })
  await expect.poll(opened).toBe(17)
  const records = await createAuditRepository(postgres.database('viewer')).list({
    limit: 200,
    actions: ['index.open'],
  })
  const inOrder = records.toReversed().map(({ event }) => event.target?.stream)
  // What was taken of the other app at the same time, and no more, may have come before it.
  expect(inOrder.indexOf(stream.id)).toBeLessThanOrEqual(4)
})

test('a quarantined session adds only counters', async () => {
  start()
  const stream = await streams.start()
  await stream.append([
    signal('console', { level: 'error', args: [{ kind: 'string', text: 'SSN 078-05-1120' }] }),
    signal('route', { 'url.template': '/patients/:id', kind: 'load' }),
  ])
  await expect.poll(() => progress(stream.id)).toEqual({ indexed: 1, state: 'open' })
  const found = await summary(stream.session)
  expect(found?.counts).toEqual({ segments: 1, consoleErrors: 1, pageViews: 1 })
  expect(found?.labels.pages).toEqual([])
})
