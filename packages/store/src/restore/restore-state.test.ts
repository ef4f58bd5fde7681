// A database that is older than its logs refuses by itself what services append and store, whoever forgets to ask.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newBatchCommit, newSegments, newStream } from '../../test/recording-fixture.ts'
import { createAuditLog } from '../logs/audit-log.ts'
import { createRecordingsLog } from '../logs/recordings-log.ts'
import { createIngestRepository } from '../streams/ingest.repository.ts'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '../testing.ts'
import { assertNotRestoring, endRestore, isLogShorter, isRestoring, noteLogBehind } from './restore-state.ts'

let postgres: TestPostgres
let kept: TestAnchor
beforeAll(async () => {
  postgres = await startTestPostgres()
  kept = await startTestAnchor()
})
afterAll(() => Promise.all([postgres.stop(), kept.stop()]))

const event = {
  action: 'audit.read',
  outcome: 'success',
  actor: { issuer: 'reseal', subject: 'ada', roles: ['auditor'], method: 'link' },
} as const

const pending = { code: 'restore_pending' }

test('a process that proved itself before appends nothing after it was noted', async () => {
  const viewer = createAuditLog(postgres.database('viewer'), kept)
  const recordings = createRecordingsLog(postgres.database('worker'), kept)
  const ingest = createIngestRepository(postgres.database('ingest'))
  const store = (): Promise<unknown> => {
    const stream = newStream()
    return ingest.commitBatch(
      newBatchCommit([stream], newSegments(stream, { from: 0, count: 1, final: true })),
    )
  }
  await viewer.append(event)
  await store()
  await recordings.appendPending({ idleBefore: new Date() })
  await store()

  await noteLogBehind(postgres.database('viewer'), 'audit')
  await expect(viewer.append(event)).rejects.toMatchObject(pending)
  await expect(recordings.appendPending({ idleBefore: new Date() })).rejects.toMatchObject(pending)
  await expect(store()).rejects.toMatchObject(pending)
  for (const role of ['ingest', 'viewer', 'worker'] as const) {
    await expect(assertNotRestoring(postgres.database(role))).rejects.toMatchObject(pending)
    expect(await isRestoring(postgres.database(role))).toBe(true)
    await expect(endRestore(postgres.database(role))).rejects.toMatchObject({ code: 'database_refused' })
  }
  // Who restores is the owner.
  await createAuditLog(postgres.database('owner'), kept).append(event)
  await endRestore(postgres.database('owner'))
  await viewer.append(event)
  await store()
})

test('ingest learns how long the logs are from no table, and stops nobody', async () => {
  const ingest = postgres.database('ingest')
  expect([await isLogShorter(ingest, 'audit', 1), await isLogShorter(ingest, 'audit', 1_000)]).toEqual([
    false,
    true,
  ])
  await expect(noteLogBehind(ingest, 'audit')).rejects.toMatchObject({ code: 'database_refused' })
  await expect(sql`SELECT size FROM audit_head`.execute(ingest)).rejects.toMatchObject({ code: '42501' })
})
