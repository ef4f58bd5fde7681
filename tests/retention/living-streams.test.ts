// Over random batches, streams, holds and rules: a run forgets exactly what is due, every living stream opens, everything
// verifies, and no object stays of which nothing is alive.
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createRetentionRepository,
  createSegmentFolding,
  insertRetention,
  type RetentionRules,
} from '@reseal/store'
import { startTestPostgres, type TestPostgres } from '@reseal/store/testing'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRemoveBatchesStep } from '../../packages/worker/src/retention/remove-batches-step.ts'
import { createRetentionStep } from '../../packages/worker/src/retention/retention-step.ts'
import { type Deployment, openTestDeployment } from '../tamper/deployment.ts'
import { openParts } from './open-parts.ts'
import { openLiving, type RecordedSession, recordSessions, type SessionShape } from './recorded-sessions.ts'

let postgres: TestPostgres
let deployment: Deployment
beforeAll(async () => {
  postgres = await startTestPostgres()
  deployment = openTestDeployment(await mkdtemp(join(tmpdir(), 'reseal-retention-')), postgres)
  for (const words of [
    ['init', '--app', 'clinic', '--origin', 'http://clinic.test'],
    ['app', 'add', '--id', 'portal', '--origin', 'http://portal.test'],
  ]) {
    const { code, stderr } = await deployment.reseal(...words)
    expect(stderr + code).toMatch(/0$/u)
  }
  await deployment.anchor()
})
afterAll(() => deployment.stop())

const days = fc.integer({ min: 1, max: 40 })
const anyRules = fc.record({
  minimumDays: fc.constant(1),
  maximumDays: fc.constant(40),
  days,
  daysWithErrors: days,
  apps: fc.record({ portal: fc.record({ days }) }, { requiredKeys: [] }),
  labels: fc.constantFrom([], [{ name: 'kind', value: 'test', days: 2 }], [{ name: 'kind', days: 30 }]),
})
const anySession: fc.Arbitrary<SessionShape> = fc.record({
  app: fc.constantFrom('clinic', 'portal'),
  ageDays: fc.integer({ min: 0, max: 45 }).map((age) => age + 0.5),
  hasErrors: fc.boolean(),
  tags: fc.constantFrom({}, { kind: 'test' }, { kind: 'real' }),
  streams: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
})
const anyRound = fc.record({
  rules: anyRules,
  sessions: fc.array(anySession, { minLength: 2, maxLength: 6 }),
  batchCount: fc.integer({ min: 1, max: 3 }),
  held: fc.nat(3),
  heldApp: fc.constantFrom(undefined, undefined, undefined, 'portal'),
  isFolded: fc.boolean(),
  /** After how many looks the worker is told to stop, and starts again. */
  stops: fc.nat(2),
})

/** Said again in other words than the code's. */
function daysOf(rules: RetentionRules, { app, hasErrors, tags }: SessionShape): number {
  const labels = rules.labels.filter(
    (label) => tags[label.name] !== undefined && (label.value ?? tags[label.name]) === tags[label.name],
  )
  let kept = rules.apps[app]?.days ?? rules.days
  if (labels.length > 0) kept = labels.reduce((most, label) => (label.days > most ? label.days : most), 0)
  return hasErrors ? Math.max(kept, rules.daysWithErrors ?? 0) : kept
}

test('a run forgets exactly what is due, and touches no byte that a living stream needs', async () => {
  const { steps, objects, keys } = await openParts(deployment, postgres)
  const superuser = postgres.database('superuser')
  const worker = postgres.database('worker')
  const parts = { data: deployment.data, ingest: postgres.database('ingest'), superuser, objects }
  const retention = createRetentionRepository(worker)
  const known = new Map<string, RecordedSession>()
  await fc.assert(
    fc.asyncProperty(anyRound, async ({ rules, sessions, batchCount, held, heldApp, isFolded, stops }) => {
      const made = await recordSessions(parts, sessions, batchCount)
      for (const one of made) known.set(one.session, one)
      await deployment.anchor()
      if (isFolded) await createSegmentFolding(worker).foldClosed({ receivedBefore: new Date() })
      await sql`DELETE FROM holds`.execute(superuser)
      const heldSessions = new Set(made.slice(0, held).map(({ session }) => session))
      for (const session of heldSessions) {
        await sql`INSERT INTO holds (id, session_id, audit_index) VALUES (${randomUUID()}, ${session}, 0)`.execute(
          superuser,
        )
      }
      if (heldApp !== undefined) {
        await sql`INSERT INTO holds (id, app_id, audit_index) VALUES (${randomUUID()}, ${heldApp}, 0)`.execute(
          superuser,
        )
      }
      await insertRetention(postgres.database('owner'), { rules, shortens: false, auditIndex: 1 })
      await retention.askForRun()

      const expected = [...known.values()].filter(
        (one) => heldSessions.has(one.session) || one.app === heldApp || one.ageDays < daysOf(rules, one),
      )
      for (const { session } of known.values()) {
        if (!expected.some((one) => one.session === session)) known.delete(session)
      }
      const step = createRetentionStep(steps, { sessionsPerTransaction: 2 })
      for (let stop = 0; stop < stops; stop += 1) await step.run({ signal: AbortSignal.abort() })
      await step.run({ signal: new AbortController().signal })
      expect((await retention.runs(1))[0]?.endedAt).toBeDefined()

      const removal = createRemoveBatchesStep(steps, { objects, graceMs: 0 })
      await removal.run({ signal: new AbortController().signal })
      await deployment.anchor()
      await removal.run({ signal: new AbortController().signal })

      const living = await openLiving({ superuser, objects }, keys)
      expect(living).toEqual(expected.flatMap(({ streamIds }) => streamIds).sort())
      const { report } = await deployment.verify()
      expect(report.problems).toEqual([])
      const { rows } = await sql<{ alive: boolean; there: boolean; key: string }>`
        SELECT dead_count < segment_count AS alive, deleted_at IS NULL AS there, object_key AS key
        FROM batches`.execute(superuser)
      for (const { alive, there } of rows) {
        // What a hold keeps of a session keeps its bytes, also where something of it was forgotten before.
        if (alive) expect(there).toBe(true)
      }
      const stored: string[] = []
      for await (const { key } of objects.list('batches/')) stored.push(key)
      expect(stored.sort()).toEqual(
        rows
          .filter(({ there }) => there)
          .map(({ key }) => key)
          .sort(),
      )
    }),
    { numRuns: Number(process.env['RESEAL_RETENTION_ROUNDS'] ?? 2), seed: 7, endOnFailure: true },
  )
})

