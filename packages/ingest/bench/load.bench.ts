// How long an acknowledgement takes at half the load that is the most, and how much memory two thousand open streams
// take (design.md §12): each sends 16 KiB every 5 s, as recorders do. Beside it, what they take when each sends as fast
// as it is acknowledged.
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { defaultLimits } from '@reseal/ingest'
import {
  type Deployment,
  type MeasuredServer,
  type Measurement,
  origin,
  rateOf,
  residentBytes,
  runClient,
  startDeployment,
} from './deployment.ts'
import type { LoadOptions, LoadResult } from './load-client.ts'

/** How long each part lasts. */
export interface LoadBenchOptions {
  readonly durationMs?: number
  readonly onRun?: (name: string, result: LoadResult) => void
}

const streams = 1024
const openStreams = 2000
const recorderEveryMs = 5000
const windowsBudget = 3
const memoryBudget = 300e6

/** What ingest is started with: docs/operations.md and deploy/compose.yaml have the same. */
const environment = {
  NODE_OPTIONS: '--max-semi-space-size=8 --max-old-space-size=256',
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '262144',
  MALLOC_TRIM_THRESHOLD_: '1048576',
}

/** Measures `ingest.ack_p99`, `ingest.memory` and `ingest.memory_flat_out`. */
export async function measureIngestLoad(options: LoadBenchOptions = {}): Promise<Measurement[]> {
  const deployment = await startDeployment({ environment })
  try {
    // Memory first, each in a process of its own, for a process keeps what it once took.
    const calm = await measureMemory(deployment, 'every 5 s', options)
    const busy = await measureMemory(deployment, 'flat out', options)
    return [
      await measureAcknowledgement(deployment, options),
      { id: 'ingest.memory', value: calm, unit: 'bytes', budget: memoryBudget, met: calm <= memoryBudget },
      {
        id: 'ingest.memory_flat_out',
        value: busy,
        unit: 'bytes',
        budget: memoryBudget,
        met: busy <= memoryBudget,
      },
    ]
  } finally {
    await deployment.stop()
  }
}

async function measureAcknowledgement(
  deployment: Deployment,
  { durationMs = 8000, onRun }: LoadBenchOptions,
): Promise<Measurement> {
  const server = await deployment.start('ingest')
  const load = loadOf(deployment, server, streams)
  await runClient({ ...load, durationMs: durationMs / 4 })
  const most = await runClient({ ...load, durationMs: durationMs / 2 })
  onRun?.('the most', most)
  const everyMs = (1000 * streams) / (rateOf(most) / 2)
  const half = await runClient({ ...load, durationMs, everyMs })
  onRun?.('half of it', half)
  const { commitWindowMs: windowMs } = defaultLimits
  const ratio = half.p99Ms / windowMs
  return {
    id: 'ingest.ack_p99',
    value: half.p99Ms,
    unit: 'ms',
    floor: windowMs,
    ratio,
    budget: windowsBudget,
    met: ratio <= windowsBudget,
  }
}

async function measureMemory(
  deployment: Deployment,
  name: 'every 5 s' | 'flat out',
  { durationMs = 8000, onRun }: LoadBenchOptions,
): Promise<number> {
  const server = await deployment.start('ingest')
  const everyMs = name === 'flat out' ? 0 : recorderEveryMs
  const load = loadOf(deployment, server, openStreams)
  const result = await runClient({ ...load, everyMs, durationMs: durationMs + recorderEveryMs })
  onRun?.(name, result)
  return residentBytes(server.pid).most
}

function loadOf(
  { appKey }: Deployment,
  { port, receiptKey = '' }: MeasuredServer,
  streamCount: number,
): Omit<LoadOptions, 'durationMs'> {
  return { appKey, origin, port, receiptKey, streams: streamCount }
}

/** Two thousand open streams for a long time: what the process holds, each so often. */
export async function soak(minutes: number, onSample: (line: string) => void): Promise<void> {
  const deployment = await startDeployment({ environment })
  try {
    const server = await deployment.start('ingest')
    const ended = new AbortController()
    const startMs = Date.now()
    const sampling = (async () => {
      while (!ended.signal.aborted) {
        const { now, most } = residentBytes(server.pid)
        const minute = ((Date.now() - startMs) / 60_000).toFixed(1)
        onSample(`${minute} min: ${Math.round(now / 1e6)} MB, at most ${Math.round(most / 1e6)} MB`)
        await delay(sampleEveryMs, undefined, { signal: ended.signal }).catch(() => {})
      }
    })()
    const load = loadOf(deployment, server, openStreams)
    const result = await runClient({ ...load, everyMs: recorderEveryMs, durationMs: 60_000 * minutes })
    ended.abort()
    await sampling
    const { segments, refused, failed, p50Ms, p99Ms } = result
    onSample(
      `${segments} segments, ${refused} refused, ${failed} failed, p50 ${p50Ms.toFixed(0)} ms, p99 ${p99Ms.toFixed(0)} ms`,
    )
  } finally {
    await deployment.stop()
  }
}

const sampleEveryMs = 30_000

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const minutes = Number(/^--minutes=(\d+)$/.exec(process.argv[2] ?? '')?.[1] ?? 0)
  const say = (line: string): void => {
    process.stderr.write(`${line}\n`)
  }
  if (minutes > 0) await soak(minutes, say)
  else {
    const onRun = (name: string, run: LoadResult): void => {
      say(
        `${name}: ${Math.round(rateOf(run))}/s, p50 ${run.p50Ms.toFixed(0)} ms, p99 ${run.p99Ms.toFixed(0)} ms, ${run.refused} refused`,
      )
    }
    process.stdout.write(`${JSON.stringify(await measureIngestLoad({ onRun }), null, 2)}\n`)
  }
}
