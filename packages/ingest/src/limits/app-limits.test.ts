// What the operator allows an app, on a real database: a quota a day over all processes, and the switch that refuses it.
import { encodeWithdrawal } from '@reseal/protocol'
import { createAppRepository, createAppUseRepository } from '@reseal/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type IngestFixture, startIngestFixture } from '../../test/ingest-fixture.ts'
import { post } from '../../test/posting.ts'
import { startTestStream } from '../../test/recorder.ts'

let fixture: IngestFixture
beforeAll(async () => {
  fixture = await startIngestFixture()
})
afterAll(() => fixture.stop())

const apps = () => createAppRepository(fixture.postgres.database('owner'))

test('an app’s parcels are refused in a way that recorders hear, and its withdrawals are taken', async () => {
  const appKey = await fixture.registerApp('refused')
  await apps().setLimits('refused', { parcelsRefused: true })
  const ingest = fixture.createProcess()
  const stream = await startTestStream(appKey)
  const body = stream.firstParcel(await stream.seal())
  const before = await fixture.countStored()
  const answer = await post(ingest, appKey, body)
  expect({ status: answer.status, code: answer.code }).toEqual({ status: 401, code: 'app_refused' })
  // Without this header the page would take the answer for a dead network, and try for ever.
  expect(answer.headers.get('access-control-allow-origin')).toBe(fixture.origin)
  expect(await fixture.countStored()).toEqual(before)
  const withdrawal = await ingest.app.request(`/v1/apps/${appKey}/withdrawals`, {
    method: 'POST',
    body: encodeWithdrawal({ session: stream.session, token: stream.withdrawalToken }),
    headers: { origin: fixture.origin },
  })
  expect(withdrawal.status).toBe(202)
  await apps().setLimits('refused', { parcelsRefused: false })
  expect((await post(fixture.createProcess(), appKey, body)).status).toBe(200)
})

test('a quota a day holds over all processes, and what each took is counted', async () => {
  const appKey = await fixture.registerApp('bounded')
  await apps().setLimits('bounded', { dailyQuotaBytes: 4000 })
  const [one, other] = [fixture.createProcess(), fixture.createProcess()]
  const stream = await startTestStream(appKey)
  const bodies = [stream.firstParcel(await stream.seal()), stream.parcel(await stream.seal())] as const
  expect((await post(one, appKey, bodies[0])).status).toBe(200)
  expect((await post(other, appKey, bodies[1])).status).toBe(200)
  await one.exchangeUse()
  await other.exchangeUse()
  const used = (await createAppUseRepository(fixture.postgres.database('owner')).today()).get('bounded')
  expect(used).toEqual({ appId: 'bounded', parcels: 2, bytes: bodies[0].length + bodies[1].length })

  await apps().setLimits('bounded', { dailyQuotaBytes: bodies[0].length + 1 })
  const tight = fixture.createProcess()
  const third = stream.parcel(await stream.seal())
  expect((await post(tight, appKey, third)).status).toBe(200)
  await tight.exchangeUse()
  const answer = await post(tight, appKey, stream.parcel(await stream.seal()))
  expect({ status: answer.status, code: answer.code }).toEqual({ status: 429, code: 'over_quota' })
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(answer.headers.get('ratelimit-policy')).toContain('"app-day"')
  const metrics = await tight.metrics()
  expect(metrics).toContain('reseal_ingest_responses_total{status="429",code="over_quota_app-day"} 1\n')
})

test('what a queue kept for days and what a wrong clock states is taken, and counted by age', async () => {
  const appKey = await fixture.registerApp('clocks')
  const ingest = fixture.createProcess()
  const dayMs = 24 * 60 * 60_000
  const ages: [number, string][] = [
    [0, 'now'],
    [-3 * dayMs, 'within_three_days'],
    [-Date.now(), 'older'],
    [2 * dayMs, 'over_a_day_ahead'],
  ]
  for (const [offsetMs, age] of ages) {
    const stream = await startTestStream(appKey, { startedAtMs: Math.max(0, Date.now() + offsetMs) })
    const answer = await post(ingest, appKey, stream.firstParcel(await stream.seal()))
    expect(answer.status, age).toBe(200)
    expect(await ingest.metrics()).toContain(`reseal_ingest_parcels_by_age_total{age="${age}"} 1\n`)
  }
  const before = await fixture.countStored()
  const impossible = await startTestStream(appKey, { startedAtMs: Date.now() + 500 * dayMs })
  const answer = await post(ingest, appKey, impossible.firstParcel(await impossible.seal()))
  expect({ status: answer.status, code: answer.code }).toEqual({ status: 400, code: 'bad_parcel' })
  expect(await fixture.countStored()).toEqual(before)
})
