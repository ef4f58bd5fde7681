// Rows from objects on a real database: whatever order they come in, whatever lies beside them, and what contradicts.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFolderObjectStore, createReindexRepository, type ObjectStore } from '@reseal/store'
import { startTestPostgres, type TestPostgres } from '@reseal/store/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createLinkedStream, type LinkedStream, storeBatch } from '../../test/linked-stream.ts'
import { createReindexProblems, type ReindexProblem } from './problem.ts'
import { type ReindexedRows, reindexDeployment } from './reindex-deployment.ts'

let postgres: TestPostgres
let folder: string
let objects: ObjectStore
beforeAll(async () => {
  postgres = await startTestPostgres()
  await registerApp('portal', 'rsl_app')
})
afterAll(() => postgres.stop())
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseal-reindex-'))
  objects = createFolderObjectStore({ root: folder })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function registerApp(id: string, appKey: string): Promise<void> {
  const app = { app_key: appKey, allowed_origins: [], sealing_key_id: '0123456789abcdef' }
  await postgres
    .database('owner')
    .insertInto('apps')
    .values({ id, name: id, ...app })
    .execute()
}

async function reindex(): Promise<{ rows: ReindexedRows; problems: readonly ReindexProblem[] }> {
  const db = postgres.database('owner')
  const problems = createReindexProblems()
  const repository = createReindexRepository(db)
  const rows = await reindexDeployment({ db, repository, objects, problems })
  return { rows, problems: problems.list() }
}

const nothing: ReindexedRows = {
  batches: 0,
  streams: 0,
  segments: 0,
  leftOver: 0,
  rewritten: 0,
  listed: 0,
  closed: 0,
  tombstoned: 0,
}

async function nextIndexes(...streams: readonly LinkedStream[]): Promise<Record<string, number>> {
  const rows = await postgres
    .database('owner')
    .selectFrom('streams')
    .select(['id', 'next_index'])
    .where(
      'id',
      'in',
      streams.map(({ stream }) => stream),
    )
    .execute()
  return Object.fromEntries(rows.map(({ id, next_index }) => [id, next_index]))
}

async function damage(objectKey: string, at: number): Promise<void> {
  const path = join(folder, objectKey)
  const bytes = await readFile(path)
  bytes[at] = (bytes[at] ?? 0) ^ 1
  await writeFile(path, bytes)
}

test('adds streams, sessions, batches and segments once', async () => {
  const [a, b] = [createLinkedStream(), createLinkedStream()]
  await storeBatch(objects, 0, { streams: [a, b], segments: [a.next(), b.next(), a.next()] })
  await storeBatch(objects, 1, { segments: [b.next(), a.next({ final: true })] })
  const first = await reindex()
  expect(first).toEqual({ rows: { ...nothing, batches: 2, streams: 2, segments: 5 }, problems: [] })
  expect(await nextIndexes(a, b)).toEqual({ [a.stream]: 3, [b.stream]: 2 })
  expect(await reindex()).toEqual({ rows: nothing, problems: [] })
})

test('an app that was given another key before the database was lost still takes streams under the former', async () => {
  const a = createLinkedStream()
  await storeBatch(objects, 0, { streams: [a], segments: [a.next()] })
  const owner = postgres.database('owner')
  await owner
    .updateTable('apps')
    .set({ sealing_key_id: 'f'.repeat(16) })
    .execute()
  await owner.deleteFrom('sealing_keys').where('state', '=', 'accepted').execute()
  await reindex()
  const keys = await owner.selectFrom('sealing_keys').select(['key_id', 'state']).orderBy('state').execute()
  expect(keys).toContainEqual({ key_id: '0123456789abcdef', state: 'accepted' })
})

