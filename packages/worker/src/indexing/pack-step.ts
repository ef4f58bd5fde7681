// Packs summaries of sessions that nothing has changed for an hour, so that a search reads little however many there are.
import { type Database, packSessions } from '@reseal/store'
import type { Step } from '../steps.ts'

const everyMs = 30_000
const unchangedMs = 60 * 60_000

/** The step; `db` is the worker's. */
export function createPackStep(db: Database): Step {
  return {
    name: 'pack-summaries',
    everyMs,
    async run({ signal }) {
      let hasPacked = false
      while (!signal.aborted && (await packSessions(db, new Date(Date.now() - unchangedMs)))) hasPacked = true
      return hasPacked
    },
  }
}
