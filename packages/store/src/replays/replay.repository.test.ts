// Lists, segments by range and enc, on a real PostgreSQL as the viewer role.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newBatchCommit, newSegments, newStream } from '../../test/recording-fixture.ts'
import { createRecordingsLog } from '../logs/recordings-log.ts'
import { createSegmentFolding } from '../manifests/fold-segments.ts'
import type { NewSegment, NewStream } from '../streams/commit-batch.ts'
import { createIngestRepository } from '../streams/ingest.repository.ts'
import { findSegmentHashes } from '../streams/segment-hashes.ts'
import { startTestAnchor, startTestPostgres, type TestPostgres } from '../testing.ts'
import { createReplayRepository, type ReplayRepository } from './replay.repository.ts'
import { openStreamSegments } from './stream-segments.ts'

let postgres: TestPostgres
let replays: ReplayRepository
beforeEach(async () => {
  postgres = await startTestPostgres()
  replays = createReplayRepository(postgres.database('viewer'))
})
afterEach(() => postgres.stop())

async function record(
  overrides: Partial<NewStream>,
  count: number,
  final = true,
): Promise<[NewStream, NewSegment[]]> {
  const stream = newStream(overrides)
  const segments = newSegments(stream, { from: 0, count, final })
  await createIngestRepository(postgres.database('ingest')).commitBatch(newBatchCommit([stream], segments))
  return [stream, segments]
}

test('pages through the sessions of some apps, newest first', async () => {
  const sessions: string[] = []
  for (let i = 0; i < 7; i += 1) {
    // Two share a start: the id decides.
    const [stream] = await record({ startedAtMs: 1_000 + Math.floor(i / 2) * 1_000 }, 1)
    sessions.push(stream.session)
  }
  await record({ appId: 'other' }, 1)
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await replays.listSessions({ appIds: ['clinic'], limit: 3, ...(cursor && { cursor }) })
    expect(page.total).toBe(7)
    seen.push(...page.sessions.map(({ id }) => id))
    cursor = page.nextCursor
  } while (cursor)
  expect(new Set(seen)).toEqual(new Set(sessions))
  expect(seen).toHaveLength(7)
  expect(seen[0]).toBe(sessions[6])
  expect((await replays.listSessions({ appIds: [], limit: 3 })).sessions).toEqual([])
  expect(
    (await replays.listSessions({ appIds: ['clinic'], limit: 9, cursor: "'; --" })).sessions,
  ).toHaveLength(7)
})

test('adds up the streams of a session', async () => {
  const session = randomUUID()
  await record({ session, startedAtMs: 50_000 }, 3)
  await record({ session, startedAtMs: 20_000 }, 2, false)
  expect(await replays.getSession(session)).toEqual({
    id: session,
    appId: 'clinic',
    startedAtMs: 20_000,
    endedAtMs: 64_999,
    streamCount: 2,
    segmentCount: 5,
    sizeBytes: 5_000,
    state: 'live',
  })
  expect((await replays.listStreams(session)).map(({ startedAtMs }) => startedAtMs)).toEqual([20_000, 50_000])
  expect(await replays.getSession(randomUUID())).toBeUndefined()
})

/** Folds everything that is recorded. */
async function fold(): Promise<void> {
  const anchor = await startTestAnchor()
  const worker = postgres.database('worker')
  await createRecordingsLog(worker, anchor).appendPending({ idleBefore: new Date(Date.now() + 60_000) })
  await createSegmentFolding(worker).foldClosed({ receivedBefore: new Date(Date.now() + 60_000) })
  await anchor.stop()
}

test.each(['in rows', 'folded', 'folded in part'])(
  'segments of a stream, %s, are listed, found by time and keyframe, and read in part',
  async (state) => {
    async function recordIn(count: number): Promise<[NewStream, NewSegment[]]> {
      const isInPart = state === 'folded in part'
      const firstCount = isInPart ? Math.floor(count / 2) : count
      const [stream, segments] = await record({ startedAtMs: 0 }, firstCount, !isInPart)
      if (state !== 'in rows') await fold()
      if (!isInPart) return [stream, segments]
      const previousLink = segments.at(-1)?.link ?? new Uint8Array()
      const rest = newSegments(stream, {
        from: firstCount,
        count: count - firstCount,
        final: true,
        previousLink,
      })
      await createIngestRepository(postgres.database('ingest')).commitBatch(newBatchCommit([], rest))
      return [stream, [...segments, ...rest]]
    }

    const [{ stream }, segments] = await recordIn(150)
    const rows = await sql`SELECT FROM segments`.execute(postgres.database('viewer'))
    expect(rows.rows).toHaveLength(state === 'in rows' ? 150 : state === 'folded' ? 0 : 75)
    const all = await replays.listSegments(stream)
    const plain = ({ index, offset, length, startMs, endMs, keyframe, final, ...rest }: SegmentLike) => {
      const { sha256, link } = rest
      return { index, offset, length, startMs, endMs, keyframe, final, sha256, link }
    }
    expect(all.map(plain)).toEqual(segments.map(plain))
    expect(new Set(all.map(({ objectKey }) => objectKey)).size).toBe(state === 'folded in part' ? 2 : 1)

    const viewer = postgres.database('viewer')
    const found = openStreamSegments(viewer, stream)
    const keyframe = { keyframe: true }
    for (const index of [0, 11, 12, 70, 75, 80, 149]) {
      const startMs = index * 5_000
      expect(await found.findLast({ startMs })).toBe(index)
      expect(await found.findLast({ startMs: startMs - 1 })).toBe(index === 0 ? undefined : index - 1)
      expect(await found.findLast({ startMs }, keyframe)).toBe(index - (index % 12))
      expect(await found.findLast({ index }, keyframe)).toBe(index - (index % 12))
    }
    expect(await found.findLast({ index: 10_000 })).toBe(149)
    for (const [from, to] of [
      [0, 1],
      [60, 70],
      [70, 80],
      [127, 150],
      [149, 900],
      [150, 151],
    ] as const) {
      const links = segments.slice(from, to).map(({ index, link }) => ({ index, link }))
      expect((await found.list(from, to)).map(({ index, link }) => ({ index, link }))).toEqual(links)
    }
    const hashes = await findSegmentHashes(postgres.database('ingest'), stream, 60, 90)
    expect(hashes).toEqual(segments.slice(60, 90).map(({ index, sha256 }) => ({ index, sha256 })))
    expect(await findSegmentHashes(postgres.database('ingest'), stream, 140, 200)).toHaveLength(10)
  },
)

type SegmentLike = Omit<Awaited<ReturnType<ReplayRepository['listSegments']>>[number], 'objectKey'>

test('gives header and enc until the key is shredded', async () => {
  const [stream] = await record({}, 1)
  expect(await replays.readSealedStream(stream.stream)).toEqual({
    headerBytes: stream.headerBytes,
    keyId: stream.keyId,
    enc: stream.enc,
  })
  await postgres.database('worker').deleteFrom('stream_keys').where('stream_id', '=', stream.stream).execute()
  expect(await replays.readSealedStream(stream.stream)).toBeUndefined()
})

test('keeps an opened replay', async () => {
  const replay = {
    id: randomUUID(),
    session: randomUUID(),
    appId: 'clinic',
    userId: randomUUID(),
    purpose: 'debugging',
    auditIndex: 7,
    expiresAtMs: 1_800_000_000_000,
  }
  await replays.insertReplay(replay)
  expect(await replays.findReplay(replay.id)).toEqual(replay)
  expect(await replays.findReplay(randomUUID())).toBeUndefined()
})
