// Withdrawals on a real PostgreSQL, each step as the role that takes it.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { newBatchCommit, newSegments } from '../../test/recording-fixture.ts'
import { newWithdrawableSession, type WithdrawableSession } from '../../test/withdrawal-fixture.ts'
import {
  createHoldRepository,
  HeldMeanwhile,
  type HoldScope,
  liftHold,
  placeHold,
  refuseHeldMeanwhile,
} from '../holds/holds.ts'
import { createAuditRepository } from '../logs/audit.repository.ts'
import { createAuditLog } from '../logs/audit-log.ts'
import { readLeaves, readLogSize } from '../logs/log-reader.ts'
import { parseRecordingsLeaf, type RecordingsLeaf } from '../logs/recordings-leaf.ts'
import { startLog } from '../logs/start-log.ts'
import { createSessionForgetter } from '../orders/forget-sessions.ts'
import { nextAuditIndex } from '../orders/order.repository.ts'
import { createSessionShredder } from '../orders/shred-session.ts'
import { subjectHash } from '../search/subjects.ts'
import { noLabels } from '../search/summary.ts'
import type { NewStream } from '../streams/commit-batch.ts'
import { createIngestRepository, type IngestRepository } from '../streams/ingest.repository.ts'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '../testing.ts'
import { eraseDerived } from './erase-derived.ts'
import { createWithdrawals, type Withdrawals } from './withdrawals.ts'

let postgres: TestPostgres
let anchored: TestAnchor
let ingest: IngestRepository
let withdrawals: Withdrawals
beforeEach(async () => {
  postgres = await startTestPostgres()
  anchored = await startTestAnchor()
  ingest = createIngestRepository(postgres.database('ingest'))
  const worker = postgres.database('worker')
  for (const log of ['audit', 'recordings'] as const) {
    await startLog(worker, log, { origin: `reseal.test/${log}`, key: 'key' })
  }
  const { anchor } = anchored
  withdrawals = createWithdrawals(worker, { anchor, audit: createAuditLog(worker, { anchor }) })
})
afterEach(() => Promise.all([postgres.stop(), anchored.stop()]))

async function commit(...streams: NewStream[]): Promise<void> {
  const segments = streams.flatMap((stream) => newSegments(stream, { from: 0, count: 1 }))
  expect(await ingest.commitBatch(newBatchCommit(streams, segments))).toEqual({ outcome: 'committed' })
}

const withdraw = ({ session, token }: WithdrawableSession, appId = 'clinic'): Promise<void> =>
  ingest.insertWithdrawal({ appId, session, token })

async function settle(): Promise<number> {
  return (await withdrawals.settleDue(100)).shreddedCount
}

async function keyCount(): Promise<number> {
  const { rows } = await sql`SELECT FROM stream_keys`.execute(postgres.database('superuser'))
  return rows.length
}

async function tombstones(): Promise<(RecordingsLeaf & { type: 'tombstone' })[]> {
  const db = postgres.database('worker')
  const found: (RecordingsLeaf & { type: 'tombstone' })[] = []
  for await (const { bytes } of readLeaves(db, 'recordings', {
    from: 1,
    to: await readLogSize(db, 'recordings'),
  })) {
    const leaf = parseRecordingsLeaf(bytes)
    if (leaf.type === 'tombstone') found.push(leaf)
  }
  return found
}

const requests = () =>
  postgres.database('superuser').selectFrom('withdrawals').selectAll().orderBy('id').execute()

/** As if the ten minutes after which a request is looked at again had gone by. */
async function letTimePass(): Promise<void> {
  await sql`UPDATE withdrawals SET requested_at = requested_at - interval '11 minutes',
    due_at = due_at - interval '11 minutes'`.execute(postgres.database('superuser'))
}

