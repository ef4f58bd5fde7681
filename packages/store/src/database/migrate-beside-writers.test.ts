// A database of the schema before segments had partitions: filled, written to by processes of that time, and read, while
// it is migrated.
import { sha256 } from '@reseal/protocol'
import { type Kysely, sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newSegments, newStream } from '../../test/recording-fixture.ts'
import { createRecordingsLog } from '../logs/recordings-log.ts'
import { createSegmentFolding } from '../manifests/fold-segments.ts'
import { createReplayRepository } from '../replays/replay.repository.ts'
import type { NewSegment, NewStream } from '../streams/commit-batch.ts'
import { startTestAnchor, startTestPostgres, type TestPostgres } from '../testing.ts'
import { migrate } from './migrate.ts'
import { recordingsTables } from './migrations/0001-recordings.ts'
import { logTables } from './migrations/0002-logs.ts'
import { peopleTables } from './migrations/0003-people.ts'
import { ruleSetTables } from './migrations/0004-rule-sets.ts'
import { commandWords } from './migrations/0005-commands.ts'
import { withdrawalTables } from './migrations/0006-withdrawals.ts'
import type { Tables } from './tables.ts'

let postgres: TestPostgres
beforeEach(async () => {
  postgres = await startTestPostgres()
  await sql`DROP SCHEMA reseal, summaries, source_maps CASCADE`.execute(postgres.database('superuser'))
  await makeFormerSchema(postgres.database('owner'))
})
afterEach(() => postgres.stop())

async function makeFormerSchema(owner: Kysely<Tables>): Promise<void> {
  await sql`CREATE SCHEMA reseal`.execute(owner)
  await sql`CREATE TABLE migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())`.execute(
    owner,
  )
  for (const [name, statements] of [
    ['0001-recordings', recordingsTables],
    ['0002-logs', logTables],
    ['0003-people', peopleTables],
    ['0004-rule-sets', ruleSetTables],
    ['0005-commands', commandWords],
    ['0006-withdrawals', withdrawalTables],
  ] as const) {
    await sql.raw(statements).execute(owner)
    await owner.insertInto('migrations').values({ name }).execute()
  }
  await sql`GRANT USAGE ON SCHEMA reseal TO reseal_ingest, reseal_viewer, reseal_worker`.execute(owner)
}

/** As ingest of that time commits a batch. */
async function commitAsBefore(stream: NewStream, segment: NewSegment): Promise<void> {
  await postgres
    .database('ingest')
    .transaction()
    .execute(async (transaction) => {
      const { link, index, endMs, length, final } = segment
      if (index === 0) {
        await sql`INSERT INTO sessions (id, app_id, started_at_ms) VALUES (${stream.session}, ${stream.appId}, 0)`.execute(
          transaction,
        )
        await sql`INSERT INTO streams (id, session_id, app_id, key_id, header, header_hash, enc_hash, append_key_hash,
            last_link, started_at_ms, last_end_ms, size_bytes, next_index, final, last_received_at)
          VALUES (${stream.stream}, ${stream.session}, ${stream.appId}, ${stream.keyId}, ${stream.headerBytes},
            ${stream.headerHash}, ${stream.encHash}, ${stream.appendKeyHash}, ${link}, ${stream.startedAtMs},
            ${endMs}, ${length}, 1, ${final}, now())`.execute(transaction)
      } else {
        await sql`UPDATE streams SET next_index = ${index + 1}, last_link = ${link}, final = ${final}, open = true,
          size_bytes = size_bytes + ${length}, last_end_ms = ${endMs}, last_received_at = now()
          WHERE id = ${stream.stream} AND next_index = ${index}`.execute(transaction)
      }
      const batch = await sql<{
        seq: number
      }>`INSERT INTO batches (id, object_key, sha256, size_bytes, segment_count)
        SELECT id, 'batches/' || id, sha256(''), 1, 1 FROM gen_random_uuid() AS id RETURNING seq`.execute(
        transaction,
      )
      await sql`INSERT INTO segments (batch_seq, stream_id, start_ms, end_ms, index, byte_offset, byte_length, flags,
          sha256, link)
        VALUES (${batch.rows[0]?.seq}, ${stream.stream}, ${segment.startMs}, ${endMs}, ${index}, ${segment.offset},
          ${length}, ${segment.keyframe ? 1 : 0}, ${segment.sha256}, ${link})`.execute(transaction)
    })
}

test('writers and readers go on meanwhile, and everything they wrote is there and folds', async () => {
  // Its header begins as those did that ingest accepted.
  const header = Buffer.concat([Buffer.from('{'), newStream().headerBytes])
  const stream = newStream({ headerBytes: header, headerHash: sha256(header) })
  const segments = newSegments(stream, { from: 0, count: 1_000 })
  let written = 0
  let isMigrating = true
  const write = async (): Promise<void> => {
    const segment = segments[written]
    if (!segment) return
    await commitAsBefore(stream, segment)
    written += 1
  }
  for (let count = 0; count < 50; count += 1) await write()

  const reading = Promise.withResolvers<void>()
  const reader = postgres
    .database('viewer')
    .transaction()
    .execute(async (transaction) => {
      await sql`SELECT count(*) FROM segments, streams`.execute(transaction)
      await reading.promise
    })
  const writer = (async () => {
    while (isMigrating) await write()
  })()
  const migrated = migrate(postgres.database('owner'))
  // The reader keeps every change of a table waiting; who writes is not kept waiting with it.
  await expect.poll(() => written, { interval: 20 }).toBeGreaterThan(90)
  expect((await migrationsOf()).includes('0007-segment-days')).toBe(false)
  reading.resolve()
  await reader
  expect((await migrated).applied).toContain('0007-segment-days')
  isMigrating = false
  await writer
  await write()

  const links = segments.slice(0, written).map(({ link }) => link)
  const replays = createReplayRepository(postgres.database('viewer'))
  const linksNow = async () => (await replays.listSegments(stream.stream)).map(({ link }) => link)
  expect(await linksNow()).toEqual(links)
  await foldAll()
  expect(await linksNow()).toEqual(links)
  const folding = createSegmentFolding(postgres.database('worker'))
  expect(await folding.dropDays(new Date())).toBe(1)
  expect(await migrate(postgres.database('owner'))).toEqual({ applied: [] })
})

async function migrationsOf(): Promise<string[]> {
  const rows = await postgres.database('superuser').selectFrom('migrations').select('name').execute()
  return rows.map(({ name }) => name)
}

async function foldAll(): Promise<void> {
  const anchor = await startTestAnchor()
  const worker = postgres.database('worker')
  const soon = new Date(Date.now() + 60_000)
  await createRecordingsLog(worker, anchor).appendPending({ idleBefore: soon })
  expect(await createSegmentFolding(worker).foldClosed({ receivedBefore: soon })).toMatchObject({
    foldedCount: 1,
  })
  await anchor.stop()
}

test('two at once migrate once', async () => {
  const results = await Promise.all([
    migrate(postgres.database('owner')),
    migrate(postgres.database('owner')),
  ])
  const applied = results.map((result) => result.applied.length).toSorted((a, b) => a - b)
  expect(applied[0]).toBe(0)
  expect(applied[1]).toBeGreaterThan(5)
})
