// A found session, and the order in which sessions are listed.

/** A session that has it. */
export interface FoundSession {
  readonly startedAtMs: number
  readonly id: string
}

/** The same with tokens, and where it begins. */
export interface TokenSearch {
  readonly app: string
  readonly tokens: readonly string[]
  readonly fromMs: number
  /** Only sessions before this one. */
  readonly before: FoundSession
  readonly limit: number
}

/** The order of lists. */
export function newestFirst(a: FoundSession, b: FoundSession): number {
  return b.startedAtMs - a.startedAtMs || (a.id < b.id ? 1 : -1)
}