test('an early batch waits for what it continues', async () => {
  const [a, b] = [createLinkedStream(), createLinkedStream()]
  const [a0, a1, b0, b1] = [a.next(), a.next(), b.next(), b.next()]
  await storeBatch(objects, 2, { streams: [a], segments: [a0] })
  await storeBatch(objects, 1, { streams: [b], segments: [a1, b0] })
  await storeBatch(objects, 0, { segments: [b1] })
  expect(await reindex()).toEqual({
    rows: { ...nothing, batches: 3, streams: 2, segments: 4 },
    problems: [],
  })
})

test('an object whose segments were sent again is left over', async () => {
  const a = createLinkedStream()
  const [a0, a1] = [a.next(), a.next()]
  await storeBatch(objects, 0, { streams: [a], segments: [a0, a1] })
  await storeBatch(objects, 1, { segments: [a1] })
  expect((await reindex()).rows).toEqual({ ...nothing, batches: 1, streams: 1, segments: 2, leftOver: 1 })
  expect((await reindex()).rows).toEqual({ ...nothing, leftOver: 1 })
})

test('what only a part is needed of is written anew, once', async () => {
  const [a, b] = [createLinkedStream(), createLinkedStream()]
  const [a0, a1, a2, b0] = [a.next(), a.next(), a.next(), b.next()]
  await storeBatch(objects, 0, { streams: [a], segments: [a0, a1] })
  await storeBatch(objects, 1, { streams: [b], segments: [a1, a2, b0] })
  const { rows, problems } = await reindex()
  expect(problems).toEqual([])
  expect(rows).toEqual({ ...nothing, batches: 2, streams: 2, segments: 4, rewritten: 1 })
  expect(await nextIndexes(a, b)).toEqual({ [a.stream]: 3, [b.stream]: 1 })
  expect((await reindex()).rows).toEqual({ ...nothing, leftOver: 1 })
})

test('a run that died is taken up where it was', async () => {
  const [a, b] = [createLinkedStream(), createLinkedStream()]
  await storeBatch(objects, 0, { streams: [a], segments: [a.next(), a.next()] })
  await storeBatch(objects, 1, { streams: [b], segments: [a.next(), b.next()] })
  await storeBatch(objects, 2, { segments: [b.next()] })
  const db = postgres.database('owner')
  const repository = createReindexRepository(db)
  let commits = 0
  const dying = {
    ...repository,
    commit: (batch: Parameters<typeof repository.commit>[0]) => {
      commits += 1
      return commits < 2 ? repository.commit(batch) : Promise.reject(new Error('killed'))
    },
  }
  const problems = createReindexProblems()
  await expect(reindexDeployment({ db, repository: dying, objects, problems })).rejects.toThrow('killed')
  expect(await nextIndexes(a, b)).toEqual({ [a.stream]: 2 })
  expect((await reindex()).rows).toEqual({ ...nothing, batches: 2, streams: 1, segments: 3 })
})

