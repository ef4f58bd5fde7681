// The drill of docs/operations.md, "Backup, restore, disaster": a base backup and its WAL, brought back to a point before a
// shred, a hold, a quarantine, new recordings and somebody's leaving. Nothing serves before the anchored log says of it what
// it says, also where the one who restores is killed half-way.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ReindexReport } from '@reseal/cli'
import type { Database } from '@reseal/store'
import type { TestPostgres } from '@reseal/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { loadConfig } from '../../packages/cli/src/deployment/config.ts'
import { openDatabaseAccess } from '../../packages/cli/src/deployment/database-access.ts'
import { type RunningService, startService } from '../../packages/cli/src/deployment/services.ts'
import { freePortBase } from '../../packages/cli/test/free-ports.ts'
import { resealBin } from '../support/demo-process.ts'
import { type InitKeys, recordStream } from '../support/sealed-stream.ts'
import { type Deployment, openTestDeployment } from '../tamper/deployment.ts'
import { type ArchivedPostgres, startArchivedPostgres } from './archived-postgres.ts'
import { type Clinic, openClinic } from './clinic.ts'
import { openRaw } from './raw-backup.ts'

let postgres: ArchivedPostgres
let source: Deployment
let clinic: Clinic
let restoredPostgres: TestPostgres
let restored: Deployment
let keyFile: string
let archived: { readonly code: number; readonly stdout: string }
/** What each stream is there for, and its session. */
const streams: Record<'shredded' | 'held' | 'quarantined' | 'later' | 'lost', string> = {
  shredded: '',
  held: '',
  quarantined: '',
  later: '',
  lost: '',
}
const sessions: Record<string, string> = {}

beforeAll(async () => {
  postgres = await startArchivedPostgres()
  const data = await mkdtemp(join(tmpdir(), 'reseal-drill-'))
  source = openTestDeployment(data, postgres)
  const base = String(await freePortBase())
  await succeed('init', '--app', 'clinic', '--origin', 'http://clinic.test', '--port', base)
  clinic = openClinic(source, postgres)
  await succeed('user', 'add', '--name', 'Ana', '--role', 'admin')
  await succeed('user', 'add', '--name', 'Ben', '--role', 'engineer', '--app', 'clinic')
  await record('shredded', 'held', 'quarantined')
  await clinic.derive(streams.shredded)
  await postgres.takeBaseBackup()
  await source.anchor()
  await sql`INSERT INTO web_sessions (token_hash, user_id, expires_at)
    SELECT sha256(''::bytea), id, now() + interval '1 hour' FROM users WHERE name = 'Ben'`.execute(
    source.superuser,
  )
  await postgres.markPoint('before')

  await clinic.shred(sessions['shredded'] ?? '')
  await clinic.hold(sessions['held'] ?? '')
  await clinic.quarantine(sessions['quarantined'] ?? '')
  await record('later')
  keyFile = await clinic.backUpKeys()
  await record('lost')
  await succeed('user', 'change', '--user', 'Ben', '--sign-in', 'refuse')
  await source.anchor()
  archived = await source.reseal('backup', 'check', '--key-backup', keyFile)
  restoredPostgres = await postgres.restoreTo('before')
  restored = openTestDeployment(data, restoredPostgres)
})
afterAll(async () => {
  await postgres.stop()
  await rm(source.data, { recursive: true, force: true })
})

async function succeed(...words: string[]): Promise<void> {
  const { code, stderr } = await source.reseal(...words)
  if (code !== 0) throw new Error(stderr)
}

async function record(...names: (keyof typeof streams)[]): Promise<void> {
  await source.record(names.length, 2)
  for (const [position, name] of names.entries()) {
    const stream = source.streams[source.streams.length - names.length + position] ?? ''
    streams[name] = stream
    sessions[name] = await clinic.sessionOf(stream)
  }
}

