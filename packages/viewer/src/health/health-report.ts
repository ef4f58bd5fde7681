// What the health and readiness routes say: whether each part answers, and how old the anchors are.

/** `late`: it answers but is behind; `bad`: it does not answer. */
export type PartState = 'good' | 'late' | 'bad'

/** One part's state; `detail` is a sentence of ours, never an error's text. */
export interface PartReport {
  name: string
  /** Whether the viewer cannot work without it. */
  required: boolean
  state: PartState
  detail: string
}

/** The state of all parts; `state` is the worst of theirs. */
export interface HealthReport {
  state: PartState
  parts: readonly PartReport[]
  /** ISO 8601, UTC. */
  checkedAt: string
}

/** One part to ask. `check` gives the state or throws, which counts as `bad`. */
export interface HealthProbe {
  name: string
  required: boolean
  check: (signal: AbortSignal) => Promise<{ state: PartState; detail: string }>
}

/** Asks for the report; answers within `maxAgeMs` of the last one share it. */
export type HealthReporter = () => Promise<HealthReport>

const probeTimeoutMs = 2000
const maxAgeMs = 1000

/**
 * Builds a reporter over the probes. The page is public, so however often it is asked for, the parts are asked
 * at most once a second, and each has two seconds to answer.
 */
export function createHealthReporter(probes: readonly HealthProbe[], now: () => number): HealthReporter {
  let last: { atMs: number; report: Promise<HealthReport> } | undefined
  return () => {
    const atMs = now()
    if (last === undefined || atMs - last.atMs >= maxAgeMs) last = { atMs, report: ask(probes, atMs) }
    return last.report
  }
}

async function ask(probes: readonly HealthProbe[], atMs: number): Promise<HealthReport> {
  const parts = await Promise.all(probes.map(askOne))
  const worst = (['bad', 'late'] as const).find((state) => parts.some((part) => part.state === state))
  return { state: worst ?? 'good', parts, checkedAt: new Date(atMs).toISOString() }
}

async function askOne({ name, required, check }: HealthProbe): Promise<PartReport> {
  const signal = AbortSignal.timeout(probeTimeoutMs)
  const tooLate = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
  try {
    return { name, required, ...(await Promise.race([check(signal), tooLate])) }
  } catch {
    return { name, required, state: 'bad', detail: 'does not answer' }
  }
}
