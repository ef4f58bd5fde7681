// Packs summaries of sessions that nothing has changed for an hour, so that a search reads little however many there are.
import { createAppRepository, type Database, packSessions } from '@reseal/store'
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
      for (const { id } of await createAppRepository(db).list()) {
        const changedBefore = new Date(Date.now() - unchangedMs)
        while (!signal.aborted && (await packSessions(db, id, changedBefore))) hasPacked = true
      }
      return hasPacked
    },
  }
}