/** Runs a service of the restored deployment for as long as `work` takes. */
async function whileServing<T>(
  name: 'ingest' | 'viewer' | 'worker',
  work: (service: RunningService) => Promise<T>,
  options: { readonly anchor?: string } = {},
): Promise<T> {
  const config = loadConfig(restored.data, restored.env)
  const access = await openDatabaseAccess(config)
  try {
    const service = await startService(name, {
      config: {
        ...config,
        operator: { [name]: await freePortBase() },
        paths: { ...config.paths, ...options },
        workerRoundMs: 20,
      },
      access,
      log: () => {},
    })
    try {
      return await work(service)
    } finally {
      await service.stop()
    }
  } finally {
    await access.stop()
  }
}

async function readiness({ operatorUrl }: RunningService): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${operatorUrl ?? ''}/readyz`)
  return { status: answer.status, text: await answer.text() }
}

/** The log is what a service that refuses leaves as it is. */
async function auditSize(db: Database): Promise<number> {
  return (await db.selectFrom('audit_head').select('size').executeTakeFirstOrThrow()).size
}

function exported(name: keyof typeof streams): Promise<{ code: number; stdout: string; stderr: string }> {
  return restored.reseal('export', '--session', sessions[name] ?? '', '--purpose', 'debugging')
}

/** Of the restored deployment, each service with a word of why. */
async function refusals(): Promise<void> {
  const before = await auditSize(restored.superuser)
  const refused = await exported('shredded')
  expect([refused.code, refused.stdout]).toEqual([1, ''])
  expect(refused.stderr).toContain('reseal reindex')
  await whileServing('worker', (service) =>
    expect
      .poll(() => readiness(service), { timeout: 20_000 })
      .toMatchObject({
        status: 503,
        text: expect.stringContaining('restore_pending'),
      }),
  )
  await whileServing('viewer', (service) =>
    expect
      .poll(() => readiness(service), { timeout: 20_000 })
      .toMatchObject({
        status: 503,
        text: expect.stringContaining('reseal reindex'),
      }),
  )
  // In the public zone there is no anchor to read: what the others found is in the database.
  const anchor = join(restored.data, 'no-anchor')
  await whileServing('ingest', refusesParcels, { anchor })
  expect(await auditSize(restored.superuser)).toBe(before)
}

async function refusesParcels(service: RunningService): Promise<void> {
  expect(await readiness(service)).toMatchObject({
    status: 503,
    text: expect.stringContaining('"database":"restoring"'),
  })
  const init = JSON.parse(await readFile(join(restored.data, 'init.json'), 'utf8')) as InitKeys
  const objects = (await restored.batches()).length
  const sent = recordStream({
    ...init,
    ingestUrl: service.url ?? '',
    origin: 'http://clinic.test',
    segmentCount: 1,
  })
  await expect(sent).rejects.toThrow('unavailable')
  // Nor is anything left that a reindex would take for a batch.
  expect(await restored.batches()).toHaveLength(objects)
}

test('the check of backups knows an archive, and a database that is older than its anchor', async () => {
  expect(archived.stdout).toMatch(/ok +wal-archive +the newest WAL file was archived/)
  expect(archived.code).toBe(0)
  const older = await restored.reseal('backup', 'check')
  expect(older.stdout).toMatch(/failing +audit-anchor .+\n +Run: reseal reindex/)
  expect(older.code).toBe(1)
})

test('where the anchor can be read, ingest does not even start', async () => {
  await expect(whileServing('ingest', async () => {})).rejects.toMatchObject({ code: 'log_behind_anchor' })
})

test('export, worker, viewer and ingest refuse, say why, and append nothing', refusals)

test('the raw backup and the sealing key open what was shredded since: that ends with the backup alone', async () => {
  expect(await openRaw(restored.superuser, restored.data, streams.shredded)).toContain('clinic.test')
  expect(await openRaw(source.superuser, source.data, streams.shredded)).toBeUndefined()
})

test('killed with the logs back and no tombstone replayed, the database still refuses', async () => {
  const { superuser } = restored
  const child = await superuser.transaction().execute(async (transaction) => {
    await sql`LOCK TABLE stream_keys IN ACCESS EXCLUSIVE MODE`.execute(transaction)
    const started = spawn(process.execPath, [resealBin, 'reindex', '--data', restored.data], {
      env: { ...process.env, ...restored.env },
      stdio: 'ignore',
    })
    await vi.waitUntil(() => isWaitingForKeys(superuser), { timeout: 60_000, interval: 20 })
    const exit = once(started, 'exit')
    started.kill('SIGKILL')
    await exit
    return started
  })
  expect(child.signalCode).toBe('SIGKILL')
  expect(await auditSize(superuser)).toBe(await auditSize(source.superuser))
  expect(await openRaw(superuser, restored.data, streams.shredded)).toBeDefined()
  await refusals()
})

async function isWaitingForKeys(db: Database): Promise<boolean> {
  const { rows } = await sql<{ waiting: boolean }>`SELECT EXISTS (SELECT FROM pg_locks
    WHERE NOT granted AND relation = 'reseal.stream_keys'::regclass) AS waiting`.execute(db)
  return rows[0]?.waiting ?? false
}

test('the next run does all of it, and says what somebody has to do again', async () => {
  const { code, stdout, stderr } = await restored.reseal('reindex', '--json', '--keys', keyFile)
  expect(stderr).toBe('')
  const report = JSON.parse(stdout) as ReindexReport
  expect(report).toMatchObject({
    keys: { restored: 1, missing: 1 },
    restore: {
      state: 'done',
      replayed: { holds: 1, quarantines: 1, signInsEnded: 1, peopleDisabled: 2, toRepeatCount: 1 },
    },
    problems: [],
  })
  expect(report.restore.replayed?.toRepeat).toMatchObject([{ action: 'user.change' }])
  expect(code).toBe(0)
})

test('what was shredded stays so, with what was made of it; what was held is held', async () => {
  const { superuser } = restored
  expect(await openRaw(superuser, restored.data, streams.shredded)).toBeUndefined()
  const { rows } = await sql`SELECT tombstone_reason AS reason,
      (SELECT count(*) FROM replay_notes WHERE stream_id = streams.id) AS notes,
      (SELECT count(*) FROM stream_scans WHERE stream_id = streams.id) AS scans
    FROM streams WHERE id = ${streams.shredded}`.execute(superuser)
  expect(rows).toEqual([{ reason: 'retention', notes: 0, scans: 0 }])
  const held = await sql`SELECT is_held(${sessions['held']}) AS held,
      (SELECT state FROM quarantines WHERE session_id = ${sessions['quarantined']}) AS state`.execute(
    superuser,
  )
  expect(held.rows).toEqual([{ held: true, state: 'quarantined' }])
})

test('services serve, what was recorded since opens where its key was backed up, and the rest is proven lost', async () => {
  await restored.anchor()
  await whileServing('ingest', async (service) => expect((await readiness(service)).status).toBe(200))
  expect((await exported('held')).stdout).toContain('clinic.test')
  expect((await exported('later')).stdout).toContain('clinic.test')
  expect((await exported('shredded')).stdout).toBe('')
  expect((await exported('lost')).stdout).toBe('')
  await restored.anchor()
  const { report } = await restored.verify()
  // Its segments and their chain are there; that its key went without a tombstone is said.
  expect(report.problems).toMatchObject([{ kind: 'stream_row_altered', stream: streams.lost }])
})

test('nobody signs in whose rights may have gone, until someone says so', async () => {
  const link = await restored.reseal('link', '--user', 'Ben')
  expect(link.code).toBe(1)
  expect((await restored.reseal('user', 'change', '--user', 'Ana', '--sign-in', 'allow')).code).toBe(0)
  const { rows } = await sql`SELECT name FROM users WHERE disabled_at IS NULL`.execute(restored.superuser)
  expect(rows).toEqual([{ name: 'Ana' }])
})
