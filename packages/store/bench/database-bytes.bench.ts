// How many bytes the database grows by for 1,000 segments of streams of 60 that are closed and folded, leaves and indexes
// included, and for a stream of 4 (design.md §12). A steady load runs; sizes are taken twice, each time with the same
// number of streams open, so that what open streams take once is not counted. Meanwhile and before each taking tables are
// vacuumed as autovacuum does it (plain VACUUM, every 300 batches, which is a minute at full load). Segment rows are gone by
// then; the partition they lay in goes on the day after, and is left out.
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
  migrate,
  startEmbeddedPostgres,
} from '@reseal/store'
import { startTestAnchor } from '@reseal/store/testing'
import { sql } from 'kysely'
import { createLoad } from './simulated-load.ts'

/** One figure in the shape that `npm run bench` prints. */
export interface Measurement {
  readonly id: string
  readonly value: number
  readonly unit: string
  readonly budget?: number
  readonly met: boolean
}

/** How much each table and index grows by a stream. */
export type BytesByRelation = Readonly<Record<string, number>>

const budgetBytes = 64 * 1024
const vacuumEveryBatches = 300

/** Measures `ingest.db_bytes_per_1000` and `ingest.db_bytes_per_stream_4`. */
export async function measureDatabaseBytes(
  onRelations: (segmentsPerStream: number, bytes: BytesByRelation) => void = () => {},
): Promise<Measurement[]> {
  const long = await measure(60, { from: 1_500, to: 4_500 })
  onRelations(60, long)
  const short = await measure(4, { from: 2_000, to: 12_000 })
  onRelations(4, short)
  const per1000 = (1_000 * sumOf(long)) / 60
  return [
    {
      id: 'ingest.db_bytes_per_1000',
      value: Math.round(per1000),
      unit: 'bytes',
      budget: budgetBytes,
      met: per1000 <= budgetBytes,
    },
    { id: 'ingest.db_bytes_per_stream_4', value: Math.round(sumOf(short)), unit: 'bytes', met: true },
  ]
}

function sumOf(bytes: BytesByRelation): number {
  return Object.values(bytes).reduce((sum, value) => sum + value, 0)
}

async function measure(
  segmentsPerStream: number,
  closed: { readonly from: number; readonly to: number },
): Promise<BytesByRelation> {
  const folder = await mkdtemp(join(tmpdir(), 'reseal-bench-'))
  // The server's account must pass it.
  await chmod(folder, 0o711)
  const postgres = await startEmbeddedPostgres({ dataDir: folder, port: 0 })
  const anchor = await startTestAnchor()
  const open = (role: 'owner' | 'ingest' | 'worker'): Database =>
    createDatabase({ connectionString: postgres.connectionString(role), maxConnections: 2 })
  const [owner, ingest, worker] = [open('owner'), open('ingest'), open('worker')]
  try {
    await migrate(owner)
    const log = createRecordingsLog(worker, anchor)
    const folding = createSegmentFolding(worker)
    const settle = async (): Promise<void> => {
      for (let closes = 1_000; closes === 1_000; ) {
        closes = (await log.appendPending({ idleBefore: new Date(0) })).closes
      }
      let next: string | undefined
      do {
        const receivedBefore = new Date(Date.now() + 60_000)
        next = (await folding.foldClosed({ receivedBefore, ...(next !== undefined && { after: next }) })).next
      } while (next !== undefined)
    }
    const taken: { closedCount: number; bytes: ReadonlyMap<string, number> }[] = []
    const load = createLoad({ segmentsPerStream, openCount: 500 })
    const repository = createIngestRepository(ingest)
    for (let batch = 0; taken.length < 2; batch += 1) {
      const closedCount = await load.commitBatch(repository)
      // A round of the worker is five windows of ingest.
      if (batch % 5 === 4) await settle()
      if (batch % vacuumEveryBatches === vacuumEveryBatches - 1) await vacuum(owner)
      if (closedCount < (taken.length === 0 ? closed.from : closed.to)) continue
      await settle()
      await vacuum(owner)
      taken.push({ closedCount, bytes: await sizes(owner) })
    }
    const [first, last] = taken
    if (!first || !last) throw new Error('the load ended early')
    const grown = [...last.bytes].map(([name, bytes]) => {
      const added = bytes - (first.bytes.get(name) ?? 0)
      return [name, Math.round((10 * added) / (last.closedCount - first.closedCount)) / 10] as const
    })
    return Object.fromEntries(grown.filter(([, bytes]) => bytes !== 0))
  } finally {
    await Promise.all([owner, ingest, worker].map((db) => db.destroy()))
    await postgres.stop()
    await anchor.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

const tables = [
  'streams',
  'sessions',
  'stream_keys',
  'batches',
  'segments',
  'recordings_leaves',
  'recordings_head',
]

async function vacuum(owner: Database): Promise<void> {
  for (const table of tables) await sql`VACUUM (ANALYZE) ${sql.table(table)}`.execute(owner)
}

async function sizes(owner: Database): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ name: string; bytes: number }>`
    SELECT CASE WHEN relkind = 't' THEN 'streams (out of line)' ELSE relname END AS name,
      (CASE WHEN relkind = 't' THEN pg_total_relation_size(oid) ELSE pg_relation_size(oid) END)::int8 AS bytes
    FROM pg_class
    WHERE (relnamespace = 'reseal'::regnamespace AND relkind IN ('r', 'i') AND relname !~ '^segments')
      OR oid = (SELECT reltoastrelid FROM pg_class WHERE oid = 'reseal.streams'::regclass)`.execute(owner)
  return new Map(rows.map(({ name, bytes }) => [name, bytes]))
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const onRelations = (segmentsPerStream: number, bytes: BytesByRelation): void => {
    process.stderr.write(`bytes a stream at ${segmentsPerStream} segments: ${JSON.stringify(bytes)}\n`)
  }
  process.stdout.write(`${JSON.stringify(await measureDatabaseBytes(onRelations), null, 2)}\n`)
}
