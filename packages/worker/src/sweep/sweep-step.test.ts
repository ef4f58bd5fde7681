// Orphans on a real database and a folder: which go, which stay, and when.
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeBatch, encodeSegmentHeader, sha256 } from '@reseal/protocol'
import {
  createAuditLog,
  createAuditRepository,
  createFolderObjectStore,
  createIngestRepository,
  createRecordingsLog,
  type NewSegment,
  type ObjectStore,
} from '@reseal/store'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '@reseal/store/testing'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { LogLine } from '../logging/log-line.ts'
import { startWorker } from '../start-worker.ts'
import type { Step } from '../steps.ts'
import { createSweepStep } from './sweep-step.ts'

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs

let postgres: TestPostgres
let anchored: TestAnchor
let folder: string
let objects: ObjectStore
let logged: LogLine[]
beforeAll(async () => {
  postgres = await startTestPostgres()
  anchored = await startTestAnchor()
})
afterAll(() => Promise.all([postgres.stop(), anchored.stop()]))
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseal-sweep-'))
  objects = createFolderObjectStore({ root: folder })
  logged = []
  await sql`UPDATE sweep SET after_key = '', not_before = now() - interval '100 days'`.execute(
    postgres.database('superuser'),
  )
})
afterEach(() => rm(folder, { recursive: true, force: true }))

interface MadeBatch {
  readonly id: string
  readonly objectKey: string
  readonly bytes: Uint8Array
  readonly segment: NewSegment
}

