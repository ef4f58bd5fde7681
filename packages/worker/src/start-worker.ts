// The worker's clock: a round at most every second, later where the last one failed.
import { setTimeout as delay } from 'node:timers/promises'
import { StoreError } from '@reseal/store'
import { createSteps, type Step, type StepName, type StepParts } from './steps.ts'

/** What the worker needs. */
export interface WorkerOptions extends Omit<StepParts, 'idleAfterMs'> {
  /** From the start of a round to the start of the next; default 1,000. */
  readonly roundEveryMs?: number
  /** A stream that received nothing for this long is closed provisionally; default 30 minutes. */
  readonly idleAfterMs?: number
}

/** How the worker fares. */
export interface WorkerState {
  /** Up to when both logs are known to be anchored whole. */
  readonly lastAnchoredAtMs: number | undefined
  /** Steps that failed in the last round, each with a code of the store's; empty when all is well. */
  readonly failing: Readonly<Partial<Record<StepName, string>>>
}

/** A running worker. */
export interface RunningWorker {
  state(): WorkerState
  /** Ends after the round in progress and, when that went well, one more: what others committed to the end is anchored. */
  stop(): Promise<void>
}

const defaultRoundEveryMs = 1000
// design.md §3: a session ends after 30 idle minutes.
const defaultIdleAfterMs = 30 * 60_000
const longestBackoffMs = 30_000

/** Starts rounds. The first begins at once; failures are logged, shown in `state` and tried again. */
export function startWorker(options: WorkerOptions): RunningWorker {
  const { log, roundEveryMs = defaultRoundEveryMs, idleAfterMs = defaultIdleAfterMs } = options
  const steps = createSteps({ ...options, idleAfterMs })
  const stopping = new AbortController()
  const failing: Partial<Record<StepName, string>> = {}
  let failedRounds = 0
  let lastAnchoredAtMs: number | undefined

  async function attempt(step: Step): Promise<boolean> {
    try {
      await step.run()
      if (failing[step.name] !== undefined) log({ event: 'recovered', step: step.name })
      delete failing[step.name]
      return true
    } catch (error) {
      const code = error instanceof StoreError ? error.code : 'internal'
      if (failing[step.name] !== code) log({ event: 'failing', step: step.name, code })
      failing[step.name] = code
      return false
    }
  }

  /** A failed step does not hold up the others, but nothing is done to logs whose start is not proven. */
  async function runRound(): Promise<boolean> {
    const [start, ...rest] = steps
    if (start === undefined || !(await attempt(start))) return false
    const beganAtMs = Date.now()
    for (const step of rest) await attempt(step)
    const anchored = failing['anchor-audit'] === undefined && failing['anchor-recordings'] === undefined
    if (anchored) lastAnchoredAtMs = beganAtMs
    return Object.keys(failing).length === 0
  }

  async function runRounds(): Promise<void> {
    while (!stopping.signal.aborted) {
      const startedAtMs = performance.now()
      failedRounds = (await runRound()) ? 0 : failedRounds + 1
      const everyMs = Math.min(roundEveryMs * 2 ** failedRounds, Math.max(longestBackoffMs, roundEveryMs))
      const pauseMs = Math.max(0, startedAtMs + everyMs - performance.now())
      await delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }

  log({ event: 'started' })
  const rounds = runRounds()
  return {
    state: () => ({ lastAnchoredAtMs, failing: { ...failing } }),
    async stop() {
      stopping.abort()
      await rounds
      if (failedRounds === 0) await runRound()
      log({ event: 'stopped' })
    },
  }
}
