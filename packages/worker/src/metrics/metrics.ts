// What the worker counts and asks, for Prometheus: its steps, who leads them, and how far the logs are anchored.
import { type Anchor, createWorkerJobs, type Database, logNames, readAnchorState } from '@reseal/store'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { StepName } from '../steps.ts'

/** What a scrape asks. */
export interface WorkerMetricsParts {
  readonly db: Database
  readonly anchor: Anchor
  /** Steps that this process leads at the moment. */
  leading(): readonly StepName[]
}

/** Counts of this process, and what the database says of all workers. */
export interface WorkerMetrics {
  countRun(step: StepName, outcome: 'success' | 'failure', durationMs: number): void
  /** Prometheus' text format. What cannot be asked at the moment is left out. */
  text(): Promise<string>
}

/** Creates counters at zero. */
export function createWorkerMetrics({ db, anchor, leading }: WorkerMetricsParts): WorkerMetrics {
  const registry = new Registry()
  const registers = [registry]
  const jobs = createWorkerJobs(db)
  const runs = new Counter({
    name: 'reseal_worker_job_runs_total',
    help: 'runs of a job in this process, by outcome',
    labelNames: ['job', 'outcome'],
    registers,
  })
  const durations = new Histogram({
    name: 'reseal_worker_job_seconds',
    help: 'how long a run took',
    labelNames: ['job'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60, 600],
    registers,
  })
  const succeeded = new Gauge({
    name: 'reseal_worker_job_last_success_timestamp_seconds',
    help: 'when a job last ended well, whichever worker led it',
    labelNames: ['job'],
    registers,
  })
  const led = new Gauge({
    name: 'reseal_worker_job_has_leader',
    help: '1 while some worker leads the job',
    labelNames: ['job'],
    registers,
  })
  const mine = new Gauge({
    name: 'reseal_worker_job_leader',
    help: '1 while this process leads the job',
    labelNames: ['job'],
    registers,
  })
  const unanchored = new Gauge({
    name: 'reseal_worker_unanchored_leaf_age_seconds',
    help: 'age of the oldest leaf that no checkpoint covers; 0 when all are covered. Replays stop at 60 s',
    labelNames: ['log'],
    registers,
  })
  const leaves = new Gauge({
    name: 'reseal_worker_log_leaves',
    help: 'leaves of a log, and how many of them a checkpoint covers',
    labelNames: ['log', 'covered'],
    registers,
  })

  async function askJobs(): Promise<void> {
    for (const gauge of [succeeded, led, mine]) gauge.reset()
    for (const job of leading()) mine.set({ job }, 1)
    for (const { job, isLed, succeededAtMs } of await jobs.list()) {
      led.set({ job }, isLed ? 1 : 0)
      if (succeededAtMs !== undefined) succeeded.set({ job }, succeededAtMs / 1000)
    }
  }

  async function askLogs(): Promise<void> {
    for (const gauge of [unanchored, leaves]) gauge.reset()
    for (const log of logNames) {
      const { size, anchoredSize, oldestUnanchoredMs } = await readAnchorState(db, anchor, log)
      const ageMs = oldestUnanchoredMs === undefined ? 0 : Math.max(0, Date.now() - oldestUnanchoredMs)
      unanchored.set({ log }, ageMs / 1000)
      leaves.set({ log, covered: 'all' }, size)
      leaves.set({ log, covered: 'anchored' }, anchoredSize)
    }
  }

  return {
    countRun(step, outcome, durationMs) {
      runs.inc({ job: step, outcome })
      durations.observe({ job: step }, durationMs / 1000)
    },
    async text() {
      // A scrape that fails says nothing; one that leaves out what is down says what is.
      await Promise.allSettled([askJobs(), askLogs()])
      return registry.metrics()
    },
  }
}
