// From a time to a place in the audit log. Times never decrease along it, so a search by halves finds the place.
import type { Database } from '@reseal/store'

/** Finds places by time. */
export interface AuditClock {
  /** Index of the first leaf after `timeMs`; the log's size where there is none. */
  firstIndexAfter(timeMs: number): Promise<number>
}

/** The clock over PostgreSQL: one look-up by primary key for each halving. */
export function createAuditClock(db: Database): AuditClock {
  return {
    firstIndexAfter: async (timeMs) => {
      let low = 0
      let high = (await db.selectFrom('audit_head').select('size').executeTakeFirstOrThrow()).size
      while (low < high) {
        const middle = Math.floor((low + high) / 2)
        if ((await timeOf(db, middle)) > timeMs) high = middle
        else low = middle + 1
      }
      return low
    },
  }
}

async function timeOf(db: Database, index: number): Promise<number> {
  const { leaf } = await db
    .selectFrom('audit_leaves')
    .select('leaf')
    .where('index', '=', index)
    .executeTakeFirstOrThrow()
  return (JSON.parse(Buffer.from(leaf).toString('utf8')) as { time_ms: number }).time_ms
}
