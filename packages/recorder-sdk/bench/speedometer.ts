// Reseal against Sentry Replay, each at its defaults, on Speedometer 3.1: score, CPU of the renderer, long tasks. Runs are
// interleaved in one Chromium; the recorder runs inside the workload's frame only.
//   node packages/recorder-sdk/bench/speedometer.ts --speedometer DIR [--pairs 20] [--iterations 1] [--json FILE]
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startTestIngest, type TestIngest } from '@reseal/testing/ingest'
import { type Browser, chromium } from 'playwright'
import { bundleEntry } from './bundle-entry.ts'
import { type PairedRatio, pairedRatio } from './paired-ratio.ts'
import { readChunks } from './read-chunks.ts'
import { rendererCpuSeconds } from './renderer-cpu.ts'
import { type SpeedometerServer, startSpeedometerServer } from './speedometer-server.ts'

const budget = 1.05
const variants = ['none', 'sentry', 'reseal'] as const
type Variant = (typeof variants)[number]

/** What one run of Speedometer took. */
interface Run {
  /** Geometric mean of the suites' times, ms: 1000 through the score. */
  readonly meanMs: number
  readonly cpuSeconds: number
  readonly longTaskCount: number
  readonly longTaskMs: number
  /** Time of each suite in the last iteration, ms. */
  readonly suites: Readonly<Record<string, number>>
}

interface MeasuredValues {
  readonly geomean: number
  readonly tests: Readonly<Record<string, { readonly total: number }>>
}

interface LongTasks {
  count: number
  ms: number
}

declare global {
  interface Window {
    longTasks?: LongTasks
    benchmarkClient?: { readonly _measuredValuesList: readonly MeasuredValues[] }
  }
}

type Figure = Exclude<keyof Run, 'suites'>

/** What {@link compareOnSpeedometer} needs. */
export interface SpeedometerOptions {
  readonly folder: string
  readonly pairs: number
  readonly iterations: number
}

async function recorderScripts(ingest: TestIngest): Promise<Record<Variant, string>> {
  const reseal = readFileSync(new URL('../dist/reseal.iife.js', import.meta.url), 'utf8')
  const options = {
    endpoint: ingest.url,
    appKey: `rsl_${'A'.repeat(22)}`,
    sealingKey: ingest.sealingKey,
    receiptKey: ingest.receiptKey,
    // Sentry asks nobody either.
    consent: 'granted',
  }
  return {
    none: '',
    sentry: await bundleEntry('sentry-replay.ts'),
    reseal: `${reseal};Reseal.init(${JSON.stringify(options)})`,
  }
}

// Runs in the top document, which sees the long tasks of the frame below; the same for every variant.
function watchLongTasks(): void {
  if (window !== window.top) return
  const tasks: LongTasks = { count: 0, ms: 0 }
  window.longTasks = tasks
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      tasks.count += 1
      tasks.ms += duration
    }
  }).observe({ type: 'longtask', buffered: true })
}

async function runOnce(
  browser: Browser,
  server: SpeedometerServer,
  variant: Variant,
  iterations: number,
): Promise<Run> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  try {
    const page = await context.newPage()
    await page.addInitScript(watchLongTasks)
    const before = await rendererCpuSeconds(browser)
    await page.goto(`${server.origin}/${variant}/index.html?startAutomatically&iterationCount=${iterations}`)
    await page.waitForFunction(
      (wanted) => window.benchmarkClient?._measuredValuesList.length === wanted,
      iterations,
      { timeout: 300_000, polling: 500 },
    )
    // What was put off to idle time escapes the score, not the CPU time.
    await page.waitForTimeout(2_000)
    const after = await rendererCpuSeconds(browser)
    let cpuSeconds = 0
    for (const [id, seconds] of after) cpuSeconds += seconds - (before.get(id) ?? 0)
    const { means, suites, tasks } = await page.evaluate(() => ({
      means: (window.benchmarkClient?._measuredValuesList ?? []).map(({ geomean }) => geomean),
      suites: Object.fromEntries(
        Object.entries(window.benchmarkClient?._measuredValuesList.at(-1)?.tests ?? {}).map(
          ([name, { total }]) => [name, total] as const,
        ),
      ),
      tasks: window.longTasks ?? { count: 0, ms: 0 },
    }))
    const meanMs = Math.exp(means.reduce((sum, mean) => sum + Math.log(mean), 0) / means.length)
    return { meanMs, cpuSeconds, longTaskCount: tasks.count, longTaskMs: tasks.ms, suites }
  } finally {
    await context.close()
  }
}

/** What {@link compareOnSpeedometer} measured. */
export interface Comparison {
  readonly runs: Readonly<Record<Variant, readonly Run[]>>
  readonly time: PairedRatio
  readonly cpu: PairedRatio
}

