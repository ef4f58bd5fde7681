// Audit events appended a second, a hundred waiting at once, against plain multi-row INSERTs of the same rows (a hundred
// texts of a leaf's length, four personal values each) in one transaction: same server, interleaved runs, medians
// (design.md §12).
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type AuditEventInput,
  type AuditLog,
  createAuditLog,
  createDatabase,
  type Database,
  migrate,
  startEmbeddedPostgres,
} from '@reseal/store'
import { startTestAnchor } from '@reseal/store/testing'
import { sql } from 'kysely'

/** One figure in the shape that `npm run bench` prints. */
export interface Measurement {
  readonly id: string
  readonly value: number
  readonly unit: string
  readonly floor: number
  readonly ratio: number
  readonly budget: number
  readonly met: boolean
}

const batchSize = 100
const batchesPerRun = 30
const pairs = 7
const budget = 0.7

const event: AuditEventInput = {
  action: 'replay.read',
  outcome: 'success',
  actor: {
    issuer: 'https://id.example.org',
    subject: 'ada@example.org',
    roles: ['engineer'],
    method: 'webauthn',
  },
  client: {
    ip: '203.0.113.9',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  },
  purpose: 'debugging',
  note: 'the form froze after the insurance card was uploaded',
  target: { app: 'clinic', session: '7f1a5e0e-6a53-4a0e-8a6e-0d4a8a3c9b11', fromMs: 0, toMs: 60_000 },
  extent: { replayMs: 60_000, segments: 12, bytes: 196_608 },
}

/** Measures `log.appends`. */
export async function measureLogAppends(): Promise<Measurement> {
  const folder = await mkdtemp(join(tmpdir(), 'reseal-bench-'))
  // The server's account must pass it.
  await chmod(folder, 0o711)
  const postgres = await startEmbeddedPostgres({ dataDir: folder, port: 0 })
  const anchor = await startTestAnchor()
  const db = createDatabase({ connectionString: postgres.connectionString('owner'), maxConnections: 2 })
  try {
    await migrate(db)
    await sql`CREATE TABLE plain (index bigint PRIMARY KEY, event text NOT NULL)`.execute(db)
    await sql`CREATE TABLE plain_personal (event_index bigint, field text, salt bytea, value text,
      PRIMARY KEY (event_index, field))`.execute(db)
    const log = createAuditLog(db, { anchor: anchor.anchor })
    await appendBatches(log)
    await insertBatches(db, 0)
    const rates: { log: number; plain: number }[] = []
    for (let pair = 0; pair < pairs; pair += 1) {
      const plain = await perSecond(() => insertBatches(db, pair + 1))
      rates.push({ plain, log: await perSecond(() => appendBatches(log)) })
    }
    const value = median(rates.map((rate) => rate.log))
    const floor = median(rates.map((rate) => rate.plain))
    const ratio = median(rates.map((rate) => rate.log / rate.plain))
    return { id: 'log.appends', value, unit: 'events/s', floor, ratio, budget, met: ratio >= budget }
  } finally {
    await db.destroy()
    await postgres.stop()
    await anchor.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function appendBatches(log: AuditLog): Promise<void> {
  for (let batch = 0; batch < batchesPerRun; batch += 1) {
    await Promise.all(Array.from({ length: batchSize }, () => log.append(event)))
  }
}

async function insertBatches(db: Database, run: number): Promise<void> {
  for (let batch = 0; batch < batchesPerRun; batch += 1) {
    const next = (run * batchesPerRun + batch) * batchSize
    await db.transaction().execute(async (transaction) => {
      const events = Array.from({ length: batchSize }, (_, i) => sql`(${next + i}, ${plainText()})`)
      await sql`INSERT INTO plain (index, event) VALUES ${sql.join(events)}`.execute(transaction)
      const personal = events.flatMap((_, i) =>
        plainPersonal().map(([field, value]) => sql`(${next + i}, ${field}, ${salt}, ${value})`),
      )
      await sql`INSERT INTO plain_personal (event_index, field, salt, value) VALUES ${sql.join(personal)}`.execute(
        transaction,
      )
    })
  }
}

const salt = new Uint8Array(16)
const commitment = 'c'.repeat(64)

/** As long as the leaf: commitments in the place of personal values. */
function plainText(): string {
  const client = { ip: commitment, user_agent: commitment }
  const actor = { ...event.actor, subject: commitment }
  return JSON.stringify({
    ...event,
    id: crypto.randomUUID(),
    time_ms: Date.now(),
    actor,
    client,
    note: commitment,
  })
}

function plainPersonal(): [string, string][] {
  return [
    ['actor.subject', event.actor.subject ?? ''],
    ['client.ip', event.client?.ip ?? ''],
    ['client.user_agent', event.client?.userAgent ?? ''],
    ['note', event.note ?? ''],
  ]
}

async function perSecond(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return (batchSize * batchesPerRun * 1_000) / (performance.now() - start)
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
