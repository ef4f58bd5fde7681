// An order by scope from its proposal to its certificate; what is being sent, and what is cached in another viewer, when its
// stream is forgotten; step-up beside it.
import { verifyTlogProof } from '@reseal/protocol/log'
import {
  advanceScopeOrder,
  createAuditLog,
  createSessionForgetter,
  endScopeOrder,
  eraseDerived,
  findDueScopeOrder,
  findScopePage,
} from '@reseal/store'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { errorCode, startViewerFixture, type ViewerFixture } from '../../test/viewer-fixture.ts'
import { createApp } from '../app.ts'
import { createViewerDeps } from '../deps.ts'
import type { HoldListReply } from '../holds/holds-api.ts'
import type { ScopeCertificate, ScopeOrderListReply } from './scope-orders-api.ts'

let viewer: ViewerFixture
let one: string
let other: string
let engineer: string
beforeAll(async () => {
  viewer = await startViewerFixture({ config: { backupMaxAgeDays: 30 } })
  one = await viewer.signInAs('officer-1', ['privacy-officer'])
  other = await viewer.signInAs('officer-2', ['privacy-officer'])
  engineer = await viewer.signInAs('eng-1', ['engineer'], ['clinic'])
})
afterAll(() => viewer.stop())

const propose = (body: object, cookie = one): Promise<Response> =>
  viewer.post('/api/deletions/orders', { app: 'clinic', reason: 'the trial ended', ...body }, { cookie })
const idOf = async (response: Response): Promise<string> => ((await response.json()) as { id: string }).id
const list = async (): Promise<ScopeOrderListReply['orders']> => {
  const response = await viewer.request('/api/deletions/orders', { cookie: other })
  return ((await response.json()) as ScopeOrderListReply).orders
}

const forgetter = () => {
  const db = viewer.databases.database('worker')
  const { anchor } = viewer.deps
  return createSessionForgetter(db, { anchor, audit: createAuditLog(db, { anchor }), erase: eraseDerived })
}

/** As the worker does. */
async function carryOut(): Promise<void> {
  const db = viewer.databases.database('worker')
  const due = await findDueScopeOrder(db)
  if (due === undefined) throw new Error('no order is due')
  const { order, after } = due
  const page = await findScopePage(db, order, { after, limit: 100 })
  const sessions = page.sessions.filter(({ held }) => !held).map(({ id }) => id)
  await forgetter().forget({
    sessions,
    reason: 'officer',
    event: order.decidedIndex ?? 0,
    inTransaction: (transaction, { forgotten, streamCount }) =>
      advanceScopeOrder(transaction, order.id, { forgotten: forgotten.length, streams: streamCount }),
  })
  await endScopeOrder(db, order.id, {
    looked: page.lookedCount,
    held: page.sessions.length - sessions.length,
  })
}

test('is confirmed by another officer, carried out, and certified with a proof of each tombstone', async () => {
  const startedAtMs = 1_600_000_000_000
  const first = await viewer.record({ startedAtMs })
  const second = await viewer.record({ startedAtMs: startedAtMs + 1_000 })
  const id = await idOf(await propose({ fromMs: startedAtMs - 1, toMs: startedAtMs + 2_000 }))
  expect((await list())[0]).toMatchObject({
    id,
    state: 'proposed',
    proposedBy: 'officer-1',
    reason: 'the trial ended',
  })
  expect(await errorCode(await viewer.post(`/api/deletions/orders/${id}/confirm`, {}, { cookie: one }))).toBe(
    'same_person',
  )
  const certify = () => viewer.request(`/api/deletions/orders/${id}/certificate`, { cookie: other })
  expect(await errorCode(await certify())).toBe('not_found')
  expect((await viewer.post(`/api/deletions/orders/${id}/confirm`, {}, { cookie: other })).status).toBe(204)
  expect(
    await errorCode(
      await viewer.post(`/api/deletions/orders/${id}/refuse`, { reason: 'x' }, { cookie: one }),
    ),
  ).toBe('conflict')
  expect(await errorCode(await certify())).toBe('not_over')
  await carryOut()
  expect(await errorCode(await certify())).toBe('not_anchored')
  await viewer.anchor()
  const certificate = (await (await certify()).json()) as ScopeCertificate
  expect(certificate.streams.map(({ session }) => session).sort()).toEqual(
    [first.session, second.session].sort(),
  )
  expect(certificate.order).toMatchObject({ forgottenCount: 2, heldCount: 0, decidedBy: 'officer-2' })
  expect(certificate.remaining).toEqual({ streamKeys: 0 })
  expect(certificate.backups).toMatchObject({ declared: true, maxAgeDays: 30 })
  for (const { tombstone } of certificate.streams) {
    const { entry } = await verifyTlogProof(tombstone.proof, viewer.deps.anchor.verifiers.recordings)
    expect(Buffer.from(entry).toString('utf8')).toBe(tombstone.leaf)
    expect(JSON.parse(tombstone.leaf)).toMatchObject({
      reason: 'officer',
      event: certificate.order.auditIndex,
    })
  }
  for (const { session } of [first, second]) {
    const opened = await viewer.post(
      `/api/sessions/${session}/replays`,
      { purpose: 'debugging' },
      { cookie: engineer },
    )
    expect(opened.status).toBe(410)
  }
  const [event] = await viewer.events('order.confirm')
  expect(event?.target).toMatchObject({ app: 'clinic', fromMs: startedAtMs - 1 })
})

