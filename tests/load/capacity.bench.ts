// The numbers that design.md §13 reckons with on paper, against measured ones: a million sessions a day of five minutes, a
// segment of 12 KiB every 5 s. What is counted is counted on the real parts; docs/cost.md has the formulas and prices.
import { bucketSize } from '@reseal/protocol'
import {
  type Anchor,
  createAnchor,
  createAnchorWriter,
  createAuditLog,
  createIngestRepository,
  createRecordingsLog,
  type Database,
  type ObjectStore,
  startLog,
} from '@reseal/store'
import { startTestAnchor } from '@reseal/store/testing'
import { sql } from 'kysely'
import { type Deployment, runClient, startDeployment } from '../../packages/ingest/bench/deployment.ts'
import { measureDatabaseBytes } from '../../packages/store/bench/database-bytes.bench.ts'
import { newBatchCommit, newSegments, newStream } from '../../packages/store/test/recording-fixture.ts'

/** One figure in the shape that `npm run bench` prints. */
export interface Measurement {
  readonly id: string
  readonly value: number
  readonly unit: string
  readonly budget?: number
  readonly met: boolean
}

interface PaperNumber {
  readonly what: string
  readonly paper: number
  readonly measured: number
  readonly unit: string
  /** Whether more than on paper is better. */
  readonly isFloor?: boolean
}

const segmentsPerDay = 60e6
const sessionsPerDay = 1e6
const gzipBytes = 12 * 1024
const ingestProcesses = 4
// Every segment that the client of the measurement sends.
const bucketOfLoad = 16 * 1024
const secondsPerDay = 86_400
const dollarsPerPut = 0.005 / 1_000

/** Measures `capacity`: the worst factor by which a measured number falls short of the one on paper. */
export async function measureCapacity(): Promise<Measurement[]> {
  const numbers = await checkedNumbers()
  const shortfalls = numbers.map(({ paper, measured, isFloor }) =>
    isFloor ? paper / measured : measured / paper,
  )
  numbers.forEach(({ what, paper, measured, unit }, at) => {
    const figures = [paper, measured].map((value) =>
      value.toLocaleString('en', { maximumSignificantDigits: 3 }),
    )
    const factor = (shortfalls[at] ?? 0).toFixed(2)
    process.stderr.write(`  ${what}: on paper ${figures[0]}, measured ${figures[1]} ${unit} (${factor})\n`)
  })
  const value = Math.max(...shortfalls)
  return [{ id: 'capacity', value, unit: 'x', budget: 1, met: value <= 1 }]
}

async function checkedNumbers(): Promise<PaperNumber[]> {
  const deployment = await startDeployment()
  try {
    const puts = await measurePuts(deployment)
    const sealedBytes = bucketSize(4 + gzipBytes) + (await measureFrameBytes(deployment))
    const rowsPerSecond = await measureRows(deployment)
    const { appendsPerSecond, ...anchor } = await measureLogs(deployment)
    const [per1000] = await measureDatabaseBytes()
    const putsPerSecond = ingestProcesses * Math.max(...puts)
    const workerPutsPerDay = secondsPerDay * anchor.putsPerRound
    process.stderr.write(
      `  a segment of ${gzipBytes} bytes of gzip: ${Math.round(sealedBytes)} bytes of a batch\n` +
        `  a round of the worker with news: ${anchor.putsPerRound.toFixed(2)} PUTs, ${anchor.bytesPerRound.toFixed(0)} bytes; ` +
        `${Math.round(workerPutsPerDay).toLocaleString('en')} PUTs a day, ` +
        `$${(workerPutsPerDay * dollarsPerPut).toFixed(2)}\n`,
    )
    return [
      { what: 'PUTs of four ingest processes', paper: 20, measured: putsPerSecond, unit: 'a second' },
      {
        what: 'requests of ingest',
        paper: 9,
        measured: putsPerSecond * secondsPerDay * dollarsPerPut,
        unit: 'dollars a day',
      },
      {
        what: 'bytes of batches',
        paper: 700,
        measured: (segmentsPerDay * sealedBytes) / 1e9,
        unit: 'GB a day',
      },
      { what: 'rows in batches', paper: 3_000, measured: rowsPerSecond, unit: 'a second', isFloor: true },
      {
        what: 'database',
        paper: 2.4,
        measured: (segmentsPerDay * (per1000?.value ?? 0)) / 1_000 / 1e9,
        unit: 'GB a day',
      },
      { what: 'audit appends', paper: 100, measured: appendsPerSecond, unit: 'a second', isFloor: true },
      {
        what: 'appends of an indexer',
        paper: sessionsPerDay / secondsPerDay,
        measured: appendsPerSecond,
        unit: 'a second',
        isFloor: true,
      },
    ]
  } finally {
    await deployment.stop()
  }
}

