// No hot path reads a whole table: the plans that PostgreSQL really ran for ingest's and the worker's statements, and for a
// range of a replay, with partitions of many days and tables that are worth an index.
import { Kysely, PostgresDialect, sql } from 'kysely'
import { Pool, types } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newBatchCommit, newSegments, newStream } from '../../test/recording-fixture.ts'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { createRecordingsLog } from '../logs/recordings-log.ts'
import { createSegmentFolding } from '../manifests/fold-segments.ts'
import { openStreamSegments } from '../replays/stream-segments.ts'
import { startTestAnchor, startTestPostgres, type TestPostgres } from '../testing.ts'
import type { NewSegment, NewStream } from './commit-batch.ts'
import { createIngestRepository } from './ingest.repository.ts'

let postgres: TestPostgres
let plans: string[] = []
let empty: ReadonlySet<string> = new Set()
const pools: Database[] = []

beforeAll(async () => {
  postgres = await startTestPostgres()
  await fill(postgres.database('superuser'))
  const { rows } = await sql<{ name: string }>`SELECT relname AS name FROM pg_class
    WHERE relispartition AND pg_relation_size(oid) = 0`.execute(postgres.database('superuser'))
  empty = new Set(rows.map(({ name }) => name))
})
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.destroy()))
  await postgres.stop()
})

async function fill(superuser: Kysely<Tables>): Promise<void> {
  await sql`INSERT INTO streams (id, session_id, app_id, key_id, header, enc_hash, append_key_hash, last_link,
      started_at_ms, last_end_ms, size_bytes, next_index, final, open, last_received_at)
    SELECT gen_random_uuid(), gen_random_uuid(), 'clinic', '0123456789abcdef', '{}', sha256(int8send(n)), sha256(''),
      sha256(''), 1, 2, 3, 10, false, n % 20 = 0, now() FROM generate_series(1, 10000) AS n`.execute(
    superuser,
  )
  await sql`INSERT INTO sessions SELECT gen_random_uuid(), 'clinic', n FROM generate_series(1, 4000) AS n`.execute(
    superuser,
  )
  await sql`INSERT INTO batches (id, object_key, sha256, size_bytes, segment_count, leaf_index)
    SELECT id, 'batches/' || id, sha256(''), 1, 1, n
    FROM (SELECT gen_random_uuid() AS id, n FROM generate_series(1, 4000) AS n) AS batch`.execute(superuser)
  for (let day = 1; day <= 12; day += 1) {
    const [from, to] = [new Date(Date.UTC(2020, 0, day)), new Date(Date.UTC(2020, 0, day + 1))]
    const text = (date: Date) => sql.lit(date.toISOString().slice(0, 10))
    await sql`CREATE TABLE ${sql.id(`segments_202001${day}`)} PARTITION OF segments
      FOR VALUES FROM (${text(from)}) TO (${text(to)})`.execute(superuser)
  }
  await sql`INSERT INTO segments (stream_id, batch_seq, start_ms, end_ms, index, byte_offset, byte_length, flags, sha256,
      link, received_on)
    SELECT id, 1, 1, 2, n, 9, 12390, 0, enc_hash, last_link, CASE WHEN n < 2 THEN current_date ELSE
      '2020-01-01'::date + abs(uuid_hash(id)) % 12 END FROM streams, generate_series(0, 3) AS n`.execute(
    superuser,
  )
  for (const table of ['streams', 'sessions', 'batches', 'segments']) {
    await sql`VACUUM (ANALYZE) ${sql.table(table)}`.execute(superuser)
  }
}

/** A pool that acts as a role and tells the plan of each statement, those inside of functions included. */
function explained(role: 'ingest' | 'worker' | 'viewer'): Database {
  const int8 = 20
  const pool = new Pool({
    connectionString: postgres.connectionString('superuser'),
    max: 1,
    types: { getTypeParser: (oid) => (oid === int8 ? Number : types.getTypeParser(oid)) },
  })
  pool.on('error', () => {})
  pool.on('connect', (client) => {
    client.on('error', () => {})
    client.on('notice', ({ message }) => plans.push(message ?? ''))
    void client.query(
      `LOAD 'auto_explain'; SET auto_explain.log_min_duration = 0; SET auto_explain.log_nested_statements = on;
       SET client_min_messages = log; SET search_path = reseal, pg_temp; SET ROLE reseal_${role}`,
    )
  })
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  pools.push(db)
  return db
}

/** What was read as a whole of the tables that grow. Of a partition without a page there is nothing to read. */
function wholeReads(): string[] {
  const tables = /Seq Scan on ((?:streams|segments|batches|sessions|recordings_leaves)\w*)/g
  return [...plans.join('\n').matchAll(tables)].flatMap(([, table = '']) => (empty.has(table) ? [] : table))
}

async function plansOf(work: () => Promise<unknown>): Promise<string> {
  plans = []
  await work()
  expect(plans.length).toBeGreaterThan(0)
  return plans.join('\n')
}

test('no statement of a hot path reads a whole table', async () => {
  const anchor = await startTestAnchor()
  const [ingestDb, workerDb, viewerDb] = [explained('ingest'), explained('worker'), explained('viewer')]
  const ingest = createIngestRepository(ingestDb)
  const streams: NewStream[] = Array.from({ length: 20 }, () => newStream())
  let segments: NewSegment[] = streams.flatMap((stream) => newSegments(stream, { from: 0, count: 1 }))
  expect(await plansOf(() => ingest.commitBatch(newBatchCommit(streams, segments)))).toContain(
    'Insert on segments',
  )
  segments = streams.map((stream, position) => {
    const previousLink = segments[position]?.link ?? new Uint8Array()
    return newSegments(stream, { from: 1, count: 1, final: true, previousLink })[0] as NewSegment
  })
  expect(await plansOf(() => ingest.commitBatch(newBatchCommit([], segments)))).toContain('Update on streams')
  expect(wholeReads()).toEqual([])
  const [one = newStream()] = streams
  expect(await plansOf(() => ingest.findSegments(one.stream, 0, 9))).toContain('on segments')
  expect(wholeReads()).toEqual([])
  const { encHash, session, appId, keyId } = one
  await plansOf(() =>
    ingest.findRegistrationConflict({
      encHash: newStream().encHash,
      session,
      appId,
      keyId,
      withdrawalTokenHash: encHash,
    }),
  )
  await ingest.loadStream(one.stream)
  expect(wholeReads()).toEqual([])

  const log = createRecordingsLog(workerDb, anchor)
  expect(await plansOf(() => log.appendPending({ idleBefore: new Date(0) }))).toContain('streams_open')
  expect(wholeReads()).toEqual([])
  const folding = createSegmentFolding(workerDb)
  const receivedBefore = new Date(Date.now() + 60_000)
  const folded = await plansOf(async () => {
    expect(await folding.foldClosed({ receivedBefore })).toMatchObject({ foldedCount: 20, refusedCount: 0 })
  })
  expect(folded).toContain('streams_to_fold')
  expect(folded).toContain('Delete on segments')
  expect(wholeReads()).toEqual([])

  const found = openStreamSegments(viewerDb, one.stream)
  await plansOf(async () => {
    expect(await found.findLast({ startMs: one.startedAtMs + 6_000 }, { keyframe: true })).toBe(0)
    expect(await found.list(0, 2)).toHaveLength(2)
  })
  expect(wholeReads()).toEqual([])
  await anchor.stop()
})
