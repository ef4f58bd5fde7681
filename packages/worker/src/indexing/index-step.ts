// The step that indexes: in every worker at once, a lane for each app, so that an app with a flood of streams waits for
// itself. It runs as long as anything waits.
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { createOpening, type OpeningDeps } from '@reseal/opening'
import {
  type AuditLog,
  createStreamIndexRepository,
  type Database,
  type IndexClaim,
  type StreamIndexRepository,
} from '@reseal/store'
import type { Log } from '../logging/log-line.ts'
import type { Step } from '../steps.ts'
import { createStreamIndexer, type StreamIndexer } from './index-stream.ts'

/** What indexing needs beside the database. */
export interface IndexingOptions extends Pick<OpeningDeps, 'keys' | 'objects' | 'anchored'> {
  /** From the end of a run to the start of the next; default 250. */
  readonly everyMs?: number
}

const defaultEveryMs = 250
// Beyond the five seconds between two segments of a page: who has its key goes on with it.
const holdMs = 15_000
const streamsPerLane = 4
const lanesAtOnce = 4
const mostFailures = 5
// Of a stream whose sealing key is away, which is never given up.
const longestWaitMs = 60_000
const forgottenEveryMs = 60 * 60_000

/** What the step works on. */
export interface IndexStepParts {
  readonly db: Database
  readonly audit: AuditLog
  readonly log: Log
  /** Whether signals wait for a collector. */
  readonly sendsSignals?: boolean
}

/** Creates the step. */
export function createIndexStep(
  { db, audit, log, sendsSignals = false }: IndexStepParts,
  { everyMs = defaultEveryMs, ...opening }: IndexingOptions,
): Step {
  const holder = randomUUID()
  const queue = createStreamIndexRepository(db)
  const indexer = createStreamIndexer({
    db,
    audit,
    opening: createOpening({ ...opening, now: Date.now }),
    holder,
    holdMs,
    sendsSignals,
  })
  const notice = createNoticing(queue, everyMs)
  const turns = createTurns(lanesAtOnce)

  async function runLane(claims: readonly IndexClaim[], signal: AbortSignal): Promise<void> {
    for (const claim of claims) {
      if (signal.aborted) return
      await turns(() => runTurn({ queue, indexer, holder, log }, claim))
    }
  }

  return {
    name: 'index',
    everyMs,
    isEverywhere: true,
    async run({ signal }) {
      const lanes = new Map<string, Promise<void>>()
      const failures: unknown[] = []
      let hasWorked = false
      while (!signal.aborted && failures.length === 0) {
        await notice()
        const busyApps = [...lanes.keys()]
        const claims = await queue.claim({ holder, busyApps, perApp: streamsPerLane, holdMs })
        for (const [app, ofApp] of Map.groupBy(claims, (claim) => claim.app)) {
          const lane = runLane(ofApp, signal)
            .catch((error: unknown) => void failures.push(error))
            .finally(() => lanes.delete(app))
          lanes.set(app, lane)
        }
        if (lanes.size === 0) break
        hasWorked = true
        await Promise.race([...lanes.values(), delay(everyMs)])
      }
      await Promise.all(lanes.values())
      if (failures.length > 0) throw failures[0]
      return hasWorked
    },
    async stop() {
      indexer.clear()
      // Where that fails others wait until the hold runs out.
      await queue.release(holder).catch(() => {})
    },
  }
}

interface TurnParts {
  readonly queue: StreamIndexRepository
  readonly indexer: StreamIndexer
  readonly holder: string
  readonly log: Log
}

async function runTurn({ queue, indexer, holder, log }: TurnParts, claim: IndexClaim): Promise<void> {
  const outcome = await indexer.index(claim)
  if (outcome === 'done') return
  const isOver = outcome === 'hopeless' || (outcome === 'again' && claim.failures + 1 >= mostFailures)
  if (isOver) log({ event: 'unopenable' })
  await queue.fail(
    claim.stream,
    holder,
    isOver ? 'for-good' : { againInMs: Math.min(1_000 * 4 ** claim.failures, longestWaitMs) },
  )
}

/** Looks for what has grown, and at times for streams that nobody ever noticed: of a deployment that had no indexer. */
function createNoticing(queue: StreamIndexRepository, everyMs: number): () => Promise<void> {
  let dueAtMs = 0
  let forgottenDueAtMs = 0
  let after: string | undefined
  return async () => {
    const beganAtMs = performance.now()
    if (beganAtMs < dueAtMs) return
    if (beganAtMs >= forgottenDueAtMs) {
      after = await queue.noticeForgotten(after)
      if (after === undefined) forgottenDueAtMs = beganAtMs + forgottenEveryMs
    }
    await queue.noticeGrowth()
    const tookMs = performance.now() - beganAtMs
    // Where many streams are open the look is dear: it takes a tenth of the time at most.
    dueAtMs = performance.now() + Math.max(everyMs, tookMs * 9)
  }
}

/** Runs so many at once; who waits is let in one after the other, so that no lane takes all. */
function createTurns(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let free = count
  return async (work) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve))
    else free -= 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) free += 1
      else next()
    }
  }
}
