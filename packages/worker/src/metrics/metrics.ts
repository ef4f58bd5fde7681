// What the worker counts and asks, for Prometheus: its steps, who leads them, and how far the logs are anchored.
import {
  type Anchor,
  type AnchorPlaceName,
  createAnchorPlaces,
  createAuditSinkRepository,
  createOutgoingRepository,
  createStreamIndexRepository,
  createWorkerJobs,
  type Database,
  logNames,
  readAnchorState,
  readLogSize,
} from '@reseal/store'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { StepName } from '../steps.ts'

/** What a scrape asks. */
export interface WorkerMetricsParts {
  readonly db: Database
  readonly anchor: Anchor
  /** Further places that acknowledge checkpoints. */
  readonly places: readonly AnchorPlaceName[]
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
export function createWorkerMetrics({ db, anchor, places, leading }: WorkerMetricsParts): WorkerMetrics {
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
  const unanchoredCount = new Gauge({
    name: 'reseal_worker_unanchored_leaves',
    help: 'leaves that are not under a checkpoint that every required place has',
    labelNames: ['log'],
    registers,
  })
  const behind = new Gauge({
    name: 'reseal_worker_anchor_place_behind_leaves',
    help: 'leaves that a further anchor place has no checkpoint of yet; required or not',
    labelNames: ['place', 'log'],
    registers,
  })
  const altered = new Gauge({
    name: 'reseal_worker_anchor_altered_objects',
    help: 'anchored objects that the last inspection found deleted or overwritten, by place and kind',
    labelNames: ['place', 'kind'],
    registers,
  })
  const leaves = new Gauge({
    name: 'reseal_worker_log_leaves',
    help: 'leaves of a log, and how many of them a checkpoint covers',
    labelNames: ['log', 'covered'],
    registers,
  })

  const sinkLag = new Gauge({
    name: 'reseal_worker_audit_sink_lag_seconds',
    help: 'age of the oldest audit event that a sink has not; 0 when it has all',
    labelNames: ['sink'],
    registers,
  })
  const sinkLeaves = new Gauge({
    name: 'reseal_worker_audit_sink_lag_leaves',
    help: 'leaves of the audit log that a sink has not',
    labelNames: ['sink'],
    registers,
  })
  const sinkFailing = new Gauge({
    name: 'reseal_worker_audit_sink_failing',
    help: '1 while the last delivery to a sink failed',
    labelNames: ['sink'],
    registers,
  })

  const indexLag = new Gauge({
    name: 'reseal_worker_index_lag_seconds',
    help: 'age of the oldest segment that the indexer has not looked through; nobody can watch it before',
    registers,
  })
  const indexWaiting = new Gauge({
    name: 'reseal_worker_index_waiting_streams',
    help: 'streams with segments that the indexer has not looked through',
    registers,
  })
  const indexFailed = new Gauge({
    name: 'reseal_worker_index_failed_streams',
    help: 'streams that do not open and are not tried again',
    registers,
  })

  const otlpLag = new Gauge({
    name: 'reseal_worker_otlp_lag_seconds',
    help: 'age of the oldest signals that the collector has not; 0 when it has all, or when there is none',
    registers,
  })
  const otlpWaiting = new Gauge({
    name: 'reseal_worker_otlp_waiting_runs',
    help: 'runs of segments whose signals the collector has not',
    registers,
  })

  async function askOutgoing(): Promise<void> {
    const { runCount, ageMs } = await createOutgoingRepository(db).lag()
    otlpLag.set(ageMs / 1000)
    otlpWaiting.set(runCount)
  }

  async function askIndex(): Promise<void> {
    // Without apps: the operator's ports name none.
    const lags = await createStreamIndexRepository(db).lags()
    indexLag.set(Math.max(0, ...lags.map(({ ageMs }) => ageMs)) / 1000)
    indexWaiting.set(lags.reduce((sum, { streamCount }) => sum + streamCount, 0))
    indexFailed.set(lags.reduce((sum, { failedCount }) => sum + failedCount, 0))
  }

  async function askSinks(): Promise<void> {
    for (const gauge of [sinkLag, sinkLeaves, sinkFailing]) gauge.reset()
    for (const { name: sink, leaves: behind, ageMs, failing } of await createAuditSinkRepository(db).lags()) {
      sinkLag.set({ sink }, ageMs / 1000)
      sinkLeaves.set({ sink }, behind)
      sinkFailing.set({ sink }, failing ? 1 : 0)
    }
  }

  async function askJobs(): Promise<void> {
    for (const gauge of [succeeded, led, mine]) gauge.reset()
    for (const job of leading()) mine.set({ job }, 1)
    for (const { job, isLed, succeededAtMs } of await jobs.list()) {
      led.set({ job }, isLed ? 1 : 0)
      if (succeededAtMs !== undefined) succeeded.set({ job }, succeededAtMs / 1000)
    }
  }

  async function askLogs(): Promise<void> {
    for (const gauge of [unanchored, unanchoredCount, leaves]) gauge.reset()
    for (const log of logNames) {
      const { size, anchoredSize, oldestUnanchoredMs } = await readAnchorState(db, anchor, log)
      const ageMs = oldestUnanchoredMs === undefined ? 0 : Math.max(0, Date.now() - oldestUnanchoredMs)
      unanchored.set({ log }, ageMs / 1000)
      unanchoredCount.set({ log }, Math.max(0, size - anchoredSize))
      leaves.set({ log, covered: 'all' }, size)
      leaves.set({ log, covered: 'anchored' }, anchoredSize)
    }
  }

  async function askPlaces(): Promise<void> {
    for (const gauge of [behind, altered]) gauge.reset()
    const known = createAnchorPlaces(db)
    const states = await known.list()
    for (const log of logNames) {
      const size = places.length === 0 ? 0 : await readLogSize(db, log)
      for (const place of places) {
        const state = states.find((found) => found.place === place && found.log === log)
        behind.set({ place, log }, Math.max(0, size - (state?.size ?? 0)))
      }
    }
    for (const { place, deletedCount, overwrittenCount } of await known.listInspections()) {
      altered.set({ place, kind: 'deleted' }, deletedCount)
      altered.set({ place, kind: 'overwritten' }, overwrittenCount)
    }
  }

  return {
    countRun(step, outcome, durationMs) {
      runs.inc({ job: step, outcome })
      durations.observe({ job: step }, durationMs / 1000)
    },
    async text() {
      // A scrape that fails says nothing; one that leaves out what is down says what is.
      await Promise.allSettled([askJobs(), askIndex(), askOutgoing(), askSinks(), askLogs(), askPlaces()])
      return registry.metrics()
    },
  }
}
