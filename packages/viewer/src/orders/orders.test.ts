// Orders of privacy officers: who proposes, who confirms, and what stops either (design.md §5.8, §6).
import { randomUUID } from 'node:crypto'
import { verifyTlogProof } from '@reseal/protocol/log'
import { beginQuarantine, createAuditLog, createSessionShredder, lockSession } from '@reseal/store'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  errorCode,
  type RecordedStream,
  startViewerFixture,
  type ViewerFixture,
} from '../../test/viewer-fixture.ts'
import type { DeletionCertificate, DeletionListReply } from '../deletions/deletions-api.ts'
import type { HoldListReply } from '../holds/holds-api.ts'
import type { OrderListReply } from './orders-api.ts'

const redaction = { mask: [{ id: 'notice', selector: 'p' }] }

let viewer: ViewerFixture
let one: string
let other: string
let recorded: RecordedStream
beforeAll(async () => {
  viewer = await startViewerFixture()
  one = await viewer.signInAs('officer-1', ['privacy-officer'])
  other = await viewer.signInAs('officer-2', ['privacy-officer'])
})
afterAll(() => viewer.stop())
beforeEach(async () => {
  recorded = await viewer.record()
})

async function quarantine(): Promise<void> {
  const worker = createAuditLog(viewer.databases.database('worker'), { anchor: viewer.deps.anchor })
  await worker.appendInTransaction(async (transaction) => {
    await lockSession(transaction, recorded.session)
    const about = { session: recorded.session, app: 'clinic' }
    return (await beginQuarantine(transaction, about, { cause: 'finding' })).events
  })
}

const propose = (body: object, cookie = one): Promise<Response> =>
  viewer.post(`/api/sessions/${recorded.session}/orders`, { reason: 'a name shows', ...body }, { cookie })

async function idOf(response: Response): Promise<string> {
  expect(response.status).toBe(201)
  return ((await response.json()) as { id: string }).id
}

const confirm = (id: string, cookie = other): Promise<Response> =>
  viewer.post(`/api/orders/${id}/confirm`, {}, { cookie })

async function orders(cookie = other): Promise<OrderListReply['orders']> {
  const response = await viewer.request(`/api/sessions/${recorded.session}/orders`, { cookie })
  return ((await response.json()) as OrderListReply).orders
}

describe('a redaction', () => {
  test('is proposed by one officer and confirmed by another, who sees why and what', async () => {
    await quarantine()
    const id = await idOf(await propose({ kind: 'redact', redaction }))
    expect(await orders()).toMatchObject([
      { id, state: 'proposed', proposedBy: 'officer-1', reason: 'a name shows', isOwn: false, redaction },
    ])
    expect(await errorCode(await confirm(id, one))).toBe('same_person')
    expect((await confirm(id)).status).toBe(204)
    expect(await orders(one)).toMatchObject([{ state: 'confirmed', decidedBy: 'officer-2', isOwn: true }])
    expect(await errorCode(await confirm(id))).toBe('conflict')
    const [confirmed] = await viewer.events('order.confirm')
    expect(confirmed).toMatchObject({ outcome: 'denied', denyReason: 'conflict', cause: 'redact' })
  })

  test('names the event that confirms it by its place in the log', async () => {
    await quarantine()
    const id = await idOf(await propose({ kind: 'redact', redaction }))
    await confirm(id)
    const order = await viewer.deps.orders.find(id)
    const record = await viewer.deps.auditRecords.find(order?.decidedIndex ?? 0)
    expect(record?.event).toMatchObject({ action: 'order.confirm', outcome: 'success' })
    expect(record?.event.actor.subject).toBe('officer-2')
    const proposal = await viewer.deps.auditRecords.find(order?.proposedIndex ?? 0)
    expect(proposal?.event).toMatchObject({ action: 'order.propose', note: 'a name shows' })
  })

  test('is for quarantined sessions, with rules that take something away', async () => {
    expect(await errorCode(await propose({ kind: 'redact', redaction }))).toBe('not_quarantined')
    await quarantine()
    for (const wrong of [
      {},
      { redaction: {} },
      { redaction: { allow: [] } },
      { redaction: { mask: [{ id: 'X' }] } },
    ]) {
      expect(await errorCode(await propose({ kind: 'redact', ...wrong }))).toBe('bad_request')
    }
    expect(await orders()).toEqual([])
  })

  test('can be taken back, and then another be proposed; two at a time cannot', async () => {
    await quarantine()
    const id = await idOf(await propose({ kind: 'redact', redaction }))
    expect(await errorCode(await propose({ kind: 'shred' }, other))).toBe('conflict')
    const refused = await viewer.post(`/api/orders/${id}/refuse`, { reason: 'wrong rule' }, { cookie: one })
    expect(refused.status).toBe(204)
    await idOf(await propose({ kind: 'redact', redaction }))
    expect(await orders()).toMatchObject([{ state: 'proposed' }, { id, state: 'refused' }])
  })
})

