// Batches of which most is dead are written anew: over random mixes, whoever dies or comes between, every living stream opens
// byte for byte, everything verifies, and what is rebuilt from the objects is the same.
import { randomUUID } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createReplayRepository,
  createRetentionRepository,
  createSegmentFolding,
  insertRetention,
  type SegmentLocation,
} from '@reseal/store'
import { startTestPostgres, type TestPostgres } from '@reseal/store/testing'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createRemoveBatchesStep } from '../../packages/worker/src/retention/remove-batches-step.ts'
import { createRetentionStep } from '../../packages/worker/src/retention/retention-step.ts'
import {
  createRewriteBatchesStep,
  type RewriteBatchesOptions,
  type RewriteStage,
} from '../../packages/worker/src/retention/rewrite-batches-step.ts'
import type { Step } from '../../packages/worker/src/steps.ts'
import { createSweepStep } from '../../packages/worker/src/sweep/sweep-step.ts'
import { backUpRows } from '../reindex/copy-rows.ts'
import { type Deployment, openTestDeployment } from '../tamper/deployment.ts'
import { openParts, type Parts } from './open-parts.ts'
import { openLiving, type RecordedSession, recordSessions, type SessionShape } from './recorded-sessions.ts'

let postgres: TestPostgres
let deployment: Deployment
let parts: Parts
/** Sessions that are to open. */
const living = new Map<string, RecordedSession>()
beforeAll(async () => {
  postgres = await startTestPostgres()
  deployment = openTestDeployment(await mkdtemp(join(tmpdir(), 'reseal-rewrite-')), postgres)
  const { code, stderr } = await deployment.reseal(
    'init',
    '--app',
    'clinic',
    '--origin',
    'http://clinic.test',
  )
  expect(stderr + code).toMatch(/0$/u)
  await deployment.anchor()
  parts = await openParts(deployment, postgres)
  const rules = { minimumDays: 1, maximumDays: 40, days: 20, apps: {}, labels: [] }
  await insertRetention(postgres.database('owner'), { rules, shortens: false, auditIndex: 1 })
})
afterAll(() => deployment.stop())
beforeEach(() => sql`DELETE FROM holds`.execute(postgres.database('superuser')))

const run = (step: Step): Promise<boolean> => step.run({ signal: new AbortController().signal })

const rewriting = (options: Partial<RewriteBatchesOptions> = {}): Step =>
  createRewriteBatchesStep(parts.steps, {
    objects: parts.objects,
    deadShare: 0.5,
    graceMs: -60_000,
    ...options,
  })

const removal = (graceMs = -60_000): Step =>
  createRemoveBatchesStep(parts.steps, { objects: parts.objects, graceMs })

function recorder() {
  const { data } = deployment
  return {
    data,
    ingest: postgres.database('ingest'),
    superuser: postgres.database('superuser'),
    objects: parts.objects,
  }
}

async function record(shapes: readonly SessionShape[], batchCount: number): Promise<RecordedSession[]> {
  const made = await recordSessions(recorder(), shapes, batchCount)
  for (const one of made) living.set(one.session, one)
  await deployment.anchor()
  return made
}

const old = 30.5
// The one's rows are folded by now, the other's are not.
const young = 1.5
const fresh = 0
const shapeOf = (ageDays: number, ...streams: readonly number[]): SessionShape => ({
  app: 'clinic',
  ageDays,
  hasErrors: false,
  tags: {},
  streams,
})

async function hold(session: string): Promise<void> {
  await sql`INSERT INTO holds (id, session_id, audit_index) VALUES (${randomUUID()}, ${session}, 0)`.execute(
    postgres.database('superuser'),
  )
}

/** Forgets what is due, and counts it in its batches. */
async function forgetDue(): Promise<void> {
  await createRetentionRepository(postgres.database('worker')).askForRun()
  await run(createRetentionStep(parts.steps))
  await run(removal(86_400_000))
  const { rows } = await sql<{ session_id: string }>`SELECT session_id FROM streams
    WHERE tombstoned_at IS NOT NULL`.execute(postgres.database('superuser'))
  for (const { session_id } of rows) living.delete(session_id)
}

async function expectWhole(): Promise<void> {
  const opened = await openLiving(recorder(), parts.keys)
  expect(opened).toEqual([...living.values()].flatMap(({ streamIds }) => streamIds).sort())
  await deployment.anchor()
  const { report } = await deployment.verify()
  expect(report.problems).toEqual([])
}

/** Both rounds of removing: said, anchored, done. */
async function removeOld(): Promise<void> {
  await run(removal())
  await deployment.anchor()
  await run(removal())
}

interface BatchState {
  readonly id: string
  readonly objectKey: string
  readonly isRewritten: boolean
  readonly isDeleted: boolean
}

