// Removes batches of which nothing is alive (design.md §5.10), whatever ended their streams: retention, consent, an officer.
import {
  type Anchor,
  type AuditLog,
  createDeadBatches,
  type Database,
  type DeadBatches,
  type ObjectStore,
  StoreError,
} from '@reseal/store'
import type { Log } from '../logging/log-line.ts'
import type { Step, StepTurn } from '../steps.ts'

/** What is removed, and how patiently. */
export interface RemoveBatchesOptions {
  readonly objects: Pick<ObjectStore, 'get' | 'delete'>
  /** From the leaf that says so to the deletion: for whoever verifies a database as it was. Default 24 hours. */
  readonly graceMs?: number
  /** From the end of a run to the start of the next; default one minute. */
  readonly everyMs?: number
}

/** What the worker gives the step. */
export interface RemoveBatchesParts {
  readonly db: Database
  readonly audit: AuditLog
  readonly anchor: Anchor
  readonly log: Log
}

const defaultEveryMs = 60_000
const defaultGraceMs = 24 * 60 * 60_000
const streamsPerPage = 200
const batchesPerTransaction = 500
const deletesPerTurn = 200

/** Creates the step. */
export function createRemoveBatchesStep(parts: RemoveBatchesParts, options: RemoveBatchesOptions): Step {
  const { db, audit, anchor, log } = parts
  const batches = createDeadBatches(db, { anchor, audit, objects: options.objects })
  return {
    name: 'remove-batches',
    everyMs: options.everyMs ?? defaultEveryMs,
    async run({ signal }) {
      const accountedCount = await account(batches, signal)
      const removedCount = await remove(batches, signal)
      const removedBefore = new Date(Date.now() - (options.graceMs ?? defaultGraceMs))
      const { deletedCount, keptCount } = await deleteObjects(batches, removedBefore, signal)
      const hasWorked = accountedCount + removedCount + deletedCount > 0
      if (hasWorked || keptCount > 0) {
        log({ event: 'batches-removed', accountedCount, removedCount, deletedCount, keptCount })
      }
      // Nothing is lost as long as someone is told.
      if (keptCount > 0) throw new StoreError('batch_copy_missing')
      return hasWorked
    },
  }
}

async function account(batches: DeadBatches, signal: StepTurn['signal']): Promise<number> {
  let count = 0
  let after: string | undefined
  do {
    const page = await batches.account({ limit: streamsPerPage, ...(after !== undefined && { after }) })
    count += page.accountedCount
    after = page.next
  } while (after !== undefined && !signal.aborted)
  return count
}

async function remove(batches: DeadBatches, signal: StepTurn['signal']): Promise<number> {
  let count = 0
  while (!signal.aborted) {
    const { batchCount } = await batches.remove(batchesPerTransaction)
    count += batchCount
    if (batchCount < batchesPerTransaction) break
  }
  return count
}

async function deleteObjects(
  batches: DeadBatches,
  removedBefore: Date,
  signal: StepTurn['signal'],
): Promise<{ readonly deletedCount: number; readonly keptCount: number }> {
  let [deletedCount, keptCount, after] = [0, 0, -1]
  while (!signal.aborted) {
    const page = await batches.delete({ removedBefore, after, limit: deletesPerTurn })
    deletedCount += page.deletedCount
    keptCount += page.keptCount
    if (page.next === undefined) break
    after = page.next
  }
  return { deletedCount, keptCount }
}
