// Carries out orders to shred more than one session (design.md §6): a page of sessions at a time, each few in a transaction of
// their own. A worker that dies has forgotten whole transactions of it; the next goes on with the same page, in which what is
// forgotten is found no more.
import {
  type Anchor,
  type AuditLog,
  advanceScopeOrder,
  createSessionForgetter,
  type Database,
  endScopeOrder,
  eraseDerived,
  findDueScopeOrder,
  findScopePage,
  putOffScopeOrder,
  type ScopeOrder,
  type SessionForgetter,
} from '@reseal/store'
import type { Log } from '../logging/log-line.ts'
import type { Step, StepTurn } from '../steps.ts'

/** What the worker gives the step. */
export interface ScopeOrderParts {
  readonly db: Database
  readonly audit: AuditLog
  readonly anchor: Anchor
  readonly log: Log
}

/** For tests: smaller pages. */
export interface ScopeOrderOptions {
  readonly sessionsPerPage?: number
  readonly sessionsPerTransaction?: number
}

const everyMs = 1_000
const untilFreeMs = 1_000
// As of retention: the logs' heads are held for the time of one.
const defaultSessions = 50
const defaultPage = 500

/** Creates the step. */
export function createScopeOrderStep(parts: ScopeOrderParts, options: ScopeOrderOptions = {}): Step {
  const { db, audit, anchor, log } = parts
  const { sessionsPerPage = defaultPage, sessionsPerTransaction = defaultSessions } = options
  const forgetter = createSessionForgetter(db, { anchor, audit, erase: eraseDerived })
  return {
    name: 'scope-orders',
    everyMs,
    async run({ signal }) {
      const due = await findDueScopeOrder(db)
      if (due === undefined) return false
      const { order } = due
      let { after } = due
      while (!signal.aborted) {
        const page = await findScopePage(db, order, { after, limit: sessionsPerPage })
        const free = page.sessions.filter(({ held }) => !held).map(({ id }) => id)
        const forgetting = { forgetter, order, signal, sessionsPerTransaction }
        const outcome = await forgetAll(forgetting, free)
        if (outcome === undefined) return true
        if (outcome.busyCount > 0) {
          await putOffScopeOrder(db, order.id, untilFreeMs)
          return true
        }
        const held = page.sessions.length - free.length + outcome.heldCount
        if (page.next === undefined) {
          await endScopeOrder(db, order.id, { looked: page.lookedCount, held })
          log({ event: 'order-ended', kind: 'shred', end: 'done' })
          return true
        }
        await advanceScopeOrder(db, order.id, { after: page.next, looked: page.lookedCount, held })
        after = page.next
      }
      return true
    },
  }
}

interface Forgetting {
  readonly forgetter: SessionForgetter
  readonly order: ScopeOrder
  readonly signal: StepTurn['signal']
  readonly sessionsPerTransaction: number
}

/** Undefined where it was told to stop before the end. */
async function forgetAll(
  { forgetter, order, signal, sessionsPerTransaction }: Forgetting,
  sessions: readonly string[],
): Promise<{ readonly busyCount: number; readonly heldCount: number } | undefined> {
  let busyCount = 0
  let heldCount = 0
  for (let from = 0; from < sessions.length; from += sessionsPerTransaction) {
    if (signal.aborted) return undefined
    const { busy, held } = await forgetter.forget({
      sessions: sessions.slice(from, from + sessionsPerTransaction),
      reason: 'officer',
      // Confirmed orders have it.
      event: order.decidedIndex ?? 0,
      // With what was forgotten, or not at all: whoever dies here has counted nothing twice.
      inTransaction: (transaction, { forgotten, streamCount }) =>
        advanceScopeOrder(transaction, order.id, { forgotten: forgotten.length, streams: streamCount }),
    })
    busyCount += busy.length
    heldCount += held.length
  }
  return { busyCount, heldCount }
}
