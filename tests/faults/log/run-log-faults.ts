// Randomised crashes of the audit log (issue: "Crash at each step of append, integrate, anchor"): processes and database
// killed with SIGKILL at a drawn step, and then everything acknowledged must be there once, anchored and verifiable.
// The long form is `npm run faults -- log`, the short one a test.
import { setTimeout as delay } from 'node:timers/promises'
import { createAuditRepository, readLogSize } from '@reseal/store'
import { sql } from 'kysely'
import { assertAnchored } from '../../../packages/worker/test/log-audit.ts'
import { createRandom, type Random } from '../../support/fuzz/random.ts'
import {
  type LogDeployment,
  type LogProcess,
  readCheckpoints,
  startLogDeployment,
  until,
} from './log-deployment.ts'
import { type DyingPlan, writtenKinds } from './log-plan.ts'

/** Who is killed and when. */
export type LogFault =
  | { readonly victim: 'appender' | 'database'; readonly point: string; readonly answer: 'pass' | 'drop' }
  | { readonly victim: 'anchorer'; readonly dies: DyingPlan }
  | { readonly victim: 'appender' | 'anchorer' | 'database' | 'all'; readonly afterMs: number }

/** What to run. */
export interface LogFaultsOptions {
  readonly runs: number
  /** Run number i has seed `seed + i`. */
  readonly seed: number
  /** Ends after the run in progress. */
  readonly stopSignal?: AbortSignal
  onProgress(line: string): void
}

/** What came of it. */
export interface LogFaultsReport {
  readonly runs: number
  readonly seed: number
  readonly acknowledged: number
  readonly checkpoints: number
  /** How often each step was met. */
  readonly steps: Readonly<Record<string, number>>
  /** By seed; empty when the bar is met. */
  readonly problems: Readonly<Record<number, readonly string[]>>
}

/** Every step of an append, as it passes the wire. */
const appendPoints: readonly string[] = [
  'append sent',
  'append answered',
  'begin sent',
  'begin answered',
  'statement 1 sent',
  'statement 1 answered',
  'statement 2 sent',
  'statement 2 answered',
  'commit sent',
  'commit answered',
]

const pointWithinMs = 10_000

/** Draws what happens. */
export function drawLogFault(random: Random): LogFault {
  switch (random.below(5)) {
    case 0:
    case 1: {
      const victim = random.oneIn(4) ? 'database' : 'appender'
      return { victim, point: random.pick(appendPoints), answer: random.pick(['pass', 'drop'] as const) }
    }
    case 2:
    case 3: {
      const kind = random.pick(writtenKinds)
      // Full bundles are rare: one for 256 events.
      const nth = kind === 'entries' ? 1 : 1 + random.below(kind === 'tile' ? 6 : 3)
      return { victim: 'anchorer', dies: { kind, when: random.pick(['before', 'after'] as const), nth } }
    }
    default: {
      const victim = random.pick(['appender', 'anchorer', 'database', 'all'] as const)
      return { victim, afterMs: random.below(400) }
    }
  }
}

/** One crash and what is checked after it; gives back what does not hold. */
export async function runLogFault(
  deployment: LogDeployment,
  fault: LogFault,
): Promise<{ readonly step: string; readonly problems: readonly string[] }> {
  const { appenders, anchorer, acknowledged, postgres } = deployment
  const before = await readCheckpoints(deployment.anchorFolder)
  for (const appender of appenders) await appender.start()
  await anchorer.start('dies' in fault ? fault.dies : undefined)
  const known = acknowledged.size
  await until('appends before the crash', () => acknowledged.size > known)
  const step = await inflict(deployment, fault)

  await postgres.start()
  await postgres.untilAnswers()
  for (const each of [...appenders, anchorer]) {
    each.wire.watch(undefined)
    await each.start()
  }
  const crashed = acknowledged.size
  await until('appends after the crash', () => acknowledged.size > crashed + 8)
  for (const appender of appenders) await appender.stop()
  const size = await settledSize(deployment)
  await until('a checkpoint over all', () => deployment.anchoredSize() >= size)
  await anchorer.stop()
  return { step, problems: await findProblems(deployment, { size, before }) }
}

/** The size once no server process appends any more: that of a killed one finishes what it was sent. */
async function settledSize({ worker, postgres }: LogDeployment): Promise<number> {
  await until('the end of appends', async () => {
    const { rows } = await sql<{ count: number }>`
      SELECT count(*)::int4 AS count FROM pg_stat_activity WHERE usename = 'reseal_viewer'`.execute(
      postgres.superuser(),
    )
    return rows[0]?.count === 0
  })
  return readLogSize(worker, 'audit')
}

