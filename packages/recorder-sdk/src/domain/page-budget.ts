// What recording may take of a page: processor time and bytes, each averaged (design §12). Bursts pass, lasting load does not.

/** How much recording may take for long. */
export interface PageLimits {
  /** Milliseconds of processor time a second; ten times as many at once. */
  readonly cpuMsPerSecond: number
  /** Characters of events a minute; twice as many at once, for a snapshot alone may be 8 MiB. */
  readonly charactersPerMinute: number
}

/** What recording may take of a page. */
export const pageLimits: PageLimits = { cpuMsPerSecond: 200, charactersPerMinute: 10 * 1024 * 1024 }

/** Keeps account of one recording. Times are milliseconds of one clock. */
export interface PageBudget {
  /** Notes what was spent; true when it was too much, and the account begins anew half full. */
  spend(cost: { readonly cpuMs: number; readonly characters: number }, nowMs: number): boolean
  /** Whether next to nothing is being spent. */
  isCalm(nowMs: number): boolean
}

interface Account {
  level: number
  readonly limit: number
  readonly perMs: number
}

/** Creates an account that is empty. */
export function createPageBudget({ cpuMsPerSecond, charactersPerMinute }: PageLimits): PageBudget {
  const cpu: Account = { level: 0, limit: 10 * cpuMsPerSecond, perMs: cpuMsPerSecond / 1000 }
  const bytes: Account = { level: 0, limit: 2 * charactersPerMinute, perMs: charactersPerMinute / 60_000 }
  let lastMs = 0

  function advance(nowMs: number): void {
    // A clock that was set back gives nothing.
    const elapsedMs = Math.max(0, nowMs - lastMs)
    lastMs = nowMs
    for (const account of [cpu, bytes]) account.level = Math.max(0, account.level - elapsedMs * account.perMs)
  }

  return {
    spend({ cpuMs, characters }, nowMs) {
      advance(nowMs)
      cpu.level += cpuMs
      bytes.level += characters
      const isOver = [cpu, bytes].some(({ level, limit }) => level > limit)
      if (isOver)
        for (const account of [cpu, bytes]) account.level = Math.min(account.level, account.limit / 2)
      return isOver
    },
    isCalm(nowMs) {
      advance(nowMs)
      return [cpu, bytes].every(({ level, limit }) => level < limit / 10)
    },
  }
}
