// Randomised fault runs over ingest: load, a fault or two, and then everything acknowledged must be there, open and
// verify. The long form is `npm run faults -- ingest`, the short one a test.
import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { type S3Server, startS3Server } from '../../support/ceph.ts'
import { createRandom } from '../../support/fuzz/random.ts'
import { checkChains, checkStored } from './check.ts'
import type { FaultContext } from './commit-points.ts'
import { type FaultBucket, type FaultDeployment, startFaultDeployment } from './deployment.ts'
import { drawFault, type Fault, type Heal } from './faults.ts'
import { type Load, startLoad } from './load.ts'

/** What to run. */
export interface FaultRunsOptions {
  /** Ends after the run in progress. */
  readonly stopSignal?: AbortSignal
  readonly runs: number
  /** Run number i has seed `seed + i`. */
  readonly seed: number
  readonly backend: 'folder' | 's3'
  onProgress(line: string): void
}

/** What came of it. */
export interface FaultRunsReport {
  readonly runs: number
  readonly seed: number
  readonly backend: 'folder' | 's3'
  readonly acknowledged: number
  readonly opened: number
  /** How often each fault was inflicted. */
  readonly faults: Readonly<Record<string, number>>
  /** How often each point of a commit, or other detail, was met. */
  readonly details: Readonly<Record<string, number>>
  /** Answers that recorders got, by status and code. */
  readonly answers: Readonly<Record<string, number>>
  readonly ingestStarts: number
  /** By seed; empty when the bar is met. */
  readonly problems: Readonly<Record<number, readonly string[]>>
}

/** One run's part of the report. */
export interface RunReport {
  readonly seed: number
  readonly faults: readonly string[]
  readonly details: readonly string[]
  readonly acknowledged: number
  readonly opened: number
  readonly answers: ReadonlyMap<string, number>
  readonly problems: readonly string[]
}

/** One run. */
export interface FaultRunOptions {
  readonly seed: number
  /** Drawn by default. */
  readonly faults?: readonly Fault[]
  /** Every parcel goes to all processes at once; drawn by default. */
  readonly fight?: boolean
  /** Drawn by default. */
  readonly streamCount?: number
  readonly s3?: S3Server | undefined
  /** How long faults last; drawn by default. */
  readonly holdMs?: number
}

// A deployment that has seen many runs verifies slowly; a fresh one now and then keeps a run at seconds.
const runsPerDeployment = 20
const foldEveryMs = 200

/** One run: load, the faults in turn, the checks. */
export async function runFault(deployment: FaultDeployment, options: FaultRunOptions): Promise<RunReport> {
  const { seed, s3 } = options
  const random = createRandom(seed)
  const context: FaultContext = { deployment, s3, random }
  const faults = options.faults ?? drawFaults(context)
  const details: string[] = []
  const problems: string[] = []
  const { origin, urls, init } = deployment
  await deployment.untilReady()
  const { streamCount = 3 + random.below(8), fight = random.oneIn(6) } = options
  const load = startLoad({ ...init, origin, urls, random, streamCount, fight })
  const heals: Heal[] = []
  const folding = startFolding(deployment)
  try {
    // Some strike while streams are being registered, most in the midst.
    if (!random.oneIn(4)) await load.untilAcknowledged(streamCount * 2)
    for (const fault of faults) {
      const { detail, heal } = await fault.inflict(context)
      heals.push(heal)
      if (detail !== undefined) details.push(`${fault.name}: ${detail}`)
      await delay(random.below(500))
    }
    await delay(options.holdMs ?? 200 + random.below(1200))
    await healAll(heals)
    await deployment.postgres.untilAnswers()
    problems.push(...(await checkChains(deployment, load.book)))
    await load.untilAcknowledged(streamCount)
    await load.finish()
    problems.push(...(await folding.stop()))
    await deployment.untilReady()
    const findings = await checkStored(deployment, load.book)
    problems.push(...findings.problems)
    return reportOf(load, { seed, faults, details, opened: findings.opened, problems })
  } catch (error) {
    problems.push(error instanceof Error ? error.message : 'the run failed')
    return reportOf(load, { seed, faults, details, opened: 0, problems })
  } finally {
    await folding.stop()
    await load.stop()
    await healAll(heals)
  }
}

