// Batches of which most is dead are written anew: over random mixes, whoever dies or comes between, every living stream opens
// byte for byte, everything verifies, and what is rebuilt from the objects is the same.
import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createReplayRepository, createRetentionRepository, createSegmentFolding } from '@reseal/store'
import { startTestPostgres, type TestPostgres } from '@reseal/store/testing'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createRetentionStep } from '../../packages/worker/src/retention/retention-step.ts'
import type { RewriteStage } from '../../packages/worker/src/retention/rewrite-batches-step.ts'
import { backUpRows } from '../reindex/copy-rows.ts'
import { openTestDeployment } from '../tamper/deployment.ts'
import { ages, openRewriting, type Rewriting, run, shapeOf } from './rewriting.ts'

let rewrites: Rewriting
beforeAll(async () => {
  rewrites = await openRewriting()
})
afterAll(() => rewrites.deployment.stop())
beforeEach(() => sql`DELETE FROM holds`.execute(rewrites.postgres.database('superuser')))

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
    const worker = rewrites.postgres.database('worker')
    const before = await rewrites.rewrittenCount()
    await fc.assert(
      fc.asyncProperty(anyRound, async ({ sessions, batchCount, isFolded, dies, comes, isDeletedAtOnce }) => {
        await sql`DELETE FROM holds`.execute(rewrites.postgres.database('superuser'))
        const shapes = sessions.map(({ isOld, isOpen, isFresh, streams }) => ({
          ...shapeOf(isOld ? ages.old : isFresh ? ages.fresh : ages.young, ...streams),
          isOpen: isOpen && !isOld,
        }))
        const made = await rewrites.record(shapes, batchCount)
        const foldAll = () => createSegmentFolding(worker).foldClosed({ receivedBefore: new Date() })
        if (isFolded) await foldAll()
        for (const [at, { isHeld }] of sessions.entries())
          if (isHeld) await rewrites.hold(made[at]?.session ?? '')
        await rewrites.forgetDue()
        const meanwhile = {
          'a fold': foldAll,
          'a hold': () =>
            rewrites.hold(made.find(({ session }) => !rewrites.living.has(session))?.session ?? randomUUID()),
          'a shred': async () => {
            await sql`UPDATE streams SET last_received_at = now() - interval '99 days',
              registered_on = current_date - 99 WHERE session_id = ${made[0]?.session}`.execute(
              rewrites.postgres.database('superuser'),
            )
            await createRetentionRepository(worker).askForRun()
            await run(createRetentionStep(rewrites.parts.steps))
            const isHeld = sessions[0]?.isHeld === true
            if (!isHeld) rewrites.living.delete(made[0]?.session ?? '')
          },
          'a sweep': rewrites.sweepFarAhead,
        }
        const step = rewrites.rewriting({
          async onStage(stage) {
            if (stage === 'stored' && comes !== undefined) await meanwhile[comes]()
            if (stage === dies) throw new Died()
          },
        })
        await run(step).catch((error: unknown) => {
          if (!(error instanceof Died)) throw error
        })
        if (!isDeletedAtOnce) await rewrites.expectWhole()
        await run(rewrites.rewriting())
        await rewrites.expectWhole()
        await rewrites.removeOld()
        await rewrites.expectWhole()
      }),
      { numRuns: Number(process.env['RESEAL_RETENTION_ROUNDS'] ?? 2), seed: 11, endOnFailure: true },
    )
    expect(await rewrites.rewrittenCount()).toBeGreaterThan(before)
  })
})

describe('a database that is rebuilt', () => {
  async function places(of: TestPostgres): Promise<unknown[]> {
    const replays = createReplayRepository(of.database('superuser'))
    const ids = [...rewrites.living.values()].flatMap(({ streamIds }) => streamIds).sort()
    return Promise.all(ids.map(async (id) => ({ id, segments: await replays.listSegments(id) })))
  }

  test('from nothing, or from before batches were written anew, has every segment where it is', async () => {
    const again = await startTestPostgres()
    const older = await startTestPostgres()
    await rewrites.recordMixed()
    await rewrites.record([shapeOf(ages.fresh, 2), shapeOf(ages.old, 7), shapeOf(ages.old, 9)], 1)
    await rewrites.forgetDue()
    // What was stored and not committed before.
    await sql`DELETE FROM batch_rewrites`.execute(rewrites.postgres.database('superuser'))
    await rewrites.sweepFarAhead()
    const restore = await backUpRows(rewrites.deployment.superuserUrl)
    await run(rewrites.rewriting())
    await rewrites.removeOld()
    const keyFile = join(rewrites.deployment.data, 'stream_keys.csv')
    const keys = await rewrites.deployment.superuser
      .selectFrom('stream_keys')
      .select(['stream_id', 'enc'])
      .execute()
    const lines = keys.map(({ stream_id, enc }) => `${stream_id},${Buffer.from(enc).toString('hex')}\n`)
    await writeFile(keyFile, ['stream_id,enc\n', ...lines].join(''))
    const { app_key: appKey } = await rewrites.deployment.superuser
      .selectFrom('apps')
      .select('app_key')
      .executeTakeFirstOrThrow()
    const expected = await places(rewrites.postgres)

    const rebuilt = openTestDeployment(rewrites.deployment.data, again)
    const restored = openTestDeployment(rewrites.deployment.data, older)
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
