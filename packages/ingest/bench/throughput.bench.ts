// Acknowledged 16 KiB segments a second through the real server, folder and PostgreSQL, against a Hono route that only
// reads the body: same server library, same client, interleaved runs, medians (design.md §12). Beside it one object
// and one INSERT a segment.
import { pathToFileURL } from 'node:url'
import {
  countBatches,
  type Deployment,
  type Measurement,
  median,
  origin,
  rateOf,
  runClient,
  type ServerName,
  startDeployment,
} from './deployment.ts'
import type { LoadResult } from './load-client.ts'

/** How long and how hard. */
export interface ThroughputOptions {
  readonly pairs?: number
  readonly durationMs?: number
  /** Streams open at once, each waiting for its receipt before it sends the next segment. */
  readonly streams?: number
  readonly onRun?: (name: string, result: LoadResult) => void
}

const ratioBudget = 0.5
const warmingMs = 10_000
const putsBudget = 5
// More of them wait for a connection to the database and gain nothing.
const naiveStreams = 64

/** Measures `ingest.throughput`, `ingest.puts_per_1000` and `ingest.times_naive`. */
export async function measureIngestThroughput(options: ThroughputOptions = {}): Promise<Measurement[]> {
  const deployment = await startDeployment()
  try {
    return await measure(deployment, options)
  } finally {
    await deployment.stop()
  }
}

async function measure(deployment: Deployment, options: ThroughputOptions): Promise<Measurement[]> {
  const { pairs = 5, durationMs = 2500, streams = 1024, onRun } = options
  const { appKey, owner } = deployment
  const servers = {
    floor: await deployment.start('floor'),
    ingest: await deployment.start('ingest'),
    naive: await deployment.start('naive'),
  }

  async function run(name: ServerName, lastsMs = durationMs): Promise<number> {
    const { pid: _, ...server } = servers[name]
    const load = { appKey, origin, streams: name === 'naive' ? naiveStreams : streams }
    const result = await runClient({ ...server, ...load, durationMs: lastsMs })
    onRun?.(name, result)
    const unverified = name === 'ingest' && result.receiptsVerified === 0
    if (result.refused > 0 || unverified) throw new Error('the load was not accepted')
    return rateOf(result)
  }

  // All unmeasured first, until most of their code is compiled, which takes processor time of its own: services run for
  // weeks.
  for (const name of ['floor', 'ingest', 'naive'] as const) await run(name, warmingMs)
  const before = await countBatches(owner)
  const rates: { floor: number; ingest: number }[] = []
  for (let pair = 0; pair < pairs; pair++) {
    rates.push({ floor: await run('floor'), ingest: await run('ingest') })
  }
  const after = await countBatches(owner)
  const putsPer1000 = (1000 * (after.batches - before.batches)) / (after.segments - before.segments)
  const ingest = median(rates.map((rate) => rate.ingest))
  const ratio = median(rates.map((rate) => rate.ingest / rate.floor))
  const naive = await run('naive')
  return [
    {
      id: 'ingest.throughput',
      value: ingest,
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
    // Above 1 is better than one object and one row a segment; there is no bar.
    {
      id: 'ingest.times_naive',
      value: ingest,
      unit: 'segments/s',
      floor: naive,
      ratio: ingest / naive,
      met: true,
    },
  ]
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const onRun = (name: string, run: LoadResult): void => {
    process.stderr.write(
      `${name}: ${Math.round(rateOf(run))}/s, p50 ${run.p50Ms.toFixed(0)} ms, p99 ${run.p99Ms.toFixed(0)} ms\n`,
    )
  }
  process.stdout.write(`${JSON.stringify(await measureIngestThroughput({ onRun }), null, 2)}\n`)
}
