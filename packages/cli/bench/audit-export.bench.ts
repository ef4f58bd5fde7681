// An export of many audit events: memory of the process that writes it, and events a second against a plain read of the
// same rows through a cursor of the same page size (issue 7). RESEAL_EXPORT_EVENTS=1000000 as the bar says it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createDatabase, type Database, migrate, startEmbeddedPostgres } from '@reseal/store'
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

const eventCount = Number(process.env['RESEAL_EXPORT_EVENTS'] ?? 200_000)
// Four times the events may cost so much more memory: what a heap has not collected yet.
const memoryBudget = 1.25
// A form that a person or a SIEM reads costs more than bytes copied from the database.
const speedBudget = 0.1
const format = 'jsonl'
// A million events take minutes, and what is short of them is repeated.
const pairs = eventCount >= 1_000_000 ? 1 : 3

/** Measures `audit.export_memory` (MB at its largest; the floor is that of a quarter of the events) and `audit.export_speed`. */
export async function measureAuditExport(): Promise<Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'reseal-export-bench-'))
  // The server's account must pass it.
  await chmod(folder, 0o711)
  await mkdir(join(folder, 'out'), { mode: 0o700 })
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), port: 0 })
  const owner = createDatabase({ connectionString: postgres.connectionString('owner'), maxConnections: 2 })
  try {
    await migrate(owner)
    const superuser = createDatabase({
      connectionString: postgres.connectionString('owner'),
      maxConnections: 1,
    })
    await makeEvents(superuser, eventCount)
    await superuser.destroy()
    const url = postgres.connectionString('viewer')
    const runs = { small: [] as Run[], whole: [] as Run[], plain: [] as Run[] }
    for (let pair = 0; pair < pairs; pair += 1) {
      runs.small.push(await run(url, folder, { kind: format, before: Math.floor(eventCount / 4) }))
      runs.whole.push(await run(url, folder, { kind: format, before: eventCount }))
      runs.plain.push(await run(url, folder, { kind: 'plain', before: eventCount }))
    }
    const memory = median(runs.whole.map(({ peakBytes }) => peakBytes)) / 1e6
    const smallMemory = median(runs.small.map(({ peakBytes }) => peakBytes)) / 1e6
    const speed = median(runs.whole.map(({ eventsPerSecond }) => eventsPerSecond))
    const plainSpeed = median(runs.plain.map(({ eventsPerSecond }) => eventsPerSecond))
    return [
      result('audit.export_memory', { value: memory, floor: smallMemory, unit: 'MB', budget: memoryBudget }),
      result('audit.export_speed', {
        value: speed,
        floor: plainSpeed,
        unit: 'events/s',
        budget: speedBudget,
      }),
    ]
  } finally {
    await owner.destroy()
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

function result(
  id: string,
  {
    value,
    floor,
    unit,
    budget,
  }: Readonly<Record<'value' | 'floor' | 'budget', number>> & { readonly unit: string },
): Measurement {
  const ratio = value / floor
  const met = unit === 'MB' ? ratio <= budget : ratio >= budget
  return { id, value, unit, floor, ratio, budget, met }
}

/** Rows as appends leave them, made by the server: what is measured is reading. */
async function makeEvents(db: Database, count: number): Promise<void> {
  await sql`SET statement_timeout = 0`.execute(db)
  const leaf = sql`convert_to(format('{"action":"replay.read","actor":{"issuer":"reseal","method":"one-time-link","roles":["engineer"],"subject":"%s"},"client":{"ip":"%s","user_agent":"%s"},"extent":{"bytes":196608,"replay_ms":60000,"segments":12},"id":"%s","outcome":"success","purpose":"debugging","target":{"app":"clinic","from_ms":1700000000000,"session":"7f1a5e0e-6a53-4a0e-8a6e-0d4a8a3c9b11","stream":"0d4a8a3c-6a53-4a0e-8a6e-7f1a5e0e9b11","to_ms":1700000060000},"time_ms":%s}',
    commitment('eng-' || n % 100), commitment('203.0.113.9'), commitment('Mozilla/5.0'), gen_random_uuid(), 1700000000000 + n), 'UTF8')`
  await sql`CREATE FUNCTION commitment(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(sha256(convert_to(value, 'UTF8')), 'hex') $$`.execute(db)
  await sql`INSERT INTO audit_leaves (index, leaf) SELECT n, ${leaf} FROM generate_series(0, ${count - 1}::int8) AS n`.execute(
    db,
  )
  await sql`INSERT INTO audit_personal (leaf_index, field, salt, value)
    SELECT n, field, '\\x00112233445566778899aabbccddeeff'::bytea, value FROM generate_series(0, ${count - 1}::int8) AS n,
      LATERAL (VALUES ('actor.subject', 'eng-' || n % 100), ('client.ip', '203.0.113.9'),
        ('client.user_agent', 'Mozilla/5.0')) AS personal (field, value)`.execute(db)
  await sql`UPDATE audit_head SET size = ${count}, time_ms = ${1_700_000_000_000 + count}`.execute(db)
  await sql`ANALYZE audit_leaves, audit_personal`.execute(db)
}

interface Run {
  readonly peakBytes: number
  readonly eventsPerSecond: number
}

const worker = fileURLToPath(new URL('export-process.ts', import.meta.url))

/** One export in a process of its own, into a file. */
async function run(
  url: string,
  folder: string,
  { kind, before }: { readonly kind: string; readonly before: number },
): Promise<Run> {
  const file = join(folder, 'out', 'events')
  const child = spawn(
    process.execPath,
    [
      '--experimental-strip-types',
      '--disable-warning=ExperimentalWarning',
      worker,
      url,
      kind,
      String(before),
    ],
    { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] },
  )
  const told = once(child, 'message') as Promise<[Run]>
  const exited = once(child, 'exit')
  if (child.stdout === null) throw new Error('the export has no output')
  await pipeline(child.stdout, createWriteStream(file))
  const [[measured]] = await Promise.all([told, exited])
  if ((await stat(file)).size < before * 100) throw new Error('the export is too short')
  await rm(file)
  return measured
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
