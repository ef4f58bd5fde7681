import {
  createAnchor,
  createAuditRepository,
  createIngestRepository,
  type IngestRepository,
  type ObjectStore,
  parseRecordingsLeaf,
  StoreError,
} from '@reseal/store'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '@reseal/store/testing'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { assertAnchored, readLog, readRecordings } from '../test/log-audit.ts'
import { recordStream } from '../test/recordings.ts'
import type { LogLine } from './logging/log-line.ts'
import { type RunningWorker, startWorker, type WorkerOptions } from './start-worker.ts'
import { createSteps } from './steps.ts'

let postgres: TestPostgres
let anchored: TestAnchor
let ingest: IngestRepository
let logged: LogLine[]
const running: RunningWorker[] = []

beforeEach(async () => {
  postgres = await startTestPostgres()
  anchored = await startTestAnchor()
  ingest = createIngestRepository(postgres.database('ingest'))
  logged = []
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((worker) => worker.stop()))
  await postgres.stop()
  await anchored.stop()
})

function start(options: Partial<WorkerOptions> = {}): RunningWorker {
  const worker = startWorker({
    db: postgres.database('worker'),
    anchor: anchored.anchor,
    signers: anchored.signers,
    log: (line) => logged.push(line),
    roundEveryMs: 5,
    ...options,
  })
  running.push(worker)
  return worker
}

/** Resolves when both logs hold what they are to hold and all of it is anchored. */
async function settled(recordings: number, audit: number): Promise<void> {
  const db = postgres.database('worker')
  await expect
    .poll(
      async () => [
        await assertAnchored(db, anchored.anchor, 'recordings'),
        await assertAnchored(db, anchored.anchor, 'audit'),
      ],
      {
        timeout: 15_000,
      },
    )
    .toEqual([recordings, audit])
}

describe('a round', () => {
  test('pins origin and key in leaf 0 of each log and anchors them', async () => {
    start()
    await settled(1, 1)
    for (const log of ['audit', 'recordings'] as const) {
      const { leaves } = await readLog(postgres.database('worker'), log)
      const origin = parseRecordingsLeaf(leaves[0] ?? new Uint8Array())
      expect(origin).toMatchObject({ type: 'origin', origin: `reseal.test/${log}` })
    }
  })

  test('lists each batch once and closes a final stream with its last link', async () => {
    start()
    const stream = recordStream(ingest)
    const batches = [await stream.commit(), await stream.commit(), await stream.commit({ final: true })]
    await settled(5, 1)
    const leaves = await readRecordings(postgres.database('worker'))
    expect(leaves.flatMap((leaf) => (leaf.type === 'batch' ? leaf.batch : []))).toEqual(batches)
    expect(leaves.at(-1)).toMatchObject({ type: 'close', stream: stream.id, segments: 3, final: true })
  })

  test('closes an idle stream provisionally and again when more has come', async () => {
    start({ idleAfterMs: 0 })
    const stream = recordStream(ingest)
    await stream.commit()
    await settled(3, 1)
    await stream.commit()
    await settled(5, 1)
    const closes = (await readRecordings(postgres.database('worker'))).filter(({ type }) => type === 'close')
    expect(closes).toMatchObject([
      { segments: 1, final: false },
      { segments: 2, final: false },
    ])
  })

  test('leaves a stream open that is neither final nor idle', async () => {
    start()
    await recordStream(ingest).commit()
    await settled(2, 1)
    expect((await readRecordings(postgres.database('worker'))).map(({ type }) => type)).toEqual(['batch'])
  })

  test('of a flood of reports takes a part, and anchors what it took', async () => {
    await sql`INSERT INTO ingest_reports (kind, app_id)
      SELECT 'ingest.equivocation', 'clinic' FROM generate_series(1, 500)`.execute(
      postgres.database('ingest'),
    )
    start({ roundEveryMs: 3_600_000 })
    await settled(1, 201)
    expect((await sql`SELECT FROM ingest_reports`.execute(postgres.database('worker'))).rows).toHaveLength(
      300,
    )
  })

  test('turns reports of ingest into audit events, each once', async () => {
    const stream = recordStream(ingest)
    await stream.commit()
    await ingest.insertReport({
      kind: 'ingest.equivocation',
      appId: 'clinic',
      stream: stream.id,
      segmentIndex: 7,
    })
    await ingest.insertReport({ kind: 'ingest.something-new', appId: 'clinic' })
    start()
    await settled(2, 3)
    const events = await createAuditRepository(postgres.database('viewer')).list({ limit: 10 })
    expect(events.map(({ event }) => event.action)).toEqual(['ingest.report', 'ingest.equivocation'])
    expect(events[1]?.event).toMatchObject({
      outcome: 'denied',
      actor: { issuer: 'reseal', method: 'service' },
      target: { app: 'clinic', stream: stream.id, fromIndex: 7, toIndex: 7 },
    })
  })
})

