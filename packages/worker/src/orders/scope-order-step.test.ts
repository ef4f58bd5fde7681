// Orders to shred more than one session, as the worker carries them out: by app, time and subject, broken off anywhere.
import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  createAuditLog,
  createIngestRepository,
  createScopeOrderRepository,
  decideScopeOrder,
  generateCheckpointKeyFile,
  type IngestRepository,
  nextAuditIndex,
  placeHold,
  proposeScopeOrder,
  type ScopeOrder,
  startLog,
  subjectHash,
} from '@reseal/store'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '@reseal/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readRecordings } from '../../test/log-audit.ts'
import { startWithdrawableSession } from '../../test/withdrawable.ts'
import type { Step } from '../steps.ts'
import { createScopeOrderStep } from './scope-order-step.ts'

let postgres: TestPostgres
let anchored: TestAnchor
let ingest: IngestRepository
beforeAll(async () => {
  postgres = await startTestPostgres()
  anchored = await startTestAnchor()
  ingest = createIngestRepository(postgres.database('ingest'))
  for (const log of ['audit', 'recordings'] as const) {
    await startLog(postgres.database('worker'), log, { origin: `reseal.test/${log}`, key: 'key' })
  }
  await createAuditLog(postgres.database('viewer'), anchored).append({
    action: 'audit.read',
    outcome: 'success',
    actor: { issuer: 'reseal', roles: ['auditor'], method: 'link' },
  })
})
afterAll(() => Promise.all([postgres.stop(), anchored.stop()]))
/** Sessions of one stream each, a second apart from `fromMs` on. */
async function record(count: number, fromMs: number): Promise<string[]> {
  const sessions: string[] = []
  for (let index = 0; index < count; index += 1) {
    const session = startWithdrawableSession(ingest)
    const stream = await session.commitStream()
    const startedAtMs = fromMs + 1_000 * index
    const db = postgres.database('superuser')
    await sql`UPDATE sessions SET started_at_ms = ${startedAtMs} WHERE id = ${session.session}`.execute(db)
    await sql`UPDATE streams SET started_at_ms = ${startedAtMs}, last_end_ms = ${startedAtMs + 500}
      WHERE id = ${stream}`.execute(db)
    sessions.push(session.session)
  }
  return sessions
}

async function order(scope: { fromMs: number; toMs?: number; subject?: string }): Promise<string> {
  const id = randomUUID()
  const db = postgres.database('viewer')
  const about = { id, appId: 'clinic', toMs: 1e15, ...scope, proposedBy: randomUUID(), proposedIndex: 0 }
  await proposeScopeOrder(db, about)
  const decision = { id, state: 'confirmed', decidedBy: randomUUID(), decidedIndex: 0 } as const
  expect(await decideScopeOrder(db, decision)).toBe(true)
  return id
}

function createStep(): Step {
  const { anchor } = anchored
  const db = postgres.database('worker')
  const parts = { db, audit: createAuditLog(db, { anchor }), anchor, log: () => {} }
  return createScopeOrderStep(parts, { sessionsPerPage: 3, sessionsPerTransaction: 2 })
}

const run = (step: Step): Promise<boolean> => step.run({ signal: new AbortController().signal })

const find = async (id: string): Promise<ScopeOrder | undefined> =>
  createScopeOrderRepository(postgres.database('viewer')).find(id)

/** Of the given sessions those with a key. */
async function living(sessions: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`SELECT DISTINCT session_id AS id FROM streams
    JOIN stream_keys ON stream_id = id WHERE session_id = ANY(${[...sessions]}::uuid[])`.execute(
    postgres.database('worker'),
  )
  return sessions.filter((id) => rows.some((row) => row.id === id))
}

test('forgets what has something in its time, leaves what is held, and says how far it came', async () => {
  const sessions = await record(10, 10_000)
  const [, , , , held = ''] = sessions
  await postgres
    .database('viewer')
    .transaction()
    .execute(async (transaction) =>
      placeHold(transaction, {
        id: randomUUID(),
        scope: { kind: 'session', session: held },
        auditIndex: await nextAuditIndex(transaction),
      }),
    )
  // The third ends within it, the ninth begins at its end.
  const id = await order({ fromMs: 12_400, toMs: 18_000 })
  await run(createStep())
  expect(await living(sessions)).toEqual([sessions[0], sessions[1], held, sessions[8], sessions[9]])
  expect(await find(id)).toMatchObject({ state: 'done', forgottenCount: 5, heldCount: 1, streamCount: 5 })
  const leaves = await readRecordings(postgres.database('worker'))
  const tombstones = leaves.filter((leaf) => leaf.type === 'tombstone')
  expect(tombstones).toHaveLength(5)
  expect(tombstones[0]).toMatchObject({ reason: 'officer', event: 0 })
})

