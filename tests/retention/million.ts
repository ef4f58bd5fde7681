// node tests/retention/million.ts [streams]: retention on a million streams, killed in the middle and taken up again, beside
// someone who writes. Prints figures for docs/performance.md; fails where a row is left or lost.
import { spawn } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import {
  createAuditLog,
  createDatabase,
  createRetentionRepository,
  type Database,
  migrate,
  startEmbeddedPostgres,
  startLog,
} from '@reseal/store'
import { startTestAnchor } from '@reseal/store/testing'
import { sql } from 'kysely'
import { countLeft, fillStreams } from './many-streams.ts'

const streamCount = Number(process.argv[2] ?? 1_000_000)
const days = 90
const dataDir = await mkdtemp(join(tmpdir(), 'reseal-million-'))
await chmod(dataDir, 0o711)
const postgres = await startEmbeddedPostgres({ dataDir, port: 0 })
const open = (role: 'superuser' | 'owner' | 'worker' | 'viewer'): Database =>
  createDatabase({
    connectionString: postgres.connectionString(role),
    maxConnections: 3,
    applicationName: role,
  })
const [superuser, owner, worker, viewer] = [open('superuser'), open('owner'), open('worker'), open('viewer')]
const anchored = await startTestAnchor()
const say = (figures: object): boolean => process.stdout.write(`${JSON.stringify(figures)}\n`)

/** Somebody who appends to the audit log all the while, as each opened replay does; milliseconds it took. */
async function write(signal: AbortSignal): Promise<number[]> {
  const audit = createAuditLog(viewer, { anchor: anchored.anchor })
  const took: number[] = []
  while (!signal.aborted) {
    const beganMs = performance.now()
    await audit.append({
      action: 'session.list',
      outcome: 'success',
      actor: { issuer: 'reseal', roles: ['engineer'], method: 'passkey' },
    })
    took.push(performance.now() - beganMs)
    await delay(20)
  }
  return took.sort((a, b) => a - b)
}

/** The oldest transaction of the run, looked at all the while. */
async function watch(signal: AbortSignal): Promise<number> {
  let longestMs = 0
  while (!signal.aborted) {
    const { rows } = await sql<{ ms: number | null }>`
      SELECT (extract(epoch FROM max(clock_timestamp() - xact_start)) * 1000)::float8 AS ms FROM pg_stat_activity
      WHERE application_name = 'retention run' AND xact_start IS NOT NULL`.execute(superuser)
    longestMs = Math.max(longestMs, rows[0]?.ms ?? 0)
    await delay(5)
  }
  return longestMs
}

function startRun(): { readonly child: ReturnType<typeof spawn>; readonly ended: Promise<string> } {
  const script = join(import.meta.dirname, 'run-retention.ts')
  const child = spawn(process.execPath, [script, postgres.connectionString('worker')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout?.on('data', (piece: Buffer) => {
    text += piece.toString()
  })
  return { child, ended: new Promise((resolve) => child.on('exit', () => resolve(text))) }
}

try {
  await migrate(owner)
  for (const log of ['audit', 'recordings'] as const) {
    await startLog(worker, log, { origin: `reseal.test/${log}`, key: 'key' })
  }
  const expected = await fillStreams(superuser, owner, { streamCount, days }, (done) =>
    process.stderr.write(`\r${done} streams made`),
  )
  process.stderr.write('\n')
  const runs = createRetentionRepository(worker)
  await runs.askForRun()
  const over = new AbortController()
  const [writing, watching] = [write(over.signal), watch(over.signal)]
  const beganMs = performance.now()
  const first = startRun()
  const third = expected.dueStreams / 3
  for (;;) {
    const [run] = await runs.runs(1)
    if ((run?.streamCount ?? 0) > third) break
    await delay(100)
  }
  first.child.kill('SIGKILL')
  await first.ended
  const atKill = (await runs.runs(1))[0]?.streamCount ?? 0
  process.stderr.write(
    `killed after ${atKill} streams, ${Math.round((performance.now() - beganMs) / 1000)} s\n`,
  )
  const second = startRun()
  const used = JSON.parse(await second.ended) as { readonly peakMiB: number }
  const seconds = (performance.now() - beganMs) / 1000
  over.abort()
  const [took, longestTransactionMs] = [await writing, await watching]
  const [run] = await runs.runs(1)
  const left = await countLeft(superuser, days)
  say({
    streamCount,
    ...expected,
    seconds: Math.round(seconds),
    streamsPerSecond: Math.round(expected.dueStreams / seconds),
    killedAfter: atKill,
    ...used,
    longestTransactionMs: Math.round(longestTransactionMs),
    writerMs: {
      count: took.length,
      median: Math.round(took[Math.floor(took.length / 2)] ?? 0),
      p99: Math.round(took[Math.floor(took.length * 0.99)] ?? 0),
      longest: Math.round(took.at(-1) ?? 0),
    },
    run: {
      forgotten: run?.forgottenCount,
      streams: run?.streamCount,
      held: run?.heldCount,
      busy: run?.busyCount,
    },
    left,
  })
  const isRight =
    run?.endedAt !== undefined &&
    run.streamCount === expected.dueStreams &&
    run.forgottenCount === expected.dueSessions &&
    run.heldCount === expected.heldSessions - 1 &&
    left.livingDue === 0 &&
    left.tombstones === expected.dueStreams &&
    left.shredEvents === expected.dueStreams &&
    left.twice === 0 &&
    left.keys === left.living &&
    left.heldWithoutKey === 0
  if (!isRight) {
    process.stderr.write('a stream was left, lost, or counted twice\n')
    process.exitCode = 1
  }
} finally {
  await Promise.all([superuser, owner, worker, viewer].map((db) => db.destroy()))
  await postgres.stop()
  await anchored.stop()
  await rm(dataDir, { recursive: true, force: true })
}