describe('a withdrawal', () => {
  test('destroys the keys of every stream of the session, marks them and says so in both logs', async () => {
    const session = newWithdrawableSession()
    const [one, two, other] = [session.stream(), session.stream(), newWithdrawableSession().stream()]
    await commit(one, two, other)
    await withdraw(session)
    expect(await withdrawals.settleDue(100)).toEqual({ judgedCount: 1, shreddedCount: 2, unprovenCount: 0 })
    const { rows: keys } = await sql<{ stream_id: string }>`SELECT stream_id FROM stream_keys`.execute(
      postgres.database('worker'),
    )
    expect(keys).toEqual([{ stream_id: other.stream }])
    expect((await ingest.loadStream(one.stream))?.tombstoned).toBe(true)
    expect((await ingest.loadStream(other.stream))?.tombstoned).toBe(false)
    const leaves = await tombstones()
    expect(new Set(leaves.map(({ stream }) => stream))).toEqual(new Set([one.stream, two.stream]))
    for (const leaf of leaves) {
      const own = leaf.stream === one.stream ? one : two
      expect(leaf).toMatchObject({ session: session.session, app: 'clinic', reason: 'withdrawal' })
      expect(leaf.headerHash).toBe(Buffer.from(own.headerHash).toString('hex'))
      const { withdrawal_token_hash } = JSON.parse(Buffer.from(own.headerBytes).toString()) as {
        withdrawal_token_hash: string
      }
      const proof = createHash('sha256')
        .update(Buffer.from(leaf.reason === 'withdrawal' ? leaf.token : '', 'base64url'))
        .digest('base64url')
      expect(proof).toBe(withdrawal_token_hash)
    }
    const events = await createAuditRepository(postgres.database('viewer')).list({ limit: 10 })
    expect(events.map(({ event }) => [event.action, event.purpose, event.target?.stream])).toEqual([
      ['stream.shred', 'withdrawal', leaves[1]?.stream],
      ['stream.shred', 'withdrawal', leaves[0]?.stream],
    ])
  })

  test('done once is done: repeats and later rounds change nothing', async () => {
    const session = newWithdrawableSession()
    await commit(session.stream())
    await withdraw(session)
    await withdraw(session)
    expect(await settle()).toBe(1)
    expect(await settle()).toBe(0)
    await withdraw(session)
    await letTimePass()
    expect(await withdrawals.settleDue(100)).toEqual({ judgedCount: 3, shreddedCount: 0, unprovenCount: 0 })
    expect(await tombstones()).toHaveLength(1)
    expect((await requests()).map(({ shredded_count, unproven }) => [shredded_count, unproven])).toEqual([
      [1, false],
      [0, false],
      [0, false],
    ])
  })

  test('with a wrong token, or of another app, has no effect and is counted', async () => {
    const session = newWithdrawableSession()
    await commit(session.stream())
    await withdraw({ ...session, token: new Uint8Array(randomBytes(32)) })
    await withdraw(session, 'other')
    expect(await withdrawals.settleDue(100)).toEqual({ judgedCount: 2, shreddedCount: 0, unprovenCount: 1 })
    expect(await keyCount()).toBe(1)
    expect(await tombstones()).toEqual([])
    expect((await requests()).map(({ unproven }) => unproven)).toEqual([true, false])
    const refused = async () =>
      (await createAuditRepository(postgres.database('worker')).list({ limit: 50 }))
        .filter(({ event }) => event.outcome === 'denied')
        .map(({ event }) => [event.action, event.denyReason, event.extent, event.target])
    const once = [['stream.shred', 'unproven', { requests: 1 }, undefined]]
    expect(await refused()).toEqual(once)
    await letTimePass()
    await withdrawals.settleDue(100)
    expect(await refused()).toEqual(once)
  })

  test('does not reach a stream that someone else put into the session', async () => {
    const session = newWithdrawableSession()
    const foreign = session.stream({ token: new Uint8Array(randomBytes(32)) })
    await commit(session.stream(), foreign)
    await withdraw(session)
    expect(await settle()).toBe(1)
    expect((await ingest.loadStream(foreign.stream))?.tombstoned).toBe(false)
  })

  test('waits for streams that arrive later, however much later', async () => {
    const session = newWithdrawableSession()
    await withdraw(session)
    expect(await withdrawals.settleDue(100)).toEqual({ judgedCount: 1, shreddedCount: 0, unprovenCount: 0 })
    await letTimePass()
    expect((await withdrawals.settleDue(100)).judgedCount).toBe(1)
    expect((await withdrawals.settleDue(100)).judgedCount).toBe(0)
    await commit(session.stream())
    expect(await settle()).toBe(1)
    expect(await keyCount()).toBe(0)
  })

  test('is looked at again for a stream whose transaction began before it and ended after', async () => {
    const session = newWithdrawableSession()
    const stream = session.stream()
    await postgres
      .database('ingest')
      .transaction()
      .execute(async (transaction) => {
        await insertStream(transaction, stream)
        await withdraw(session)
        expect(await settle()).toBe(0)
      })
    expect(await settle()).toBe(0)
    await letTimePass()
    expect(await settle()).toBe(1)
  })

  test('keeps further streams of the session from being registered', async () => {
    const session = newWithdrawableSession()
    await commit(session.stream())
    await withdraw(session)
    await settle()
    await sql`INSERT INTO sealing_keys (app_id, key_id, state) VALUES ('clinic', '0123456789abcdef', 'current')`.execute(
      postgres.database('superuser'),
    )
    const conflictOf = (token: Uint8Array) =>
      ingest.findRegistrationConflict({
        appId: 'clinic',
        session: session.session,
        keyId: '0123456789abcdef',
        encHash: new Uint8Array(randomBytes(32)),
        withdrawalTokenHash: new Uint8Array(createHash('sha256').update(token).digest()),
      })
    expect(await conflictOf(session.token)).toBe('session_withdrawn')
    expect(await conflictOf(new Uint8Array(randomBytes(32)))).toBeUndefined()
  })

  test('is put off while a replay that was let through has no event yet', async () => {
    const session = newWithdrawableSession()
    const [held, free] = [session.stream(), session.stream()]
    await commit(held, free)
    await withdraw(session)
    await postgres
      .database('viewer')
      .transaction()
      .execute(async (transaction) => {
        await sql`SELECT lock_stream(${held.stream})`.execute(transaction)
        expect(await settle()).toBe(1)
        expect(await keyCount()).toBe(1)
      })
    await expect.poll(settle).toBe(1)
    expect(await keyCount()).toBe(0)
    expect((await tombstones()).map(({ stream }) => stream)).toEqual([free.stream, held.stream])
    expect(await settle()).toBe(0)
  })
})