/** Bytes of batch objects a segment beyond its bucket: header, tag, and its share of the object's frame. */
async function measureFrameBytes({ owner }: Deployment): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    SELECT sum(size_bytes)::float8 / sum(segment_count) AS bytes FROM batches`.execute(owner)
  return (rows[0]?.bytes ?? 0) - bucketOfLoad
}

/** PUTs a second of one process at 4, 40 and 400 segments a second, and as many as it takes. */
async function measurePuts({ appKey, owner, start }: Deployment): Promise<number[]> {
  const { port, receiptKey = '' } = await start('ingest')
  const load = { port, receiptKey, appKey, origin: 'https://clinic.example', durationMs: 6_000 }
  const rates: number[] = []
  for (const [streams, everyMs] of [
    [20, 5_000],
    [200, 5_000],
    [400, 1_000],
    [512, 0],
  ] as const) {
    const since = await now(owner)
    await runClient({ ...load, streams, everyMs })
    const { batches, segments, seconds } = await countSince(owner, since)
    process.stderr.write(
      `  ${Math.round(segments / seconds)} segments a second: ${(batches / seconds).toFixed(1)} PUTs a second, ` +
        `${((1_000 * batches) / segments).toFixed(1)} per 1,000 segments\n`,
    )
    rates.push(batches / seconds)
  }
  return rates
}

async function now(owner: Database): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`SELECT clock_timestamp() AS now`.execute(owner)
  return rows[0]?.now ?? new Date()
}

/** Batches and their segments, less the first, in the time from the first to the last. */
async function countSince(
  owner: Database,
  since: Date,
): Promise<{ batches: number; segments: number; seconds: number }> {
  const { rows } = await sql<{ batches: number; segments: number; seconds: number }>`
    SELECT count(*)::int - 1 AS batches, sum(segment_count)::int AS segments,
      extract(epoch FROM max(created_at) - min(created_at))::float8 AS seconds
    FROM batches WHERE created_at >= ${since}`.execute(owner)
  return rows[0] ?? { batches: 0, segments: 0, seconds: 0 }
}

const measuredBatches = 60
const streamsInBatch = 5
const segmentsOfStream = 50

/** Rows a second in batches of 250, one after the other. */
async function measureRows({ owner }: Deployment): Promise<number> {
  const ingest = createIngestRepository(owner)
  const commits = Array.from({ length: measuredBatches + 1 }, () => {
    const streams = Array.from({ length: streamsInBatch }, () => newStream({ appId: 'bench' }))
    const segments = streams.flatMap((stream) => newSegments(stream, { from: 0, count: segmentsOfStream }))
    return newBatchCommit(streams, segments)
  })
  let startedMs = 0
  for (const [at, commit] of commits.entries()) {
    if (at === 1) startedMs = performance.now()
    await ingest.commitBatch(commit)
  }
  const rows = measuredBatches * streamsInBatch * segmentsOfStream
  return (rows * 1_000) / (performance.now() - startedMs)
}

interface LogFigures {
  readonly putsPerRound: number
  readonly bytesPerRound: number
  readonly appendsPerSecond: number
}

const rounds = 260
const batchesPerRound = 20

/** The worker's PUTs a second with 20 batches of news, recordings log, and audit events a second, a hundred at once. */
async function measureLogs({ owner }: Deployment): Promise<LogFigures> {
  const kept = await startTestAnchor()
  try {
    const written = { puts: 0, bytes: 0 }
    const anchor = countingAnchor(kept.anchor, written)
    for (const log of ['audit', 'recordings'] as const) {
      await startLog(owner, log, { origin: `reseal.test/${log}`, key: 'key' })
    }
    const recordings = createRecordingsLog(owner, { anchor })
    const writer = createAnchorWriter({ db: owner, anchor, signers: kept.signers })
    await recordings.appendPending({ idleBefore: new Date(0), limit: 100_000 })
    await writer.anchorLog('recordings')
    await writer.anchorLog('audit')
    Object.assign(written, { puts: 0, bytes: 0 })
    for (let round = 0; round < rounds; round += 1) {
      await insertBatches(owner)
      await recordings.appendPending({ idleBefore: new Date(0) })
      await writer.anchorLog('recordings')
      await writer.anchorLog('audit')
    }
    const figures = { putsPerRound: written.puts / rounds, bytesPerRound: written.bytes / rounds }
    return { ...figures, appendsPerSecond: await measureAppends(owner, anchor) }
  } finally {
    await kept.stop()
  }
}

function countingAnchor(anchor: Anchor, written: { puts: number; bytes: number }): Anchor {
  const store: ObjectStore = {
    ...anchor.store,
    put: async (key, bytes) => {
      written.puts += 1
      written.bytes += bytes.length
      await anchor.store.put(key, bytes)
    },
  }
  return createAnchor({ store, verifiers: anchor.verifiers })
}

async function insertBatches(owner: Database): Promise<void> {
  await sql`INSERT INTO batches (id, object_key, sha256, size_bytes, segment_count)
    SELECT id, 'batches/2026/11/22/' || id, sha256(''), 2000000, 150
    FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, ${batchesPerRound})) AS made`.execute(owner)
}

async function measureAppends(owner: Database, anchor: Anchor): Promise<number> {
  const log = createAuditLog(owner, { anchor })
  const event = {
    action: 'replay.read',
    outcome: 'success',
    actor: { issuer: 'https://id.example.org', subject: 'ada', roles: ['engineer'], method: 'webauthn' },
    purpose: 'debugging',
    target: { app: 'clinic', session: '7f1a5e0e-6a53-4a0e-8a6e-0d4a8a3c9b11', fromMs: 0, toMs: 60_000 },
    extent: { replayMs: 60_000, segments: 12, bytes: 196_608 },
  } as const
  const [times, atOnce] = [20, 100]
  await log.append(event)
  const startedMs = performance.now()
  for (let turn = 0; turn < times; turn += 1) {
    await Promise.all(Array.from({ length: atOnce }, () => log.append(event)))
  }
  return (times * atOnce * 1_000) / (performance.now() - startedMs)
}
