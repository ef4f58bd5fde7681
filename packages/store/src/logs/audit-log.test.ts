// The audit log on a real PostgreSQL, appended to as the viewer role.
import { randomUUID } from 'node:crypto'
import { leafHash } from '@reseal/protocol/log'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { newBatchCommit, newSegments, newStream } from '../../test/recording-fixture.ts'
import { createIngestRepository } from '../streams/ingest.repository.ts'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '../testing.ts'
import { type AuditRepository, createAuditRepository } from './audit.repository.ts'
import type { AuditEventInput } from './audit-event.ts'
import { type AuditLog, createAuditLog } from './audit-log.ts'
import { assertCommitted, type CommittedAuditEvent } from './committed-event.ts'
import { readLeaves, readLogSize } from './log-reader.ts'

let postgres: TestPostgres
let anchor: TestAnchor
let log: AuditLog
let repository: AuditRepository
beforeAll(async () => {
  postgres = await startTestPostgres()
  anchor = await startTestAnchor()
  repository = createAuditRepository(postgres.database('viewer'))
})
beforeEach(() => {
  log = createAuditLog(postgres.database('viewer'), { anchor: anchor.anchor })
})
afterAll(() => Promise.all([postgres.stop(), anchor.stop()]))

const opened: AuditEventInput<'replay.open'> = {
  action: 'replay.open',
  outcome: 'success',
  actor: { issuer: 'reseal', subject: 'ada@example.org', roles: ['engineer'], method: 'link' },
  client: { ip: '203.0.113.9', userAgent: 'Firefox' },
  purpose: 'debugging',
  note: 'the form froze',
  target: { app: 'clinic', session: '7f1a5e0e-6a53-4a0e-8a6e-0d4a8a3c9b11' },
}

describe('an append', () => {
  test('gives the committed event, found again with its clear values', async () => {
    const committed = await log.append(opened)
    expect(() => assertCommitted(committed)).not.toThrow()
    expect(committed.event).toMatchObject(opened)
    const record = await repository.find(committed.index)
    expect(record?.event).toEqual(committed.event)
    expect(record?.leafHash).toEqual(leafHash(record?.leaf ?? new Uint8Array()))
  })

  test('gives the columns that searches use what stands in the leaf', async () => {
    const sly: AuditEventInput = {
      ...opened,
      actor: {
        issuer: '"action":"user.sign_out","target":{"session":"x"}',
        roles: ['engineer'],
        method: 'link',
      },
      target: { app: 'clinic', session: '00000000-0000-4000-8000-000000000001' },
    }
    const { target: _, ...aimless } = sly
    const events = [await log.append(opened), await log.append(sly), await log.append(aimless)]
    for (const { index, event } of events) {
      const { rows } = await sql`SELECT action, session_id FROM audit_leaves WHERE index = ${index}`.execute(
        postgres.database('viewer'),
      )
      expect(rows).toEqual([{ action: event.action, session_id: event.target?.session ?? null }])
    }
  })

  test('leaves no personal value in the leaf, and two leaves of one person alike in nothing', async () => {
    const events = [await log.append(opened), await log.append(opened)]
    const leaves = await Promise.all(events.map(async ({ index }) => (await repository.find(index))?.leaf))
    const [first = '', second = ''] = leaves.map((leaf) => Buffer.from(leaf ?? []).toString())
    for (const value of ['ada@example.org', '203.0.113.9', 'Firefox', 'the form froze']) {
      expect(first).not.toContain(value)
    }
    const subject = (leaf: string): string => JSON.parse(leaf).actor.subject
    expect(subject(first)).toMatch(/^[0-9a-f]{64}$/)
    expect(subject(first)).not.toBe(subject(second))
  })

  test('keeps its leaf when clear values and salts are erased', async () => {
    const { index } = await log.append(opened)
    const before = await repository.find(index)
    await postgres.database('owner').deleteFrom('audit_personal').where('leaf_index', '=', index).execute()
    const after = await repository.find(index)
    expect(after?.leafHash).toEqual(before?.leafHash)
    expect(after?.event.actor).toEqual({ issuer: 'reseal', roles: ['engineer'], method: 'link' })
    expect(after?.event.note).toBeUndefined()
    expect(after?.event.client).toEqual({})
  })

  test('does not show a clear value that no longer opens its commitment', async () => {
    const { index } = await log.append(opened)
    const superuser = postgres.database('superuser')
    await superuser
      .updateTable('audit_personal')
      .set({ value: 'mallory' })
      .where('leaf_index', '=', index)
      .where('field', '=', 'actor.subject')
      .execute()
    expect((await repository.find(index))?.event.actor.subject).toBeUndefined()
  })

  test('of many at once allots contiguous indexes in few commits', async () => {
    await log.append(opened)
    const db = postgres.database('viewer')
    const before = await readLogSize(db, 'audit')
    const commitsBefore = await commits()
    const events = await Promise.all(Array.from({ length: 200 }, () => log.append(opened)))
    expect(events.map(({ index }) => index)).toEqual(Array.from({ length: 200 }, (_, i) => before + i))
    expect(await readLogSize(db, 'audit')).toBe(before + 200)
    // One for the first alone, one for all that waited, and the statistics' own.
    expect((await commits()) - commitsBefore).toBeLessThan(20)
  })

  test('of several processes at once leaves no gap and no time that decreases', async () => {
    const logs = Array.from({ length: 4 }, () =>
      createAuditLog(postgres.database('worker'), { anchor: anchor.anchor }),
    )
    await Promise.all(logs.flatMap((other) => Array.from({ length: 25 }, () => other.append(opened))))
    const db = postgres.database('viewer')
    let lastMs = 0
    for await (const { bytes } of readLeaves(db, 'audit', { from: 0, to: await readLogSize(db, 'audit') })) {
      const { time_ms: timeMs } = JSON.parse(Buffer.from(bytes).toString())
      expect(timeMs).toBeGreaterThanOrEqual(lastMs)
      lastMs = timeMs
    }
  })

  test.each([
    ['NUL in a personal field', { note: 'a\0b' }],
    ['NUL in a plain field', { purpose: 'a\0b' }],
    ['a lone surrogate', { ticket: '\ud800' }],
    ['a number that is not finite', { extent: { replayMs: Number.NaN } }],
    ['too much text', { note: 'x'.repeat(10_000) }],
  ])('with %s is refused without harm to others', async (_, bad) => {
    const size = await readLogSize(postgres.database('viewer'), 'audit')
    const results = await Promise.allSettled([
      log.append(opened),
      log.append({ ...opened, ...bad }),
      log.append(opened),
    ])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(results[1]).toMatchObject({ reason: { code: 'bad_audit_event' } })
    expect(await readLogSize(postgres.database('viewer'), 'audit')).toBe(size + 2)
  })

  test('fails typed, without an event, while another holds the head', async () => {
    const size = await readLogSize(postgres.database('viewer'), 'audit')
    await postgres
      .database('superuser')
      .transaction()
      .execute(async (transaction) => {
        await sql`SELECT size FROM audit_head FOR UPDATE`.execute(transaction)
        await expect(log.append(opened)).rejects.toMatchObject({ code: 'log_lock_timeout' })
      })
    expect(await readLogSize(postgres.database('viewer'), 'audit')).toBe(size)
    await expect(log.append(opened)).resolves.toMatchObject({ index: size })
  })
})