async function inflict(deployment: LogDeployment, fault: LogFault): Promise<string> {
  const { anchorer } = deployment
  if ('dies' in fault) {
    const { kind, when, nth } = fault.dies
    const met = await withinTime(() => !anchorer.isRunning())
    anchorer.kill()
    return met ? `anchorer ${when} ${kind} ${nth}` : `anchorer, ${kind} ${nth} not met`
  }
  if ('afterMs' in fault) {
    await delay(fault.afterMs)
    await killVictims(deployment, fault.victim)
    return `${fault.victim} at any moment`
  }
  const { victim, point, answer } = fault
  const [first] = deployment.appenders as [LogProcess, ...LogProcess[]]
  let met = false
  let killed: Promise<void> | undefined
  first.wire.watch((passing) => {
    if (met || !matches(passing, point)) return 'pass'
    met = true
    // At once: the answer to what passes must not come before.
    if (victim === 'appender') first.kill()
    else killed = deployment.postgres.kill()
    return answer
  })
  await withinTime(() => met)
  if (!met) await killVictims(deployment, victim)
  await killed
  return met ? `${victim} at ${point}, ${answer}` : `${victim}, ${point} not met`
}

async function killVictims(deployment: LogDeployment, victim: LogFault['victim']): Promise<void> {
  const { appenders, anchorer, postgres } = deployment
  if (victim === 'appender') appenders[0]?.kill()
  if (victim === 'all') for (const appender of appenders) appender.kill()
  if (victim === 'all' || victim === 'anchorer') anchorer.kill()
  if (victim === 'all' || victim === 'database') await postgres.kill()
}

/** Statements are named by their number; the rest of the name is their verb and table. */
function matches(passing: string, point: string): boolean {
  if (!point.startsWith('statement')) return passing === point
  const [, nth = '', when = ''] = point.split(' ')
  return passing.startsWith(`statement ${nth} `) && passing.endsWith(when)
}

async function withinTime(holds: () => boolean): Promise<boolean> {
  const deadlineMs = Date.now() + pointWithinMs
  while (!holds() && Date.now() < deadlineMs) await delay(2)
  return holds()
}

async function findProblems(
  { worker, anchor, anchorFolder, acknowledged, twice }: LogDeployment,
  { size, before }: { size: number; before: ReadonlyMap<string, string> },
): Promise<string[]> {
  const problems: string[] = []
  const stored = new Map<number, string>()
  for await (const { index, event } of createAuditRepository(worker).readAll()) stored.set(index, event.id)
  if (stored.size !== size || [...stored.keys()].some((index, place) => index !== place)) {
    problems.push('indexes are not contiguous')
  }
  if (new Set(stored.values()).size !== stored.size) problems.push('an event is stored twice')
  const missing = [...acknowledged].filter(([index, id]) => stored.get(index) !== id)
  if (missing.length > 0)
    problems.push(`${missing.length} acknowledged events are not where they were said to be`)
  if (twice.length > 0) problems.push(`${twice.length} indexes were given twice`)
  const after = await readCheckpoints(anchorFolder)
  if ([...before].some(([name, note]) => after.get(name) !== note)) problems.push('a checkpoint changed')
  try {
    const anchored = await assertAnchored(worker, anchor, 'audit')
    if (anchored !== size) problems.push('the newest checkpoint does not cover all')
  } catch (error) {
    problems.push(error instanceof Error ? error.message : 'the anchor does not verify')
  }
  return problems
}

// Every check reads the whole log and every checkpoint; a fresh one now and then keeps a run at seconds.
const runsPerDeployment = 10

/** Many crashes, on a fresh deployment every so often. */
export async function runLogFaults(options: LogFaultsOptions): Promise<LogFaultsReport> {
  const { runs, seed, onProgress, stopSignal } = options
  const steps: Record<string, number> = {}
  const problems: Record<number, readonly string[]> = {}
  const totals = { runs: 0, acknowledged: 0, checkpoints: 0 }
  let deployment: LogDeployment | undefined
  const end = async (): Promise<void> => {
    if (deployment === undefined) return
    totals.acknowledged += deployment.acknowledged.size
    totals.checkpoints += (await readCheckpoints(deployment.anchorFolder)).size
    await deployment.stop()
    deployment = undefined
  }
  try {
    while (totals.runs < runs && stopSignal?.aborted !== true) {
      if (totals.runs % runsPerDeployment === 0) await end()
      deployment ??= await startLogDeployment()
      const own = seed + totals.runs
      const outcome = await runLogFault(deployment, drawLogFault(createRandom(own)))
      totals.runs += 1
      steps[outcome.step] = (steps[outcome.step] ?? 0) + 1
      if (outcome.problems.length > 0) problems[own] = outcome.problems
      const held = outcome.problems.length === 0 ? 'holds' : outcome.problems.join('; ')
      onProgress(`run ${totals.runs}/${runs}, seed ${own}: ${outcome.step}: ${held}`)
    }
  } finally {
    await end()
  }
  return { ...totals, seed, steps, problems }
}
