// The worker's clock: a round at most every second, later where the last one failed, and long steps beside the rounds.
// Of each step one worker is the leader; every worker proves the logs' start for itself before it leads anything.
import { setTimeout as delay } from 'node:timers/promises'
import { createWorkerJobs, StoreError } from '@reseal/store'
import { placeNames } from './anchoring/place-steps.ts'
import { createLeadership } from './leadership/leadership.ts'
import { createWorkerMetrics } from './metrics/metrics.ts'
import { createSteps, type Step, type StepName, type StepParts, type StepTurn } from './steps.ts'
import { traceRun } from './tracing/trace-runs.ts'

/** What the worker needs. */
export interface WorkerOptions extends Omit<StepParts, 'idleAfterMs'> {
  /** From the start of a round to the start of the next; default 1,000. */
  readonly roundEveryMs?: number
  /** A stream that received nothing for this long is closed provisionally; default 30 minutes. */
  readonly idleAfterMs?: number
  /** After this time without a sign of life another worker leads; default 5,000. */
  readonly leaseMs?: number
}

/** How the worker fares. */
export interface WorkerState {
  /** Both logs begin as pinned, and agree with their anchors. */
  readonly isStarted: boolean
  /** Up to when both logs are known to be anchored whole, by this worker. */
  readonly lastAnchoredAtMs: number | undefined
  /** Steps that failed when this worker last ran them, each with a code of the store's; empty when all is well. */
  readonly failing: Readonly<Partial<Record<StepName, string>>>
  /** Steps that this worker leads. */
  readonly leading: readonly StepName[]
}

/** A running worker. */
export interface RunningWorker {
  state(): WorkerState
  /** Counters in Prometheus' text format. */
  metrics(): Promise<string>
  /** Ends after the round in progress and, when that went well, one more: what others committed to the end is anchored. */
  stop(): Promise<void>
}

const defaultRoundEveryMs = 1000
// design.md §3: a session ends after 30 idle minutes.
const defaultIdleAfterMs = 30 * 60_000
const defaultLeaseMs = 5000
const longestBackoffMs = 30_000

/** Starts rounds. The first begins at once; failures are logged, shown in `state` and tried again. */
export function startWorker(options: WorkerOptions): RunningWorker {
  const { log, roundEveryMs = defaultRoundEveryMs, idleAfterMs = defaultIdleAfterMs } = options
  const { leaseMs = defaultLeaseMs } = options
  const [start, ...jobs] = createSteps({ ...options, idleAfterMs })
  const inRounds = jobs.filter(({ everyMs }) => everyMs === undefined)
  const jobNames = jobs.filter(({ isEverywhere }) => !isEverywhere).map(({ name }) => name)
  const leadership = createLeadership({ leases: createWorkerJobs(options.db), jobs: jobNames, leaseMs })
  const leading = (): StepName[] => jobNames.filter((name) => leadership.term(name) !== undefined)
  const metrics = createWorkerMetrics({
    db: options.db,
    anchor: options.anchor,
    places: placeNames(options.places ?? {}),
    leading,
  })
  const stopping = new AbortController()
  // Of steps that nobody leads: it never aborts.
  const everywhere = new AbortController()
  const failing: Partial<Record<StepName, string>> = {}
  let isStarted = false
  let failedRounds = 0
  let lastAnchoredAtMs: number | undefined

  async function attempt(step: Step, turn: StepTurn): Promise<boolean> {
    const beganAtMs = performance.now()
    try {
      const hasWorked = await step.run(turn)
      if (failing[step.name] !== undefined) log({ event: 'recovered', step: step.name })
      delete failing[step.name]
      const durationMs = performance.now() - beganAtMs
      metrics.countRun(step.name, 'success', durationMs)
      if (hasWorked) traceRun({ step: step.name, durationMs })
      return true
    } catch (error) {
      const code = error instanceof StoreError ? error.code : 'internal'
      if (failing[step.name] !== code) log({ event: 'failing', step: step.name, code })
      failing[step.name] = code
      const durationMs = performance.now() - beganAtMs
      metrics.countRun(step.name, 'failure', durationMs)
      traceRun({ step: step.name, durationMs, failure: code })
      return false
    }
  }

  /** Where this worker fails, another may have more luck. */
  async function lead(step: Step, turn: StepTurn, restUntilMs: number): Promise<boolean> {
    const isWell = await attempt(step, turn)
    if (isWell) leadership.succeeded(step.name)
    else await leadership.rest(step.name, restUntilMs)
    return isWell
  }

  /** A failed step does not hold up the others, but nothing is done to logs whose start is not proven. */
  async function runRound(): Promise<boolean> {
    const againAtMs = performance.now() + pauseAfter(failedRounds + 1)
    if (start === undefined || !(await attempt(start, { signal: stopping.signal }))) return false
    isStarted = true
    await leadership.renew()
    const beganAtMs = Date.now()
    const well = new Set<StepName>()
    let isWell = true
    for (const step of inRounds) {
      const signal = leadership.term(step.name)
      if (signal === undefined) {
        forget(step.name)
      } else if (await lead(step, { signal }, againAtMs)) well.add(step.name)
      else isWell = false
    }
    if (well.has('anchor-audit') && well.has('anchor-recordings')) lastAnchoredAtMs = beganAtMs
    return isWell
  }

  /** What failed here is another worker's now. */
  function forget(name: StepName): void {
    if (leadership.isElsewhere(name)) delete failing[name]
  }

  function pauseAfter(failures: number): number {
    return Math.min(roundEveryMs * 2 ** failures, Math.max(longestBackoffMs, roundEveryMs))
  }

  function pause(durationMs: number): Promise<void> {
    return delay(Math.max(0, durationMs), undefined, { signal: stopping.signal }).catch(() => {})
  }

  async function runRounds(): Promise<void> {
    while (!stopping.signal.aborted) {
      const startedAtMs = performance.now()
      failedRounds = (await runRound()) ? 0 : failedRounds + 1
      await pause(startedAtMs + pauseAfter(failedRounds) - performance.now())
    }
  }

  /** A long step's own clock. */
  async function runBeside(step: Step, everyMs: number): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; ) {
      const term = step.isEverywhere ? everywhere.signal : leadership.term(step.name)
      if (term === undefined || !isStarted) {
        forget(step.name)
        await pause(roundEveryMs)
        continue
      }
      const backoffMs = Math.min(step.backsOff ? longestBackoffMs : everyMs, pauseAfter(failures + 1))
      const turn = { signal: AbortSignal.any([term, stopping.signal]) }
      const isWell = step.isEverywhere
        ? await attempt(step, turn)
        : await lead(step, turn, performance.now() + backoffMs)
      failures = isWell ? 0 : failures + 1
      await pause(failures === 0 ? everyMs : backoffMs)
    }
  }

  log({ event: 'started' })
  const rounds = runRounds()
  const beside = jobs.flatMap((step) => (step.everyMs === undefined ? [] : runBeside(step, step.everyMs)))
  // Rounds renew too; the timer does while one takes long.
  const renewing = setInterval(() => isStarted && void leadership.renew(), Math.max(1, leaseMs / 5))
  return {
    state: () => ({
      isStarted,
      lastAnchoredAtMs,
      failing: { ...failing },
      leading: leading(),
    }),
    metrics: metrics.text,
    async stop() {
      stopping.abort()
      await Promise.all([rounds, ...beside])
      await Promise.all(jobs.flatMap((step) => (step.stop === undefined ? [] : [step.stop()])))
      if (failedRounds === 0) await runRound()
      clearInterval(renewing)
      await leadership.stop()
      log({ event: 'stopped' })
    },
  }
}
