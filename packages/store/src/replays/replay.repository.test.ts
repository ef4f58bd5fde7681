// Lists, segments by range and enc, on a real PostgreSQL as the viewer role.
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newBatchCommit, newSegments, newStream } from '../../test/recording-fixture.ts'
import type { NewSegment, NewStream } from '../streams/commit-batch.ts'
import { createIngestRepository } from '../streams/ingest.repository.ts'
import { startTestPostgres, type TestPostgres } from '../testing.ts'
import { createReplayRepository, type ReplayRepository } from './replay.repository.ts'

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

test('locates segments, whole or from the keyframe before a range', async () => {
  const [stream, segments] = await record({ startedAtMs: 0 }, 30)
  const all = await replays.listSegments(stream.stream)
  expect(all.map(({ index, link, sha256 }) => ({ index, link, sha256 }))).toEqual(
    segments.map(({ index, link, sha256 }) => ({ index, link, sha256 })),
  )
  expect(all[12]).toMatchObject({ keyframe: true, final: false, offset: 12_000, length: 1_000 })
  expect(all[29]).toMatchObject({ keyframe: false, final: true })
  const indexes = (found: { index: number }[]): number[] => found.map(({ index }) => index)
  const within = await replays.listSegments(stream.stream, { fromIndex: 3, toIndex: 5 })
  expect(indexes(within)).toEqual([3, 4])
  const range = (fromMs: number, toMs: number) =>
    replays.listSegmentsForReplay(stream.stream, { fromMs, toMs })
  expect(indexes(await range(70_000, 79_000))).toEqual([12, 13, 14, 15])
  expect(indexes(await range(59_000, 60_000))).toEqual(Array.from({ length: 13 }, (_, index) => index))
  expect(indexes(await range(60_000, 60_000))).toEqual([12])
  expect(indexes(await range(-10, 0))).toEqual([0])
})

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
