// What a segment costs the database as it grows: batches of 250 segments committed, listed, closed and folded, with ten
// thousand segment rows there and with RESEAL_GROWTH_ROWS (a million by default; ten million take some minutes to make),
// spread over today and the nine days before. Two databases of one server, by turns, medians.
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  createDatabase,
  createIngestRepository,
  createRecordingsLog,
  createSegmentFolding,
  type Database,
  type DatabaseRole,
  type EmbeddedPostgres,
  migrate,
  startEmbeddedPostgres,
} from '@reseal/store'
import { startTestAnchor, type TestAnchor } from '@reseal/store/testing'
import { sql } from 'kysely'
import { createLoad, segmentsInBatch } from './simulated-load.ts'

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

const fewRows = 10_000
const dayCount = 10
const segmentsPerStream = 60
const warmUpBatches = 150
const pairs = 150
const roundEveryBatches = 5
const budget = 1.2

/** Measures `ingest.growth`: microseconds a segment with many rows, against those with few. */
export async function measureGrowth(
  manyRows: number = Number(process.env['RESEAL_GROWTH_ROWS'] ?? 1_000_000),
): Promise<Measurement> {
  const folder = await mkdtemp(join(tmpdir(), 'reseal-bench-'))
  // The server's account must pass it.
  await chmod(folder, 0o711)
  const postgres = await startEmbeddedPostgres({ dataDir: folder, port: 0 })
  const anchor = await startTestAnchor()
  const stands: Stand[] = []
  try {
    for (const rows of [fewRows, manyRows]) stands.push(await createStand(postgres, anchor, rows))
    const [few, many] = stands as [Stand, Stand]
    for (let batch = 0; batch < warmUpBatches; batch += 1) for (const stand of stands) await stand.turn(batch)
    const times: { few: number; many: number }[] = []
    for (let batch = 0; batch < pairs; batch += 1) {
      const order = batch % 2 === 0 ? (['few', 'many'] as const) : (['many', 'few'] as const)
      const time = { few: 0, many: 0 }
      for (const which of order) time[which] = await (which === 'few' ? few : many).turn(batch)
      times.push(time)
    }
    // A turn in which the worker has a round is another kind of turn: mean of both medians, by their share.
    const costOf = (which: 'few' | 'many'): number => {
      const all = times.map((time) => time[which])
      const isRound = (_: number, batch: number): boolean => hasRound(batch)
      const withRound = median(all.filter(isRound))
      const without = median(all.filter((time, batch) => !isRound(time, batch)))
      return (withRound + (roundEveryBatches - 1) * without) / roundEveryBatches
    }
    const [floor, value] = [costOf('few'), costOf('many')]
    const ratio = value / floor
    const met = ratio <= budget && ratio >= 1 / budget
    return { id: 'ingest.growth', value, unit: 'µs/segment', floor, ratio, budget, met }
  } finally {
    await Promise.all(stands.map((stand) => stand.stop()))
    await postgres.stop()
    await anchor.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** One database with its load. */
interface Stand {
  /** Commits a batch, and every few has the worker's round; resolves to microseconds a segment. */
  turn(batch: number): Promise<number>
  stop(): Promise<void>
}

const hasRound = (batch: number): boolean => batch % roundEveryBatches === roundEveryBatches - 1

async function createStand(postgres: EmbeddedPostgres, anchor: TestAnchor, rows: number): Promise<Stand> {
  const name = `growth_${rows}`
  const superuser = createDatabase({
    connectionString: postgres.connectionString('superuser'),
    maxConnections: 1,
  })
  await sql`CREATE DATABASE ${sql.id(name)} OWNER reseal_owner`.execute(superuser)
  await superuser.destroy()
  const open = (role: DatabaseRole): Database =>
    createDatabase({ connectionString: postgres.connectionString(role, name), maxConnections: 2 })
  const [owner, ingest, worker] = [open('owner'), open('ingest'), open('worker')]
  await migrate(owner)
  await fill(owner, rows)
  const repository = createIngestRepository(ingest)
  const log = createRecordingsLog(worker, anchor)
  const folding = createSegmentFolding(worker)
  const load = createLoad({ segmentsPerStream, openCount: 500 })
  return {
    async turn(batch) {
      const startedAt = performance.now()
      await load.commitBatch(repository)
      if (hasRound(batch)) {
        await log.appendPending({ idleBefore: new Date(0) })
        await folding.foldClosed({ receivedBefore: new Date(Date.now() + 60_000) })
      }
      return (1_000 * (performance.now() - startedAt)) / segmentsInBatch
    },
    stop: async () => {
      await Promise.all([owner, ingest, worker].map((db) => db.destroy()))
    },
  }
}

/** Streams with rows that no close leaf covers, as many days' worth as there are partitions. */
async function fill(owner: Database, rows: number): Promise<void> {
  await owner.connection().execute(async (connection) => {
    await sql`SET statement_timeout = 0`.execute(connection)
    await sql`INSERT INTO streams (id, session_id, app_id, key_id, header, enc_hash, append_key_hash, last_link,
        started_at_ms, last_end_ms, size_bytes, next_index, final, open, last_received_at)
      SELECT gen_random_uuid(), gen_random_uuid(), 'clinic', '0123456789abcdef', '{}', sha256(int8send(n)),
        sha256('append'), sha256('link'), 1, 2, 3, ${segmentsPerStream}, false, false, now()
      FROM generate_series(1, ${Math.ceil(rows / segmentsPerStream)}::int8) AS n`.execute(connection)
    for (let back = dayCount - 1; back >= 0; back -= 1) {
      const day = new Date(Date.now() - back * 24 * 60 * 60_000).toISOString().slice(0, 10)
      const table = sql.id(`segments_${day.replaceAll('-', '')}`)
      await sql`CREATE TABLE IF NOT EXISTS ${table} PARTITION OF segments
        FOR VALUES FROM (${sql.lit(day)}) TO (${sql.lit(new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10))})`.execute(
        connection,
      )
      await sql`INSERT INTO segments (stream_id, batch_seq, start_ms, end_ms, index, byte_offset, byte_length, flags,
          sha256, link, received_on)
        SELECT id, 1, 1, 2, n, 9, 12390, 0, sha256(uuid_send(id) || int4send(n)), last_link, ${day}::date
        FROM (SELECT id, last_link FROM streams WHERE abs(uuid_hash(id)) % ${dayCount} = ${back}) AS streams,
          generate_series(0, ${segmentsPerStream - 1}) AS n`.execute(connection)
    }
    await sql`VACUUM (ANALYZE) streams`.execute(connection)
    await sql`VACUUM (ANALYZE) segments`.execute(connection)
    await sql`RESET statement_timeout`.execute(connection)
  })
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(`${JSON.stringify(await measureGrowth(), null, 2)}\n`)
}
