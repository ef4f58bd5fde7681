// node tests/retention/rewrite-figures.ts [batches] [dead, of a hundred]: batches of 8 MiB that are mostly dead are written anew;
// what that reads, writes and frees. Prints figures for docs/performance.md; fails where a living stream does not open.
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import {
  createDatabase,
  createRetentionRepository,
  createSegmentFolding,
  type Database,
  insertRetention,
  migrate,
  type ObjectStore,
  startEmbeddedPostgres,
} from '@reseal/store'
import type { TestPostgres } from '@reseal/store/testing'
import { sql } from 'kysely'
import { createRemoveBatchesStep } from '../../packages/worker/dist/retention/remove-batches-step.js'
import { createRetentionStep } from '../../packages/worker/dist/retention/retention-step.js'
import { createRewriteBatchesStep } from '../../packages/worker/dist/retention/rewrite-batches-step.js'
import { openTestDeployment } from '../tamper/deployment.ts'
import { openParts } from './open-parts.ts'
import { openLiving, recordSessions, type SessionShape } from './recorded-sessions.ts'

const [batchCount = 40, deadPercent = 85] = process.argv.slice(2).map(Number)
// Each session is in four batches, with three segments of 12 KiB in each: a batch of 7.6 MiB.
const [batchesTogether, sessionsTogether, segmentsEach, segmentBytes] = [4, 180, 12, 12_288]

/** Counts requests and their bytes. */
function counted(objects: ObjectStore): {
  readonly objects: ObjectStore
  readonly counts: Record<string, number>
} {
  const counts = { puts: 0, putBytes: 0, gets: 0, getBytes: 0, deletes: 0 }
  return {
    counts,
    objects: {
      ...objects,
      async put(key, bytes, hints) {
        counts.puts += 1
        counts.putBytes += bytes.length
        await objects.put(key, bytes, hints)
      },
      async get(key, range) {
        const bytes = await objects.get(key, range)
        counts.gets += 1
        counts.getBytes += bytes.length
        return bytes
      },
      async delete(key) {
        counts.deletes += 1
        await objects.delete(key)
      },
    },
  }
}

async function stored(objects: ObjectStore): Promise<{ objects: number; bytes: number }> {
  const sum = { objects: 0, bytes: 0 }
  for await (const { sizeBytes } of objects.list('batches/')) {
    sum.objects += 1
    sum.bytes += sizeBytes
  }
  return sum
}

/** A cluster of its own, outside of a test run. */
async function startPostgres(): Promise<TestPostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), 'reseal-figures-database-'))
  await chmod(dataDir, 0o711)
  const cluster = await startEmbeddedPostgres({ dataDir, port: 0 })
  const pools = new Map<string, Database>()
  const { connectionString } = cluster
  const database: TestPostgres['database'] = (role) => {
    const pool =
      pools.get(role) ?? createDatabase({ connectionString: connectionString(role), maxConnections: 5 })
    pools.set(role, pool)
    return pool
  }
  await migrate(database('owner'))
  return {
    connectionString,
    database,
    async stop() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()))
      await cluster.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

const postgres = await startPostgres()
const deployment = openTestDeployment(await mkdtemp(join(tmpdir(), 'reseal-figures-')), postgres)
const superuser = postgres.database('superuser')
const run = (step: { run(turn: { signal: AbortSignal }): Promise<boolean> }): Promise<boolean> =>
  step.run({ signal: new AbortController().signal })

/** The longest transaction of the worker, looked at all the while. */
async function watch(signal: AbortSignal): Promise<number> {
  let longestMs = 0
  while (!signal.aborted) {
    const { rows } = await sql<{ ms: number | null }>`
      SELECT (extract(epoch FROM max(clock_timestamp() - xact_start)) * 1000)::float8 AS ms FROM pg_stat_activity
      WHERE usename = 'reseal_worker' AND xact_start IS NOT NULL`.execute(superuser)
    longestMs = Math.max(longestMs, rows[0]?.ms ?? 0)
    await delay(5)
  }
  return longestMs
}

