// A rewrite that is cut off, or meets a reader, a hold, a sweep or a damaged copy: the old state or the new one, and nothing lost.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ages, openRewriting, type Rewriting, run, shapeOf } from './rewriting.ts'

let rewrites: Rewriting
beforeAll(async () => {
  rewrites = await openRewriting()
})
afterAll(() => rewrites.deployment.stop())
beforeEach(() => sql`DELETE FROM holds`.execute(rewrites.postgres.database('superuser')))

class Died extends Error {}

test('a worker that dies before the commit has changed nothing, and the next one does it', async () => {
  const kept = await rewrites.recordMixed()
  const before = await rewrites.locations(kept)
  const states = await rewrites.batchStates()
  for (const last of ['read', 'begun', 'stored'] as const) {
    const dying = rewrites.rewriting({
      onStage(stage) {
        if (stage === last) throw new Died()
      },
    })
    await expect(run(dying)).rejects.toThrow(Died)
    expect(await rewrites.locations(kept)).toEqual(before)
    expect(await rewrites.batchStates()).toEqual(states)
  }
  await run(rewrites.rewriting())
  expect(await rewrites.rewrittenCount()).toBe(2)
  // What they left is an orphan once nobody can finish it.
  await sql`DELETE FROM batch_rewrites`.execute(rewrites.postgres.database('superuser'))
  await rewrites.sweepFarAhead()
  const known = await rewrites.batchStates()
  expect((await rewrites.storedKeys()).sort()).toEqual(known.map(({ objectKey }) => objectKey).sort())
})

test('a reader who knew the old place still finds it, until the grace is over', async () => {
  const kept = await rewrites.recordMixed()
  const before = await rewrites.locations(kept)
  await run(rewrites.rewriting())
  const after = await rewrites.locations(kept)
  expect(after.map(({ objectKey }) => objectKey)).not.toEqual(before.map(({ objectKey }) => objectKey))
  await run(rewrites.removal(86_400_000))
  await rewrites.deployment.anchor()
  await run(rewrites.removal(86_400_000))
  for (const [at, { objectKey, offset, length, ...same }] of before.entries()) {
    const range = { start: offset, endExclusive: offset + length }
    const moved = after[at]
    expect(moved).toMatchObject(same)
    const start = moved?.offset ?? 0
    const copy = await rewrites.parts.objects.get(moved?.objectKey ?? '', {
      start,
      endExclusive: start + length,
    })
    expect(copy).toEqual(await rewrites.parts.objects.get(objectKey, range))
  }
  await rewrites.removeOld()
  await expect(rewrites.parts.objects.get(before[0]?.objectKey ?? '')).rejects.toMatchObject({
    code: 'object_not_found',
  })
})

test('an object that is being written is not swept, and one that was given up is not committed', async () => {
  const kept = await rewrites.recordMixed()
  const before = await rewrites.locations(kept)
  const givingUp = rewrites.rewriting({
    async onStage(stage) {
      if (stage !== 'stored') return
      await sql`DELETE FROM batch_rewrites`.execute(rewrites.postgres.database('superuser'))
      await rewrites.sweepFarAhead()
    },
  })
  await run(givingUp)
  expect(await rewrites.locations(kept)).toEqual(before)
  await run(
    rewrites.rewriting({ onStage: (stage) => (stage === 'stored' ? rewrites.sweepFarAhead() : undefined) }),
  )
  expect(await rewrites.locations(kept)).not.toEqual(before)
})

test('what is dead in a session under a hold stays where it is until the hold is lifted', async () => {
  await run(rewrites.rewriting())
  const [kept, gone] = await rewrites.record(
    [shapeOf(ages.young, 4), shapeOf(ages.old, 4), shapeOf(ages.old, 9), shapeOf(ages.old, 5)],
    1,
  )
  await rewrites.forgetDue()
  const before = await rewrites.rewrittenCount()
  await run(
    rewrites.rewriting({
      onStage: (stage) => (stage === 'stored' ? rewrites.hold(gone?.session ?? '') : undefined),
    }),
  )
  expect(await rewrites.rewrittenCount()).toBe(before)
  await run(rewrites.rewriting())
  expect(await rewrites.rewrittenCount()).toBe(before)
  await sql`UPDATE holds SET lifted_at = now()`.execute(rewrites.postgres.database('superuser'))
  await run(rewrites.rewriting())
  expect(await rewrites.rewrittenCount()).toBeGreaterThan(before)
  expect(await rewrites.locations(kept)).toHaveLength(4)
})

