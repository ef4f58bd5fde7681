// Which jobs this process leads (design.md §2: one leader a job among any number of workers).
//
//   asked ──lease granted──▶ led ──renewed in time──▶ led
//                             └──not renewed, another's, given up──▶ not led, its signal aborts
//
// A lease that was not renewed counts as lost here before it ends in the database: it is measured from before the
// request was sent. A job is harmless under two leaders all the same, for a process may sleep between a check and a write.
import { randomUUID } from 'node:crypto'
import type { WorkerJobs } from '@reseal/store'

/** What leadership is made of. */
export interface LeadershipOptions<Job extends string> {
  readonly leases: WorkerJobs
  readonly jobs: readonly Job[]
  /** How long a leader that died keeps others waiting, at most. */
  readonly leaseMs: number
}

/** The jobs of this process. */
export interface Leadership<Job extends string> {
  /** The running term's signal, which aborts when the lease is lost; undefined while another leads. */
  term(job: Job): AbortSignal | undefined
  /** Asks for leases where that is due. Never rejects: who cannot ask loses what it leads when it ends. */
  renew(): Promise<void>
  /** Notes that a job ended well; told to the database with the next renewal. */
  succeeded(job: Job): void
  /** Gives a job up after a failure, and does not ask for it again before `untilMs` of `performance.now()`. */
  rest(job: Job, untilMs: number): Promise<void>
  /** Whether another worker led it when this one last asked. */
  isElsewhere(job: Job): boolean
  /** Gives everything up. */
  stop(): Promise<void>
}

interface Term {
  readonly controller: AbortController
  timer: NodeJS.Timeout
}

// Two renewals may fail, or come late, before the lease is lost.
const renewalsPerLease = 5

/** Leads nothing yet. */
export function createLeadership<Job extends string>(options: LeadershipOptions<Job>): Leadership<Job> {
  const { leases, jobs, leaseMs } = options
  const leader = randomUUID()
  const terms = new Map<Job, Term>()
  const restingUntil = new Map<Job, number>()
  const elsewhere = new Set<Job>()
  const endedWell = new Set<Job>()
  let dueAtMs = Number.NEGATIVE_INFINITY
  let asking: Promise<void> | undefined

  const isResting = (job: Job): boolean => (restingUntil.get(job) ?? 0) > performance.now()

  function lose(job: Job): void {
    const term = terms.get(job)
    if (term === undefined) return
    clearTimeout(term.timer)
    terms.delete(job)
    term.controller.abort()
  }

  function hold(job: Job, untilMs: number): void {
    const term = terms.get(job)
    const timer = setTimeout(lose, Math.max(0, untilMs - performance.now()), job)
    timer.unref()
    if (term === undefined) {
      terms.set(job, { controller: new AbortController(), timer })
    } else {
      clearTimeout(term.timer)
      term.timer = timer
    }
  }

  async function ask(): Promise<void> {
    const askedAtMs = performance.now()
    dueAtMs = askedAtMs + leaseMs / renewalsPerLease
    const wanted = jobs.filter((job) => !isResting(job))
    for (const job of wanted) restingUntil.delete(job)
    const ended = [...endedWell]
    endedWell.clear()
    try {
      const led = new Set<string>(await leases.lead({ leader, jobs: wanted, leaseMs }))
      for (const job of wanted) {
        if (led.has(job)) elsewhere.delete(job)
        else elsewhere.add(job)
        if (led.has(job) && !isResting(job)) hold(job, askedAtMs + leaseMs)
        else lose(job)
      }
      if (ended.length > 0) await leases.succeeded(ended)
    } catch {
      for (const job of ended) endedWell.add(job)
    }
  }

  function renew(): Promise<void> {
    const restIsOver = jobs.some((job) => restingUntil.has(job) && !isResting(job))
    if (asking === undefined && (restIsOver || performance.now() >= dueAtMs)) {
      asking = ask().finally(() => {
        asking = undefined
      })
    }
    return asking ?? Promise.resolve()
  }

  async function giveUp(given: readonly Job[]): Promise<void> {
    for (const job of given) lose(job)
    // One that cannot be given up runs out.
    await leases.release(leader, given).catch(() => {})
  }

  return {
    term: (job) => terms.get(job)?.controller.signal,
    renew,
    succeeded: (job) => void endedWell.add(job),
    isElsewhere: (job) => elsewhere.has(job),
    async rest(job, untilMs) {
      restingUntil.set(job, untilMs)
      await giveUp([job])
    },
    async stop() {
      await asking
      await leases.succeeded([...endedWell]).catch(() => {})
      await giveUp(jobs)
    },
  }
}
