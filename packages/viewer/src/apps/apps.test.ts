// Apps as admins add and change them: each change is an event, holds at the database, and is nobody else's to make.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { errorCode, startViewerFixture, type ViewerFixture } from '../../test/viewer-fixture.ts'
import type { ProviderCheckReply, SystemReply } from '../system/system-api.ts'
import type { AppContactReply, AppReply, AppsReply } from './apps-api.ts'
import { isAppOrigin } from './origins.ts'

let viewer: ViewerFixture
let admin = ''
beforeAll(async () => {
  viewer = await startViewerFixture({ offersApps: true })
  admin = await viewer.signInAs('admin-1', ['admin'])
})
afterAll(() => viewer.stop())

const ask = async <Reply>(path: string): Promise<Reply> =>
  (await (await viewer.request(path, { cookie: admin })).json()) as Reply

const appOf = ({ apps }: AppsReply, id: string): AppReply | undefined => apps.find((app) => app.id === id)

const portal = { id: 'portal', name: 'Portal', origins: ['https://portal.example', 'http://localhost:*'] }

describe('an admin', () => {
  test('adds an app, whose pages are given a fresh key', async () => {
    const added = await viewer.post('/api/apps', portal, { cookie: admin })
    expect(added.status).toBe(201)
    const reply = (await added.json()) as AppsReply
    expect(appOf(reply, 'portal')).toMatchObject({
      appKey: expect.stringMatching(/^rsl_[\w-]{22}$/) as string,
      origins: portal.origins,
      sealingKey: expect.stringMatching(/^[\w-]{87}$/) as string,
      parcelsRefused: false,
      changes: [{ by: 'admin-1', setting: 'app' }],
    })
    expect(reply.recorders).toMatchObject({ endpoint: 'https://ingest.example', receiptKey: 'receipt-key' })
    const again = await viewer.post('/api/apps', portal, { cookie: admin })
    expect([again.status, await errorCode(again)]).toEqual([409, 'name_taken'])
  })

  test('stops and resumes recording, and the app says who did and when', async () => {
    for (const parcelsRefused of [true, false]) {
      const changed = await viewer.post('/api/apps/portal', { parcelsRefused }, { cookie: admin })
      expect(appOf((await changed.json()) as AppsReply, 'portal')).toMatchObject({ parcelsRefused })
      expect((await viewer.deps.apps.findById('portal'))?.parcelsRefused ?? false).toBe(parcelsRefused)
    }
    const app = appOf(await ask<AppsReply>('/api/apps'), 'portal')
    expect(app?.changes.slice(0, 2)).toMatchObject([
      { by: 'admin-1', setting: 'app.parcels', from: 'refuse', to: 'take' },
      { by: 'admin-1', setting: 'app.parcels', from: 'take', to: 'refuse' },
    ])
  })

  test('changes origins, what recorders are told, the bound and grants; an event each, none for what stays', async () => {
    const orders = [
      ['/api/apps/portal', { allowedOrigins: ['https://portal.example', 'https://www.example'] }],
      ['/api/apps/portal', { command: 'block', dailyQuotaBytes: 5_000_000 }],
      ['/api/apps/portal', { command: 'block', parcelsRefused: false }],
      ['/api/apps/portal/access', { grantsRequired: true }],
    ] as const
    for (const [path, order] of orders) {
      expect((await viewer.post(path, order, { cookie: admin })).status).toBe(200)
    }
    expect(appOf(await ask<AppsReply>('/api/apps'), 'portal')).toMatchObject({
      origins: orders[0][1].allowedOrigins,
      command: 'block',
      dailyQuotaBytes: 5_000_000,
      grantsRequired: true,
    })
    const events = await viewer.events('configuration.change')
    expect(events.slice(0, 5).map(({ change }) => change)).toEqual([
      { setting: 'app.grants', from: 'optional', to: 'required' },
      { setting: 'app.limit', from: 'none', to: '5000000' },
      { setting: 'app.command', from: 'none', to: 'block' },
      { setting: 'app.origins', to: 'https://www.example' },
      { setting: 'app.origins', from: 'http://localhost:any' },
    ])
    await viewer.post('/api/apps/portal', { command: 'none', dailyQuotaBytes: 0 }, { cookie: admin })
    expect(await viewer.deps.apps.findById('portal')).not.toHaveProperty('dailyQuotaBytes')
  })

  test('sees how far the first recording came', async () => {
    expect(await ask<AppContactReply>('/api/apps/lab/contact')).toEqual({
      isListening: false,
      refused: [],
      today: { parcels: 0, bytes: 0 },
      engineers: 0,
    })
    const { session } = await viewer.record({ app: 'lab', segmentCount: 3, checkedCount: 2 })
    const { newest } = await ask<AppContactReply>('/api/apps/lab/contact')
    expect(newest).toMatchObject({ session, segments: 3, indexedSegments: 2, hasConsentReceipt: false })
  })

  test('sees the state of the deployment', async () => {
    await viewer.anchor()
    const system = await ask<SystemReply>('/api/system')
    expect(system).toMatchObject({ state: 'good', storage: { batches: 1 }, jobs: [], quarantined: 0 })
    expect(system.index).toMatchObject([{ app: 'lab', streams: 1 }])
    expect(system.schema.count).toBeGreaterThan(20)
    expect(system.signals).toEqual({ waiting: 0, oldestMs: 0 })
  })

  test('sees how many signals wait for the collector, and for how long', async () => {
    const superuser = viewer.databases.database('superuser')
    await sql`INSERT INTO summaries.outgoing (stream_id, session_id, app_id, signals, added_at)
      SELECT gen_random_uuid(), gen_random_uuid(), 'lab', '[]', now() - interval '1 minute' * n
      FROM generate_series(1, 2) AS n`.execute(superuser)
    // What was asked a moment ago is kept.
    viewer.advance(3_000)
    const { signals } = await ask<SystemReply>('/api/system')
    expect(signals.waiting).toBe(2)
    expect(signals.oldestMs).toBeGreaterThanOrEqual(120_000)
    await sql`DELETE FROM summaries.outgoing`.execute(superuser)
  })

  test('is told that no identity provider is configured', async () => {
    const answer = await viewer.post('/api/identity-provider/check', {}, { cookie: admin })
    expect((await answer.json()) as ProviderCheckReply).toEqual({ links: true })
  })

  test('proves anew who they are before grants or keys change, and not to stop recording', async () => {
    viewer.advance(6 * 60_000)
    const refused = await viewer.post('/api/apps/portal/access', { grantsRequired: false }, { cookie: admin })
    expect([refused.status, await errorCode(refused)]).toEqual([403, 'step_up_required'])
    const stopped = await viewer.post('/api/apps/portal', { parcelsRefused: true }, { cookie: admin })
    expect(stopped.status).toBe(200)
  })
})