/** A batch of one segment of a stream, made so long ago. */
async function store(agoMs: number, stream: string, index: number): Promise<MadeBatch> {
  const atMs = Date.now() - agoMs
  const times = { startMs: 0, endMs: 1 }
  const header = { stream, index, prevLink: new Uint8Array(32), nonce: new Uint8Array(12), ...times }
  const segment = Buffer.concat([
    encodeSegmentHeader({ ...header, keyframe: false, final: false }),
    randomBytes(1040),
  ])
  const time = atMs.toString(16).padStart(12, '0')
  const id = `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
  const { bytes, entries } = encodeBatch({
    batchId: id,
    createdAtMs: atMs,
    streams: [],
    segments: [segment],
  })
  const objectKey = `batches/${new Date(atMs).toISOString().slice(0, 10).replaceAll('-', '/')}/${id}`
  await objects.put(objectKey, bytes)
  await age(objectKey, agoMs)
  const { offset, length } = entries[0] as (typeof entries)[number]
  const hashes = { sha256: sha256(segment), previousLink: new Uint8Array(32), link: new Uint8Array(32) }
  const flags = { keyframe: false, final: false }
  return { id, objectKey, bytes, segment: { stream, index, offset, length, ...hashes, ...flags, ...times } }
}

async function age(objectKey: string, agoMs: number): Promise<void> {
  const stored = new Date(Date.now() - agoMs)
  await utimes(join(folder, objectKey), stored, stored)
}

/** Rows of a batch that registers its stream. */
async function commit({ id, objectKey, bytes, segment }: MadeBatch): Promise<void> {
  const enc = new Uint8Array(randomBytes(65))
  const stream = {
    stream: segment.stream,
    session: randomUUID(),
    appId: 'clinic',
    keyId: '0123456789abcdef',
    headerBytes: new Uint8Array(randomBytes(60)),
    headerHash: new Uint8Array(randomBytes(32)),
    enc,
    encHash: sha256(enc),
    appendKeyHash: new Uint8Array(32),
    startedAtMs: 0,
  }
  const outcome = await createIngestRepository(postgres.database('ingest')).commitBatch({
    batch: { id, objectKey, sha256: sha256(bytes), sizeBytes: bytes.length },
    streams: [stream],
    segments: [segment],
  })
  expect(outcome).toEqual({ outcome: 'committed' })
}

function makeStep(given: ObjectStore = objects): Step {
  const db = postgres.database('worker')
  const audit = createAuditLog(db, anchored)
  return createSweepStep({ db, audit, log: (line) => logged.push(line) }, { objects: given })
}

function sweep(): Promise<boolean> {
  return makeStep().run({ signal: new AbortController().signal })
}

async function left(): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of objects.list('')) keys.push(key)
  return keys
}

test('removes what was sent again, and nothing that a row names', async () => {
  const stream = randomUUID()
  const kept = await store(3 * dayMs, stream, 0)
  await commit(kept)
  await store(3 * dayMs + hourMs, stream, 0)
  expect(await sweep()).toBe(true)
  expect(await left()).toEqual([kept.objectKey])
  expect(logged).toEqual([{ event: 'swept', removedCount: 1, keptCount: 0, foreignCount: 0 }])
  expect(await sweep()).toBe(false)
})

test('leaves alone what is younger than the grace period, by its key or by its own time', async () => {
  const stream = randomUUID()
  await commit(await store(3 * dayMs, stream, 0))
  const [young, rewritten] = [await store(23 * hourMs, stream, 0), await store(2 * dayMs, stream, 0)]
  await age(rewritten.objectKey, 23 * hourMs)
  expect(await sweep()).toBe(false)
  expect(await left()).toContain(young.objectKey)
  expect(await left()).toContain(rewritten.objectKey)
})

test('keeps what holds segments that the database lacks until it is a week old', async () => {
  const recent = await store(6 * dayMs, randomUUID(), 0)
  await store(8 * dayMs, randomUUID(), 0)
  expect(await sweep()).toBe(true)
  expect(await left()).toEqual([recent.objectKey])
  expect(logged).toEqual([{ event: 'swept', removedCount: 1, keptCount: 1, foreignCount: 0 }])
})

test('keeps what was stored before the database was made or rebuilt', async () => {
  const early = await store(20 * dayMs, randomUUID(), 0)
  await sql`UPDATE sweep SET not_before = now() - interval '10 days'`.execute(postgres.database('superuser'))
  await store(9 * dayMs, randomUUID(), 0)
  await sweep()
  expect(await left()).toEqual([early.objectKey])
})

test('keeps a batch that a leaf of the recordings log names, though its row is gone', async () => {
  const batch = await store(30 * dayMs, randomUUID(), 0)
  await commit(batch)
  const worker = postgres.database('worker')
  await createRecordingsLog(worker, anchored).appendPending({ idleBefore: new Date(0) })
  await sql`DELETE FROM batches WHERE id = ${batch.id}`.execute(postgres.database('superuser'))
  expect(await sweep()).toBe(false)
  expect(await left()).toEqual([batch.objectKey])
})

test('leaves what is no batch, and goes on behind it', async () => {
  const orphan = await store(10 * dayMs, randomUUID(), 0)
  const torn = orphan.objectKey.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
  await objects.put(torn, new Uint8Array([1, 2, 3]))
  await age(torn, 10 * dayMs)
  await objects.put('batches/readme', new Uint8Array([1]))
  await objects.put('other/thing', new Uint8Array([1]))
  await sweep()
  expect((await left()).toSorted()).toEqual(['batches/readme', torn, 'other/thing'].toSorted())
  expect(logged).toEqual([{ event: 'swept', removedCount: 1, keptCount: 0, foreignCount: 1 }])
})

test('removes what was never written to its end, once that is as old', async () => {
  const { objectKey } = await store(hourMs, randomUUID(), 0)
  for (const [name, agoMs] of [
    ['old', 25 * hourMs],
    ['young', 23 * hourMs],
  ] as const) {
    await writeFile(join(folder, '.partial', name), 'half')
    await age(`.partial/${name}`, agoMs)
  }
  expect(await sweep()).toBe(true)
  expect(await readdir(join(folder, '.partial'))).toEqual(['young'])
  expect(await left()).toEqual([objectKey])
  expect(logged).toEqual([{ event: 'swept', removedCount: 1, keptCount: 0, foreignCount: 0 }])
})

test('keeps its place, and looks again from time to time for what it kept', async () => {
  const recent = await store(6 * dayMs, randomUUID(), 0)
  await sweep()
  await age(recent.objectKey, 8 * dayMs)
  expect(await sweep()).toBe(false)
  await sql`UPDATE sweep SET pass_began_at = now() - interval '8 days'`.execute(
    postgres.database('superuser'),
  )
  expect(await sweep()).toBe(true)
  expect(await left()).toEqual([])
})

test('removes nothing more once it is told to stop', async () => {
  await store(10 * dayMs, randomUUID(), 0)
  expect(await makeStep().run({ signal: AbortSignal.abort() })).toBe(false)
  expect(await left()).toHaveLength(1)
})

test('says how many it removes before the first goes, and removes none while it cannot', async () => {
  for (let index = 0; index < 3; index += 1) await store(10 * dayMs, randomUUID(), 0)
  const superuser = postgres.database('superuser')
  await sql`REVOKE UPDATE (size, time_ms) ON audit_head FROM reseal_worker`.execute(superuser)
  await expect(sweep()).rejects.toMatchObject({ code: 'database_refused' })
  expect(await left()).toHaveLength(3)
  await sql`GRANT UPDATE (size, time_ms) ON audit_head TO reseal_worker`.execute(superuser)
  const failing: ObjectStore = { ...objects, delete: () => Promise.reject(new Error('cut off')) }
  const cut = makeStep(failing).run({ signal: new AbortController().signal })
  await expect(cut).rejects.toThrow('cut off')
  const [event] = await createAuditRepository(postgres.database('viewer')).list({ limit: 1 })
  expect(event?.event).toMatchObject({ action: 'object.sweep', extent: { objects: 3 } })
  expect(await sweep()).toBe(true)
  expect(await left()).toEqual([])
})

test('is a step of the worker', async () => {
  const fresh = await startTestPostgres()
  await sql`UPDATE sweep SET not_before = now() - interval '100 days'`.execute(fresh.database('superuser'))
  await store(10 * dayMs, randomUUID(), 0)
  const worker = startWorker({
    db: fresh.database('worker'),
    anchor: anchored.anchor,
    signers: anchored.signers,
    log: (line) => logged.push(line),
    roundEveryMs: 5,
    sweep: { objects },
  })
  await expect.poll(left).toEqual([])
  await worker.stop()
  await fresh.stop()
  expect(logged).toContainEqual({ event: 'swept', removedCount: 1, keptCount: 0, foreignCount: 0 })
})