describe('two workers on one database', () => {
  test('list and close nothing twice, and their checkpoints agree', async () => {
    start()
    start({ db: postgres.database('worker') })
    const streams = Array.from({ length: 6 }, () => recordStream(ingest))
    const batches: string[] = []
    for (let turn = 0; turn < 5; turn++) {
      for (const stream of streams) batches.push(await stream.commit({ final: turn === 4 }))
      await ingest.insertReport({ kind: 'ingest.equivocation', appId: 'clinic' })
    }
    await settled(1 + 30 + 6, 1 + 5)
    const leaves = await readRecordings(postgres.database('worker'))
    const listed = leaves.flatMap((leaf) => (leaf.type === 'batch' ? leaf.batch : []))
    expect(listed.toSorted()).toEqual(batches.toSorted())
    expect(new Set(leaves.flatMap((leaf) => (leaf.type === 'close' ? leaf.stream : [])))).toHaveLength(6)
  })
})

describe('two workers that both believe they lead', () => {
  test('do nothing twice', async () => {
    const parts = {
      db: postgres.database('worker'),
      anchor: anchored.anchor,
      signers: anchored.signers,
      idleAfterMs: 3_600_000,
      log: () => {},
    }
    const both = [createSteps(parts), createSteps(parts)]
    const { signal } = new AbortController()
    const round = () =>
      Promise.all(
        both.map(async (steps) => {
          for (const step of steps) await step.run({ signal })
        }),
      )
    const streams = Array.from({ length: 3 }, () => recordStream(ingest))
    for (let turn = 0; turn < 5; turn++) {
      for (const stream of streams) await stream.commit({ final: turn === 4 })
      await ingest.insertReport({ kind: 'ingest.equivocation', appId: 'clinic' })
      await round()
    }
    await settled(1 + 15 + 3, 1 + 5)
  })
})

describe('metrics', () => {
  test('say who leads, when a job last ended well, and how far the logs are anchored', async () => {
    const worker = start({ leaseMs: 50 })
    await recordStream(ingest).commit()
    await settled(2, 1)
    const read = async () => (await worker.metrics()).split('\n')
    await expect
      .poll(read)
      .toEqual(
        expect.arrayContaining([
          'reseal_worker_job_leader{job="anchor-audit"} 1',
          'reseal_worker_job_has_leader{job="anchor-audit"} 1',
          'reseal_worker_unanchored_leaf_age_seconds{log="recordings"} 0',
          'reseal_worker_log_leaves{log="recordings",covered="anchored"} 2',
          expect.stringMatching(
            /^reseal_worker_job_last_success_timestamp_seconds\{job="anchor-audit"\} \d{10}/u,
          ),
          expect.stringMatching(/^reseal_worker_job_runs_total\{job="recordings",outcome="success"\} [1-9]/u),
        ]),
      )
  })

  test('leave out what cannot be asked', async () => {
    const { store } = anchored.anchor
    const broken: ObjectStore = {
      ...store,
      // oxlint-disable-next-line require-yield
      async *list() {
        throw new StoreError('object_store_unavailable')
      },
    }
    const worker = start({ anchor: createAnchor({ store: broken, verifiers: anchored.anchor.verifiers }) })
    await expect.poll(() => worker.state().failing).not.toEqual({})
    const text = await worker.metrics()
    expect(text).not.toContain('log_leaves{')
    expect(text).toContain('reseal_worker_job_runs_total{job="start-logs",outcome="failure"}')
  })
})