test('of a subject forgets their sessions alone', async () => {
  const sessions = await record(3, 30_000)
  const subject = subjectHash(randomUUID())
  const summary = JSON.stringify({
    fromMs: 0,
    toMs: 1,
    counts: {},
    labels: { errors: [], subjects: [subject] },
  })
  await sql`INSERT INTO summaries.streams (stream_id, session_id, app_id, summary)
    SELECT id, session_id, app_id, ${summary}::jsonb FROM streams WHERE session_id = ${sessions[1]}`.execute(
    postgres.database('worker'),
  )
  const id = await order({ fromMs: 0, subject })
  await run(createStep())
  expect(await living(sessions)).toEqual([sessions[0], sessions[2]])
  expect(await find(id)).toMatchObject({ state: 'done', lookedCount: 1, forgottenCount: 1 })
})

test('nobody confirms their own, and what was refused is not carried out', async () => {
  const db = postgres.database('viewer')
  const officer = randomUUID()
  const id = randomUUID()
  await proposeScopeOrder(db, {
    id,
    appId: 'clinic',
    fromMs: 0,
    toMs: 1,
    proposedBy: officer,
    proposedIndex: 0,
  })
  const own = { id, decidedBy: officer, decidedIndex: 0 }
  await expect(decideScopeOrder(db, { ...own, state: 'confirmed' })).rejects.toMatchObject({ code: '23514' })
  expect(await decideScopeOrder(db, { ...own, state: 'refused' })).toBe(true)
  expect(await run(createStep())).toBe(false)
})

test('a stream that is being read is waited for, and nothing is counted twice', async () => {
  const sessions = await record(4, 40_000)
  const id = await order({ fromMs: 40_000, toMs: 45_000 })
  await postgres
    .database('superuser')
    .transaction()
    .execute(async (transaction) => {
      await sql`SELECT FROM streams WHERE session_id = ${sessions[0]} FOR KEY SHARE`.execute(transaction)
      await run(createStep())
      expect(await living(sessions)).toContain(sessions[0])
    })
  await sql`UPDATE scope_orders SET try_after = now()`.execute(postgres.database('superuser'))
  await run(createStep())
  expect(await living(sessions)).toEqual([])
  expect(await find(id)).toMatchObject({ state: 'done', forgottenCount: 4 })
})

test('workers killed in the middle leave nothing half done, and the last one ends it', async () => {
  const sessions = await record(60, 50_000)
  const folder = await mkdtemp(join(tmpdir(), 'reseal-scope-'))
  const keyFile = join(folder, 'checkpoint.json')
  await generateCheckpointKeyFile(keyFile)
  const id = await order({ fromMs: 50_000 })
  const path = fileURLToPath(new URL('../../test/scope-order-process.ts', import.meta.url))
  const launch = (): ChildProcess =>
    fork(path, [postgres.connectionString('worker'), join(folder, 'anchor'), keyFile], {
      execArgv: ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'],
    })
  let before = sessions.length
  for (let life = 0; life < 2; life += 1) {
    const worker = launch()
    await expect.poll(async () => (await living(sessions)).length, { interval: 5 }).toBeLessThan(before)
    const exited = once(worker, 'exit')
    worker.kill('SIGKILL')
    await exited
    before = (await living(sessions)).length
    // What is counted is what is gone.
    expect((await find(id))?.forgottenCount).toBe(sessions.length - before)
  }
  const last = launch()
  await once(last, 'exit')
  expect(await living(sessions)).toEqual([])
  expect(await find(id)).toMatchObject({ state: 'done', forgottenCount: 60, streamCount: 60 })
  const leaves = await readRecordings(postgres.database('worker'))
  const ours = leaves.filter((leaf) => leaf.type === 'tombstone' && sessions.includes(leaf.session))
  expect(ours).toHaveLength(60)
  await rm(folder, { recursive: true, force: true })
}, 60_000)