/** Runs the pairs; one more of each variant goes before them and counts for nothing. */
export async function compareOnSpeedometer(options: SpeedometerOptions): Promise<Comparison> {
  const ingest = await startTestIngest()
  const recorders = await recorderScripts(ingest)
  const server = await startSpeedometerServer(resolve(options.folder), recorders, readChunks())
  const browser = await chromium.launch({
    executablePath: process.env['RESEAL_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
  const runs: Record<Variant, Run[]> = { none: [], sentry: [], reseal: [] }
  try {
    for (const variant of variants) await runOnce(browser, server, variant, 1)
    if (ingest.streams.size === 0 || server.envelopes.length === 0) {
      throw new Error('a recorder sent nothing: the run would measure nothing')
    }
    for (let pair = 0; pair < options.pairs; pair += 1) {
      // Each variant is as often first, second and last.
      const order = variants.map((_, at) => variants[(at + pair) % variants.length] ?? 'none')
      for (const variant of pair % 2 === 0 ? order : order.toReversed()) {
        runs[variant].push(await runOnce(browser, server, variant, options.iterations))
      }
      process.stderr.write(`reseal: pair ${pair + 1}: ${describe(runs)}\n`)
    }
  } finally {
    await browser.close()
    await server.stop()
    await ingest.stop()
  }
  return {
    runs,
    time: ratioOf(runs, 'reseal', 'sentry', 'meanMs'),
    cpu: ratioOf(runs, 'reseal', 'sentry', 'cpuSeconds'),
  }
}

function ratioOf(
  runs: Readonly<Record<Variant, readonly Run[]>>,
  measured: Variant,
  floor: Variant,
  field: Figure,
): PairedRatio {
  return pairedRatio(
    runs[measured].map((run) => run[field]),
    runs[floor].map((run) => run[field]),
  )
}

const show = ({ ratio, low, high }: PairedRatio): string =>
  `${ratio.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`

function describe(runs: Readonly<Record<Variant, readonly Run[]>>): string {
  return variants
    .map((variant) => {
      const run = runs[variant].at(-1)
      return `${variant} ${run?.meanMs.toFixed(1)} ms, ${run?.cpuSeconds.toFixed(1)} s CPU`
    })
    .join('; ')
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** The suites in which the recorder costs more than Sentry, the dearest first. */
function dearSuites({ sentry, reseal }: Readonly<Record<Variant, readonly Run[]>>): string {
  const names = Object.keys(reseal[0]?.suites ?? {})
  const ratios = names.map((name) => {
    const of = (runs: readonly Run[]): readonly number[] =>
      runs.map(({ suites }) => suites[name] ?? Number.NaN)
    return { name, ...pairedRatio(of(reseal), of(sentry)) }
  })
  return ratios
    .filter(({ ratio }) => ratio > 1)
    .toSorted((a, b) => b.ratio - a.ratio)
    .map(({ name, ratio }) => `${name} ${ratio.toFixed(2)}`)
    .join(', ')
}

/** Lines for a person. */
export function report({ runs, time, cpu }: Comparison): string {
  const lines = variants.map((variant) => {
    const of = (field: Figure): number => mean(runs[variant].map((run) => run[field]))
    return (
      `${variant}: score ${(1000 / of('meanMs')).toFixed(2)}, ${of('cpuSeconds').toFixed(1)} s CPU, ` +
      `${of('longTaskCount').toFixed(0)} long tasks of ${of('longTaskMs').toFixed(0)} ms in all`
    )
  })
  for (const [name, measured, floor] of [
    ['reseal / none', 'reseal', 'none'],
    ['sentry / none', 'sentry', 'none'],
  ] as const) {
    lines.push(
      `${name}: time ${show(ratioOf(runs, measured, floor, 'meanMs'))}, CPU ${show(ratioOf(runs, measured, floor, 'cpuSeconds'))}`,
    )
  }
  lines.push(`reseal / sentry: time ${show(time)}, CPU ${show(cpu)}, ${time.pairs} pairs`)
  lines.push(`dearer than sentry: ${dearSuites(runs)}`)
  return lines.join('\n')
}

/** The result of `recorder.speedometer`: the upper bound of the interval of the time ratio decides. */
export async function measureSpeedometer(): Promise<object | readonly []> {
  const folder = process.env['RESEAL_SPEEDOMETER']
  if (folder === undefined) {
    process.stderr.write(
      'reseal: recorder.speedometer skipped: set RESEAL_SPEEDOMETER to a folder with Speedometer 3.1\n',
    )
    return []
  }
  const pairs = Number(process.env['RESEAL_BENCH_PAIRS'] ?? 20)
  const comparison = await compareOnSpeedometer({ folder, pairs, iterations: 1 })
  process.stderr.write(`${report(comparison)}\n`)
  const value = mean(comparison.runs.reseal.map(({ meanMs }) => meanMs))
  const floor = mean(comparison.runs.sentry.map(({ meanMs }) => meanMs))
  const { ratio, high } = comparison.time
  return { id: 'recorder.speedometer', value, unit: 'ms', floor, ratio, budget, met: high <= budget }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      speedometer: { type: 'string' },
      pairs: { type: 'string', default: '20' },
      iterations: { type: 'string', default: '1' },
      json: { type: 'string' },
    },
  })
  if (values.speedometer === undefined) throw new Error('--speedometer names the folder of Speedometer 3.1')
  const comparison = await compareOnSpeedometer({
    folder: values.speedometer,
    pairs: Number(values.pairs),
    iterations: Number(values.iterations),
  })
  process.stdout.write(`${report(comparison)}\n`)
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(comparison, undefined, 2))
}
