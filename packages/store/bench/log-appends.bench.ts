// Audit events appended a second by 1, 16 and 256 callers, each of which appends its next event once the last is committed,
// against plain multi-row INSERTs of the same rows, as many events a transaction as there are callers: same server,
// interleaved runs, medians (design.md §12).
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

const callerCounts = [1, 16, 256]
const runMs = 700
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
  target: {
    app: 'clinic',
    session: '7f1a5e0e-6a53-4a0e-8a6e-0d4a8a3c9b11',
    stream: '0d4a8a3c-9b11-4a0e-8a6e-7f1a5e0e6a53',
    fromMs: 1_764_000_000_000,
    toMs: 1_764_000_060_000,
  },
  extent: { replayMs: 60_000, segments: 12, bytes: 196_608 },
}

/** Measures `log.append_1`, `log.append_16`, `log.append_256`, and `log.append`, the worst of them. */
export async function measureLogAppends(): Promise<Measurement[]> {
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
    const insert = createInserter(db)
    const results: Measurement[] = []
    for (const callers of callerCounts) results.push(await compare(callers, log, insert))
    const worst = results.reduce((a, b) => (a.ratio < b.ratio ? a : b))
    return [{ ...worst, id: 'log.append' }, ...results]
  } finally {
    await db.destroy()
    await postgres.stop()
    await anchor.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function compare(
  callers: number,
  log: AuditLog,
  insert: (count: number) => Promise<void>,
): Promise<Measurement> {
  const runLog = (): Promise<number> =>
    perSecond(callers, async () => {
      await log.append(event)
      return 1
    })
  const runPlain = (): Promise<number> =>
    perSecond(1, async () => {
      await insert(callers)
      return callers
    })
  await runLog()
  await runPlain()
  const rates: { log: number; plain: number }[] = []
  for (let pair = 0; pair < pairs; pair += 1) rates.push({ plain: await runPlain(), log: await runLog() })
  const ratio = median(rates.map((rate) => rate.log / rate.plain))
  return {
    id: `log.append_${callers}`,
    value: median(rates.map((rate) => rate.log)),
    unit: 'events/s',
    floor: median(rates.map((rate) => rate.plain)),
    ratio,
    budget,
    met: ratio >= budget,
  }
}

/** Inserts events of their own with each call. */
function createInserter(db: Database): (count: number) => Promise<void> {
  let next = 0
  return async (count) => {
    const first = next
    next += count
    await db.transaction().execute(async (transaction) => {
      const events = Array.from({ length: count }, (_, i) => sql`(${first + i}, ${plainText()})`)
      await sql`INSERT INTO plain (index, event) VALUES ${sql.join(events)}`.execute(transaction)
      const personal = events.flatMap((_, i) =>
        plainPersonal().map(([field, value]) => sql`(${first + i}, ${field}, ${salt}, ${value})`),
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
  })
}

function plainPersonal(): [string, string][] {
  return [
    ['actor.subject', event.actor.subject ?? ''],
    ['client.ip', event.client?.ip ?? ''],
    ['client.user_agent', event.client?.userAgent ?? ''],
  ]
}

/** Events a second of callers that go on for the time of a run. */
async function perSecond(callers: number, work: () => Promise<number>): Promise<number> {
  const start = performance.now()
  let done = 0
  const call = async (): Promise<void> => {
    while (performance.now() - start < runMs) {
      const count = await work()
      done += count
    }
  }
  await Promise.all(Array.from({ length: callers }, call))
  return (done * 1_000) / (performance.now() - start)
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
