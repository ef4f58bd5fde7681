// A backup of an hour ago in place of the database, and a fork that went on from it: every process refuses to append and
// says what to run; what the anchor has comes back, what only the database had is honestly gone.
import { cp, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runReseal } from '@reseal/cli'
import type { Database } from '@reseal/store'
import { startTestPostgres, type TestPostgres } from '@reseal/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createTestDeployment, type Deployment, openTestDeployment } from '../tamper/deployment.ts'
import { backUpRows } from './copy-rows.ts'

let deployment: Deployment
let restored: Deployment
let forked: Deployment
let older: TestPostgres
let fork: TestPostgres
let backUpSize: number

beforeAll(async () => {
  deployment = await createTestDeployment()
  const restoreBackup = await backUpRows(deployment.superuserUrl)
  backUpSize = await auditSize(deployment.superuser)
  older = await startTestPostgres()
  fork = await startTestPostgres()
  for (const target of [older, fork]) await restoreBackup(target.connectionString('superuser'))
  await deployment.record(1, 2)
  await deployment.reseal('audit', 'export', '--format', 'csv')
  await deployment.anchor()
  restored = openTestDeployment(deployment.data, older)
  const data = join(await mkdtemp(join(tmpdir(), 'reseal-fork-')), 'data')
  await cp(deployment.data, data, { recursive: true })
  forked = openTestDeployment(data, fork)
})
afterAll(() => Promise.all([deployment, restored, forked].map((one) => one.stop())))

async function auditSize(db: Database): Promise<number> {
  return (await db.selectFrom('audit_head').select('size').executeTakeFirstOrThrow()).size
}

async function auditLeaves(db: Database): Promise<string[]> {
  const rows = await db.selectFrom('audit_leaves').select('leaf').orderBy('index').execute()
  return rows.map(({ leaf }) => Buffer.from(leaf).toString('utf8'))
}

/** Starts the worker, or the viewer, as its operator does, and waits for what it says on standard error. */
async function served(one: Deployment, service: string, said: RegExp): Promise<string> {
  const stopping = new AbortController()
  const lines: string[] = []
  const write = async (text: string): Promise<void> => {
    lines.push(text)
  }
  const running = runReseal(['serve', service, '--data', one.data], {
    env: { ...one.env, RESEAL_VIEWER_PORT: '0', RESEAL_REPLAY_PORT: '0' },
    cwd: one.data,
    stdout: { isTerminal: false, write: async () => {} },
    stderr: { isTerminal: false, write },
    stdin: process.stdin,
    stopSignal: stopping.signal,
  })
  try {
    await vi.waitUntil(() => said.test(lines.join('')), { timeout: 40_000, interval: 20 })
    return lines.join('')
  } finally {
    stopping.abort()
    await running
  }
}

test('an older backup: worker, viewer and commands refuse, append nothing, and say what to run', async () => {
  const before = await auditLeaves(restored.superuser)
  const refused = await restored.reseal('audit', 'export', '--format', 'csv')
  expect(refused.code).toBe(1)
  expect(refused.stderr).toMatch(/log_behind_anchor.*reseal reindex/s)
  for (const service of ['worker', 'viewer']) {
    expect(await served(restored, service, /reseal reindex/)).toContain('log_behind_anchor')
  }
  expect(await auditLeaves(restored.superuser)).toEqual(before)
})

test('the command puts every anchored leaf back under its own index, and the whole verifies', async () => {
  const { code, stderr } = await restored.reseal('reindex')
  expect(stderr).not.toContain('log_')
  expect(code).toBe(0)
  const anchored = await auditLeaves(deployment.superuser)
  const found = await auditLeaves(restored.superuser)
  expect(found.slice(0, anchored.length)).toEqual(anchored)
  // That it was rebuilt is said behind what there was.
  expect(found.length).toBeGreaterThan(anchored.length)
  await restored.anchor()
  const { report } = await restored.verify()
  // The key of the stream that was recorded since is in no backup.
  expect(report.problems).toEqual([
    expect.objectContaining({ kind: 'stream_row_altered', stream: deployment.streams[3] }),
  ])
})

test('clear values of what happened since the backup are absent, and those before it are there', async () => {
  const anchoredSize = await auditSize(deployment.superuser)
  const namesIn = async (db: Database, from: number, to: number): Promise<number[]> => {
    const rows = await db
      .selectFrom('audit_personal')
      .select('leaf_index')
      .where('leaf_index', '>=', from)
      .where('leaf_index', '<', to)
      .orderBy('leaf_index')
      .execute()
    return rows.map(({ leaf_index }) => leaf_index)
  }
  const { superuser } = deployment
  expect(await namesIn(superuser, backUpSize, anchoredSize)).not.toEqual([])
  expect(await namesIn(restored.superuser, backUpSize, anchoredSize)).toEqual([])
  expect(await namesIn(restored.superuser, 0, backUpSize)).toEqual(await namesIn(superuser, 0, backUpSize))
  // Nothing is made up in their place.
  const { stdout } = await restored.reseal('audit', 'export', '--format', 'jsonl')
  const lines = stdout.trim().split('\n')
  const first = lines.find((line) => line.includes(`"index":${backUpSize},`)) ?? '{}'
  const { event } = JSON.parse(first) as { event?: { actor?: object } }
  expect(event?.actor).toEqual({ issuer: 'os', method: 'os-user', roles: [] })
})

test('a fork that went on by other means is refused and named, and nothing is added to it', async () => {
  const { superuser } = forked
  await sql`INSERT INTO audit_leaves (index, leaf)
    SELECT n, convert_to('{"action":"audit.read","time_ms":' || time_ms || '}', 'UTF8')
    FROM audit_head, generate_series(size, size + 40) AS n`.execute(superuser)
  await sql`UPDATE audit_head SET size = size + 41`.execute(superuser)
  const before = await auditLeaves(superuser)
  const refused = await forked.reseal('audit', 'export', '--format', 'csv')
  expect(refused.stderr).toMatch(/log_inconsistent.*reseal verify/s)
  expect(await served(forked, 'worker', /log_inconsistent/)).toContain('reseal verify')
  const reindexed = await forked.reseal('reindex')
  expect(reindexed.code).toBe(1)
  expect(reindexed.stderr).toMatch(/audit log in the database is not the anchored one/)
  expect(await auditLeaves(superuser)).toEqual(before)
})

test('a sheet that was printed reads back, and the log still continues it', async () => {
  const { stdout } = await deployment.reseal('anchor', 'print')
  const sheet = join(deployment.data, 'sheet.txt')
  await writeFile(sheet, stdout)
  await restored.anchor()
  const checked = await deployment.reseal('anchor', 'check', sheet, '--json')
  const continues = expect.objectContaining({ outcome: 'continues' })
  expect([checked.code, JSON.parse(checked.stdout)]).toEqual([0, [continues, continues]])
  await writeFile(sheet, stdout.replace(/root 3 ..../g, 'root 3 0000'))
  const mistyped = await deployment.reseal('anchor', 'check', sheet)
  expect([mistyped.code, mistyped.stderr]).toEqual([2, expect.stringMatching(/line \d+ does not fit/)])
})