test('of a subject keeps the pseudonym in the log alone', async () => {
  const subject = '0b5f2c52-4f0a-4a53-9d2a-3cf2a6f1d7f4'
  const id = await idOf(await propose({ subject }))
  const { rows } = await sql<{
    text: string
  }>`SELECT row_to_json(scope_orders)::text AS text FROM scope_orders
    WHERE id = ${id}`.execute(viewer.databases.database('superuser'))
  expect(rows[0]?.text).not.toContain(subject)
  expect((await viewer.events('order.propose'))[0]?.target?.user).toBe(subject)
  expect(
    (await viewer.post(`/api/deletions/orders/${id}/refuse`, { reason: 'mine' }, { cookie: one })).status,
  ).toBe(204)
  const held = { scope: { kind: 'subject', app: 'clinic', subject }, reason: 'litigation' }
  const hold = await idOf(await viewer.post('/api/holds', held, { cookie: one }))
  const holds = ((await (await viewer.request('/api/holds', { cookie: one })).json()) as HoldListReply).holds
  expect(holds.find((each) => each.id === hold)?.scope).toEqual({ kind: 'subject', app: 'clinic', subject })
  await viewer.post(`/api/holds/${hold}/lift`, { reason: 'x' }, { cookie: one })
})

test('a range that is being sent is cut at the next segment, in every viewer, and no cached key opens another', async () => {
  const recorded = await viewer.record({ segmentCount: 6, keyframeEvery: 1 })
  const { deps } = viewer
  // Another process over the same database: its cache is its own.
  const second = createApp(createViewerDeps(deps.config, viewer.parts, deps))
  const apps = [
    (path: string) => viewer.request(path, { cookie: engineer }),
    (path: string) =>
      Promise.resolve(
        second.request(`http://127.0.0.1:4402${path}`, {
          headers: { cookie: engineer, host: '127.0.0.1:4402', 'sec-fetch-site': 'same-origin' },
        }),
      ),
  ]
  const replay = await viewer.openReplay(recorded.session, engineer)
  const path = `/api/replays/${replay}/streams/${recorded.stream}/events?fromMs=${recorded.startedAtMs}&toMs=${recorded.startedAtMs + 60_000}`
  const readers = await Promise.all(
    apps.map(async (request) => {
      const response = await request(path)
      expect(response.status).toBe(200)
      const reader = response.body?.getReader()
      await reader?.read()
      return reader
    }),
  )
  await forgetter().forget({ sessions: [recorded.session], reason: 'officer', event: 1 })
  for (const reader of readers) {
    const { value } = (await reader?.read()) ?? {}
    expect(JSON.parse(Buffer.from(value ?? []).toString('utf8'))).toMatchObject({
      error: { code: 'shredded' },
    })
    expect((await reader?.read())?.done).toBe(true)
  }
  for (const request of apps) expect((await request(path)).status).toBe(410)
})

test('whoever signed in long ago proves anew who they are before a hold, its end, or an order', async () => {
  const { session } = await viewer.record()
  viewer.advance(6 * 60_000)
  const held = { scope: { kind: 'session', session }, reason: 'x' }
  expect(await errorCode(await viewer.post('/api/holds', held, { cookie: one }))).toBe('step_up_required')
  const lift = `/api/holds/${session}/lift`
  expect(await errorCode(await viewer.post(lift, { reason: 'x' }, { cookie: one }))).toBe('step_up_required')
  expect(await errorCode(await propose({}))).toBe('step_up_required')
  const confirm = `/api/deletions/orders/${session}/confirm`
  expect(await errorCode(await viewer.post(confirm, {}, { cookie: one }))).toBe('step_up_required')
  viewer.advance(-6 * 60_000)
})