async function batchStates(): Promise<BatchState[]> {
  const { rows } = await sql<BatchState>`SELECT id, object_key AS "objectKey",
      rewritten_as IS NOT NULL AS "isRewritten", deleted_at IS NOT NULL AS "isDeleted"
    FROM batches ORDER BY seq`.execute(postgres.database('superuser'))
  return rows
}

const rewrittenCount = async (): Promise<number> =>
  (await batchStates()).filter(({ isRewritten }) => isRewritten).length

async function locations(session: RecordedSession | undefined): Promise<SegmentLocation[]> {
  const replays = createReplayRepository(postgres.database('superuser'))
  return (await Promise.all((session?.streamIds ?? []).map((id) => replays.listSegments(id)))).flat()
}

async function storedKeys(): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of parts.objects.list('batches/')) keys.push(key)
  return keys
}

/** One session that stays and three that go, in two batches. */
async function recordMixed(): Promise<RecordedSession | undefined> {
  const [kept] = await record([shapeOf(young, 4), shapeOf(old, 4), shapeOf(old, 3, 4), shapeOf(old, 5)], 2)
  await forgetDue()
  return kept
}

class Died extends Error {}

describe('over random mixes', () => {
  const anySession = fc.record({
    isOld: fc.integer({ min: 0, max: 9 }).map((number) => number < 7),
    isHeld: fc.integer({ min: 0, max: 9 }).map((number) => number < 1),
    isOpen: fc.integer({ min: 0, max: 9 }).map((number) => number < 1),
    isFresh: fc.boolean(),
    streams: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }),
  })
  const stages = ['read', 'begun', 'stored', 'committed'] as const satisfies readonly RewriteStage[]
  const anyRound = fc.record({
    sessions: fc.array(anySession, { minLength: 4, maxLength: 9 }),
    batchCount: fc.integer({ min: 1, max: 4 }),
    isFolded: fc.boolean(),
    dies: fc.option(fc.constantFrom(...stages), { nil: undefined }),
    comes: fc.option(fc.constantFrom('a fold', 'a hold', 'a shred', 'a sweep'), { nil: undefined }),
    isDeletedAtOnce: fc.boolean(),
  })

  test('every living stream opens, and everything verifies', async () => {
    const worker = postgres.database('worker')
    const before = await rewrittenCount()
    await fc.assert(
      fc.asyncProperty(anyRound, async ({ sessions, batchCount, isFolded, dies, comes, isDeletedAtOnce }) => {
        await sql`DELETE FROM holds`.execute(postgres.database('superuser'))
        const shapes = sessions.map(({ isOld, isOpen, isFresh, streams }) => ({
          ...shapeOf(isOld ? old : isFresh ? fresh : young, ...streams),
          isOpen: isOpen && !isOld,
        }))
        const made = await record(shapes, batchCount)
        const foldAll = () => createSegmentFolding(worker).foldClosed({ receivedBefore: new Date() })
        if (isFolded) await foldAll()
        for (const [at, { isHeld }] of sessions.entries()) if (isHeld) await hold(made[at]?.session ?? '')
        await forgetDue()
        const meanwhile = {
          'a fold': foldAll,
          'a hold': () => hold(made.find(({ session }) => !living.has(session))?.session ?? randomUUID()),
          'a shred': async () => {
            await sql`UPDATE streams SET last_received_at = now() - interval '99 days',
              registered_on = current_date - 99 WHERE session_id = ${made[0]?.session}`.execute(
              postgres.database('superuser'),
            )
            await createRetentionRepository(worker).askForRun()
            await run(createRetentionStep(parts.steps))
            const isHeld = sessions[0]?.isHeld === true
            if (!isHeld) living.delete(made[0]?.session ?? '')
          },
          'a sweep': sweepFarAhead,
        }
        const step = rewriting({
          async onStage(stage) {
            if (stage === 'stored' && comes !== undefined) await meanwhile[comes]()
            if (stage === dies) throw new Died()
          },
        })
        await run(step).catch((error: unknown) => {
          if (!(error instanceof Died)) throw error
        })
        if (!isDeletedAtOnce) await expectWhole()
        await run(rewriting())
        await expectWhole()
        await removeOld()
        await expectWhole()
      }),
      { numRuns: Number(process.env['RESEAL_RETENTION_ROUNDS'] ?? 2), seed: 11, endOnFailure: true },
    )
    expect(await rewrittenCount()).toBeGreaterThan(before)
  })
})

/** As the worker sweeps in two weeks: whatever nothing names goes. */
async function sweepFarAhead(): Promise<void> {
  const now = (): number => Date.now() + 14 * 86_400_000
  await sql`UPDATE sweep SET after_key = '', not_before = '2020-01-01'`.execute(
    postgres.database('superuser'),
  )
  await run(createSweepStep(parts.steps, { objects: parts.objects, now }))
}

