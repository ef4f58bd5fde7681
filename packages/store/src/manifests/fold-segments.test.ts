// Rows that become manifests, and days that come and go, on a real PostgreSQL as the roles that do it.
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { newBatchCommit, newSegments, newStream } from '../../test/recording-fixture.ts'
import { createRecordingsLog } from '../logs/recordings-log.ts'
import { createReplayRepository } from '../replays/replay.repository.ts'
import type { NewSegment, NewStream } from '../streams/commit-batch.ts'
import { createIngestRepository, type IngestRepository } from '../streams/ingest.repository.ts'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '../testing.ts'
import { createSegmentFolding, type SegmentFolding } from './fold-segments.ts'

let postgres: TestPostgres
let anchor: TestAnchor
let ingest: IngestRepository
let folding: SegmentFolding
beforeEach(async () => {
  postgres = await startTestPostgres()
  anchor = await startTestAnchor()
  ingest = createIngestRepository(postgres.database('ingest'))
  folding = createSegmentFolding(postgres.database('worker'))
})
afterEach(() => Promise.all([postgres.stop(), anchor.stop()]))

const later = (): Date => new Date(Date.now() + 60_000)
const fold = (limit = 100) => folding.foldClosed({ receivedBefore: later(), limit })

async function closeAll(): Promise<void> {
  await createRecordingsLog(postgres.database('worker'), anchor).appendPending({ idleBefore: later() })
}

async function record(count: number, options: { final?: boolean } = {}): Promise<[NewStream, NewSegment[]]> {
  const stream = newStream()
  const segments = newSegments(stream, { from: 0, count, ...options })
  await ingest.commitBatch(newBatchCommit([stream], segments))
  return [stream, segments]
}

async function recordMore(stream: NewStream, known: NewSegment[], count: number): Promise<NewSegment[]> {
  const previousLink = known.at(-1)?.link ?? new Uint8Array()
  const more = newSegments(stream, { from: known.length, count, previousLink })
  expect(await ingest.commitBatch(newBatchCommit([], more))).toEqual({ outcome: 'committed' })
  return [...known, ...more]
}

interface State {
  readonly folded: number
  readonly rows: number
  readonly hasLink: boolean
}

async function stateOf({ stream }: Pick<NewStream, 'stream'>): Promise<State | undefined> {
  const { rows } = await sql<State>`SELECT folded_count AS folded, last_link IS NOT NULL AS "hasLink",
      (SELECT count(*) FROM segments WHERE stream_id = id) AS rows FROM streams WHERE id = ${stream}`.execute(
    postgres.database('superuser'),
  )
  return rows[0]
}

async function linksOf({ stream }: NewStream): Promise<Uint8Array[]> {
  const segments = await createReplayRepository(postgres.database('viewer')).listSegments(stream)
  return segments.map(({ link }) => link)
}

const linksIn = (segments: readonly NewSegment[]): Uint8Array[] => segments.map(({ link }) => link)