describe('names the object and the first bad index, and goes on, where', () => {
  test('two batches disagree', async () => {
    const [a, other] = [createLinkedStream(), createLinkedStream()]
    const a0 = a.next()
    const kept = await storeBatch(objects, 0, { streams: [a], segments: [a0, a.next()] })
    const bent = await storeBatch(objects, 1, { segments: [a.next({ prevLink: new Uint8Array(32) })] })
    const a3 = a.next()
    await storeBatch(objects, 2, { streams: [other], segments: [a3, other.next()] })
    const { rows, problems } = await reindex()
    const where = { object: bent.objectKey, stream: a.stream, segmentIndex: 2 }
    expect(problems).toEqual([{ kind: 'chain_broken', ...where, count: 1 }])
    expect(rows).toMatchObject({ streams: 2, segments: 3 })
    expect(kept.objectKey).not.toBe(bent.objectKey)
  })

  test('one index has two segments', async () => {
    const a = createLinkedStream()
    const header = a.headerBytes
    await storeBatch(objects, 0, { streams: [a], segments: [a.next()] })
    const twin = { ...createLinkedStream(), stream: a.stream, headerBytes: header }
    const [second, again] = [a.next(), a.next()]
    await storeBatch(objects, 1, { segments: [second] })
    // The same place, other bytes: what an equivocating recorder sends to another process.
    const forged = Buffer.from(second)
    forged[forged.length - 1] = (forged[forged.length - 1] ?? 0) ^ 1
    const bent = await storeBatch(objects, 2, { segments: [forged] })
    await storeBatch(objects, 3, { segments: [again] })
    const { rows, problems } = await reindex()
    const where = { object: bent.objectKey, stream: twin.stream, segmentIndex: 1 }
    expect(problems).toEqual([{ kind: 'segments_disagree', ...where, count: 1 }])
    expect(rows).toMatchObject({ segments: 3 })
  })

  test('a segment does not hash, or is another one', async () => {
    const [a, b] = [createLinkedStream(), createLinkedStream()]
    const made = await storeBatch(objects, 0, {
      streams: [a, b],
      segments: [a.next(), a.next(), a.next(), b.next()],
    })
    // Within a's second segment.
    await damage(made.objectKey, 1_800)
    const { rows, problems } = await reindex()
    const where = { object: made.objectKey, stream: a.stream, segmentIndex: 1 }
    expect(problems).toEqual([{ kind: 'segment_altered', ...where, count: 1 }])
    expect(rows).toMatchObject({ streams: 2, segments: 2, rewritten: 1 })
    expect(await nextIndexes(a, b)).toEqual({ [a.stream]: 1, [b.stream]: 1 })
  })

  test('a segment is missing', async () => {
    const [a, b] = [createLinkedStream(), createLinkedStream()]
    await storeBatch(objects, 0, { streams: [a], segments: [a.next()] })
    a.next()
    const late = await storeBatch(objects, 1, { streams: [b], segments: [a.next(), b.next()] })
    const { rows, problems } = await reindex()
    const where = { object: late.objectKey, stream: a.stream, segmentIndex: 1 }
    expect(problems).toEqual([{ kind: 'stream_gap', ...where, count: 1 }])
    expect(rows).toMatchObject({ streams: 2, segments: 2, rewritten: 1 })
  })

  test('a stream has no header, or its object no footer', async () => {
    const a = createLinkedStream()
    const headless = await storeBatch(objects, 0, { segments: [a.next()] })
    const b = createLinkedStream()
    const torn = await storeBatch(objects, 1, { streams: [b], segments: [b.next()] })
    await damage(torn.objectKey, 0)
    const { rows, problems } = await reindex()
    expect(problems).toEqual([
      { kind: 'object_unreadable', object: torn.objectKey, count: 1 },
      {
        kind: 'stream_header_missing',
        object: headless.objectKey,
        stream: a.stream,
        segmentIndex: 0,
        count: 1,
      },
    ])
    expect(rows).toEqual({ ...nothing, leftOver: 1 })
  })

  test('a session belongs to another app, and an app is not registered', async () => {
    const session = '5b3b2c66-16b2-4ae9-8d2a-5d0a5a6d5a11'
    await registerApp('other', 'rsl_other')
    const [a, b] = [createLinkedStream({ session }), createLinkedStream({ session, app: 'rsl_other' })]
    const c = createLinkedStream({ app: 'rsl_unknown' })
    await storeBatch(objects, 0, { streams: [a], segments: [a.next()] })
    const mixed = await storeBatch(objects, 1, { streams: [b], segments: [b.next()] })
    const unknown = await storeBatch(objects, 2, { streams: [c], segments: [c.next()] })
    const { rows, problems } = await reindex()
    expect(problems).toEqual([
      {
        kind: 'session_of_other_app',
        object: mixed.objectKey,
        stream: b.stream,
        segmentIndex: 0,
        count: 1,
      },
      {
        kind: 'unknown_app',
        object: unknown.objectKey,
        stream: c.stream,
        segmentIndex: 0,
        appKey: 'rsl_unknown',
        count: 1,
      },
    ])
    expect(rows).toMatchObject({ streams: 1, segments: 1, leftOver: 2 })
  })
})
