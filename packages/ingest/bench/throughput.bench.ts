// Acknowledged 16 KiB segments a second through the real server, folder and PostgreSQL, against a Hono route that
// only reads the body: same server library, same client, interleaved runs, medians (design.md §12).
import { type ChildProcess, fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { generateReceiptKeyFile } from '@reseal/ingest'
import {
  createAppRepository,
  createDatabase,
  type Database,
  migrate,
  startEmbeddedPostgres,
} from '@reseal/store'
import type { LoadOptions, LoadResult } from './load-client.ts'

/** One figure in the shape that `npm run bench` prints. */
export interface Measurement {
  readonly id: string
  readonly value: number
  readonly unit: string
  readonly floor?: number
  readonly ratio?: number
  readonly budget: number
  readonly met: boolean
}

/** How long and how hard. */
export interface ThroughputOptions {
  readonly pairs?: number
  readonly durationMs?: number
  /** Streams open at once, each waiting for its receipt before it sends the next segment. */
  readonly streams?: number
  readonly onRun?: (name: string, result: LoadResult) => void
}

interface Started {
  readonly process: ChildProcess
  readonly port: number
  readonly receiptKey?: string
}

const origin = 'https://clinic.example'
const ratioBudget = 0.5
const putsBudget = 5

/** Measures `ingest.throughput` and `ingest.puts_per_1000`. */
export async function measureIngestThroughput(options: ThroughputOptions = {}): Promise<Measurement[]> {
  const { pairs = 5, durationMs = 4000, streams = 1024, onRun } = options
  const folder = await mkdtemp(join(tmpdir(), 'reseal-bench-'))
  // The database's own account must pass this folder; what is secret in it has its own mode.
  await chmod(folder, 0o711)
  const children: ChildProcess[] = []
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), port: 0 })
  const owner = createDatabase({ connectionString: postgres.connectionString('owner') })
  try {
    await migrate(owner)
    const appKey = await registerApp(owner)
    const receiptKeyFile = join(folder, 'receipt.json')
    await generateReceiptKeyFile(receiptKeyFile)
    const ingestArguments = [postgres.connectionString('ingest'), join(folder, 'objects'), receiptKeyFile]
    const ingest = await startServer(children, 'ingest-server.ts', ingestArguments)
    const floor = await startServer(children, 'floor-server.ts', [])

    const load = { appKey, origin, streams, durationMs }
    // Both once unmeasured: compiled code, a warm database.
    await runClient({ ...load, port: floor.port })
    await runClient({ ...load, port: ingest.port })
    const before = await countBatches(owner)
    const rates: { floor: number; ingest: number }[] = []
    for (let pair = 0; pair < pairs; pair++) {
      const floorRun = await runClient({ ...load, port: floor.port })
      onRun?.('floor', floorRun)
      const { port, receiptKey = '' } = ingest
      const ingestRun = await runClient({ ...load, port, receiptKey })
      onRun?.('ingest', ingestRun)
      if (ingestRun.refused > 0 || ingestRun.receiptsVerified === 0)
        throw new Error('the load was not accepted')
      rates.push({ floor: rateOf(floorRun), ingest: rateOf(ingestRun) })
    }
    const after = await countBatches(owner)
    const putsPer1000 = (1000 * (after.batches - before.batches)) / (after.segments - before.segments)
    const ratio = median(rates.map((rate) => rate.ingest / rate.floor))
    return [
      {
        id: 'ingest.throughput',
        value: median(rates.map((rate) => rate.ingest)),
        unit: 'segments/s',
        floor: median(rates.map((rate) => rate.floor)),
        ratio,
        budget: ratioBudget,
        met: ratio >= ratioBudget,
      },
      {
        id: 'ingest.puts_per_1000',
        value: putsPer1000,
        unit: 'PUTs',
        budget: putsBudget,
        met: putsPer1000 <= putsBudget,
      },
    ]
  } finally {
    await Promise.all(children.map(stopChild))
    await owner.destroy()
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

function spawn(file: string, args: readonly string[]): ChildProcess {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const execArgv = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning']
  return fork(path, [...args], { execArgv, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
}

async function startServer(
  children: ChildProcess[],
  file: string,
  args: readonly string[],
): Promise<Started> {
  const child = spawn(file, args)
  children.push(child)
  const [ready] = (await once(child, 'message')) as [{ port: number; receiptKey?: string }]
  return { process: child, ...ready }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const exited = once(child, 'exit')
  child.disconnect()
  await exited
}

async function runClient(options: LoadOptions): Promise<LoadResult> {
  const client = spawn('load-client.ts', [])
  const answer = Promise.race([once(client, 'message'), once(client, 'exit').then(() => [undefined])])
  client.send(options)
  const [result] = (await answer) as [LoadResult | undefined]
  if (result === undefined) throw new Error('the client failed')
  client.disconnect()
  await once(client, 'exit')
  return result
}

async function registerApp(owner: Database): Promise<string> {
  const appKey = `rsl_${randomBytes(16).toString('base64url')}`
  const app = {
    id: 'bench',
    appKey,
    name: 'Bench',
    allowedOrigins: [origin],
    sealingKeyId: '0123456789abcdef',
  }
  await createAppRepository(owner).create(app)
  return appKey
}

async function countBatches(owner: Database): Promise<{ batches: number; segments: number }> {
  const { batches, segments } = await owner
    .selectFrom('batches')
    .select(({ fn }) => [fn.countAll<number>().as('batches'), fn.sum<number>('segment_count').as('segments')])
    .executeTakeFirstOrThrow()
  return { batches: Number(batches), segments: Number(segments) }
}

function rateOf({ segments, durationMs }: LoadResult): number {
  return (1000 * segments) / durationMs
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const onRun = (name: string, run: LoadResult): void => {
    const { segments, durationMs, p50Ms, p99Ms } = run
    process.stderr.write(
      `${name}: ${Math.round((1000 * segments) / durationMs)}/s, p50 ${p50Ms.toFixed(0)} ms, p99 ${p99Ms.toFixed(0)} ms\n`,
    )
  }
  process.stdout.write(`${JSON.stringify(await measureIngestThroughput({ onRun }), null, 2)}\n`)
}
