// A batch's rows on a real PostgreSQL, as the ingest role.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newBatchCommit, newSegments, newStream } from '../../test/recording-fixture.ts'
import { startTestPostgres, type TestPostgres } from '../testing.ts'
import { advanceStreams, advancesOf } from './commit-batch.ts'
import { createIngestRepository, type IngestRepository } from './ingest.repository.ts'

let postgres: TestPostgres
let ingest: IngestRepository
beforeAll(async () => {
  postgres = await startTestPostgres()
  ingest = createIngestRepository(postgres.database('ingest'))
})
afterAll(() => postgres.stop())

async function rowsOf(stream: string): Promise<{ streams: number; segments: number; keys: number }> {
  const db = postgres.database('superuser')
  const streams = await db.selectFrom('streams').select('id').where('id', '=', stream).execute()
  const segments = await db.selectFrom('segments').select('index').where('stream_id', '=', stream).execute()
  const keys = await db.selectFrom('stream_keys').select('enc').where('stream_id', '=', stream).execute()
  return { streams: streams.length, segments: segments.length, keys: keys.length }
}

describe('a batch', () => {
  test('registers streams and advances their chains', async () => {
    const [a, b] = [newStream(), newStream()]
    const first = newSegments(a, { from: 0, count: 3 })
    expect(await ingest.loadStream(a.stream)).toBeUndefined()
    const commit = newBatchCommit([a, b], [...first, ...newSegments(b, { from: 0, count: 1, final: true })])
    expect(await ingest.commitBatch(commit)).toEqual({ outcome: 'committed' })
    expect(await ingest.loadStream(a.stream)).toEqual({
      stream: a.stream,
      session: a.session,
      appId: 'clinic',
      appendKeyHash: a.appendKeyHash,
      nextIndex: 3,
      lastLink: first[2]?.link,
      final: false,
      tombstoned: false,
    })
    expect(await ingest.loadStream(b.stream)).toMatchObject({ nextIndex: 1, final: true })
    expect(await rowsOf(a.stream)).toEqual({ streams: 1, segments: 3, keys: 1 })
  })

  test('continues a known stream', async () => {
    const stream = newStream()
    const first = newSegments(stream, { from: 0, count: 2 })
    await ingest.commitBatch(newBatchCommit([stream], first))
    const next = newSegments(stream, { from: 2, count: 2, ...(first[1] && { previousLink: first[1].link }) })
    expect(await ingest.commitBatch(newBatchCommit([], next))).toEqual({ outcome: 'committed' })
    const found = await ingest.findSegments(stream.stream, 1, 3)
    expect(found).toEqual([first[1], next[0]].map((s) => ({ index: s?.index, sha256: s?.sha256 })))
  })

  test.each([
    ['a gap', { from: 5, count: 1 }],
    ['a known index', { from: 1, count: 1 }],
    ['another history', { from: 2, count: 1, previousLink: new Uint8Array(32) }],
  ])('with %s in one stream writes nothing and names that stream', async (_, range) => {
    const [bad, good] = [newStream(), newStream()]
    const first = newSegments(bad, { from: 0, count: 2 })
    await ingest.commitBatch(newBatchCommit([bad], first))
    const link = first[1]?.link ?? new Uint8Array()
    const segments = newSegments(bad, { previousLink: link, ...range })
    const commit = newBatchCommit([good], [...newSegments(good, { from: 0, count: 1 }), ...segments])
    expect(await ingest.commitBatch(commit)).toEqual({ outcome: 'conflict', streams: [bad.stream] })
    expect(await rowsOf(good.stream)).toEqual({ streams: 0, segments: 0, keys: 0 })
    const batches = postgres.database('superuser').selectFrom('batches').select('id')
    expect(await batches.where('id', '=', commit.batch.id).execute()).toEqual([])
  })

  test('cannot follow a final segment', async () => {
    const stream = newStream()
    const first = newSegments(stream, { from: 0, count: 1, final: true })
    await ingest.commitBatch(newBatchCommit([stream], first))
    const link = first[0]?.link ?? new Uint8Array()
    const next = newSegments(stream, { from: 1, count: 1, previousLink: link })
    expect(await ingest.commitBatch(newBatchCommit([], next))).toMatchObject({ outcome: 'conflict' })
  })

  test('cannot register an enc, a stream or a session a second time elsewhere', async () => {
    const known = newStream()
    await ingest.commitBatch(newBatchCommit([known], newSegments(known, { from: 0, count: 1 })))
    for (const thief of [
      newStream({ encHash: known.encHash }),
      newStream({ stream: known.stream }),
      newStream({ session: known.session, appId: 'other' }),
    ]) {
      const commit = newBatchCommit([thief], newSegments(thief, { from: 0, count: 1 }))
      expect(await ingest.commitBatch(commit)).toEqual({ outcome: 'conflict', streams: [thief.stream] })
    }
    const { encHash, session } = known
    const withdrawalTokenHash = new Uint8Array(32)
    const { keyId } = known
    const fresh = { encHash: newStream().encHash, session: randomUUID(), keyId, withdrawalTokenHash }
    await sql`INSERT INTO apps (id, app_key, name, allowed_origins, sealing_key_id)
      VALUES ('clinic', 'clinic', 'clinic', '{}', ${keyId})`.execute(postgres.database('owner'))
    const find = ingest.findRegistrationConflict
    // All at once, so that they are asked together.
    const asked = [
      { ...fresh, appId: 'clinic', encHash },
      { ...fresh, appId: 'other', session },
      { ...fresh, appId: 'clinic', session },
      { ...fresh, appId: 'clinic', keyId: 'f'.repeat(16) },
      { ...fresh, appId: 'clinic' },
      { ...fresh, appId: 'other', session },
    ]
    expect(await Promise.all(asked.map(find))).toEqual([
      'enc_known',
      'session_of_other_app',
      undefined,
      'key_not_accepted',
      undefined,
      'session_of_other_app',
    ])
  })

  test('races another on the same streams: one wins each stream, none deadlocks', async () => {
    const streams = Array.from({ length: 8 }, () => newStream())
    const first = streams.flatMap((stream) => newSegments(stream, { from: 0, count: 1 }))
    await ingest.commitBatch(newBatchCommit(streams, first))
    const contenders = Array.from({ length: 6 }, (_, i) => {
      const order = i % 2 === 0 ? streams : streams.toReversed()
      const next = order.flatMap((stream) => {
        const tip = first.find((segment) => segment.stream === stream.stream)
        return newSegments(stream, { from: 1, count: 1, ...(tip && { previousLink: tip.link }) })
      })
      return ingest.commitBatch(newBatchCommit([], next))
    })
    const outcomes = (await Promise.all(contenders)).map(({ outcome }) => outcome)
    expect(outcomes.filter((outcome) => outcome === 'committed')).toHaveLength(1)
    for (const { stream } of streams) expect(await rowsOf(stream)).toMatchObject({ segments: 2 })
  })

  test('and another on both sides of midnight advance a chain once', async () => {
    const stream = newStream()
    const first = newSegments(stream, { from: 0, count: 1 })
    await ingest.commitBatch(newBatchCommit([stream], first))
    const before = postgres.database('owner')
    const previousLink = first[0]?.link ?? new Uint8Array()
    const next = () => newSegments(stream, { from: 1, count: 1, previousLink })
    // One process's transaction began yesterday: its row goes to another partition, where no key could refuse it.
    await sql`CREATE TABLE segments_yesterday PARTITION OF segments FOR VALUES FROM ('2020-01-01') TO ('2020-01-02')`.execute(
      before,
    )
    const insertYesterday = before.transaction().execute(async (transaction) => {
      const [segment] = next()
      const advanced = await advanceStreams(transaction, [], advancesOf(segment ? [segment] : []))
      await sql`SELECT pg_sleep(0.05)`.execute(transaction)
      if (advanced.length > 0 || !segment) return 'conflict'
      await sql`INSERT INTO segments (stream_id, batch_seq, start_ms, end_ms, index, byte_offset, byte_length, flags,
          sha256, link, received_on)
        VALUES (${segment.stream}, 1, 0, 1, 1, 9, 9, 0, ${segment.sha256}, ${segment.link}, '2020-01-01')`.execute(
        transaction,
      )
      return 'committed'
    })
    const outcomes = await Promise.all([insertYesterday, ingest.commitBatch(newBatchCommit([], next()))])
    const won = outcomes.filter(
      (outcome) => outcome === 'committed' || Object(outcome).outcome === 'committed',
    )
    expect(won).toHaveLength(1)
    expect(await rowsOf(stream.stream)).toMatchObject({ segments: 2 })
  })
})