test('a worker that dies before the commit has changed nothing, and the next one does it', async () => {
  for (const last of ['read', 'begun', 'stored'] as const) {
    const kept = await recordMixed()
    const before = await locations(kept)
    const states = await batchStates()
    const dying = rewriting({
      onStage(stage) {
        if (stage === last) throw new Died()
      },
    })
    await expect(run(dying)).rejects.toThrow(Died)
    expect(await locations(kept)).toEqual(before)
    expect(await batchStates()).toEqual(states)
    await run(rewriting())
    expect(await rewrittenCount()).toBeGreaterThan(states.filter(({ isRewritten }) => isRewritten).length)
  }
  // What they left are orphans once nobody can finish them.
  await sql`DELETE FROM batch_rewrites`.execute(postgres.database('superuser'))
  await sweepFarAhead()
  await removeOld()
  const known = (await batchStates()).filter(({ isDeleted }) => !isDeleted)
  expect((await storedKeys()).sort()).toEqual(known.map(({ objectKey }) => objectKey).sort())
  await expectWhole()
})

test('a reader who knew the old place still finds it, until the grace is over', async () => {
  const kept = await recordMixed()
  const before = await locations(kept)
  await run(rewriting())
  const after = await locations(kept)
  expect(after.map(({ objectKey }) => objectKey)).not.toEqual(before.map(({ objectKey }) => objectKey))
  await run(removal(86_400_000))
  await deployment.anchor()
  await run(removal(86_400_000))
  for (const [at, { objectKey, offset, length, ...same }] of before.entries()) {
    const range = { start: offset, endExclusive: offset + length }
    const moved = after[at]
    expect(moved).toMatchObject(same)
    const start = moved?.offset ?? 0
    const copy = await parts.objects.get(moved?.objectKey ?? '', { start, endExclusive: start + length })
    expect(copy).toEqual(await parts.objects.get(objectKey, range))
  }
  await removeOld()
  await expect(parts.objects.get(before[0]?.objectKey ?? '')).rejects.toMatchObject({
    code: 'object_not_found',
  })
  await expectWhole()
})

test('an object that is being written is not swept, and one that was given up is not committed', async () => {
  const kept = await recordMixed()
  const before = await locations(kept)
  const givingUp = rewriting({
    async onStage(stage) {
      if (stage !== 'stored') return
      await sql`DELETE FROM batch_rewrites`.execute(postgres.database('superuser'))
      await sweepFarAhead()
    },
  })
  await run(givingUp)
  expect(await locations(kept)).toEqual(before)
  await run(rewriting({ onStage: (stage) => (stage === 'stored' ? sweepFarAhead() : undefined) }))
  expect(await locations(kept)).not.toEqual(before)
  await removeOld()
  await expectWhole()
})

test('what is dead in a session under a hold stays where it is until the hold is lifted', async () => {
  await run(rewriting())
  const [kept, gone] = await record([shapeOf(young, 4), shapeOf(old, 4), shapeOf(old, 9), shapeOf(old, 5)], 1)
  await forgetDue()
  const before = await rewrittenCount()
  await run(rewriting({ onStage: (stage) => (stage === 'stored' ? hold(gone?.session ?? '') : undefined) }))
  expect(await rewrittenCount()).toBe(before)
  await run(rewriting())
  expect(await rewrittenCount()).toBe(before)
  await sql`UPDATE holds SET lifted_at = now()`.execute(postgres.database('superuser'))
  await run(rewriting())
  expect(await rewrittenCount()).toBeGreaterThan(before)
  expect(await locations(kept)).toHaveLength(4)
  await removeOld()
  await expectWhole()
})

test('a batch of which someone reads a stream waits, and others do not', async () => {
  const [read] = await record([shapeOf(young, 2), shapeOf(old, 9), shapeOf(old, 5)], 1)
  const kept = await recordMixed()
  const [ofRead, ofKept] = [await locations(read), await locations(kept)]
  await postgres
    .database('viewer')
    .transaction()
    .execute(async (transaction) => {
      await sql`SELECT lock_stream(${read?.streamIds[0]})`.execute(transaction)
      await run(rewriting())
    })
  expect(await locations(read)).toEqual(ofRead)
  expect(await locations(kept)).not.toEqual(ofKept)
  await run(rewriting())
  expect(await locations(read)).not.toEqual(ofRead)
  await removeOld()
  await expectWhole()
})