describe('a closed stream', () => {
  test('is folded once, and a repeat of its segments is still known', async () => {
    const [stream, segments] = await record(70, { final: true })
    expect(await fold()).toMatchObject({ foldedCount: 0 })
    await closeAll()
    expect(await fold()).toEqual({ foldedCount: 1, refusedCount: 0, next: undefined })
    expect(await stateOf(stream)).toEqual({ folded: 70, rows: 0, hasLink: false })
    expect(await linksOf(stream)).toEqual(linksIn(segments))
    const known = await ingest.findSegments(stream.stream, 3, 66)
    expect(known.map(({ sha256 }) => sha256)).toEqual(segments.slice(3, 66).map(({ sha256 }) => sha256))
    expect(await ingest.loadStream(stream.stream)).toMatchObject({ nextIndex: 70, final: true })
    expect(await fold()).toMatchObject({ foldedCount: 0, refusedCount: 0 })
  })

  test('that goes on has its further segments in rows until it is closed again', async () => {
    const [stream, first] = await record(60)
    await closeAll()
    await fold()
    const second = await recordMore(stream, first, 10)
    expect(await fold()).toMatchObject({ foldedCount: 0 })
    expect(await stateOf(stream)).toEqual({ folded: 60, rows: 10, hasLink: true })
    expect(await linksOf(stream)).toEqual(linksIn(second))
    await closeAll()
    const third = await recordMore(stream, second, 2)
    // The close leaf covers 70 of them.
    expect(await fold()).toMatchObject({ foldedCount: 1 })
    expect(await stateOf(stream)).toEqual({ folded: 70, rows: 2, hasLink: true })
    expect(await linksOf(stream)).toEqual(linksIn(third))
  })

  test('is left alone while it received something lately, or someone reads it', async () => {
    const [stream] = await record(2, { final: true })
    await closeAll()
    const receivedBefore = new Date(Date.now() - 60_000)
    expect(await folding.foldClosed({ receivedBefore })).toMatchObject({ foldedCount: 0, refusedCount: 0 })
    await postgres
      .database('viewer')
      .transaction()
      .execute(async (reading) => {
        await sql`SELECT lock_stream(${stream.stream})`.execute(reading)
        expect(await fold()).toMatchObject({ foldedCount: 0, refusedCount: 0 })
      })
    expect(await fold()).toMatchObject({ foldedCount: 1 })
  })

  test('that does not add up, or that the database refuses, keeps no other from being folded', async () => {
    const superuser = postgres.database('superuser')
    const streams: NewStream[] = []
    for (let count = 0; count < 10; count += 1) streams.push((await record(3, { final: true }))[0])
    await closeAll()
    const [missing, altered, doubled, misplaced, refused, ...sound] = streams.map(({ stream }) => stream)
    await sql`DELETE FROM segments WHERE stream_id = ${missing} AND index = 1`.execute(superuser)
    await sql`UPDATE segments SET sha256 = link WHERE stream_id = ${altered} AND index = 1`.execute(superuser)
    await sql`INSERT INTO segments SELECT stream_id, batch_seq, start_ms, end_ms, index, byte_offset, byte_length,
      flags, sha256, link, received_on + 1 FROM segments WHERE stream_id = ${doubled} AND index = 1`.execute(
      superuser,
    )
    await sql`UPDATE segments SET byte_offset = -1 WHERE stream_id = ${misplaced} AND index = 1`.execute(
      superuser,
    )
    await sql`ALTER TABLE streams ADD CONSTRAINT refused
      CHECK (folded_count = 0 OR id <> ${sql.lit(refused ?? '')})`.execute(superuser)
    const states = () => Promise.all(streams.slice(0, 5).map(stateOf))
    const before = await states()
    expect(await fold()).toEqual({ foldedCount: 5, refusedCount: 5, next: undefined })
    expect(await fold(1)).toMatchObject({ foldedCount: 0, next: expect.any(String) })
    expect(await states()).toEqual(before)
    for (const stream of sound) expect(await stateOf({ stream })).toMatchObject({ folded: 3, rows: 0 })
  })

  test('is folded by one of many workers at once', async () => {
    const streams: NewStream[] = []
    for (let count = 0; count < 20; count += 1) streams.push((await record(3, { final: true }))[0])
    await closeAll()
    const turns = await Promise.all(Array.from({ length: 4 }, () => fold()))
    await fold()
    expect(turns.reduce((sum, { refusedCount }) => sum + refusedCount, 0)).toBe(0)
    for (const stream of streams) expect(await stateOf(stream)).toMatchObject({ folded: 3, rows: 0 })
  })
})

