// An encapsulated key cannot be read, changed, deleted or brought back with ingest's login (design.md §6), by whatever the
// server lets a login try.
import { createHash, randomBytes } from 'node:crypto'
import {
  createAuditLog,
  createIngestRepository,
  createWithdrawals,
  type IngestRepository,
  startLog,
} from '@reseal/store'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '@reseal/store/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newBatchCommit, newSegments } from '../../packages/store/test/recording-fixture.ts'
import {
  newWithdrawableSession,
  type WithdrawableSession,
} from '../../packages/store/test/withdrawal-fixture.ts'
import { type AttackerConnection, connectAttacker } from './attacker.ts'

let postgres: TestPostgres
let anchored: TestAnchor
let ingest: IngestRepository
let attacker: AttackerConnection
let superuser: AttackerConnection
let session: WithdrawableSession
let stream: ReturnType<WithdrawableSession['stream']>

beforeAll(async () => {
  postgres = await startTestPostgres()
  anchored = await startTestAnchor()
  ingest = createIngestRepository(postgres.database('ingest'))
  for (const log of ['audit', 'recordings'] as const) {
    await startLog(postgres.database('worker'), log, { origin: `reseal.test/${log}`, key: 'key' })
  }
  session = newWithdrawableSession()
  stream = session.stream()
  const segments = newSegments(stream, { from: 0, count: 3 })
  await ingest.commitBatch(newBatchCommit([stream], segments))
  attacker = await connectAttacker(postgres.connectionString('ingest'))
  superuser = await connectAttacker(postgres.connectionString('superuser'))
})
afterAll(async () => {
  await attacker.close()
  await superuser.close()
  await anchored.stop()
  await postgres.stop()
})

const insufficientPrivilege = '42501'
const newEnc = (): Buffer => randomBytes(65)
const storedKeys = (): Promise<Record<string, unknown>[]> =>
  superuser.run('SELECT * FROM stream_keys ORDER BY 1')