describe('a shred', () => {
  test('is of any session, and afterwards a replay is gone', async () => {
    await viewer.anchor()
    const engineer = await viewer.signInAs(randomUUID().slice(0, 8), ['engineer'], ['clinic'])
    const id = await idOf(await propose({ kind: 'shred' }))
    expect((await confirm(id)).status).toBe(204)
    const order = await viewer.deps.orders.find(id)
    const db = viewer.databases.database('worker')
    const { anchor } = viewer.deps
    const shredder = createSessionShredder(db, {
      anchor,
      audit: createAuditLog(db, { anchor }),
      erase: async () => {},
    })
    if (order) expect(await shredder.shred(order)).toBe('done')
    const opened = await viewer.post(
      `/api/sessions/${recorded.session}/replays`,
      { purpose: 'debugging' },
      { cookie: engineer },
    )
    expect(opened.status).toBe(410)
    expect(await errorCode(await propose({ kind: 'shred' }))).toBe('shredded')
    expect(await orders()).toMatchObject([{ id, state: 'done' }])
    const path = `/api/sessions/${recorded.session}/deletion`
    expect(await errorCode(await viewer.request(path, { cookie: one }))).toBe('not_anchored')

    await viewer.anchor()
    const certificate = (await (await viewer.request(path, { cookie: one })).json()) as DeletionCertificate
    expect(certificate).toMatchObject({
      session: recorded.session,
      app: 'clinic',
      issuedBy: 'officer-1',
      whole: true,
      order: { id, kind: 'shred', proposedBy: 'officer-1', decidedBy: 'officer-2', reason: 'a name shows' },
      remaining: { streamKeys: 0, summaries: 0, findings: 0, notes: 0 },
      backups: { declared: false },
      exported: [],
      readCount: 0,
    })
    const [stream] = certificate.streams
    expect(stream).toMatchObject({ stream: recorded.stream, cause: 'officer' })
    // Offline, with nothing but the log's key: the leaf is in the anchored log, and says what the certificate says.
    const verifier = viewer.deps.anchor.verifiers.recordings
    const { entry, index } = await verifyTlogProof(stream?.tombstone.proof ?? '', verifier)
    expect(Buffer.from(entry).toString('utf8')).toBe(stream?.tombstone.leaf)
    expect(index).toBe(stream?.tombstone.index)
    expect(JSON.parse(stream?.tombstone.leaf ?? '')).toMatchObject({
      type: 'tombstone',
      stream: recorded.stream,
      header_hash: stream?.headerHash,
      event: certificate.order?.auditIndex,
    })
    const forged = stream?.tombstone.proof.replace('extra ', 'extra A') ?? ''
    await expect(verifyTlogProof(forged, verifier)).rejects.toThrow()
    const listed = (await (
      await viewer.request('/api/deletions', { cookie: one })
    ).json()) as DeletionListReply
    expect(listed.deletions[0]).toMatchObject({
      session: recorded.session,
      cause: 'officer',
      streamCount: 1,
    })
  })

  test('takes one officer where the deployment says so', async () => {
    const alone = await startViewerFixture({ config: { shredOfficers: 1 } })
    const cookie = await alone.signInAs('officer-1', ['privacy-officer'])
    const { session } = await alone.record()
    const body = { kind: 'shred', reason: 'asked for' }
    const response = await alone.post(`/api/sessions/${session}/orders`, body, { cookie })
    const id = await idOf(response)
    const order = await alone.deps.orders.find(id)
    expect(order).toMatchObject({ state: 'confirmed' })
    const record = await alone.deps.auditRecords.find(order?.decidedIndex ?? 0)
    expect(record?.event).toMatchObject({ action: 'order.confirm', outcome: 'success', cause: 'shred' })
    await alone.stop()
  })
})