test('settled requests are forgotten after their time, tombstones are not', async () => {
  const session = newWithdrawableSession()
  await commit(session.stream())
  await withdraw(session)
  await settle()
  const soon = new Date(Date.now() + 60_000)
  expect(await withdrawals.forgetBefore(soon)).toBe(0)
  await letTimePass()
  await settle()
  expect(await withdrawals.forgetBefore(new Date(Date.now() - 3_600_000))).toBe(0)
  expect(await withdrawals.forgetBefore(soon)).toBe(1)
  expect(await tombstones()).toHaveLength(1)
})

async function insertStream(db: Parameters<typeof createIngestRepository>[0], stream: NewStream) {
  await sql`INSERT INTO streams (id, session_id, app_id, key_id, header, header_hash, enc_hash, append_key_hash,
      last_link, started_at_ms, last_end_ms, size_bytes, next_index, final, last_received_at)
    VALUES (${stream.stream}, ${stream.session}, ${stream.appId}, ${stream.keyId}, ${stream.headerBytes},
      ${stream.headerHash}, ${stream.encHash}, ${stream.appendKeyHash}, ${stream.headerHash}, 0, 0, 0, 1, false, now())`.execute(
    db,
  )
}

describe('a legal hold', () => {
  const startedAtMs = 1_700_000_000_000
  const window = { kind: 'window', app: 'clinic', fromMs: startedAtMs - 1, toMs: startedAtMs + 1 } as const

  const place = (id: string, scope: HoldScope): Promise<void> =>
    postgres
      .database('viewer')
      .transaction()
      .execute(async (transaction) =>
        placeHold(transaction, { id, scope, auditIndex: await nextAuditIndex(transaction) }),
      )

  test.each(['session', 'app', 'window', 'subject'] as const)(
    'of a %s stops every way of forgetting',
    async (kind) => {
      const session = newWithdrawableSession()
      const stream = session.stream({ startedAtMs })
      await commit(stream)
      // As the indexer has it.
      const subject = subjectHash(randomUUID())
      const summary = { labels: { subjects: [subject] } }
      await sql`INSERT INTO summaries.streams (stream_id, session_id, app_id, summary)
      VALUES (${stream.stream}, ${session.session}, 'clinic', ${JSON.stringify(summary)})`.execute(
        postgres.database('worker'),
      )
      const scopes = {
        subject: { kind: 'subject', app: 'clinic', subject },
        session: { kind: 'session', session: session.session },
        app: { kind: 'app', app: 'clinic' },
        window,
      } as const
      const id = randomUUID()
      await place(id, scopes[kind])
      const holds = createHoldRepository(postgres.database('viewer'))
      expect(await holds.listOf(session.session)).toMatchObject([{ id, scope: scopes[kind] }])

      await withdraw(session)
      expect(await withdrawals.settleDue(100)).toEqual({ judgedCount: 0, shreddedCount: 0, unprovenCount: 0 })
      const { anchor } = anchored
      const worker = postgres.database('worker')
      const parts = { anchor, audit: createAuditLog(worker, { anchor }), erase: async () => {} }
      const shredder = createSessionShredder(worker, parts)
      const order = {
        id: randomUUID(),
        appId: 'clinic',
        session: session.session,
        state: 'confirmed',
        proposedBy: randomUUID(),
        proposedIndex: 1,
        proposedAt: new Date(),
      } as const
      expect(await shredder.shred({ ...order, kind: 'shred' })).toBe('held')
      expect(await shredder.replace({ ...order, kind: 'redact' })).toBe('held')
      const forgetter = createSessionForgetter(worker, parts)
      for (const reason of ['retention', 'officer'] as const) {
        expect(await forgetter.forget({ sessions: [session.session], reason, event: 1 })).toMatchObject({
          forgotten: [],
          held: [session.session],
          streamCount: 0,
        })
      }
      // Whatever forgets asks nobody: the database refuses by itself, as any role.
      for (const role of ['worker', 'owner', 'superuser'] as const) {
        await expect(sql`DELETE FROM stream_keys`.execute(postgres.database(role))).rejects.toMatchObject({
          code: '42501',
        })
      }
      expect(await keyCount()).toBe(1)
      expect(await tombstones()).toEqual([])

      await liftHold(postgres.database('viewer'), { id, auditIndex: 1 })
      expect(await liftHold(postgres.database('viewer'), { id, auditIndex: 1 })).toBe(false)
      expect(await holds.listOf(session.session)).toEqual([])
      await sql`UPDATE withdrawals SET due_at = now()`.execute(postgres.database('superuser'))
      expect(await settle()).toBe(1)
      expect(await keyCount()).toBe(0)
    },
  )

  test('of another app or time stops nothing', async () => {
    const session = newWithdrawableSession()
    await commit(session.stream({ startedAtMs: startedAtMs + 60_000 }))
    await place(randomUUID(), { kind: 'app', app: 'portal' })
    await place(randomUUID(), window)
    await withdraw(session)
    expect(await settle()).toBe(1)
  })

  test('of a subject that is placed while their session is being forgotten is not overtaken', async () => {
    const session = newWithdrawableSession()
    const stream = session.stream()
    const subject = subjectHash(randomUUID())
    await commit(stream)
    const summary = { fromMs: 0, toMs: 1, counts: {}, labels: { ...noLabels, subjects: [subject] } }
    const worker = postgres.database('worker')
    await sql`INSERT INTO summaries.sessions (session_id, app_id, started_at_ms, tokens, summary)
      VALUES (${session.session}, 'clinic', 0, '{}', ${JSON.stringify(summary)})`.execute(worker)
    await sql`INSERT INTO summaries.streams (stream_id, session_id, app_id, summary)
      VALUES (${stream.stream}, ${session.session}, 'clinic', ${JSON.stringify(summary)})`.execute(worker)
    const { anchor } = anchored
    const scope = { kind: 'subject', app: 'clinic', subject } as const
    let placed = 0
    const forgetter = createSessionForgetter(worker, {
      anchor,
      audit: createAuditLog(worker, { anchor }),
      erase: async (transaction, streams) => {
        await eraseDerived(transaction, streams)
        if (placed === 0) await place(randomUUID(), scope)
        placed += 1
      },
    })
    const { sessions } = { sessions: [session.session] }
    expect(await forgetter.forget({ sessions, reason: 'officer', event: 1 })).toMatchObject({
      held: sessions,
    })
    expect(await keyCount()).toBe(1)
  })

  test('that is placed while something is being forgotten is not overtaken', async () => {
    const session = newWithdrawableSession()
    await commit(session.stream())
    await postgres
      .database('worker')
      .transaction()
      .execute(async (transaction) => {
        await sql`DELETE FROM stream_keys`.execute(transaction)
        await place(randomUUID(), { kind: 'session', session: session.session })
        await refuseHeldMeanwhile(transaction, [session.session])
      })
      .catch((error: unknown) => expect(error).toBeInstanceOf(HeldMeanwhile))
    expect(await keyCount()).toBe(1)
  })
})
