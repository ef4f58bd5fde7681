// The database killed in the middle of appends: no committed event without its leaf, no leaf out of place, typed errors.
import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDatabase, type Database } from '../database/database.ts'
import { migrate } from '../database/migrate.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../embedded-postgres/start-embedded-postgres.ts'
import { startTestAnchor, type TestAnchor } from '../testing.ts'
import { createAuditRepository } from './audit.repository.ts'
import type { AuditEventInput } from './audit-event.ts'
import { type AuditLog, createAuditLog } from './audit-log.ts'
import { readLogExtent } from './log-reader.ts'

// Each test starts a server twice.
const timeout = 120_000

let dataDir: string
let anchor: TestAnchor
let postgres: EmbeddedPostgres
let db: Database
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'reseal-crash-'))
  await chmod(dataDir, 0o711)
  anchor = await startTestAnchor()
  await open(0)
})
afterEach(async () => {
  await db.destroy()
  await postgres.stop()
  await anchor.stop()
  await rm(dataDir, { recursive: true, force: true })
})

async function open(port: number): Promise<void> {
  postgres = await startEmbeddedPostgres({ dataDir, port })
  const owner = createDatabase({ connectionString: postgres.connectionString('owner'), maxConnections: 2 })
  await migrate(owner)
  await owner.destroy()
  db = createDatabase({ connectionString: postgres.connectionString('worker'), maxConnections: 4 })
}

/** As the machine's power going: server and every backend at once. */
async function killServer(): Promise<void> {
  const pid = (await readFile(join(dataDir, 'cluster/postmaster.pid'), 'utf8')).split('\n')[0] ?? ''
  const { stdout } = await promisify(execFile)('ps', ['-o', 'pid=', '--ppid', pid])
  const backends = stdout.split('\n').map(Number).filter(Boolean)
  for (const victim of [Number(pid), ...backends]) {
    try {
      process.kill(victim, 'SIGKILL')
    } catch {
      // It ended by itself meanwhile.
    }
  }
}

const event: AuditEventInput = {
  action: 'replay.read',
  outcome: 'success',
  actor: { issuer: 'reseal', subject: 'ada', roles: ['engineer'], method: 'link' },
}

/** Appends without pause until one fails. */
async function appendUntilFailure(log: AuditLog): Promise<{ ids: Map<number, string>; code: unknown }> {
  const ids = new Map<number, string>()
  for (;;) {
    try {
      const committed = await log.append(event)
      ids.set(committed.index, committed.event.id)
    } catch (error) {
      return { ids, code: (error as { code?: unknown }).code }
    }
  }
}

test.skipIf(process.platform === 'win32')(
  'keeps every committed event over a killed database',
  { timeout },
  async () => {
    const log = createAuditLog(db, anchor)
    const appenders = Array.from({ length: 8 }, () => appendUntilFailure(log))
    await new Promise((resolve) => setTimeout(resolve, 300))
    await killServer()
    const outcomes = await Promise.all(appenders)
    expect(new Set(outcomes.map(({ code }) => code))).toEqual(new Set(['database_unavailable']))

    await db.destroy()
    await open(0)
    const { size, leafCount } = await readLogExtent(db, 'audit')
    expect(leafCount).toBe(size)
    const stored = new Map<number, string>()
    for await (const { index, event: found } of createAuditRepository(db).readAll())
      stored.set(index, found.id)
    expect([...stored.keys()]).toEqual(Array.from({ length: size }, (_, index) => index))
    const claimed = outcomes.flatMap(({ ids }) => [...ids])
    expect(claimed.length).toBeGreaterThan(0)
    expect(claimed.filter(([index, id]) => stored.get(index) !== id)).toEqual([])
  },
)

test('gives no event while the database is down, and appends again when it is back', {
  timeout,
}, async () => {
  const log = createAuditLog(db, anchor)
  const first = await log.append(event)
  const { port } = postgres
  await postgres.stop()
  await expect(log.append(event)).rejects.toMatchObject({ code: 'database_unavailable' })
  const read = log.appendInReadTransaction('7f1a5e0e-6a53-4a0e-8a6e-0d4a8a3c9b11', async () => event)
  await expect(read).rejects.toMatchObject({ code: 'database_unavailable' })
  postgres = await startEmbeddedPostgres({ dataDir, port })
  await expect(log.append(event)).resolves.toMatchObject({ index: first.index + 1 })
})
