// What whoever holds ingest's login can hold, for as long as it likes: never a log, nor anything that someone waits for
// while holding a log's head (design.md §7).
import {
  type Anchor,
  createAuditLog,
  createDatabase,
  createIngestRepository,
  createRecordingsLog,
  createWithdrawals,
  migrate,
  startLog,
} from '@reseal/store'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '@reseal/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newBatchCommit, newSegments, newStream } from '../../packages/store/test/recording-fixture.ts'
import {
  newWithdrawableSession,
  type WithdrawableSession,
} from '../../packages/store/test/withdrawal-fixture.ts'
import { type AttackerConnection, connectAttacker } from './attacker.ts'

const event = {
  action: 'audit.read',
  outcome: 'success',
  actor: { issuer: 'reseal', subject: 'ada', roles: ['auditor'], method: 'link' },
} as const

let postgres: TestPostgres
let anchored: TestAnchor
let anchor: Anchor
let attackers: AttackerConnection[]
beforeAll(async () => {
  postgres = await startTestPostgres()
  anchored = await startTestAnchor()
  anchor = anchored.anchor
  for (const log of ['audit', 'recordings'] as const) {
    await startLog(postgres.database('worker'), log, { origin: `reseal.test/${log}`, key: 'key' })
  }
  const connect = () => connectAttacker(postgres.connectionString('ingest'))
  attackers = await Promise.all([connect(), connect(), connect()])
})
afterAll(async () => {
  await Promise.all(attackers.map((attacker) => attacker.close()))
  await anchored.stop()
  await postgres.stop()
})

describe('refused', () => {
  const modes = ['ACCESS SHARE', 'ROW SHARE', 'ROW EXCLUSIVE', 'SHARE', 'EXCLUSIVE', 'ACCESS EXCLUSIVE']
  test.each([
    'audit_head',
    'recordings_head',
    'audit_leaves',
    'recordings_leaves',
    'audit_personal',
    'worker_jobs',
    'anchor_places',
    'anchor_inspections',
  ])('no lock on %s is granted, on its rows or on it whole', async (table) => {
    const [attacker] = attackers
    for (const strength of ['KEY SHARE', 'SHARE', 'NO KEY UPDATE', 'UPDATE']) {
      const refused = await attacker?.refusal(`SELECT 1 FROM ${table} FOR ${strength}`)
      expect(refused?.code, strength).toBe('42501')
    }
    for (const mode of modes) {
      const refused = await attacker?.refusal(`DO 'BEGIN LOCK TABLE ${table} IN ${mode} MODE; END'`)
      expect(refused?.code, mode).toBe('42501')
    }
  })
})

/** Everything that can be held, by connections that never end their transactions. */
async function holdEverything(session: string): Promise<void> {
  const [rows, tables, locks] = attackers
  await rows?.run('BEGIN; SELECT id FROM streams FOR UPDATE')
  // A new stream in a withdrawn session takes the row of its withdrawal with it.
  await rows?.run(
    `INSERT INTO streams (id, session_id, app_id, key_id, header, header_hash, enc_hash, append_key_hash, last_link,
      started_at_ms, last_end_ms, size_bytes, next_index, final, last_received_at)
    VALUES (gen_random_uuid(), $1, 'clinic', '0123456789abcdef', '', sha256(''), sha256(''), sha256(''), sha256(''),
      0, 0, 0, 1, false, now())`,
    [session],
  )
  await tables?.run('BEGIN; SELECT FROM streams, sessions, segments, batches, apps LIMIT 0')
  await tables?.run('LOCK TABLE sessions, stream_keys IN ROW EXCLUSIVE MODE')
  await locks?.run('SELECT pg_advisory_lock(7265736561)')
}

type Sessions = [WithdrawableSession, WithdrawableSession, WithdrawableSession]

test('held rows, tables and advisory locks stop nobody who appends to a log', async () => {
  const ingest = createIngestRepository(postgres.database('ingest'))
  const worker = postgres.database('worker')
  const audit = createAuditLog(worker, { anchor })
  const recordings = createRecordingsLog(worker, { anchor })
  const withdrawals = createWithdrawals(worker, { anchor, audit })
  const commit = async (...streams: ReturnType<typeof newStream>[]): Promise<void> => {
    const segments = streams.flatMap((stream) => newSegments(stream, { from: 0, count: 2, final: true }))
    await ingest.commitBatch(newBatchCommit(streams, segments))
  }
  const [heldStream, heldRequest, free] = [1, 2, 3].map(() => newWithdrawableSession()) as Sessions
  await commit(heldStream.stream(), heldRequest.stream(), newStream())
  await ingest.insertWithdrawal({ appId: 'clinic', ...heldStream })
  await ingest.insertWithdrawal({ appId: 'clinic', ...heldRequest })
  await holdEverything(heldRequest.session)

  // While all of it is held: who had to wait would fail after five seconds.
  await commit(free.stream())
  await ingest.insertWithdrawal({ appId: 'clinic', ...free })
  expect(await audit.append(event)).toBeDefined()
  expect(await recordings.appendPending({ idleBefore: new Date() })).toEqual({ batches: 2, closes: 1 })
  expect(await withdrawals.settleDue(10)).toMatchObject({ shreddedCount: 1 })
  expect(await migrate(postgres.database('owner'))).toEqual({ applied: [] })

  // A replay of a held stream waits, for as long as its session says, and holds no log meanwhile.
  const settings = '-c search_path=reseal,pg_temp -c lock_timeout=500ms'
  const url = new URL(postgres.connectionString('viewer'))
  url.searchParams.set('options', settings)
  const viewer = createDatabase({ connectionString: url.href, maxConnections: 2 })
  try {
    const replays = createAuditLog(viewer, { anchor })
    const { rows } = await sql<{ id: string }>`SELECT stream_id AS id FROM stream_keys LIMIT 1`.execute(
      worker,
    )
    const waiting = replays.appendInReadTransaction(rows[0]?.id ?? '', async () => event)
    const outcome = waiting.catch((error: unknown) => error)
    expect(await audit.append(event)).toBeDefined()
    expect(await outcome).toMatchObject({ code: 'log_lock_timeout' })
  } finally {
    await viewer.destroy()
  }

  // Once the operator has ended the attacker's connections, what was put off is done.
  await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE usename = 'reseal_ingest' AND datname = current_database()`.execute(postgres.database('superuser'))
  let shredded = 0
  await expect.poll(async () => (shredded += (await withdrawals.settleDue(10)).shreddedCount)).toBe(2)
})

test('every connection of ours ends its waits, statements and idle transactions by itself', async () => {
  for (const role of ['ingest', 'viewer', 'worker'] as const) {
    const shown = await sql<{ name: string; ms: number }>`SELECT name, setting::int AS ms FROM pg_settings
      WHERE name IN ('lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout') ORDER BY name`.execute(
      postgres.database(role),
    )
    expect(shown.rows.map(({ ms }) => ms)).toEqual([30_000, 5_000, 30_000])
  }
})
