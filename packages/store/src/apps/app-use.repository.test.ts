import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../testing.ts'
import { createAppRepository } from './app.repository.ts'
import { createAppUseRepository } from './app-use.repository.ts'

let postgres: TestPostgres

beforeAll(async () => {
  postgres = await startTestPostgres()
  const apps = createAppRepository(postgres.database('owner'))
  for (const id of ['clinic', 'portal']) {
    const app = { id, appKey: id, name: id, allowedOrigins: [], sealingKeyId: '0123456789abcdef' }
    await apps.create(app)
  }
})
afterAll(() => postgres.stop())

test('processes add up what an app sends in a day, and each hears the sum', async () => {
  const ingest = createAppUseRepository(postgres.database('ingest'))
  await ingest.add([
    { appId: 'portal', parcels: 1, bytes: 10 },
    { appId: 'clinic', parcels: 2, bytes: 2 ** 40 },
  ])
  const both = await Promise.all([5, 7].map((bytes) => ingest.add([{ appId: 'clinic', parcels: 1, bytes }])))
  expect(Math.max(...both.map((totals) => totals.get('clinic') ?? 0))).toBe(2 ** 40 + 12)
  const today = await createAppUseRepository(postgres.database('owner')).today()
  expect(today.get('clinic')).toEqual({ appId: 'clinic', parcels: 4, bytes: 2 ** 40 + 12 })
  expect(today.get('portal')).toEqual({ appId: 'portal', parcels: 1, bytes: 10 })
})

test('a made-up count ends no later one', async () => {
  const ingest = postgres.database('ingest')
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await sql`SELECT count_app_use('portal', ${'9223372036854775807'}, ${'9223372036854775807'})`.execute(
      ingest,
    )
  }
  const totals = await createAppUseRepository(ingest).add([{ appId: 'portal', parcels: 1, bytes: 1 }])
  expect(totals.get('portal')).toBeGreaterThan(2 ** 50)
})

test('an app that is not registered is not counted', async () => {
  const ingest = createAppUseRepository(postgres.database('ingest'))
  expect(await ingest.add([{ appId: 'unknown', parcels: 1, bytes: 1 }])).toEqual(new Map())
})

test('the ingest role adds, and can neither read, lower nor remove a count', async () => {
  const ingest = postgres.database('ingest')
  for (const statement of [
    'SELECT * FROM app_use',
    "INSERT INTO app_use VALUES ('clinic', now(), 0, 0)",
    'UPDATE app_use SET bytes = 0',
    'DELETE FROM app_use',
    "UPDATE apps SET daily_quota_bytes = NULL, parcels_refused = false WHERE id = 'clinic'",
  ]) {
    await expect(sql.raw(statement).execute(ingest), statement).rejects.toMatchObject({ code: '42501' })
  }
  expect(await createAppUseRepository(ingest).add([{ appId: 'clinic', parcels: -1, bytes: -1 }])).toEqual(
    new Map(),
  )
  for (const role of ['viewer', 'worker'] as const) {
    const call = sql.raw("SELECT count_app_use('clinic', 1, 1)").execute(postgres.database(role))
    await expect(call).rejects.toMatchObject({ code: '42501' })
  }
})

test('limits of an app are the owner’s to set', async () => {
  const apps = createAppRepository(postgres.database('owner'))
  expect(await apps.setLimits('clinic', { dailyQuotaBytes: 2 ** 40, parcelsRefused: true })).toBe(true)
  expect(await createAppRepository(postgres.database('ingest')).findByAppKey('clinic')).toMatchObject({
    dailyQuotaBytes: 2 ** 40,
    parcelsRefused: true,
  })
  await apps.setLimits('clinic', { dailyQuotaBytes: null, parcelsRefused: false })
  const clinic = await apps.findById('clinic')
  expect(clinic).not.toHaveProperty('dailyQuotaBytes')
  expect(clinic).not.toHaveProperty('parcelsRefused')
  expect(await apps.setLimits('absent', { parcelsRefused: true })).toBe(false)
})
