// Segments that are pointed to a copy of their bytes, in rows and manifests, on a real PostgreSQL as the worker.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newBatchCommit, newSegments, newStream } from '../../test/recording-fixture.ts'
import { createRecordingsLog } from '../logs/recordings-log.ts'
import { createSegmentFolding } from '../manifests/fold-segments.ts'
import { createReplayRepository } from '../replays/replay.repository.ts'
import type { NewSegment, NewStream } from '../streams/commit-batch.ts'
import { createIngestRepository } from '../streams/ingest.repository.ts'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '../testing.ts'
import { moveSegments, type SegmentMove } from './move-segments.ts'

let postgres: TestPostgres
let anchor: TestAnchor
beforeAll(async () => {
  postgres = await startTestPostgres()
  anchor = await startTestAnchor()
})
afterAll(() => Promise.all([postgres.stop(), anchor.stop()]))

/** Segments of two blocks in the manifest, and three in rows. */
async function record(): Promise<{ stream: NewStream; segments: NewSegment[] }> {
  const ingest = createIngestRepository(postgres.database('ingest'))
  const later = new Date(Date.now() + 60_000)
  const stream = newStream()
  const first = newSegments(stream, { from: 0, count: 70 })
  await ingest.commitBatch(newBatchCommit([stream], first))
  await createRecordingsLog(postgres.database('worker'), anchor).appendPending({ idleBefore: later })
  await createSegmentFolding(postgres.database('worker')).foldClosed({ receivedBefore: later })
  const previousLink = first.at(-1)?.link ?? new Uint8Array()
  const more = newSegments(stream, { from: 70, count: 3, previousLink })
  await ingest.commitBatch(newBatchCommit([], more))
  return { stream, segments: [...first, ...more] }
}

/** A batch that holds something else, as far as anyone knows. */
async function anyBatch(): Promise<{ seq: number; objectKey: string }> {
  const other = newStream()
  const commit = newBatchCommit([other], newSegments(other, { from: 0, count: 1 }))
  await createIngestRepository(postgres.database('ingest')).commitBatch(commit)
  const { rows } = await sql<{ seq: number }>`SELECT max(seq) AS seq FROM batches`.execute(
    postgres.database('superuser'),
  )
  return { seq: rows[0]?.seq ?? 0, objectKey: commit.batch.objectKey }
}

const listed = ({ stream }: NewStream) =>
  createReplayRepository(postgres.database('viewer')).listSegments(stream)

const move = (moves: readonly SegmentMove[], to: number): Promise<boolean> =>
  postgres
    .database('worker')
    .transaction()
    .execute((transaction) => moveSegments(transaction, moves, to))

test('places change, and nothing else does', async () => {
  const { stream, segments } = await record()
  const before = await listed(stream)
  const { seq, objectKey } = await anyBatch()
  const wanted = [0, 63, 64, 69, 70, 72]
  const moves = wanted.flatMap((index): SegmentMove[] => {
    const segment = segments[index]
    return segment === undefined ? [] : [{ ...segment, offset: 1_000_000 + index }]
  })
  expect(await move(moves, seq)).toBe(true)
  const after = await listed(stream)
  expect(after).toEqual(
    before.map((segment) =>
      wanted.includes(segment.index) ? { ...segment, objectKey, offset: 1_000_000 + segment.index } : segment,
    ),
  )
})

test.each([
  ['is another', (segment: NewSegment) => ({ ...segment, sha256: new Uint8Array(32) })],
  ['is longer', (segment: NewSegment) => ({ ...segment, length: segment.length + 1 })],
  ['is not there', (segment: NewSegment) => ({ ...segment, index: 9_999 })],
])('nothing moves where one segment %s', async (_, alter) => {
  const { stream, segments } = await record()
  const before = await listed(stream)
  const { seq } = await anyBatch()
  const [first, second] = segments
  if (first === undefined || second === undefined) throw new Error('segments are there')
  expect(await move([first, alter(second)], seq)).toBe(false)
  expect(await listed(stream)).toEqual(before)
})

test('the worker cannot give a stream a manifest with other hashes, or point to no batch', async () => {
  const { stream } = await record()
  const worker = postgres.database('worker')
  const { rows } = await sql<{ moved: number }>`
    SELECT move_folded(ARRAY[id], ARRAY[set_byte(manifest, size - 1, (get_byte(manifest, size - 1) + 1) % 256)]) AS moved
    FROM streams, octet_length(manifest) AS size WHERE id = ${stream.stream}`.execute(worker)
  expect(rows).toEqual([{ moved: 0 }])
  const { rows: nowhere } = await sql<{ moved: number }>`SELECT move_segments(
      ARRAY(SELECT seq FROM batches), 1000000, ARRAY[${stream.stream}::uuid], ARRAY[70], ARRAY[5]) AS moved`.execute(
    worker,
  )
  expect(nowhere).toEqual([{ moved: 0 }])
})
