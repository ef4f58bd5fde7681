// Forgets sessions that are due (design.md §5.10), one run a day or when somebody asks: due sessions by an index, a page at a
// time, each few in a transaction of their own. What is held stays.
//
// A run is a row in the database. A worker that dies has forgotten whole transactions of it; the next one goes on behind the
// last page, and what is repeated of a page finds nothing any more.
import {
  type Anchor,
  type AuditLog,
  advanceRun,
  createSessionForgetter,
  type Database,
  type DueSession,
  endRun,
  eraseDerived,
  type ForgetRequest,
  findDuePage,
  type RetentionRun,
  type SessionForgetter,
  takeUpRun,
} from '@reseal/store'
import type { Log, LogLine } from '../logging/log-line.ts'
import type { Step, StepTurn } from '../steps.ts'

/** How often. */
export interface RetentionOptions {
  /** From the end of a look to the next; default 10 s. */
  readonly everyMs?: number
  /** From the beginning of a run to that of the next one; default a day. */
  readonly runEveryMs?: number
  /** Sessions a transaction; default 50. */
  readonly sessionsPerTransaction?: number
  /** The clock that ages are told by. */
  readonly now?: () => number
}

/** What the worker gives the step. */
export interface RetentionParts {
  readonly db: Database
  readonly audit: AuditLog
  readonly anchor: Anchor
  readonly log: Log
}

const defaultEveryMs = 10_000
const dayMs = 24 * 60 * 60_000
// The logs' heads are held for the time of one: a tenth of a second (docs/performance.md).
const defaultSessions = 50
const streamsPerPage = 500

/** Creates the step. */
export function createRetentionStep(parts: RetentionParts, options: RetentionOptions = {}): Step {
  const { db, audit, anchor, log } = parts
  const { now = Date.now, runEveryMs = dayMs } = options
  const forgetter = createSessionForgetter(db, { anchor, audit, erase: eraseDerived })
  return {
    name: 'retention',
    everyMs: options.everyMs ?? defaultEveryMs,
    async run({ signal }) {
      const started = await takeUpRun(db, audit, { everyMs: runEveryMs, now: new Date(now()) })
      if (started === undefined) return false
      const running: Running = {
        db,
        forgetter,
        run: started.run,
        signal,
        sessionsPerTransaction: options.sessionsPerTransaction ?? defaultSessions,
      }
      let { after } = started.run
      while (!signal.aborted) {
        const page = await findDuePage(db, {
          rules: started.set.rules,
          now: new Date(now()),
          after,
          limit: streamsPerPage,
        })
        const isDone = await forgetPage(running, page.due)
        if (!isDone) return true
        const counts = { looked: page.lookedCount, held: page.due.filter(({ held }) => held).length }
        await advanceRun(db, started.run.id, { counts, ...(page.next && { after: page.next }) })
        if (page.next === undefined) {
          const ended = await endRun(db, audit, started.run.id)
          if (ended !== undefined) log({ event: 'retention-run', ...countsOf(ended) })
          return true
        }
        after = page.next
      }
      return true
    },
  }
}

interface Running {
  readonly db: Database
  readonly forgetter: SessionForgetter
  readonly run: { readonly id: number; readonly startIndex: number }
  readonly signal: StepTurn['signal']
  readonly sessionsPerTransaction: number
}

/** False where it was told to stop before the end of the page. */
async function forgetPage(running: Running, due: readonly DueSession[]): Promise<boolean> {
  const { forgetter, run, signal, sessionsPerTransaction } = running
  const sessions = due.filter(({ held }) => !held).map(({ session }) => session)
  for (let from = 0; from < sessions.length; from += sessionsPerTransaction) {
    if (signal.aborted) return false
    const some = sessions.slice(from, from + sessionsPerTransaction)
    const request: ForgetRequest = {
      sessions: some,
      reason: 'retention',
      event: run.startIndex,
      // With what was forgotten, or not at all: whoever dies here has counted nothing twice.
      inTransaction: (transaction, { forgotten, held, busy, streamCount }) =>
        advanceRun(transaction, run.id, {
          counts: {
            forgotten: forgotten.length,
            held: held.length,
            busy: busy.length,
            streams: streamCount,
          },
        }),
    }
    await forgetter.forget(request)
  }
  return true
}

function countsOf(run: RetentionRun): Omit<Extract<LogLine, { event: 'retention-run' }>, 'event'> {
  const { lookedCount, forgottenCount, streamCount, heldCount, busyCount } = run
  return { lookedCount, forgottenCount, streamCount, heldCount, busyCount }
}
