// Folds what is closed, and keeps the partitions of segment rows: those of the days to come are there before ingest needs
// them, those of days gone by go once nothing is left in them (design.md §5.7).
import { createSegmentFolding, type Database, type SegmentFolding } from '@reseal/store'
import type { Log } from '../logging/log-line.ts'
import type { Step } from '../steps.ts'

/** How they work. */
export interface FoldOptions {
  /** A closed stream that received something within this time is left alone; default one minute. */
  readonly foldAfterMs?: number
}

const defaultFoldAfterMs = 60_000
const foldEveryMs = 2_000
const dayMs = 24 * 60 * 60_000
const daysEveryMs = 10 * 60_000
// A worker may be down for a week; after that rows go to the default partition, and ingest goes on all the same.
const daysAhead = 7

/** The two steps; `db` is the worker's. */
export function createFoldSteps(db: Database, options: FoldOptions, log: Log): readonly Step[] {
  const folding = createSegmentFolding(db)
  return [createFoldStep(folding, options.foldAfterMs ?? defaultFoldAfterMs, log), createDaysStep(folding)]
}

function createFoldStep(folding: SegmentFolding, foldAfterMs: number, log: Log): Step {
  let refusedBefore = 0
  return {
    name: 'fold',
    everyMs: foldEveryMs,
    async run({ signal }) {
      const receivedBefore = new Date(Date.now() - foldAfterMs)
      let [foldedCount, refusedCount] = [0, 0]
      let next: string | undefined
      do {
        const turn = await folding.foldClosed({ receivedBefore, ...(next !== undefined && { after: next }) })
        foldedCount += turn.foldedCount
        refusedCount += turn.refusedCount
        next = turn.next
      } while (next !== undefined && !signal.aborted)
      // Said when it changes, not every time: what does not add up stays until somebody looks at it.
      if (next === undefined && refusedCount !== refusedBefore) {
        log({ event: 'unfoldable', streamCount: refusedCount })
        refusedBefore = refusedCount
      }
      return foldedCount > 0
    },
  }
}

function createDaysStep(folding: SegmentFolding): Step {
  return {
    name: 'segment-days',
    everyMs: daysEveryMs,
    async run() {
      const addedCount = await folding.addDays(daysAhead)
      // Yesterday's may still be written to by who began before midnight.
      const droppedCount = await folding.dropDays(new Date(Date.now() - dayMs))
      return addedCount + droppedCount > 0
    },
  }
}