describe('a legal hold', () => {
  const hold = async (scope: object, cookie = one): Promise<string> =>
    idOf(
      await viewer.post('/api/holds', { scope, reason: 'litigation', authority: 'Court 24-118' }, { cookie }),
    )
  const lift = (id: string, reason = 'settled'): Promise<Response> =>
    viewer.post(`/api/holds/${id}/lift`, { reason }, { cookie: other })
  const holds = async (query = ''): Promise<HoldListReply['holds']> => {
    const response = await viewer.request(`/api/holds${query}`, { cookie: one })
    return ((await response.json()) as HoldListReply).holds
  }

  test('stops proposals and confirmations until it is lifted, which is an act of its own', async () => {
    await quarantine()
    const order = await idOf(await propose({ kind: 'redact', redaction }))
    const id = await hold({ kind: 'session', session: recorded.session })
    expect(await errorCode(await confirm(order))).toBe('held')
    await viewer.post(`/api/orders/${order}/refuse`, { reason: 'held' }, { cookie: other })
    expect(await errorCode(await propose({ kind: 'shred' }))).toBe('held')
    expect(await holds(`?session=${recorded.session}`)).toMatchObject([
      { id, placedBy: 'officer-1', reason: 'litigation', authority: 'Court 24-118' },
    ])
    const session = await viewer.request(`/api/sessions/${recorded.session}`, { cookie: one })
    expect(await session.json()).toMatchObject({ held: true, quarantined: true })
    expect((await lift(id)).status).toBe(204)
    expect(await errorCode(await lift(id))).toBe('conflict')
    expect(await holds(`?session=${recorded.session}`)).toEqual([])
    expect((await holds()).find((each) => each.id === id)).toMatchObject({
      lifted: { by: 'officer-2', reason: 'settled' },
    })
    expect((await propose({ kind: 'shred' })).status).toBe(201)
    const [placed] = await viewer.events('hold.place')
    expect(placed).toMatchObject({
      outcome: 'success',
      note: 'litigation',
      ticket: 'Court 24-118',
      target: { hold: id, app: 'clinic', session: recorded.session },
    })
  })

  test('of a time holds sessions of its app with something in it, and lets an officer watch them', async () => {
    const { startedAtMs } = recorded
    await viewer.anchor()
    const open = (): Promise<Response> =>
      viewer.post(
        `/api/sessions/${recorded.session}/replays`,
        { purpose: 'privacy-investigation' },
        { cookie: one },
      )
    const missed = await hold({ kind: 'window', app: 'clinic', fromMs: 1, toMs: startedAtMs - 60_000 })
    expect(await errorCode(await open())).toBe('not_quarantined')
    const met = await hold({ kind: 'window', app: 'clinic', fromMs: startedAtMs, toMs: startedAtMs + 1 })
    expect((await open()).status).toBe(201)
    expect(await errorCode(await propose({ kind: 'shred' }))).toBe('held')
    for (const id of [missed, met]) await lift(id)
    const wrong = await viewer.post(
      '/api/holds',
      { scope: { kind: 'window', app: 'clinic', fromMs: 2, toMs: 2 }, reason: 'x' },
      { cookie: one },
    )
    expect(wrong.status).toBe(400)
  })
})

test('whoever signed in long ago proves anew who they are', async () => {
  await quarantine()
  viewer.advance(6 * 60_000)
  expect(await errorCode(await propose({ kind: 'redact', redaction }))).toBe('step_up_required')
  viewer.advance(-6 * 60_000)
})