test('an old object is not deleted where the new one is not what was committed', async () => {
  const kept = await recordMixed()
  const [old] = await locations(kept)
  await run(rewriting())
  const [place] = await locations(kept)
  const path = join(deployment.data, 'objects', place?.objectKey ?? '')
  const bytes = await parts.objects.get(place?.objectKey ?? '')
  await deployment.anchor()
  await writeFile(
    path,
    bytes.map((byte, at) => (at === 100 ? byte ^ 1 : byte)),
  )
  await expect(run(removal())).rejects.toMatchObject({ code: 'batch_copy_missing' })
  expect((await parts.objects.get(old?.objectKey ?? '')).length).toBeGreaterThan(0)
  await writeFile(path, bytes)
  await removeOld()
  await expect(parts.objects.get(old?.objectKey ?? '')).rejects.toMatchObject({ code: 'object_not_found' })
  await expectWhole()
})

test('a row that goes on naming the old object is named before that is deleted', async () => {
  const [kept] = await record([shapeOf(fresh, 4), shapeOf(old, 4), shapeOf(old, 9), shapeOf(old, 5)], 1)
  await forgetDue()
  const [before] = await locations(kept)
  await run(rewriting())
  await deployment.anchor()
  const superuser = postgres.database('superuser')
  const stream = kept?.streamIds[0]
  const { rows } = await sql<{ seq: number; offset: number }>`SELECT batch_seq AS seq, byte_offset AS "offset"
    FROM segments WHERE stream_id = ${stream} AND index = 0`.execute(superuser)
  const set = (seq: unknown, offset: number) =>
    sql`UPDATE segments SET batch_seq = ${seq}, byte_offset = ${offset}
      WHERE stream_id = ${stream} AND index = 0`.execute(superuser)
  await set(sql`(SELECT seq FROM batches WHERE object_key = ${before?.objectKey})`, before?.offset ?? 0)
  const { report } = await deployment.verify()
  expect(report.problems).toMatchObject([{ kind: 'segment_row_altered', stream, segmentIndex: 0 }])
  await set(rows[0]?.seq, rows[0]?.offset ?? 0)
  await removeOld()
  await expectWhole()
})

describe('a database that is rebuilt', () => {
  async function places(of: TestPostgres): Promise<unknown[]> {
    const replays = createReplayRepository(of.database('superuser'))
    const ids = [...living.values()].flatMap(({ streamIds }) => streamIds).sort()
    return Promise.all(ids.map(async (id) => ({ id, segments: await replays.listSegments(id) })))
  }

  test('from nothing, or from before batches were written anew, has every segment where it is', async () => {
    const again = await startTestPostgres()
    const older = await startTestPostgres()
    await recordMixed()
    await record([shapeOf(fresh, 2), shapeOf(old, 7), shapeOf(old, 9)], 1)
    await forgetDue()
    // What was stored and not committed before.
    await sql`DELETE FROM batch_rewrites`.execute(postgres.database('superuser'))
    await sweepFarAhead()
    const restore = await backUpRows(deployment.superuserUrl)
    await run(rewriting())
    await removeOld()
    const keyFile = join(deployment.data, 'stream_keys.csv')
    const keys = await deployment.superuser.selectFrom('stream_keys').select(['stream_id', 'enc']).execute()
    const lines = keys.map(({ stream_id, enc }) => `${stream_id},${Buffer.from(enc).toString('hex')}\n`)
    await writeFile(keyFile, ['stream_id,enc\n', ...lines].join(''))
    const { app_key: appKey } = await deployment.superuser
      .selectFrom('apps')
      .select('app_key')
      .executeTakeFirstOrThrow()
    const expected = await places(postgres)

    const rebuilt = openTestDeployment(deployment.data, again)
    const restored = openTestDeployment(deployment.data, older)
    await restore(older.connectionString('superuser'))
    await rebuilt.reseal('reindex', '--json')
    const app = ['--id', 'clinic', '--origin', 'http://clinic.test', '--app-key', appKey]
    expect(await rebuilt.reseal('app', 'add', ...app)).toMatchObject({ code: 0 })
    for (const [one, of] of [
      [rebuilt, again],
      [restored, older],
    ] as const) {
      const { code, stdout, stderr } = await one.reseal('reindex', '--json', '--keys', keyFile)
      expect(JSON.parse(stdout), stderr).toMatchObject({ problems: [], rows: { leftOver: 0 } })
      expect(code).toBe(0)
      expect(await places(of)).toEqual(expected)
      await one.anchor()
      const { report } = await one.verify()
      expect(report.problems).toEqual([])
      // What was removed is known to be: nobody looks for it, and a second run changes nothing.
      const repeat = await one.reseal('reindex', '--json')
      expect(JSON.parse(repeat.stdout)).toMatchObject({ problems: [], rows: { batches: 0, segments: 0 } })
    }
    await again.stop()
    await older.stop()
  })
})
