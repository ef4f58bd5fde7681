// A deployment whose batches are mostly dead, and the steps that write them anew: what the tests of it share.
import { randomUUID } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createReplayRepository,
  createRetentionRepository,
  insertRetention,
  type SegmentLocation,
} from '@reseal/store'
import { startTestPostgres, type TestPostgres } from '@reseal/store/testing'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { createRemoveBatchesStep } from '../../packages/worker/src/retention/remove-batches-step.ts'
import { createRetentionStep } from '../../packages/worker/src/retention/retention-step.ts'
import {
  createRewriteBatchesStep,
  type RewriteBatchesOptions,
} from '../../packages/worker/src/retention/rewrite-batches-step.ts'
import type { Step } from '../../packages/worker/src/steps.ts'
import { createSweepStep } from '../../packages/worker/src/sweep/sweep-step.ts'
import { type Deployment, openTestDeployment } from '../tamper/deployment.ts'
import { openParts, type Parts } from './open-parts.ts'
import { openLiving, type RecordedSession, recordSessions, type SessionShape } from './recorded-sessions.ts'

/** Ages in days: forgotten; kept, with rows that are folded by now; kept, with rows that are not. */
export const ages = { old: 30.5, young: 1.5, fresh: 0 } as const

/** A session of so many streams, each of so many segments. */
export const shapeOf = (ageDays: number, ...streams: readonly number[]): SessionShape => ({
  app: 'clinic',
  ageDays,
  hasErrors: false,
  tags: {},
  streams,
})

/** A batch as its row says. */
export interface BatchState {
  readonly id: string
  readonly objectKey: string
  readonly isRewritten: boolean
  readonly isDeleted: boolean
}

/** What a test of it works with. */
export interface Rewriting {
  readonly postgres: TestPostgres
  readonly deployment: Deployment
  readonly parts: Parts
  /** Sessions that are to open, by id. */
  readonly living: Map<string, RecordedSession>
  rewriting(options?: Partial<RewriteBatchesOptions>): Step
  /** By default without a grace period. */
  removal(graceMs?: number): Step
  record(shapes: readonly SessionShape[], batchCount: number): Promise<RecordedSession[]>
  /** One session that stays and three that went, in two batches. */
  recordMixed(): Promise<RecordedSession | undefined>
  hold(session: string): Promise<void>
  /** Forgets what is due, and counts it in its batches. */
  forgetDue(): Promise<void>
  /** Every living session opens, segment for segment, and everything verifies. */
  expectWhole(): Promise<void>
  /** Both rounds of removing: said, anchored, done. */
  removeOld(): Promise<void>
  /** As the worker sweeps in two weeks: whatever nothing names goes. */
  sweepFarAhead(): Promise<void>
  batchStates(): Promise<BatchState[]>
  rewrittenCount(): Promise<number>
  locations(session: RecordedSession | undefined): Promise<SegmentLocation[]>
  storedKeys(): Promise<string[]>
}

/** Runs a step to its end. */
export const run = (step: Step): Promise<boolean> => step.run({ signal: new AbortController().signal })

const dayMs = 86_400_000
// The database's clock and this one may differ a little.
const noGraceMs = -60_000

/** Makes a deployment that keeps sessions for twenty days. */
export async function openRewriting(): Promise<Rewriting> {
  const postgres = await startTestPostgres()
  const deployment = openTestDeployment(await mkdtemp(join(tmpdir(), 'reseal-rewrite-')), postgres)
  const { code, stderr } = await deployment.reseal(
    'init',
    '--app',
    'clinic',
    '--origin',
    'http://clinic.test',
  )
  expect(stderr + code).toMatch(/0$/u)
  await deployment.anchor()
  const parts = await openParts(deployment, postgres)
  const rules = { minimumDays: 1, maximumDays: 40, days: 20, apps: {}, labels: [] }
  await insertRetention(postgres.database('owner'), { rules, shortens: false, auditIndex: 1 })
  const { objects, steps, keys } = parts
  const superuser = postgres.database('superuser')
  const living = new Map<string, RecordedSession>()
  const recorder = { data: deployment.data, ingest: postgres.database('ingest'), superuser, objects }
  const removal = (graceMs = noGraceMs): Step => createRemoveBatchesStep(steps, { objects, graceMs })
  const batchStates = async (): Promise<BatchState[]> => {
    const { rows } = await sql<BatchState>`SELECT id, object_key AS "objectKey",
        rewritten_as IS NOT NULL AS "isRewritten", deleted_at IS NOT NULL AS "isDeleted"
      FROM batches ORDER BY seq`.execute(superuser)
    return rows
  }
  const made: Rewriting = {
    postgres,
    deployment,
    parts,
    living,
    rewriting: (options = {}) =>
      createRewriteBatchesStep(steps, { objects, deadShare: 0.5, graceMs: noGraceMs, ...options }),
    removal,
    async record(shapes, batchCount) {
      const sessions = await recordSessions(recorder, shapes, batchCount)
      for (const one of sessions) living.set(one.session, one)
      await deployment.anchor()
      return sessions
    },
    async recordMixed() {
      const { old, young } = ages
      const [kept] = await made.record(
        [shapeOf(young, 4), shapeOf(old, 4), shapeOf(old, 3, 4), shapeOf(old, 5)],
        2,
      )
      await made.forgetDue()
      return kept
    },
    async hold(session) {
      await sql`INSERT INTO holds (id, session_id, audit_index) VALUES (${randomUUID()}, ${session}, 0)`.execute(
        superuser,
      )
    },
    async forgetDue() {
      await createRetentionRepository(postgres.database('worker')).askForRun()
      await run(createRetentionStep(steps))
      await run(removal(dayMs))
      const { rows } = await sql<{ session_id: string }>`SELECT session_id FROM streams
        WHERE tombstoned_at IS NOT NULL`.execute(superuser)
      for (const { session_id } of rows) living.delete(session_id)
    },
    async expectWhole() {
      const opened = await openLiving(recorder, keys)
      expect(opened).toEqual([...living.values()].flatMap(({ streamIds }) => streamIds).sort())
      await deployment.anchor()
      const { report } = await deployment.verify()
      expect(report.problems).toEqual([])
    },
    async removeOld() {
      await run(removal())
      await deployment.anchor()
      await run(removal())
    },
    async sweepFarAhead() {
      await sql`UPDATE sweep SET after_key = '', not_before = '2020-01-01'`.execute(superuser)
      await run(createSweepStep(steps, { objects, now: () => Date.now() + 14 * dayMs }))
    },
    batchStates,
    rewrittenCount: async () => (await batchStates()).filter(({ isRewritten }) => isRewritten).length,
    async locations(session) {
      const replays = createReplayRepository(superuser)
      return (await Promise.all((session?.streamIds ?? []).map((id) => replays.listSegments(id)))).flat()
    },
    async storedKeys() {
      const found: string[] = []
      for await (const { key } of objects.list('batches/')) found.push(key)
      return found
    },
  }
  return made
}