/** Folds closed streams all the while, as no worker would. Its stop says what does not add up. */
function startFolding({ folding }: FaultDeployment): { stop(): Promise<readonly string[]> } {
  const stopping = new AbortController()
  async function fold(): Promise<number> {
    return (await folding.foldClosed({ receivedBefore: new Date() })).refusedCount
  }
  async function foldOnAndOn(): Promise<void> {
    while (!stopping.signal.aborted) {
      // The database may be gone for a while.
      await fold().catch(() => {})
      await delay(foldEveryMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  const folded = foldOnAndOn()
  return {
    async stop() {
      stopping.abort()
      await folded
      return (await fold().catch(() => 0)) === 0 ? [] : ['a closed stream cannot be folded']
    },
  }
}

/** At once: a server that has no disk starts when it has one. */
async function healAll(heals: Heal[]): Promise<void> {
  await Promise.all(heals.splice(0).map((heal) => heal()))
}

function reportOf(
  { book }: Load,
  run: Omit<RunReport, 'acknowledged' | 'answers' | 'faults'> & { faults: readonly Fault[] },
): RunReport {
  return {
    ...run,
    faults: run.faults.map(({ name }) => name),
    acknowledged: book.acknowledgedCount(),
    answers: book.answers,
  }
}

function drawFaults(context: FaultContext): readonly Fault[] {
  const first = drawFault(context)
  if (!context.random.oneIn(3)) return [first]
  const second = drawFault(context)
  return first === second ? [first] : [first, second]
}

/** Many runs, on a fresh deployment every so often. */
export async function runFaults(options: FaultRunsOptions): Promise<FaultRunsReport> {
  const { runs, seed, backend, onProgress } = options
  const s3 = backend === 's3' ? await startS3Server() : undefined
  const tally = createTally(options)
  let deployment: FaultDeployment | undefined
  try {
    for (let run = 0; run < runs && options.stopSignal?.aborted !== true; run += 1) {
      if (run % runsPerDeployment === 0) {
        if (deployment !== undefined) await tally.end(deployment)
        await deployment?.stop()
        deployment = await startFresh(s3)
        if (deployment.disks.postgres === undefined) onProgress('no small disks here: none is filled')
      }
      if (deployment === undefined) continue
      const startedMs = performance.now()
      const report = await runFault(deployment, { seed: seed + run, s3 })
      tally.add(report)
      const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
      const what =
        report.details.length > 0
          ? `${report.faults.join(' + ')} (${report.details.join('; ')})`
          : report.faults.join(' + ')
      onProgress(
        `run ${run + 1}/${runs}, seed ${seed + run}: ${what}: ${report.opened} of ${report.acknowledged} acknowledged, ${seconds} s` +
          (report.problems.length > 0 ? `: ${report.problems.join('; ')}` : ''),
      )
    }
    if (deployment !== undefined) await tally.end(deployment)
    return tally.report()
  } finally {
    await deployment?.stop()
    await s3?.stop()
  }
}

async function startFresh(s3: S3Server | undefined): Promise<FaultDeployment> {
  const bucket = s3 === undefined ? undefined : await createBucket(s3)
  return await startFaultDeployment({ processes: 2, smallDisks: true, ...(bucket && { bucket }) })
}

/** A bucket that nobody has. */
export async function createBucket({
  endpoint,
  credentials,
}: Pick<S3Server, 'endpoint' | 'credentials'>): Promise<FaultBucket> {
  const bucket = `faults-${randomBytes(6).toString('hex')}`
  const client = new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true })
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  client.destroy()
  return { endpoint, bucket, credentials }
}

interface Tally {
  add(report: RunReport): void
  /** Takes leave of a deployment, once `reseal verify` has passed. */
  end(deployment: FaultDeployment): Promise<void>
  report(): FaultRunsReport
}

function createTally({ seed, backend }: FaultRunsOptions): Tally {
  const faults: Record<string, number> = {}
  const details: Record<string, number> = {}
  const answers: Record<string, number> = {}
  const problems: Record<number, readonly string[]> = {}
  const count = (into: Record<string, number>, key: string, times = 1): void => {
    into[key] = (into[key] ?? 0) + times
  }
  let [runs, acknowledged, opened, ingestStarts] = [0, 0, 0, 0]
  return {
    add(report) {
      runs += 1
      acknowledged += report.acknowledged
      opened += report.opened
      for (const name of report.faults) count(faults, name)
      for (const detail of report.details) count(details, detail)
      for (const [answer, times] of report.answers) count(answers, answer, times)
      if (report.problems.length > 0) problems[report.seed] = report.problems
    },
    async end({ ingests, runVerify }) {
      ingestStarts += ingests.reduce((sum, ingest) => sum + ingest.startCount(), 0)
      const { code, output } = await runVerify()
      if (code !== 0) problems[seed + runs] = [output]
    },
    report: () => ({
      runs,
      seed,
      backend,
      acknowledged,
      opened,
      faults,
      details,
      answers,
      ingestStarts,
      problems,
    }),
  }
}