describe('leadership', () => {
  test('is given up on a stop, so that the next worker leads at once', async () => {
    const first = start({ leaseMs: 3_600_000 })
    await expect.poll(() => first.state().leading).toHaveLength(createdSteps())
    const second = start({ leaseMs: 3_600_000 })
    await expect.poll(() => second.state().isStarted).toBe(true)
    expect(second.state().leading).toEqual([])
    await first.stop()
    const third = start({ leaseMs: 3_600_000 })
    await expect.poll(() => third.state().leading).toHaveLength(createdSteps())
  })

  test('goes to another worker where a step fails', async () => {
    const { store } = anchored.anchor
    const failing: ObjectStore = {
      ...store,
      put: () => Promise.reject(new StoreError('object_store_unavailable')),
    }
    const broken = start({
      anchor: createAnchor({ store: failing, verifiers: anchored.anchor.verifiers }),
      leaseMs: 3_600_000,
    })
    await recordStream(ingest).commit()
    await expect.poll(() => broken.state().failing).toHaveProperty('anchor-recordings')
    const whole = start({ leaseMs: 50 })
    await settled(2, 1)
    await expect.poll(() => whole.state().leading).toContain('anchor-recordings')
    await expect.poll(() => broken.state().failing).toEqual({})
  })
})

/** How many steps have a leader: all but the proof of the logs' start, which each worker makes for itself. */
function createdSteps(): number {
  const { anchor, signers } = anchored
  return (
    createSteps({ db: postgres.database('worker'), anchor, signers, idleAfterMs: 0, log: () => {} }).length -
    1
  )
}

describe('failures', () => {
  test('of the anchor stop neither log, show their code, and are made good', async () => {
    let broken = true
    const { store } = anchored.anchor
    const failing: ObjectStore = {
      ...store,
      put: (key, bytes) =>
        broken ? Promise.reject(new StoreError('object_store_unavailable')) : store.put(key, bytes),
    }
    const worker = start({ anchor: createAnchor({ store: failing, verifiers: anchored.anchor.verifiers }) })
    await recordStream(ingest).commit()
    const unavailable = 'object_store_unavailable'
    await expect
      .poll(() => worker.state().failing)
      .toEqual({ 'anchor-audit': unavailable, 'anchor-recordings': unavailable })
    expect(worker.state().lastAnchoredAtMs).toBeUndefined()
    await expect.poll(() => readRecordings(postgres.database('worker'))).toHaveLength(1)
    broken = false
    await settled(2, 1)
    await expect.poll(() => worker.state().failing).toEqual({})
    expect(worker.state().lastAnchoredAtMs).toBeGreaterThan(0)
    expect(logged).toContainEqual({ event: 'recovered', step: 'anchor-audit' })
  })

  test('of the database connection between any two statements leave nothing twice', async () => {
    start()
    const superuser = postgres.database('superuser')
    const streams = Array.from({ length: 4 }, () => recordStream(ingest))
    const batches: string[] = []
    for (let turn = 0; turn < 10; turn++) {
      for (const stream of streams) batches.push(await stream.commit({ final: turn === 9 }))
      await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE usename = 'reseal_worker' AND datname = current_database()`.execute(superuser)
    }
    await settled(1 + 40 + 4, 1)
    const leaves = await readRecordings(postgres.database('worker'))
    expect(leaves.flatMap((leaf) => (leaf.type === 'batch' ? leaf.batch : [])).toSorted()).toEqual(
      batches.toSorted(),
    )
  })

  test('nothing is appended to an empty database below an anchored history', async () => {
    const first = start()
    await recordStream(ingest).commit()
    await settled(2, 1)
    await first.stop()
    const lost = await startTestPostgres()
    try {
      const worker = start({ db: lost.database('worker') })
      await expect.poll(() => worker.state().failing).toEqual({ 'start-logs': 'log_behind_anchor' })
      await worker.stop()
      expect((await readLog(lost.database('worker'), 'audit')).leaves).toEqual([])
      expect((await readLog(lost.database('worker'), 'recordings')).leaves).toEqual([])
    } finally {
      await lost.stop()
    }
  })

  test('nothing is appended to a history that the anchor contradicts', async () => {
    const first = start()
    await recordStream(ingest).commit()
    await settled(2, 1)
    await first.stop()
    const superuser = postgres.database('superuser')
    await sql`ALTER TABLE recordings_leaves DISABLE TRIGGER insert_only`.execute(superuser)
    await sql`UPDATE recordings_leaves SET leaf = convert_to(replace(convert_from(leaf, 'UTF8'), '"segments":1', '"segments":2'), 'UTF8')
      WHERE index = 1`.execute(superuser)
    const worker = start()
    await expect.poll(() => worker.state().failing).toEqual({ 'start-logs': 'log_inconsistent' })
    await recordStream(ingest).commit()
    await worker.stop()
    expect(await readRecordings(postgres.database('worker'))).toHaveLength(1)
    expect(JSON.stringify(logged)).not.toContain('UPDATE')
  })
})