describe('is refused', () => {
  test.each([
    // Reading, straight and through what reads for the caller.
    'SELECT enc FROM stream_keys',
    'SELECT count(*) FROM stream_keys',
    'SELECT ctid FROM stream_keys',
    'SELECT stream_keys FROM stream_keys',
    'TABLE stream_keys',
    'EXPLAIN ANALYZE SELECT enc FROM stream_keys',
    'DECLARE peek CURSOR WITH HOLD FOR SELECT enc FROM stream_keys',
    'COPY stream_keys TO STDOUT',
    'COPY (SELECT enc FROM stream_keys) TO STDOUT',
    "SELECT query_to_xml('SELECT enc FROM stream_keys', true, false, '')",
    "SELECT table_to_xml('stream_keys', true, false, '')",
    "SELECT ts_stat('SELECT enc FROM stream_keys')",
    "SELECT currtid2('stream_keys', '(0,1)')",
    'SELECT stavalues1 FROM pg_statistic',
    'SELECT 1 FROM streams WHERE EXISTS (SELECT FROM stream_keys WHERE stream_id = streams.id)',
    'UPDATE streams SET final = final FROM stream_keys WHERE stream_id = id',
    "DO 'BEGIN PERFORM enc FROM stream_keys; END'",
    // Reading what a write returns or meets.
    'INSERT INTO stream_keys SELECT id, header FROM streams RETURNING enc',
    'INSERT INTO stream_keys SELECT id, header FROM streams RETURNING stream_id',
    'INSERT INTO stream_keys SELECT id, header FROM streams ON CONFLICT (stream_id) DO NOTHING',
    'INSERT INTO stream_keys SELECT id, header FROM streams ON CONFLICT (stream_id) DO UPDATE SET enc = excluded.enc',
    'INSERT INTO stream_keys SELECT id, header FROM streams ON CONFLICT ON CONSTRAINT stream_keys_pkey DO UPDATE SET enc = excluded.enc',
    'MERGE INTO stream_keys USING streams ON id = stream_id WHEN MATCHED THEN DO NOTHING',
    'MERGE INTO stream_keys USING streams ON id = stream_id WHEN MATCHED THEN UPDATE SET enc = header',
    // Changing.
    'UPDATE stream_keys SET enc = enc',
    'UPDATE stream_keys SET stream_id = gen_random_uuid()',
    'DELETE FROM stream_keys',
    'DELETE FROM stream_keys WHERE false',
    'TRUNCATE stream_keys',
    'SELECT 1 FROM stream_keys FOR UPDATE',
    'SELECT 1 FROM stream_keys FOR KEY SHARE',
    "DO 'BEGIN LOCK TABLE stream_keys IN SHARE MODE; END'",
    "DO 'BEGIN LOCK TABLE stream_keys IN ACCESS EXCLUSIVE MODE; END'",
    // Becoming somebody, or making something that others run.
    'SET ROLE reseal_owner',
    'SET ROLE reseal_viewer',
    'SET SESSION AUTHORIZATION reseal_viewer',
    'SET session_replication_role = replica',
    'GRANT reseal_viewer TO reseal_ingest',
    'ALTER ROLE reseal_ingest SUPERUSER',
    'ALTER ROLE reseal_ingest CONNECTION LIMIT -1',
    "ALTER ROLE reseal_viewer PASSWORD 'x'",
    "ALTER SYSTEM SET log_statement = 'all'",
    "SET log_statement = 'all'",
    'CREATE ROLE mine',
    'CREATE DATABASE mine',
    'CREATE SCHEMA mine',
    'CREATE TABLE reseal.mine ()',
    'CREATE TABLE public.mine ()',
    'CREATE TEMPORARY TABLE withdrawals ()',
    'CREATE TEMPORARY VIEW stream_keys AS SELECT 1',
    "CREATE FUNCTION reseal.sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT $1'",
    "CREATE FUNCTION pg_temp.sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT $1'",
    'CREATE PUBLICATION mine FOR TABLE stream_keys',
    "SELECT pg_create_logical_replication_slot('mine', 'pgoutput')",
    'CREATE INDEX ON stream_keys (enc)',
    'CREATE STATISTICS mine ON stream_id, enc FROM stream_keys',
    'CREATE TRIGGER mine AFTER INSERT ON stream_keys EXECUTE FUNCTION wake_withdrawals()',
    'CREATE RULE mine AS ON INSERT TO stream_keys DO ALSO NOTHING',
    'CREATE POLICY mine ON stream_keys',
    'ALTER TABLE stream_keys DISABLE TRIGGER ALL',
    'ALTER TABLE stream_keys RENAME TO gone',
    'ALTER FUNCTION check_stream_key() SET search_path = public',
    'ALTER TABLE stream_keys ALTER enc SET STATISTICS 0',
    'DROP TABLE stream_keys',
    // The machine beneath.
    "SELECT pg_read_file('PG_VERSION')",
    "SELECT pg_ls_dir('.')",
    "COPY streams (header) FROM PROGRAM 'true'",
    "COPY streams (header) FROM '/etc/hostname'",
    "COPY apps TO PROGRAM 'true'",
    "SELECT lo_import('/etc/hostname')",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres'",
    "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres'",
    'SELECT rolpassword FROM pg_authid',
    'CHECKPOINT',
  ])('%s', async (statement) => {
    const refused = await attacker.refusal(statement)
    expect(refused).toMatchObject({ code: insufficientPrivilege })
    expect(refused?.text).not.toContain(Buffer.from(stream.enc).toString('hex'))
  })

  test('nothing of it changed a key', async () => {
    const [row, ...others] = await storedKeys()
    expect(others).toEqual([])
    expect(row?.['stream_id']).toBe(stream.stream)
    expect(new Uint8Array(row?.['enc'] as Buffer)).toEqual(stream.enc)
  })
})

const insertKey = 'INSERT INTO stream_keys VALUES ($1, $2) ON CONFLICT DO NOTHING'

