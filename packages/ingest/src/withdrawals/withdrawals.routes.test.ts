// Withdrawals as pages send them, over a real database: what ingest keeps, and how little its answers say.
import { randomBytes, randomUUID } from 'node:crypto'
import { encodeWithdrawal } from '@reseal/protocol'
import { createAuditLog, createWithdrawals, startLog } from '@reseal/store'
import { startTestAnchor, type TestAnchor } from '@reseal/store/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { type IngestFixture, startIngestFixture } from '../../test/ingest-fixture.ts'
import { post } from '../../test/posting.ts'
import { startTestStream } from '../../test/recorder.ts'
import type { Ingest } from '../create-ingest.ts'

let fixture: IngestFixture
let anchored: TestAnchor
let ingest: Ingest
let appKey: string

beforeAll(async () => {
  fixture = await startIngestFixture()
  anchored = await startTestAnchor()
  appKey = await fixture.registerApp('clinic')
  for (const log of ['audit', 'recordings'] as const) {
    await startLog(fixture.postgres.database('worker'), log, { origin: `reseal.test/${log}`, key: 'key' })
  }
})
afterAll(() => Promise.all([fixture.stop(), anchored.stop()]))
beforeEach(() => {
  ingest = fixture.createProcess()
})

const freshToken = (): Uint8Array => new Uint8Array(randomBytes(32))

async function withdraw(
  body: Uint8Array<ArrayBuffer>,
  { origin = fixture.origin, key = appKey, on = ingest } = {},
): Promise<Response> {
  return await on.app.request(`/v1/apps/${key}/withdrawals`, {
    method: 'POST',
    body,
    headers: { origin, 'content-length': String(body.length) },
  })
}

const kept = () => fixture.postgres.database('superuser').selectFrom('withdrawals').selectAll().execute()

async function settle(): Promise<number> {
  const worker = fixture.postgres.database('worker')
  const { anchor } = anchored
  const audit = createAuditLog(worker, { anchor })
  return (await createWithdrawals(worker, { anchor, audit }).settleDue(100)).shreddedCount
}

async function hasKey(stream: string): Promise<boolean> {
  const worker = fixture.postgres.database('worker')
  const row = worker.selectFrom('stream_keys').select('stream_id').where('stream_id', '=', stream)
  return (await row.executeTakeFirst()) !== undefined
}

test('a withdrawal is kept, and answered without a word', async () => {
  const withdrawal = { session: randomUUID(), token: freshToken() }
  const response = await withdraw(encodeWithdrawal(withdrawal))
  expect(response.status).toBe(202)
  expect(await response.text()).toBe('')
  expect(response.headers.get('access-control-allow-origin')).toBe(fixture.origin)
  expect((await kept()).at(-1)).toMatchObject({
    app_id: 'clinic',
    session_id: withdrawal.session,
    token: withdrawal.token,
  })
  expect(await ingest.metrics()).toContain('reseal_ingest_withdrawals_taken_total 1')
})

test('the answer is the same for a known session, an unknown one, a right token and a wrong one', async () => {
  const stream = await startTestStream(appKey)
  await post(ingest, appKey, stream.firstParcel(await stream.seal()))
  const answers = await Promise.all(
    [
      { session: stream.session, token: stream.withdrawalToken },
      { session: stream.session, token: freshToken() },
      { session: randomUUID(), token: freshToken() },
    ].map(async (withdrawal) => {
      const response = await withdraw(encodeWithdrawal(withdrawal))
      return [response.status, await response.text(), Object.fromEntries(response.headers)]
    }),
  )
  expect(answers[1]).toEqual(answers[0])
  expect(answers[2]).toEqual(answers[0])
})

test('what was withdrawn is refused from then on: the stream, its repeats, and new streams of the session', async () => {
  const stream = await startTestStream(appKey)
  const [zero, one] = [await stream.seal(), await stream.seal()]
  await post(ingest, appKey, stream.firstParcel(zero))
  const another = fixture.createProcess()
  expect((await post(another, appKey, stream.firstParcel(zero))).status).toBe(200)
  await withdraw(encodeWithdrawal({ session: stream.session, token: stream.withdrawalToken }))
  await settle()
  expect(await hasKey(stream.id)).toBe(false)
  const { session, withdrawalToken } = stream
  const later = await startTestStream(appKey, { session, withdrawalToken })
  for (const process of [ingest, another, fixture.createProcess()]) {
    for (const parcel of [
      stream.parcel(one),
      stream.firstParcel(zero),
      later.firstParcel(await later.seal()),
    ]) {
      expect(await post(process, appKey, parcel)).toMatchObject({ status: 410, code: 'stream_closed' })
    }
  }
})

test('a withdrawal reaches a stream that comes after it', async () => {
  const stream = await startTestStream(appKey)
  await withdraw(encodeWithdrawal({ session: stream.session, token: stream.withdrawalToken }))
  expect(await settle()).toBe(0)
  const zero = await stream.seal()
  expect((await post(ingest, appKey, stream.firstParcel(zero))).status).toBe(200)
  expect(await hasKey(stream.id)).toBe(true)
  expect(await settle()).toBe(1)
  expect(await hasKey(stream.id)).toBe(false)
  expect(await post(ingest, appKey, stream.parcel(await stream.seal()))).toMatchObject({ status: 410 })
})

test('refusals of who asks and of what is asked', async () => {
  const body = encodeWithdrawal({ session: randomUUID(), token: freshToken() })
  const before = (await kept()).length
  expect((await withdraw(body, { origin: 'https://elsewhere.example' })).status).toBe(403)
  expect((await withdraw(body, { key: 'rsl_AAAAAAAAAAAAAAAAAAAAAA' })).status).toBe(401)
  expect((await withdraw(new Uint8Array(257))).status).toBe(413)
  const malformed = await withdraw(body.subarray(1))
  expect(malformed.status).toBe(400)
  expect(await malformed.json()).toMatchObject({ error: { code: 'bad_withdrawal' } })
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 256 }), async (bytes) => {
      expect((await withdraw(new Uint8Array(bytes))).status).toBe(400)
    }),
    { numRuns: 50 * inject('propertyTimes') },
  )
  expect(await kept()).toHaveLength(before)
})

test('the quota of a client bounds how many it leaves', async () => {
  const rate = { bytesPerSecond: 1, burstBytes: 128 * 1024 }
  const tight = fixture.createProcess({ limits: { clientQuota: rate } })
  const send = (): Promise<Response> =>
    withdraw(encodeWithdrawal({ session: randomUUID(), token: freshToken() }), { on: tight })
  expect([(await send()).status, (await send()).status, (await send()).status]).toEqual([202, 202, 429])
  expect(Number((await send()).headers.get('retry-after'))).toBeGreaterThan(0)
})
