// What the worker writes about batches and streams, on a real PostgreSQL as the worker role.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newBatchCommit, newSegments, newStream } from '../../test/recording-fixture.ts'
import { createIngestRepository, type IngestRepository } from '../streams/ingest.repository.ts'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '../testing.ts'
import { createAuditLog } from './audit-log.ts'
import { readLeaves, readLogSize } from './log-reader.ts'
import { parseRecordingsLeaf, type RecordingsLeaf } from './recordings-leaf.ts'
import { createRecordingsLog, type RecordingsLog } from './recordings-log.ts'
import { takeReports } from './worker.repository.ts'

let postgres: TestPostgres
let anchor: TestAnchor
let ingest: IngestRepository
let log: RecordingsLog
beforeEach(async () => {
  postgres = await startTestPostgres()
  anchor = await startTestAnchor()
  ingest = createIngestRepository(postgres.database('ingest'))
  log = createRecordingsLog(postgres.database('worker'), anchor)
})
afterEach(() => Promise.all([postgres.stop(), anchor.stop()]))

const longAgo = new Date(0)
const inAMinute = (): Date => new Date(Date.now() + 60_000)
const hex = (bytes?: Uint8Array): string => Buffer.from(bytes ?? []).toString('hex')

async function leaves(): Promise<RecordingsLeaf[]> {
  const db = postgres.database('viewer')
  const found: RecordingsLeaf[] = []
  const range = { from: 0, to: await readLogSize(db, 'recordings') }
  for await (const { bytes } of readLeaves(db, 'recordings', range)) {
    const { timeMs: _, ...leaf } = parseRecordingsLeaf(bytes)
    found.push(leaf)
  }
  return found
}

test('lists each committed batch once', async () => {
  const stream = newStream()
  const commit = newBatchCommit([stream], newSegments(stream, { from: 0, count: 2 }))
  await ingest.commitBatch(commit)
  expect(await log.appendPending({ idleBefore: longAgo })).toEqual({ batches: 1, closes: 0 })
  expect(await log.appendPending({ idleBefore: longAgo })).toEqual({ batches: 0, closes: 0 })
  expect(await leaves()).toEqual([
    {
      type: 'batch',
      batch: commit.batch.id,
      object: commit.batch.objectKey,
      sha256: hex(commit.batch.sha256),
      sizeBytes: 2_000,
      segments: 2,
    },
  ])
})

test('closes a final stream after its batches', async () => {
  const stream = newStream()
  const segments = newSegments(stream, { from: 0, count: 3, final: true })
  await ingest.commitBatch(newBatchCommit([stream], segments))
  expect(await log.appendPending({ idleBefore: longAgo })).toEqual({ batches: 1, closes: 1 })
  const [batch, close] = await leaves()
  expect(batch?.type).toBe('batch')
  expect(close).toEqual({
    type: 'close',
    stream: stream.stream,
    session: stream.session,
    app: 'clinic',
    segments: 3,
    lastLink: hex(segments[2]?.link),
    headerHash: hex(stream.headerHash),
    final: true,
  })
})

test('closes an idle stream provisionally, and again when it grew', async () => {
  const stream = newStream()
  const first = newSegments(stream, { from: 0, count: 1 })
  await ingest.commitBatch(newBatchCommit([stream], first))
  expect(await log.appendPending({ idleBefore: inAMinute() })).toEqual({ batches: 1, closes: 1 })
  expect(await log.appendPending({ idleBefore: inAMinute() })).toEqual({ batches: 0, closes: 0 })
  const link = first[0]?.link ?? new Uint8Array()
  await ingest.commitBatch(newBatchCommit([], newSegments(stream, { from: 1, count: 1, previousLink: link })))
  expect(await log.appendPending({ idleBefore: longAgo })).toEqual({ batches: 1, closes: 0 })
  expect(await log.appendPending({ idleBefore: inAMinute() })).toEqual({ batches: 0, closes: 1 })
  const closes = (await leaves()).filter((leaf) => leaf.type === 'close')
  expect(closes.map(({ segments, final }) => [segments, final])).toEqual([
    [1, false],
    [2, false],
  ])
})

test('does not close before all waiting batches are listed', async () => {
  for (let i = 0; i < 3; i += 1) {
    const stream = newStream()
    await ingest.commitBatch(
      newBatchCommit([stream], newSegments(stream, { from: 0, count: 1, final: true })),
    )
  }
  expect(await log.appendPending({ idleBefore: longAgo, limit: 2 })).toEqual({ batches: 2, closes: 0 })
  expect(await log.appendPending({ idleBefore: longAgo, limit: 2 })).toEqual({ batches: 1, closes: 2 })
  expect(await log.appendPending({ idleBefore: longAgo, limit: 2 })).toEqual({ batches: 0, closes: 1 })
})

test('of two workers at once lists and closes everything once', async () => {
  for (let i = 0; i < 10; i += 1) {
    const stream = newStream()
    await ingest.commitBatch(
      newBatchCommit([stream], newSegments(stream, { from: 0, count: 1, final: true })),
    )
  }
  const logs = Array.from({ length: 4 }, () => createRecordingsLog(postgres.database('worker'), anchor))
  await Promise.all(logs.map((other) => other.appendPending({ idleBefore: longAgo })))
  await log.appendPending({ idleBefore: longAgo })
  const found = await leaves()
  const batches = found.flatMap((leaf) => (leaf.type === 'batch' ? [leaf.batch] : []))
  const closes = found.flatMap((leaf) => (leaf.type === 'close' ? [leaf.stream] : []))
  expect([batches.length, new Set(batches).size]).toEqual([10, 10])
  expect([closes.length, new Set(closes).size]).toEqual([10, 10])
})

test('turns each report of ingest into one audit event', async () => {
  const stream = newStream().stream
  await ingest.insertReport({ kind: 'ingest.equivocation', appId: 'clinic', stream, segmentIndex: 4 })
  await ingest.insertReport({ kind: 'ingest.equivocation', appId: 'clinic' })
  const audit = createAuditLog(postgres.database('worker'), anchor)
  const drain = () =>
    audit.appendInTransaction(async (transaction) =>
      (await takeReports(transaction, 10)).map(({ appId, stream: reported, segmentIndex }) => ({
        action: 'ingest.equivocation',
        outcome: 'denied',
        denyReason: 'conflict',
        actor: { issuer: 'reseal', roles: [], method: 'append-key' },
        target: {
          app: appId,
          ...(reported && { stream: reported }),
          ...(segmentIndex !== undefined && { fromIndex: segmentIndex }),
        },
      })),
    )
  const events = await drain()
  expect(events.map(({ event }) => event.target)).toEqual([
    { app: 'clinic', stream, fromIndex: 4 },
    { app: 'clinic' },
  ])
  expect(await drain()).toEqual([])
})

test('refuses leaves it does not know', () => {
  for (const text of ['', '[]', '{}', '{"type":"batch","time_ms":1}', '{"type":"other","time_ms":1}']) {
    expect(() => parseRecordingsLeaf(Buffer.from(text))).toThrow(
      expect.objectContaining({ code: 'bad_leaf' }),
    )
  }
})