test('a batch of which someone reads a stream waits, and others do not', async () => {
  const [read] = await rewrites.record(
    [shapeOf(ages.young, 2), shapeOf(ages.old, 9), shapeOf(ages.old, 5)],
    1,
  )
  const kept = await rewrites.recordMixed()
  const [ofRead, ofKept] = [await rewrites.locations(read), await rewrites.locations(kept)]
  await rewrites.postgres
    .database('viewer')
    .transaction()
    .execute(async (transaction) => {
      await sql`SELECT lock_stream(${read?.streamIds[0]})`.execute(transaction)
      await run(rewrites.rewriting())
    })
  expect(await rewrites.locations(read)).toEqual(ofRead)
  expect(await rewrites.locations(kept)).not.toEqual(ofKept)
  await run(rewrites.rewriting())
  expect(await rewrites.locations(read)).not.toEqual(ofRead)
})

test('an old object is not deleted where the new one is not what was committed', async () => {
  const kept = await rewrites.recordMixed()
  const [old] = await rewrites.locations(kept)
  await run(rewrites.rewriting())
  const [place] = await rewrites.locations(kept)
  const path = join(rewrites.deployment.data, 'objects', place?.objectKey ?? '')
  const bytes = await rewrites.parts.objects.get(place?.objectKey ?? '')
  await rewrites.deployment.anchor()
  await writeFile(
    path,
    bytes.map((byte, at) => (at === 100 ? byte ^ 1 : byte)),
  )
  await expect(run(rewrites.removal())).rejects.toMatchObject({ code: 'batch_copy_missing' })
  expect((await rewrites.parts.objects.get(old?.objectKey ?? '')).length).toBeGreaterThan(0)
  await writeFile(path, bytes)
  await rewrites.removeOld()
  await expect(rewrites.parts.objects.get(old?.objectKey ?? '')).rejects.toMatchObject({
    code: 'object_not_found',
  })
})

test('a row that goes on naming the old object is named before that is deleted', async () => {
  const [kept] = await rewrites.record(
    [shapeOf(ages.fresh, 4), shapeOf(ages.old, 4), shapeOf(ages.old, 9), shapeOf(ages.old, 5)],
    1,
  )
  await rewrites.forgetDue()
  const [before] = await rewrites.locations(kept)
  await run(rewrites.rewriting())
  await rewrites.deployment.anchor()
  const superuser = rewrites.postgres.database('superuser')
  const stream = kept?.streamIds[0]
  const { rows } = await sql<{ seq: number; offset: number }>`SELECT batch_seq AS seq, byte_offset AS "offset"
    FROM segments WHERE stream_id = ${stream} AND index = 0`.execute(superuser)
  const set = (seq: unknown, offset: number) =>
    sql`UPDATE segments SET batch_seq = ${seq}, byte_offset = ${offset}
      WHERE stream_id = ${stream} AND index = 0`.execute(superuser)
  await set(sql`(SELECT seq FROM batches WHERE object_key = ${before?.objectKey})`, before?.offset ?? 0)
  const { report } = await rewrites.deployment.verify()
  expect(report.problems).toMatchObject([{ kind: 'segment_row_altered', stream, segmentIndex: 0 }])
  await set(rows[0]?.seq, rows[0]?.offset ?? 0)
})

test('a batch with a stream that goes on stays as it is, and is not read again at once', async () => {
  const before = await rewrites.rewrittenCount()
  const [open] = await rewrites.record(
    [{ ...shapeOf(ages.fresh, 2), isOpen: true }, shapeOf(ages.old, 9), shapeOf(ages.old, 5)],
    1,
  )
  await rewrites.forgetDue()
  const { objects } = rewrites.parts
  let reads = 0
  const step = rewrites.rewriting({
    objects: {
      ...objects,
      get(key, range) {
        reads += 1
        return objects.get(key, range)
      },
    },
  })
  await run(step)
  await run(step)
  expect(reads).toBe(1)
  expect(await rewrites.rewrittenCount()).toBe(before)
  await sql`UPDATE streams SET last_received_at = now() - interval '1 day' WHERE session_id = ${open?.session}`.execute(
    rewrites.postgres.database('superuser'),
  )
  await rewrites.deployment.anchor()
  await run(rewrites.rewriting())
  expect(await rewrites.rewrittenCount()).toBe(before + 1)
})

test('in the end every living stream opens, everything verifies, and it is told what went', async () => {
  await rewrites.removeOld()
  await rewrites.expectWhole()
  const words = ['retention', 'status']
  const { stdout } = await rewrites.deployment.reseal(...words, '--json')
  const { batches } = JSON.parse(stdout) as { batches: Record<string, number> }
  const count = await rewrites.rewrittenCount()
  expect(batches).toMatchObject({
    rewrittenCount: count,
    waitingCount: 0,
    deletedCount: count + (batches['emptiedCount'] ?? 0),
  })
  expect((await rewrites.deployment.reseal(...words)).stdout).toContain(
    `batches rewritten  ${count}, what was alive`,
  )
})
