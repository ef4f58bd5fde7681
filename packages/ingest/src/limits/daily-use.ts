// What an app sends in a day (UTC), counted over all processes in the database: deltas go there every few seconds, and what
// comes back is everyone's. A quota over it is kept to within what arrives in that time; a process that is killed loses
// the count of those seconds, never a segment.
import { IngestError } from '../errors.ts'

/** Parcels and bytes that were acknowledged. */
export interface AppUse {
  readonly appId: string
  readonly parcels: number
  readonly bytes: number
}

/** What one app has used since a day began. */
export interface DailyUse {
  /** @throws IngestError over_quota until the day ends, once the app has used its bytes */
  assertWithin(appId: string, dailyQuotaBytes: number | undefined): void
  count(appId: string, bytes: number): void
  /** Writes what was counted and reads what all have counted; what could not be written waits for the next time. */
  flush(): Promise<void>
}

/** What counting needs. */
export interface DailyUseOptions {
  /** Adds to the counts of the database's day. @returns bytes of the day by app, with those just added */
  add(uses: readonly AppUse[]): Promise<ReadonlyMap<string, number>>
  readonly nowMs?: () => number
}

interface Count {
  parcels: number
  bytes: number
}

const dayMs = 24 * 60 * 60_000
// Recorders ask again within the hour in any case; the operator may have raised the quota meanwhile.
const longestWaitSeconds = 3600

/** Counts from zero; the first flush brings what others have counted. */
export function createDailyUse({ add, nowMs = Date.now }: DailyUseOptions): DailyUse {
  let unwritten = new Map<string, Count>()
  let writing = new Map<string, Count>()
  let totals: ReadonlyMap<string, number> = new Map()
  let day = Math.floor(nowMs() / dayMs)

  function startDay(): void {
    const today = Math.floor(nowMs() / dayMs)
    if (today === day) return
    day = today
    totals = new Map()
  }

  function usedBytes(appId: string): number {
    const waiting = (unwritten.get(appId)?.bytes ?? 0) + (writing.get(appId)?.bytes ?? 0)
    return (totals.get(appId) ?? 0) + waiting
  }

  function countInto(counts: Map<string, Count>, appId: string, { parcels, bytes }: Count): void {
    const known = counts.get(appId)
    if (known === undefined) counts.set(appId, { parcels, bytes })
    else {
      known.parcels += parcels
      known.bytes += bytes
    }
  }

  return {
    assertWithin(appId, dailyQuotaBytes) {
      if (dailyQuotaBytes === undefined) return
      startDay()
      if (usedBytes(appId) < dailyQuotaBytes) return
      // The database's day may have begun later than the one here: its sum is asked for as long as it counts against an app.
      countInto(unwritten, appId, { parcels: 0, bytes: 0 })
      const restSeconds = Math.ceil((dayMs - (nowMs() % dayMs)) / 1000)
      throw new IngestError('over_quota', {
        retryAfterSeconds: Math.min(restSeconds, longestWaitSeconds),
        quota: { policy: 'app-day', burstBytes: dailyQuotaBytes, windowSeconds: dayMs / 1000 },
      })
    },
    count(appId, bytes) {
      countInto(unwritten, appId, { parcels: 1, bytes })
    },
    async flush() {
      if (unwritten.size === 0 || writing.size > 0) return
      writing = unwritten
      unwritten = new Map()
      try {
        const uses = [...writing].map(([appId, count]) => ({ appId, ...count }))
        const added = await add(uses)
        startDay()
        totals = new Map([...totals, ...added])
      } catch {
        for (const [appId, count] of writing) countInto(unwritten, appId, count)
      } finally {
        writing = new Map()
      }
    },
  }
}