test('a guess at a key is answered alike where there is one, where there is none and where there is no stream', async () => {
  const keyless = newWithdrawableSession().stream()
  await registerWithoutKey(keyless)
  const answers = []
  for (const id of [stream.stream, keyless.stream, crypto.randomUUID()]) {
    answers.push(await attacker.refusal(insertKey, [id, newEnc()]))
  }
  expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toHaveLength(1)
  expect(answers[0]?.code).toBe(insufficientPrivilege)
})

/** As the attacker, who may register streams and leave out what belongs to them. */
async function registerWithoutKey(one: typeof stream): Promise<void> {
  await attacker.run(
    `INSERT INTO streams (id, session_id, app_id, key_id, header, header_hash, enc_hash, append_key_hash, last_link,
       started_at_ms, last_end_ms, size_bytes, next_index, final, last_received_at)
     VALUES ($1, $2, 'clinic', '0123456789abcdef', $3, $4, $5, $6, $4, 0, 0, 0, 1, false, now())`,
    [one.stream, one.session, one.headerBytes, one.headerHash, one.encHash, one.appendKeyHash],
  )
}

test('a key is accepted for the stream whose header has its hash, once', async () => {
  const own = newWithdrawableSession().stream()
  await registerWithoutKey(own)
  expect(
    await attacker.refusal('INSERT INTO stream_keys VALUES ($1, $2)', [own.stream, own.enc]),
  ).toBeUndefined()
  const again = await attacker.refusal('INSERT INTO stream_keys VALUES ($1, $2)', [own.stream, own.enc])
  expect(again?.code).toBe('23505')
  expect(again?.text).not.toContain(own.stream)
})

test('a known encapsulated key is registered under no second stream', async () => {
  const copy = { ...newWithdrawableSession().stream(), enc: stream.enc, encHash: stream.encHash }
  await expect(registerWithoutKey(copy)).rejects.toMatchObject({ code: '23505' })
})

test('who kept a key brings it back after its shred by no means', async () => {
  const before = await connectAttacker(postgres.connectionString('ingest'))
  await before.run('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(next_index) FROM streams')
  await ingest.insertWithdrawal({ appId: 'clinic', session: session.session, token: session.token })
  const worker = postgres.database('worker')
  const { anchor } = anchored
  const withdrawals = createWithdrawals(worker, { anchor, audit: createAuditLog(worker, { anchor }) })
  expect(await withdrawals.settleDue(10)).toMatchObject({ shreddedCount: 1 })

  const plain = 'INSERT INTO stream_keys VALUES ($1, $2)'
  const kept = [stream.stream, stream.enc]
  // Its snapshot still shows the stream as it was.
  expect((await before.refusal(plain, kept))?.code).toBe('40001')
  await before.close()
  expect((await attacker.refusal(plain, kept))?.code).toBe(insufficientPrivilege)
  for (const column of ['tombstoned_at', 'tombstone_reason', 'enc_hash', 'header']) {
    const refused = await attacker.refusal(`UPDATE streams SET ${column} = NULL`)
    expect(refused?.code, column).toBe(insufficientPrivilege)
  }
  expect((await attacker.refusal('DELETE FROM streams'))?.code).toBe(insufficientPrivilege)
  const left = (await storedKeys()).map((row) => row['stream_id'])
  expect(left).not.toContain(stream.stream)

  // Nor can the worker take a tombstone back, once its login is in other hands.
  const thief = await connectAttacker(postgres.connectionString('worker'))
  const undone = await thief.refusal('UPDATE streams SET tombstoned_at = NULL WHERE id = $1', [stream.stream])
  expect(undone?.code).toBe(insufficientPrivilege)
  await thief.close()
})

test('the hash of a key that ingest can read gives nothing of it away', async () => {
  const rows = await attacker.run('SELECT enc_hash FROM streams WHERE id = $1', [stream.stream])
  const expected = createHash('sha256').update(stream.enc).digest()
  expect(Buffer.compare(rows[0]?.['enc_hash'] as Buffer, expected)).toBe(0)
})