async function commits(): Promise<number> {
  const superuser = postgres.database('superuser')
  await sql`SELECT pg_stat_clear_snapshot()`.execute(superuser)
  const { rows } = await sql<{ commits: number }>`SELECT xact_commit AS commits FROM pg_stat_database
    WHERE datname = current_database()`.execute(superuser)
  return rows[0]?.commits ?? 0
}

describe('a committed event', () => {
  test('cannot be forged, copied or changed', async () => {
    const committed = await log.append(opened)
    const forged = { index: 0, event: committed.event } as CommittedAuditEvent
    for (const other of [forged, { ...committed }, structuredClone(committed)]) {
      expect(() => assertCommitted(other as CommittedAuditEvent)).toThrow(
        expect.objectContaining({ code: 'not_committed' }),
      )
    }
    expect(() => Object.assign(committed.event.target ?? {}, { session: randomUUID() })).toThrow(TypeError)
  })
})

describe('an append in a read transaction', () => {
  const streamId = async (): Promise<string> => {
    const stream = newStream()
    const commit = newBatchCommit([stream], newSegments(stream, { from: 0, count: 1 }))
    await createIngestRepository(postgres.database('ingest')).commitBatch(commit)
    return stream.stream
  }

  test('says whether the stream is there', async () => {
    for (const [stream, expected] of [
      [await streamId(), true],
      [randomUUID(), false],
    ] as const) {
      const committed = await log.appendInReadTransaction(stream, async (_, found) => ({
        ...opened,
        ...(found ? {} : { outcome: 'denied', denyReason: 'not_found' }),
      }))
      expect(committed.event.outcome === 'success').toBe(expected)
      expect(() => assertCommitted(committed)).not.toThrow()
    }
  })

  test('holds off a shred until the event is committed, and not ingest', async () => {
    const stream = await streamId()
    const order: string[] = []
    const shred = { started: undefined as Promise<unknown> | undefined }
    await log.appendInReadTransaction(stream, async () => {
      shred.started = postgres
        .database('worker')
        .transaction()
        .execute(async (transaction) => {
          await sql`SELECT 1 FROM streams WHERE id = ${stream} FOR UPDATE`.execute(transaction)
          order.push('shred')
        })
      const next = { next_index: 2, last_received_at: new Date() }
      await postgres.database('ingest').updateTable('streams').set(next).where('id', '=', stream).execute()
      await new Promise((resolve) => setTimeout(resolve, 100))
      order.push('read')
      return opened
    })
    await shred.started
    expect(order).toEqual(['read', 'shred'])
  })

  test('appends nothing when the decision throws', async () => {
    const size = await readLogSize(postgres.database('viewer'), 'audit')
    const failure = new Error('no')
    const attempt = log.appendInReadTransaction(await streamId(), () => Promise.reject(failure))
    await expect(attempt).rejects.toBe(failure)
    expect(await readLogSize(postgres.database('viewer'), 'audit')).toBe(size)
  })
})

describe('a list', () => {
  test('filters by subject, action and session, newest first', async () => {
    const session = randomUUID()
    const first = await log.append({ ...opened, target: { session } })
    const { note: _, ...read } = opened
    const second = await log.append({ ...read, action: 'replay.read', target: { session } })
    const other = { ...opened.actor, subject: 'bob@example.org' }
    const third = await log.append({ ...opened, actor: other, target: { session } })
    const indexes = async (query: object): Promise<number[]> =>
      (await repository.list({ limit: 10, ...query })).map(({ index }) => index)
    expect(await indexes({ session })).toEqual([third.index, second.index, first.index])
    expect(await indexes({ session, before: third.index, limit: 1 })).toEqual([second.index])
    expect(await indexes({ session, actions: ['replay.read'] })).toEqual([second.index])
    expect(await indexes({ subject: 'bob@example.org' })).toEqual([third.index])
  })
})