test('once the last stream is forgotten no batch is left, and everything verifies', async () => {
  const { steps, objects } = await openParts(deployment, postgres)
  const superuser = postgres.database('superuser')
  const retention = createRetentionRepository(postgres.database('worker'))
  await sql`DELETE FROM holds`.execute(superuser)
  await sql`UPDATE streams SET last_received_at = now() - interval '100 days', registered_on = current_date - 100`.execute(
    superuser,
  )
  const dry = JSON.parse((await deployment.reseal('retention', 'dry-run', '--json')).stdout) as DryRun
  await deployment.reseal('retention', 'run', '--no-wait')
  await createRetentionStep(steps).run({ signal: new AbortController().signal })
  const [run] = await retention.runs(1)
  expect(dry.sessions).toBeGreaterThan(0)
  expect(run).toMatchObject({ cause: 'asked', forgottenCount: dry.sessions, heldCount: 0, busyCount: 0 })
  const status = await deployment.reseal('retention', 'status', '--json')
  expect(JSON.parse(status.stdout)).toMatchObject({
    runs: [{ id: run?.id, endedAtMs: run?.endedAt?.getTime() }, {}, {}],
    batches: { rewrittenCount: 0, copyCount: 0 },
  })
  const removal = createRemoveBatchesStep(steps, { objects, graceMs: 0 })
  await removal.run({ signal: new AbortController().signal })
  // Never before the leaf that says so is anchored.
  expect((await objects.list('batches/')[Symbol.asyncIterator]().next()).done).toBe(false)
  await deployment.anchor()
  // Whoever died after the delete deletes again.
  for await (const { key } of objects.list('batches/')) {
    await objects.delete(key)
    break
  }
  await removal.run({ signal: new AbortController().signal })
  expect((await objects.list('batches/')[Symbol.asyncIterator]().next()).done).toBe(true)
  const { report } = await deployment.verify()
  expect(report.problems).toEqual([])
  expect(report.recordings.removedCount).toBe(report.recordings.batchCount)
})

interface DryRun {
  readonly sessions: number
}

test('rules that keep something for less time wait, others are in force at once, bad ones are refused', async () => {
  const file = join(deployment.data, 'retention.json')
  const set = async (rules: object) => {
    await writeFile(file, JSON.stringify(rules))
    return deployment.reseal('retention', 'set', '--json', '--file', file, '--reason', 'policy')
  }
  expect(await set({ days: 40, daysWithErrors: 41 })).toMatchObject({ code: 0 })
  const shorter = await set({ days: 39, daysWithErrors: 41 })
  expect(JSON.parse(shorter.stdout)).toMatchObject({ state: 'waiting' })
  const shown = JSON.parse((await deployment.reseal('retention', 'show', '--json')).stdout) as object
  expect(shown).toMatchObject({
    inForce: { rules: { days: 40 } },
    waiting: [{ rules: { days: 39 } }],
    logRetentionYears: 6,
  })
  expect(await set({ days: 0 })).toMatchObject({ code: 2, stderr: expect.stringContaining('days: expected') })
  const { code, stderr } = await deployment.reseal(
    'retention',
    'dry-run',
    '--file',
    join(deployment.data, 'no'),
  )
  expect([code, stderr]).toEqual([2, expect.stringContaining('cannot be read')])
})

test.each([5, 11])('logs kept for %s years are refused', async (logRetentionYears) => {
  const file = join(deployment.data, 'config.json')
  const text = await readFile(file, 'utf8')
  await writeFile(file, JSON.stringify({ ...(JSON.parse(text) as object), logRetentionYears }))
  try {
    const { code, stderr } = await deployment.reseal('retention', 'show')
    expect([code, stderr]).toEqual([1, expect.stringContaining('a whole number from 6 to 10')])
  } finally {
    await writeFile(file, text)
  }
})