try {
  const { code, stderr } = await deployment.reseal(
    'init',
    '--app',
    'clinic',
    '--origin',
    'http://clinic.test',
  )
  if (code !== 0) throw new Error(stderr)
  await deployment.anchor()
  const parts = await openParts(deployment, postgres)
  const recorder = {
    data: deployment.data,
    ingest: postgres.database('ingest'),
    superuser,
    objects: parts.objects,
  }
  for (let made = 0; made < batchCount; made += batchesTogether) {
    const shapes = Array.from({ length: sessionsTogether }, (_, at): SessionShape => {
      const ageDays = (at * 37) % 100 < deadPercent ? 30.5 : 1.5
      return { app: 'clinic', ageDays, hasErrors: false, tags: {}, streams: [segmentsEach], segmentBytes }
    })
    await recordSessions(recorder, shapes, batchesTogether)
    process.stderr.write(`\r${made + batchesTogether} batches made`)
  }
  process.stderr.write('\n')
  await deployment.anchor()
  const worker = postgres.database('worker')
  for (let next: string | undefined = ''; next !== undefined; ) {
    const turn = await createSegmentFolding(worker).foldClosed({
      receivedBefore: new Date(),
      ...(next !== '' && { after: next }),
    })
    next = turn.next
  }
  const rules = { minimumDays: 1, maximumDays: 40, days: 20, apps: {}, labels: [] }
  await insertRetention(postgres.database('owner'), { rules, shortens: false, auditIndex: 1 })
  await createRetentionRepository(worker).askForRun()
  await run(createRetentionStep(parts.steps))
  await run(createRemoveBatchesStep(parts.steps, { objects: parts.objects }))
  const before = await stored(parts.objects)
  const manifests = sql<{ bytes: number }>`SELECT sum(octet_length(manifest))::int8 AS bytes FROM streams
    WHERE tombstoned_at IS NULL`
  const { rows: manifestsBefore } = await manifests.execute(superuser)

  const rewriting = counted(parts.objects)
  const over = new AbortController()
  const watching = watch(over.signal)
  const [beganMs, cpu] = [performance.now(), process.cpuUsage()]
  const log: object[] = []
  await run(
    createRewriteBatchesStep(
      { ...parts.steps, log: (line) => log.push(line) },
      { objects: rewriting.objects, graceMs: -60_000 },
    ),
  )
  const seconds = (performance.now() - beganMs) / 1000
  const { user, system } = process.cpuUsage(cpu)
  over.abort()
  const longestTransactionMs = await watching
  await deployment.anchor()
  const removing = counted(parts.objects)
  await run(createRemoveBatchesStep(parts.steps, { objects: removing.objects, graceMs: -60_000 }))
  const after = await stored(parts.objects)
  const { rows: manifestsAfter } = await manifests.execute(superuser)
  const opened = await openLiving(recorder, parts.keys)
  const { report } = await deployment.verify()
  process.stdout.write(
    `${JSON.stringify({
      deadPercent,
      before,
      after,
      freedBytes: before.bytes - after.bytes,
      rewriting: rewriting.counts,
      removing: removing.counts,
      seconds: Number(seconds.toFixed(1)),
      cpuSeconds: Number(((user + system) / 1_000_000).toFixed(1)),
      longestTransactionMs: Math.round(longestTransactionMs),
      livingStreams: opened.length,
      manifestBytes: [manifestsBefore[0]?.bytes, manifestsAfter[0]?.bytes],
      log,
      verdict: report.verdict,
    })}\n`,
  )
  if (report.problems.length > 0 || opened.length === 0) {
    process.stderr.write('not every living stream is whole\n')
    process.exitCode = 1
  }
} finally {
  await deployment.stop()
}