test('the viewer’s login changes apps but as an admin of the table', async () => {
  const db = viewer.databases.database('viewer')
  for (const statement of [
    sql`UPDATE apps SET parcels_refused = false`,
    sql`INSERT INTO apps (id, app_key, name, allowed_origins, sealing_key_id)
      VALUES ('x', 'x', 'x', '{}', '0123456789abcdef')`,
  ]) {
    await expect(statement.execute(db)).rejects.toThrow(/permission denied/u)
  }
  for (const byWhom of [null, crypto.randomUUID()]) {
    const { rows } = await sql<{
      answer: string
    }>`SELECT change_app('portal', ${byWhom}, NULL, NULL, NULL, NULL, false, NULL)
      AS answer`.execute(db)
    expect(rows[0]?.answer).toBe('role_not_allowed')
  }
  expect((await viewer.deps.apps.findById('portal'))?.parcelsRefused).toBe(true)
})

test.each([
  ['https://portal.example.org', true],
  ['https://portal.example.org:8443', true],
  ['http://localhost:3000', true],
  ['http://127.0.0.1:*', true],
  ['http://portal.example.org', false],
  ['https://portal.example.org/', false],
  ['https://portal.example.org/app', false],
  ['https://*.example.org', false],
  ['https://PORTAL.example.org', false],
  ['portal.example.org', false],
  ['null', false],
  ['javascript:alert(1)', false],
])('%s is an origin of an app: %s', (text, isOne) => {
  expect(isAppOrigin(text)).toBe(isOne)
})