test('the worker can put a manifest in the place of its rows only', async () => {
  const [stream] = await record(3, { final: true })
  const [open] = await record(3)
  await createRecordingsLog(postgres.database('worker'), anchor).appendPending({ idleBefore: new Date(0) })
  const manifest = new Uint8Array(200)
  const attempt = ({ stream: id }: NewStream, count: number, bytes = manifest) =>
    sql`SELECT fold_streams(ARRAY[${id}]::uuid[], ARRAY[${count}]::int4[], ARRAY[${bytes}]::bytea[])`.execute(
      postgres.database('worker'),
    )
  await sql`DELETE FROM segments WHERE stream_id = ${stream.stream} AND index = 1`.execute(
    postgres.database('superuser'),
  )
  const refused = { code: '23000' }
  await expect(attempt(stream, 3)).rejects.toMatchObject(refused)
  await expect(attempt(stream, 4)).rejects.toMatchObject(refused)
  await expect(attempt(open, 3)).rejects.toMatchObject(refused)
  await expect(attempt(stream, 1, new Uint8Array(32))).rejects.toMatchObject(refused)
  expect(await stateOf(stream)).toEqual({ folded: 0, rows: 2, hasLink: true })
  expect(await stateOf(open)).toEqual({ folded: 0, rows: 3, hasLink: true })
})

describe('days of segment rows', () => {
  async function days(): Promise<string[]> {
    const { rows } = await sql<{ name: string }>`SELECT inhrelid::regclass::text AS name FROM pg_inherits
      WHERE inhparent = 'segments'::regclass ORDER BY 1`.execute(postgres.database('superuser'))
    return rows.map(({ name }) => name)
  }

  const nameOf = (inDays: number): string => {
    const day = new Date(Date.now() + inDays * 86_400_000).toISOString().slice(0, 10)
    return `segments_${day.replaceAll('-', '')}`
  }

  test('are made ahead, once', async () => {
    expect(await days()).toEqual([...[0, 1, 2, 3, 4, 5, 6, 7].map(nameOf), 'segments_default'])
    expect(await folding.addDays(7)).toBe(0)
    expect(await folding.addDays(9)).toBe(2)
    expect(await days()).toContain(nameOf(9))
  })

  test('go once they are past and folded to the last row, and a straggler keeps its own', async () => {
    await sql`CREATE TABLE segments_20200101 PARTITION OF segments FOR VALUES FROM ('2020-01-01') TO ('2020-01-02')`.execute(
      postgres.database('owner'),
    )
    const [stream, first] = await record(3)
    const [done] = await record(3, { final: true })
    for (const { stream: id } of [stream, done]) {
      await sql`UPDATE segments SET received_on = '2020-01-01' WHERE stream_id = ${id}`.execute(
        postgres.database('superuser'),
      )
    }
    await createRecordingsLog(postgres.database('worker'), anchor).appendPending({ idleBefore: new Date(0) })
    expect(await fold()).toMatchObject({ foldedCount: 1 })
    expect(await folding.dropDays(new Date())).toBe(0)
    const all = await recordMore(stream, first, 2)
    expect(await linksOf(stream)).toEqual(linksIn(all))
    await closeAll()
    expect(await fold()).toMatchObject({ foldedCount: 1 })
    expect(await folding.dropDays(new Date('2020-01-01T12:00:00Z'))).toBe(0)
    expect(await folding.dropDays(new Date())).toBe(1)
    expect(await days()).not.toContain('segments_20200101')
    expect(await linksOf(stream)).toEqual(linksIn(all))
  })

  test('stay while someone reads them', async () => {
    await postgres
      .database('viewer')
      .transaction()
      .execute(async (reading) => {
        await sql`SELECT count(*) FROM segments`.execute(reading)
        expect(await folding.dropDays(new Date(Date.now() + 3 * 86_400_000))).toBe(0)
      })
    expect(await folding.dropDays(new Date(Date.now() + 3 * 86_400_000))).toBe(3)
  })

  test('that nobody made are rows of the default partition, which fold as others do', async () => {
    await folding.dropDays(new Date(Date.now() + 30 * 86_400_000))
    expect(await days()).toEqual(['segments_default'])
    const [stream, segments] = await record(3, { final: true })
    // Today's rows lie there already: tomorrow is the first day of its own again.
    expect(await folding.addDays(2)).toBe(2)
    expect(await days()).toEqual([nameOf(1), nameOf(2), 'segments_default'])
    await closeAll()
    expect(await fold()).toMatchObject({ foldedCount: 1 })
    expect(await linksOf(stream)).toEqual(linksIn(segments))
  })
})
